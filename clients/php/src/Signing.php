<?php

declare(strict_types=1);

namespace Feiqian;

/** The signatures of requests: `sign` of products, `verifySign` of payees, and the payees' headers. */
final class Signing
{
    /** Whether a signed text may hold this parameter name. */
    public static function isName(string $name): bool
    {
        return strpbrk($name, '=&') === false;
    }

    /** Whether a signed text may hold this value: no `&` that is followed by a `=` before the next `&`. */
    public static function isValue(string $value): bool
    {
        return preg_match('/&[^&]*=/', $value) !== 1;
    }

    /**
     * The first name whose pair would make a signed text stand for other pairs too.
     *
     * @param list<array{string, string}> $pairs
     */
    public static function firstAmbiguous(array $pairs): ?string
    {
        foreach ($pairs as [$name, $value]) {
            if (!self::isName($name) || !self::isValue($value)) {
                return $name;
            }
        }

        return null;
    }

    /**
     * The text that a product signs: all parameters but `sign`, sorted by name, `name=value` joined with `&`.
     *
     * @param list<array{string, string}> $pairs
     */
    public static function productText(array $pairs): string
    {
        return implode('&', array_map(static fn (array $pair): string => "$pair[0]=$pair[1]", self::sorted($pairs, 'sign')));
    }

    /** `sign` by MD5: 32 hex digits. */
    public static function productMd5(string $text, #[\SensitiveParameter] string $key): string
    {
        return md5($text . $key);
    }

    /** `sign` by HMAC-SHA256: 64 hex digits. */
    public static function productHmac(string $text, #[\SensitiveParameter] string $key): string
    {
        return hash_hmac('sha256', $text, $key);
    }

    /**
     * The text that a merchant signs: parameters that are not empty, sorted by name, `name=value&` each.
     *
     * @param list<array{string, string}> $pairs
     */
    public static function payeeText(array $pairs): string
    {
        $given = array_filter(self::sorted($pairs, 'verifySign'), static fn (array $pair): bool => $pair[1] !== '');

        return implode('', array_map(static fn (array $pair): string => "$pair[0]=$pair[1]&", $given));
    }

    /** `verifySign`: 32 hex digits. */
    public static function verifySign(string $text, #[\SensitiveParameter] string $token): string
    {
        return md5($text . md5($token));
    }

    /** The text of the header signature: method, path, digest of the body, time and nonce in lines. */
    public static function headerText(string $path, string $body, string $timestamp, string $nonce): string
    {
        return implode("\n", ['POST', $path, hash('sha256', $body), $timestamp, $nonce]);
    }

    /** The value of `X-Signature`. */
    public static function headerSignature(string $text, #[\SensitiveParameter] string $token): string
    {
        return 'HMAC-SHA256 ' . hash_hmac('sha256', $text, $token);
    }

    /**
     * @param list<array{string, string}> $pairs
     *
     * @return list<array{string, string}>
     */
    private static function sorted(array $pairs, string $without): array
    {
        $sorted = array_values(array_filter($pairs, static fn (array $pair): bool => $pair[0] !== $without));
        // strcmp compares bytes.
        usort($sorted, static fn (array $left, array $right): int => strcmp($left[0], $right[0]));

        return $sorted;
    }
}
