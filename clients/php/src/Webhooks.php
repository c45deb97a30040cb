<?php

declare(strict_types=1);

namespace Feiqian;

use Feiqian\Exception\FeiqianException;

/**
 * What the bundle sends: callbacks of products, IPNs, notices of the wallet, Standard Webhooks.
 *
 * Each is verified over the raw body (`file_get_contents('php://input')`), in constant time, against every key that is valid,
 * and against the clock where it bears a time. A refusal is a VerificationFailed whose reason is `malformed`, `signature`,
 * `scheme`, `type` or `clock`.
 */
final class Webhooks
{
    private const TOLERANCE_S = 300;
    private const MAX_SIGNATURES = 16;

    /**
     * The callback of a product, verified.
     *
     * @param list<string> $keys the product's key, or both while it is exchanged
     * @param 'deposit'|'withdraw' $expected
     * @param 'MD5'|'HMAC-SHA256' $minimum the weakest scheme that is accepted
     *
     * @return array<string, string>
     */
    public static function verifyCallback(
        string $body,
        #[\SensitiveParameter] array $keys,
        string $expected,
        string $minimum = 'MD5',
        ?int $now = null,
        int $toleranceS = self::TOLERANCE_S,
    ): array {
        [$fields, $given] = self::read($body, 'sign');
        $scheme = ($fields['sign_type'] ?? '') ?: 'MD5';
        if (!in_array($scheme, ['MD5', 'HMAC-SHA256'], true) || ($minimum === 'HMAC-SHA256' && $scheme === 'MD5')) {
            throw self::refused('scheme');
        }
        $text = Signing::productText(Form::pairs($fields));
        $sign = $scheme === 'MD5' ? Signing::productMd5(...) : Signing::productHmac(...);
        $signatures = array_map(static fn (string $key): string => (string) hex2bin($sign($text, $key)), $keys);
        if (!self::isOneOf([$given], $signatures)) {
            throw self::refused('signature');
        }
        if (($fields['notify_type'] ?? '') !== $expected) {
            throw self::refused('type');
        }
        self::checkTime($fields['timestamp'] ?? '', $now, $toleranceS);

        return $fields;
    }

