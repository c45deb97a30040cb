<?php

declare(strict_types=1);

namespace Feiqian;

/** Forms as they are sent. PHP's own parser changes names, so it is not used. */
final class Form
{
    /** @param list<array{string, string}> $pairs */
    public static function encode(array $pairs): string
    {
        return implode('&', array_map(static fn (array $pair): string => urlencode($pair[0]) . '=' . urlencode($pair[1]), $pairs));
    }

    /**
     * The pairs of a form by their names; null if its encoding is broken, it is no UTF-8 or a name stands twice.
     *
     * @return array<string, string>|null
     */
    public static function parse(string $body): ?array
    {
        $fields = [];
        foreach (explode('&', $body) as $part) {
            if ($part === '') {
                continue;
            }
            [$name, $value] = [...explode('=', $part, 2), ''];
            $isBroken = preg_match('/%(?![0-9A-Fa-f]{2})/', $part) === 1;
            [$name, $value] = [urldecode($name), urldecode($value)];
            if ($isBroken || preg_match('//u', $name . $value) !== 1 || isset($fields[$name])) {
                return null;
            }
            $fields[$name] = $value;
        }

        return $fields;
    }

    /**
     * @param array<array-key, string> $fields a name of digits is an integer as a key of PHP
     *
     * @return list<array{string, string}>
     */
    public static function pairs(array $fields): array
    {
        return array_map(static fn (int|string $name, string $value): array => [(string) $name, $value], array_keys($fields), $fields);
    }
}
