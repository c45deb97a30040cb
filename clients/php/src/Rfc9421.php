<?php

declare(strict_types=1);

namespace Feiqian;

/** HTTP Message Signatures (RFC 9421) with hmac-sha256, and Content-Digest (RFC 9530), as products use them. */
final class Rfc9421
{
    /** The value of `Content-Digest`. */
    public static function contentDigest(string $body): string
    {
        return 'sha-256=:' . base64_encode(hash('sha256', $body, true)) . ':';
    }

    /**
     * Signs a message: `components` in their order, then the parameters in theirs.
     *
     * @param string $url the absolute URL as it is sent
     * @param array<string, string> $headers names in lower case
     * @param list<string> $components
     * @param list<array{string, string|int}> $parameters
     *
     * @return array{base: string, input: string, signature: string}
     */
    public static function sign(
        string $method,
        string $url,
        array $headers,
        array $components,
        array $parameters,
        #[\SensitiveParameter] string $key,
        string $label = 'sig1',
    ): array {
        $quoted = array_map(static fn (string $component): string => "\"$component\"", $components);
        $chosen = '(' . implode(' ', $quoted) . ')';
        foreach ($parameters as [$name, $value]) {
            if (is_string($value) && preg_match('/^[ -~]*$/D', $value) !== 1) {
                throw Fault::argument('a parameter of a signature must be visible ASCII');
            }
            $chosen .= ";$name=" . (is_int($value) ? (string) $value : '"' . addcslashes($value, '\\"') . '"');
        }
        $lines = array_map(static fn (string $component): string => "\"$component\": " . self::value($component, $method, $url, $headers), $components);
        $base = implode("\n", [...$lines, "\"@signature-params\": $chosen"]);
        $signature = base64_encode(hash_hmac('sha256', $base, $key, true));

        return ['base' => $base, 'input' => "$label=$chosen", 'signature' => "$label=:$signature:"];
    }

    /** @param array<string, string> $headers */
    private static function value(string $component, string $method, string $url, array $headers): string
    {
        if (preg_match('~^(https?)://([^/?#]+)([^?#]*)(?:\?([^#]*))?~', $url, $found) !== 1) {
            throw Fault::argument('no URL');
        }
        [, $scheme, $authority, $path] = $found;
        $authority = (string) preg_replace($scheme === 'https' ? '/:443$/D' : '/:80$/D', '', strtolower($authority));
        $path = $path === '' ? '/' : $path;

        return match ($component) {
            '@method' => $method,
            '@target-uri' => "$scheme://$authority$path" . (isset($found[4]) ? "?$found[4]" : ''),
            '@authority' => $authority,
            '@scheme' => $scheme,
            '@path' => $path,
            '@query' => '?' . ($found[4] ?? ''),
            default => trim($headers[$component] ?? throw Fault::argument("the request has no $component")),
        };
    }
}
