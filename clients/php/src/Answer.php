<?php

declare(strict_types=1);

namespace Feiqian;

use Feiqian\Exception\FeiqianException;
use Psr\Http\Message\ResponseInterface;

/** From an answer to a result or to an error of the catalogue. */
final class Answer
{
    /** How far two clocks may be apart. */
    private const CLOCK_LIMIT_S = 300;
    private const REASON_LIMIT = 200;

    /**
     * The result of an operation; the time tells a wrong clock from a wrong key.
     *
     * @template T
     *
     * @param callable(mixed): T $read
     *
     * @return T
     */
    public static function read(string $part, string $operation, ResponseInterface $response, int $nowMs, callable $read): mixed
    {
        $status = $response->getStatusCode();
        $isCashier = in_array($part, ['cashier', 'backOffice'], true);
        try {
            $body = Json::parse((string) $response->getBody());
        } catch (\JsonException) {
            throw self::noAnswer($operation, $response, 'no JSON');
        }
        $refusal = is_array($body) ? self::refusal($part, $status, $body) : null;
        if ($refusal === null) {
            throw self::noAnswer($operation, $response, "not the contract's form");
        }
        if ($refusal === true) {
            try {
                return $read($isCashier && is_array($body) ? $body['data'] : $body);
            } catch (\UnexpectedValueException) {
                throw self::noAnswer($operation, $response, "not the contract's form");
            }
        }
        [$code, $reason, $fields] = $refusal;
        $kind = self::kindOf($isCashier ? 'cashier' : $part, $code, $reason) ?? self::byStatus($status) ?? Kind::RequestRejected;
        $retryAfter = self::retryAfter($response);
        if ($kind === Kind::SignatureRefused && $part === 'backOffice') {
            $kind = Kind::AuthenticationFailed;
        } elseif ($kind === Kind::SignatureRefused && $part === 'cashier' && self::clockDiffers($response, $nowMs)) {
            $kind = Kind::ClockSkewed;
        } elseif ($kind === Kind::Conflict && $retryAfter !== null) {
            $kind = Kind::InProgress;
        } elseif ($kind === Kind::ServerFault && $status === 503) {
            $kind = Kind::Unavailable;
        }
        throw Fault::of($kind, $operation, $code, $reason, $status, self::requestId($response), $fields, $retryAfter);
    }

    private static function noAnswer(string $operation, ResponseInterface $response, string $why): FeiqianException
    {
        $status = $response->getStatusCode();
        $kind = self::byStatus($status) ?? Kind::AnswerTruncated;
        $reason = $status >= 300 ? "HTTP $status" : $why;

        return Fault::of($kind, $operation, '', $reason, $status, self::requestId($response), [], self::retryAfter($response));
    }

    private static function byStatus(int $status): ?Kind
    {
        return match (true) {
            in_array($status, [502, 503, 504], true) => Kind::Unavailable,
            $status >= 500 => Kind::ServerFault,
            $status === 429 => Kind::RateLimited,
            $status >= 300 => Kind::RequestRejected,
            default => null,
        };
    }

    private static function kindOf(string $part, string $code, string $message): ?Kind
    {
        foreach (Kind::codes($part) as [$known, $text, $kind]) {
            if ($known === $code && ($text === '*' || $text === $message)) {
                return $kind;
            }
        }

        return null;
    }

    private static function requestId(ResponseInterface $response): ?string
    {
        return $response->hasHeader('x-request-id') ? $response->getHeaderLine('x-request-id') : null;
    }

    private static function retryAfter(ResponseInterface $response): ?int
    {
        $after = $response->getHeaderLine('retry-after');

        return preg_match('/^[0-9]{1,9}$/D', $after) === 1 ? (int) $after : null;
    }

    private static function clockDiffers(ResponseInterface $response, int $nowMs): bool
    {
        $date = strtotime($response->getHeaderLine('date'));

        return $date !== false && abs($date * 1_000 - $nowMs) > self::CLOCK_LIMIT_S * 1_000;
    }

    private static function text(mixed $value): string
    {
        return is_string($value) || is_int($value) ? (string) preg_replace('/^(.{0,' . self::REASON_LIMIT . '}).*$/su', '$1', (string) $value) : '';
    }

    /**
     * Code, reason and fields of a refusal; true: a success; null: no answer of this part.
     *
     * @param array<array-key, mixed> $body
     *
     * @return array{string, string, array<string, list<string>>}|true|null
     */
    private static function refusal(string $part, int $status, array $body): array|bool|null
    {
        $fields = [];
        if ($part === 'cashier' || $part === 'backOffice') {
            [$code, $message] = [self::text($body['code'] ?? null), $body['message'] ?? null];
            if ($code === '200' && $status === 200 && array_key_exists('data', $body)) {
                return true;
            }
            if (!in_array($code, array_column(Kind::codes('cashier'), 0), true)) {
                return null;
            }
            foreach (is_array($message) ? $message : [] as $name => $rules) {
                $fields[(string) $name] = array_map(self::text(...), is_array($rules) ? array_values($rules) : [$rules]);
            }

            return [$code, self::text($message), $fields];
        }
        if ($part === 'payee') {
            [$code, $reason] = [self::text($body['ret_code'] ?? null), self::text($body['ret_msg'] ?? null)];
            if ($code === '000100' && $status === 200) {
                return true;
            }
            if (preg_match('/ : ([A-Za-z0-9_.-]+)$/D', $reason, $found) === 1) {
                $fields[$found[1]] = [$reason];
            }

            return $code === '' ? null : [$code, $reason, $fields];
        }
        if ($part === 'wallet') {
            if (!isset($body['errors'])) {
                return $status === 200 && array_key_exists('data', $body) ? true : null;
            }
            $errors = array_values(array_filter(is_array($body['errors']) ? $body['errors'] : [], is_array(...)));
            foreach ($errors as $error) {
                $source = is_array($error['source'] ?? null) ? $error['source'] : [];
                $name = self::text($source['pointer'] ?? null) ?: self::text($source['parameter'] ?? null);
                if ($name !== '') {
                    $fields[$name][] = self::text($error['detail'] ?? null);
                }
            }

            return $errors === [] ? null : [self::text($errors[0]['code'] ?? null), self::text($errors[0]['detail'] ?? null), $fields];
        }
        $code = self::text($body['error'] ?? null);

        return $status === 200 ? true : ($code === '' ? null : [$code, $code, []]);
    }
}
