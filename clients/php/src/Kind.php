<?php

// Written by `node clients/generate/generate.mjs` from the OpenAPI document. Do not edit.

declare(strict_types=1);

namespace Feiqian;

/**
 * What went wrong, in one word.
 */
enum Kind: string
{
    case SignatureRefused = 'signature';
    case ClockSkewed = 'clock';
    case AuthenticationFailed = 'authentication';
    case PermissionDenied = 'permission';
    case ValidationFailed = 'validation';
    case RequestRejected = 'request';
    case NotFound = 'not_found';
    case Conflict = 'conflict';
    case InProgress = 'in_progress';
    case StateRefused = 'state';
    case RateLimited = 'rate';
    case UpstreamFailed = 'upstream';
    case ServerFault = 'server';
    case Unavailable = 'unavailable';
    case TimedOut = 'timeout';
    case ConnectionFailed = 'connection';
    case AnswerTruncated = 'truncated';
    case AmbiguousText = 'ambiguous';
    case InvalidArgument = 'argument';
    case VerificationFailed = 'verification';

    /**
     * What to do about it.
     */
    public function advice(): string
    {
        return match ($this) {
            self::SignatureRefused => 'Check the number of the product or merchant, the key, and that no proxy changes the parameters. A demo bundle answers with the text to be signed in the header x-sign-expected-canonical.',
            self::ClockSkewed => 'Set this machine\'s clock, for instance by NTP: it is more than the allowed 300 seconds from the server\'s. Then send the request again.',
            self::AuthenticationFailed => 'Get a new token: this one is absent, wrong, expired or another merchant\'s.',
            self::PermissionDenied => 'Ask the operator for the right: this caller may not do this.',
            self::ValidationFailed => 'Correct the fields that are named, then send the request again.',
            self::RequestRejected => 'Check the base URL and the version of this library: the server does not know a request of this form.',
            self::NotFound => 'Check the number: the object does not exist, or it is another\'s. If every call ends so, check the base URL.',
            self::Conflict => 'The order number or idempotency key belongs to another request. Repeat that request unchanged, or take a new number for a new order.',
            self::InProgress => 'The first request with this order number has no answer yet. Repeat the same request after a moment.',
            self::StateRefused => 'The object\'s state, a limit or the balance does not allow this. Read the object, then decide again.',
            self::RateLimited => 'Wait for as long as the server says, then send the request again.',
            self::UpstreamFailed => 'The payment provider refused or did not answer. The order is closed: take a new order number for another attempt.',
            self::ServerFault => 'A fault of the server: report the request id to the operator. Repeat the request only with the same order number or idempotency key.',
            self::Unavailable => 'The service is busy or down. Repeat the same request with the same order number or idempotency key in a moment.',
            self::TimedOut => 'No answer within the time limit, so it is not known whether the command was carried out. Repeat the same request with the same order number or idempotency key, or read the order.',
            self::ConnectionFailed => 'Check the base URL and the network. Whether the command was carried out is not known: repeat the same request with the same order number or idempotency key.',
            self::AnswerTruncated => 'The answer is cut off or unreadable, so it is not known whether the command was carried out. Repeat the same request with the same order number or idempotency key, or read the order.',
            self::AmbiguousText => 'Nothing was sent. Change the value: a signed name must not contain = or &, and a signed value must not contain an & that is followed by a = before the next &.',
            self::InvalidArgument => 'Nothing was sent. Correct the argument that is named.',
            self::VerificationFailed => 'Do not act on the message, and do not acknowledge it: it is not proven to be the bundle\'s, or it is not fresh.',
        };
    }

    /**
     * `not_sent`, `refused` (nothing changed) or `unknown`.
     */
    public function outcome(): string
    {
        return match ($this) {
            self::AmbiguousText, self::InvalidArgument, self::VerificationFailed => 'not_sent',
            self::InProgress, self::ServerFault, self::Unavailable, self::TimedOut, self::ConnectionFailed, self::AnswerTruncated => 'unknown',
            default => 'refused',
        };
    }

    /**
     * The exception of the kind.
     *
     * @return class-string<Exception\FeiqianException>
     */
    public function exception(): string
    {
        return match ($this) {
            self::SignatureRefused => Exception\SignatureRefused::class,
            self::ClockSkewed => Exception\ClockSkewed::class,
            self::AuthenticationFailed => Exception\AuthenticationFailed::class,
            self::PermissionDenied => Exception\PermissionDenied::class,
            self::ValidationFailed => Exception\ValidationFailed::class,
            self::RequestRejected => Exception\RequestRejected::class,
            self::NotFound => Exception\NotFound::class,
            self::Conflict => Exception\Conflict::class,
            self::InProgress => Exception\InProgress::class,
            self::StateRefused => Exception\StateRefused::class,
            self::RateLimited => Exception\RateLimited::class,
            self::UpstreamFailed => Exception\UpstreamFailed::class,
            self::ServerFault => Exception\ServerFault::class,
            self::Unavailable => Exception\Unavailable::class,
            self::TimedOut => Exception\TimedOut::class,
            self::ConnectionFailed => Exception\ConnectionFailed::class,
            self::AnswerTruncated => Exception\AnswerTruncated::class,
            self::AmbiguousText => Exception\AmbiguousText::class,
            self::InvalidArgument => Exception\InvalidArgument::class,
            self::VerificationFailed => Exception\VerificationFailed::class,
        };
    }