    /**
     * An IPN, verified. It bears no time: tell repetitions by `transactionNo` or `accountToken` and the status.
     *
     * @param list<string> $tokens the merchant's API token, or both
     * @param 'payout'|'account' $expected
     *
     * @return array<string, string>
     */
    public static function verifyIpn(string $body, #[\SensitiveParameter] array $tokens, string $expected): array
    {
        [$fields, $given] = self::read($body, 'verifySign');
        $text = Signing::payeeText(Form::pairs($fields));
        $signatures = array_map(static fn (string $token): string => (string) hex2bin(Signing::verifySign($text, $token)), $tokens);
        if (!self::isOneOf([$given], $signatures)) {
            throw self::refused('signature');
        }
        if (($fields['notify_type'] ?? '') !== $expected) {
            throw self::refused('type');
        }

        return $fields;
    }

    /**
     * A notice of the wallet, verified by its header `X-Feiqian-Signature`. Amounts are decimal texts.
     *
     * @param list<string> $keys
     *
     * @return array<string, mixed>
     */
    public static function verifyWalletNotice(
        string $body,
        string $header,
        #[\SensitiveParameter] array $keys,
        ?int $now = null,
        int $toleranceS = self::TOLERANCE_S,
    ): array {
        $members = array_map('trim', explode(',', $header));
        $after = static fn (string $prefix): array => array_values(array_map(
            static fn (string $member): string => substr($member, strlen($prefix)),
            array_filter($members, static fn (string $member): bool => str_starts_with($member, $prefix)),
        ));
        [$times, $signatures] = [$after('t='), array_slice($after('v1='), 0, self::MAX_SIGNATURES)];
        if (count($times) !== 1 || $signatures === []) {
            throw self::refused('malformed');
        }
        $given = array_values(array_filter(array_map(self::fromHex(...), $signatures), is_string(...)));
        $expected = array_map(static fn (string $key): string => hash_hmac('sha256', "$times[0].$body", $key, true), $keys);
        if (!self::isOneOf($given, $expected)) {
            throw self::refused('signature');
        }
        self::checkTime($times[0], $now, $toleranceS);
        try {
            return Read::record(Json::parse($body));
        } catch (\JsonException|\UnexpectedValueException) {
            throw self::refused('malformed');
        }
    }

    /**
     * Any message with the headers of Standard Webhooks, verified.
     *
     * @param array<string, string> $headers
     * @param list<string> $secrets `whsec_…`
     *
     * @return array{id: string, timestamp: int}
     */
    public static function verifyStandardWebhook(
        string $body,
        array $headers,
        #[\SensitiveParameter] array $secrets,
        ?int $now = null,
        int $toleranceS = self::TOLERANCE_S,
    ): array {
        $lower = array_change_key_case($headers);
        [$id, $time, $header] = [$lower['webhook-id'] ?? '', $lower['webhook-timestamp'] ?? '', $lower['webhook-signature'] ?? ''];
        if ($id === '' || $header === '' || preg_match('/^(0|[1-9][0-9]{0,14})$/D', $time) !== 1) {
            throw self::refused('malformed');
        }
        $given = [];
        foreach (array_slice(explode(' ', $header), 0, self::MAX_SIGNATURES) as $one) {
            $bytes = str_starts_with($one, 'v1,') ? base64_decode(substr($one, 3), true) : false;
            if (is_string($bytes)) {
                $given[] = $bytes;
            }
        }
        $expected = [];
        foreach ($secrets as $secret) {
            $key = base64_decode((string) preg_replace('/^whsec_/', '', $secret), true);
            if ($key === false) {
                throw Fault::argument('a secret is whsec_ and base64');
            }
            $expected[] = hash_hmac('sha256', "$id.$time.$body", $key, true);
        }
        if (!self::isOneOf($given, $expected)) {
            throw self::refused('signature');
        }
        self::checkTime($time, $now, $toleranceS);

        return ['id' => $id, 'timestamp' => (int) $time];
    }

    /** The secret that Standard Webhooks libraries take, of a product's key, an API token or another key. */
    public static function secret(#[\SensitiveParameter] string $key): string
    {
        return 'whsec_' . base64_encode($key);
    }

    private static function refused(string $why): FeiqianException
    {
        return Fault::of(Kind::VerificationFailed, reason: $why);
    }

    private static function checkTime(string $time, ?int $now, int $toleranceS): void
    {
        if (preg_match('/^[0-9]{1,15}$/D', $time) !== 1) {
            throw self::refused('malformed');
        }
        if (abs((int) $time - ($now ?? time())) > $toleranceS) {
            throw self::refused('clock');
        }
    }

    /**
     * Whether one of the given values is one of the expected ones; every pair is compared.
     *
     * @param list<string> $given
     * @param list<string> $expected
     */
    private static function isOneOf(array $given, array $expected): bool
    {
        $found = false;
        foreach ($given as $one) {
            foreach ($expected as $other) {
                $found = hash_equals($other, $one) || $found;
            }
        }

        return $found;
    }

    private static function fromHex(string $digits): ?string
    {
        return preg_match('/^(?:[0-9A-Fa-f]{2})*$/D', $digits) === 1 ? (string) hex2bin($digits) : null;
    }

    /** @return array{array<string, string>, string} */
    private static function read(string $body, string $signature): array
    {
        $fields = Form::parse($body);
        if ($fields === null || !isset($fields[$signature]) || Signing::firstAmbiguous(Form::pairs($fields)) !== null) {
            throw self::refused('malformed');
        }

        return [$fields, self::fromHex($fields[$signature]) ?? throw self::refused('signature')];
    }
}
