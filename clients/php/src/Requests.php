<?php

declare(strict_types=1);

namespace Feiqian;

/** What the clients share in making requests. */
final class Requests
{
    public const FORM = 'application/x-www-form-urlencoded';

    /**
     * Parameters as they are signed and sent: absent ones are left out.
     *
     * @param array<string, mixed> $parameters
     *
     * @return list<array{string, string}>
     */
    public static function pairs(string $operation, array $parameters): array
    {
        $pairs = [];
        foreach ($parameters as $name => $value) {
            if ($value === null) {
                continue;
            }
            if (!is_string($value) && !is_int($value) && !$value instanceof Money) {
                throw Fault::argument("$name is no text, integer or Money", $operation);
            }
            if (preg_match('//u', (string) $value) !== 1) {
                throw Fault::argument("$name is no UTF-8", $operation);
            }
            $pairs[] = [$name, (string) $value];
        }

        return $pairs;
    }

    /** @param list<array{string, string}> $pairs */
    public static function refuseAmbiguous(string $operation, array $pairs): void
    {
        $name = Signing::firstAmbiguous($pairs);
        if ($name !== null) {
            throw Fault::of(Kind::AmbiguousText, $operation, fields: [$name => ['ambiguous']]);
        }
    }

    /**
     * @param array<string, string> $headers
     *
     * @return array<string, string>
     */
    public static function withKey(array $headers, Operation $operation, ?CallOptions $options): array
    {
        $key = $options?->idempotencyKey;
        if ($key === null) {
            return $headers;
        }
        if (!$operation->takesKey || preg_match('/^[!-~]{1,128}$/D', $key) !== 1) {
            throw Fault::argument($operation->takesKey ? 'an idempotency key is 1 to 128 visible letters of ASCII' : 'this operation takes no idempotency key', $operation->name);
        }

        return [...$headers, 'idempotency-key' => $key];
    }

    /**
     * A request with a token: parameters in path and query, the rest as JSON.
     *
     * @param array<string, mixed> $parameters
     *
     * @return array{method: string, url: string, headers: array<string, string>, body: string}
     */
    public static function withToken(
        string $baseUrl,
        Operation $operation,
        array $parameters,
        #[\SensitiveParameter] string $token,
        string $mediaType,
        ?CallOptions $options,
    ): array {
        if (preg_match('/^[!-~]+$/D', $token) !== 1) {
            throw Fault::argument('a token is visible ASCII', $operation->name);
        }
        $rest = array_filter($parameters, static fn (mixed $value): bool => $value !== null);
        $path = (string) preg_replace_callback('/\{([^}]+)\}/', static function (array $found) use (&$rest, $operation): string {
            $value = self::pairs($operation->name, [$found[1] => $rest[$found[1]] ?? null])[0][1] ?? '';
            unset($rest[$found[1]]);
            if (in_array($value, ['', '.', '..'], true)) {
                throw Fault::argument("$found[1] is absent", $operation->name);
            }

            return rawurlencode($value);
        }, $operation->path);
        $isJson = $operation->carrier === 'json';
        $query = $isJson ? array_intersect_key($rest, array_flip($operation->query)) : $rest;
        $encoded = Form::encode(self::pairs($operation->name, $query));
        try {
            $members = array_diff_key($rest, $query);
            $body = $isJson ? Json::write($members === [] ? new \stdClass() : $members) : '';
        } catch (\JsonException) {
            $body = null;
        }
        if ($body === null) {
            throw Fault::argument('a parameter has no exact JSON form: give amounts as text or Money, never as float', $operation->name);
        }
        $headers = ['accept' => "$mediaType, application/json", 'authorization' => "Bearer $token"];

        return [
            'method' => $operation->method,
            'url' => $baseUrl . $path . ($encoded === '' ? '' : "?$encoded"),
            'headers' => self::withKey($isJson ? [...$headers, 'content-type' => $mediaType] : $headers, $operation, $options),
            'body' => $body,
        ];
    }
}