    /**
     * Code, message (`*`: any) and kind of a part, the most particular first.
     *
     * @return list<array{string, string, self}>
     */
    public static function codes(string $part): array
    {
        return match ($part) {
            'cashier' => [
                ['400', 'bad request', self::RequestRejected],
                ['403', 'forbidden', self::SignatureRefused],
                ['404', 'not found', self::NotFound],
                ['405', 'method not allowed', self::RequestRejected],
                ['408', 'request timeout', self::Unavailable],
                ['409', 'conflict', self::Conflict],
                ['413', 'payload too large', self::RequestRejected],
                ['415', 'unsupported media type', self::RequestRejected],
                ['422', 'unprocessable entity', self::StateRefused],
                ['422', '*', self::ValidationFailed],
                ['429', 'too many requests', self::RateLimited],
                ['500', 'system exception', self::ServerFault],
                ['500', '*', self::UpstreamFailed],
                ['503', 'service busy', self::Unavailable],
                ['304', '*', self::RequestRejected],
            ],
            'wallet' => [
                ['invalid_json', '*', self::RequestRejected],
                ['invalid_include', '*', self::ValidationFailed],
                ['invalid_sort', '*', self::ValidationFailed],
                ['invalid_page', '*', self::ValidationFailed],
                ['invalid_filter', '*', self::ValidationFailed],
                ['invalid_query_parameter', '*', self::ValidationFailed],
                ['invalid_idempotency_key', '*', self::ValidationFailed],
                ['not_authenticated', '*', self::AuthenticationFailed],
                ['permission_denied', '*', self::PermissionDenied],
                ['client_generated_id', '*', self::RequestRejected],
                ['route_not_found', '*', self::RequestRejected],
                ['model_not_found', '*', self::NotFound],
                ['method_not_allowed', '*', self::RequestRejected],
                ['not_acceptable', '*', self::RequestRejected],
                ['request_timeout', '*', self::Unavailable],
                ['too_many_requests', '*', self::RateLimited],
                ['resource_type_conflict', '*', self::RequestRejected],
                ['idempotency_key_reused', '*', self::Conflict],
                ['cash_mch_invalid', '*', self::StateRefused],
                ['unbind_wechat', '*', self::StateRefused],
                ['cash_interval_time', '*', self::StateRefused],
                ['cash_sum_limit', '*', self::StateRefused],
                ['status_cash_freeze', '*', self::StateRefused],
                ['available_amount_error', '*', self::StateRefused],
                ['wallet_limit_error', '*', self::StateRefused],
                ['payload_too_large', '*', self::RequestRejected],
                ['unsupported_media_type', '*', self::RequestRejected],
                ['validation_error', '*', self::ValidationFailed],
                ['cash_type_error', '*', self::ValidationFailed],
                ['operate_forbidden', '*', self::ValidationFailed],
                ['operate_type_error', '*', self::ValidationFailed],
                ['wallet_status_error', '*', self::ValidationFailed],
                ['internal_error', '*', self::ServerFault],
                ['service_busy', '*', self::Unavailable],
            ],
            'payee' => [
                ['000000', 'data error : verifySign', self::SignatureRefused],
                ['000000', 'service busy', self::Unavailable],
                ['000000', '*', self::ServerFault],
                ['000010', '*', self::RequestRejected],
                ['000020', '*', self::ValidationFailed],
                ['000021', 'no related information : path', self::RequestRejected],
                ['000021', '*', self::NotFound],
                ['000022', 'Duplicate request error', self::Conflict],
                ['000022', '*', self::ValidationFailed],
                ['000023', 'data error : timestamp', self::ClockSkewed],
                ['000023', 'data error : X-Timestamp', self::ClockSkewed],
                ['000023', 'data error : method', self::RequestRejected],
                ['000023', 'data error : Content-Type', self::RequestRejected],
                ['000023', 'data error : body', self::RequestRejected],
                ['000023', '*', self::ValidationFailed],
                ['000030', 'too many requests', self::RateLimited],
                ['000030', '*', self::PermissionDenied],
                ['000040', '*', self::StateRefused],
                ['000080', '*', self::StateRefused],
            ],
            'delivery' => [
                ['unauthorized', '*', self::AuthenticationFailed],
                ['not_found', '*', self::RequestRejected],
                ['request_timeout', '*', self::Unavailable],
                ['unsupported_media_type', '*', self::RequestRejected],
                ['invalid_body', '*', self::ValidationFailed],
                ['internal_error', '*', self::ServerFault],
                ['service_busy', '*', self::Unavailable],
            ],
            default => [],
        };
    }
}
