<?php

declare(strict_types=1);

namespace Feiqian;

/** JSON without the loss of a digit: numbers with a fraction and integers beyond 64 bits become texts. */
final class Json
{
    private const TOKEN = '/"(?:[^"\\\\]|\\\\.)*+"|-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?/s';

    /** The value of a JSON text. JsonException if it is none. */
    public static function parse(string $text): mixed
    {
        $lossless = preg_replace_callback(self::TOKEN, static function (array $found): string {
            $isInexact = $found[0][0] !== '"' && strpbrk($found[0], '.eE') !== false;

            return $isInexact ? '"' . $found[0] . '"' : $found[0];
        }, $text);

        return json_decode($lossless ?? '', true, 64, JSON_THROW_ON_ERROR | JSON_BIGINT_AS_STRING);
    }

    /** JSON text. JsonException for what has none, a float among it. */
    public static function write(mixed $value): string
    {
        self::check($value);

        return json_encode($value, JSON_THROW_ON_ERROR | JSON_UNESCAPED_SLASHES | JSON_UNESCAPED_UNICODE);
    }

    private static function check(mixed $value): void
    {
        if (is_float($value)) {
            throw new \JsonException('a float');
        }
        foreach (is_array($value) ? $value : [] as $member) {
            self::check($member);
        }
    }
}
