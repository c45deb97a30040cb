<?php

declare(strict_types=1);

namespace Feiqian;

/** Reads values of JSON. UnexpectedValueException for another form than the contract's. */
final class Read
{
    /** @return array<string, mixed> */
    public static function record(mixed $value): array
    {
        if (!is_array($value)) {
            throw new \UnexpectedValueException('no object');
        }

        /** @var array<string, mixed> $value */
        return $value;
    }

    public static function text(mixed $value): string
    {
        return is_string($value) ? $value : throw new \UnexpectedValueException('no text');
    }

    public static function integer(mixed $value): int
    {
        return is_int($value) ? $value : throw new \UnexpectedValueException('no integer');
    }

    public static function boolean(mixed $value): bool
    {
        return is_bool($value) ? $value : throw new \UnexpectedValueException('no truth value');
    }

    /** @return numeric-string */
    public static function amount(mixed $value): string
    {
        $text = is_int($value) ? (string) $value : $value;
        if (!is_string($text) || !is_numeric($text) || preg_match('/^-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?$/D', $text) !== 1) {
            throw new \UnexpectedValueException('no amount');
        }

        return $text;
    }

    /**
     * @template T
     *
     * @param callable(mixed): T $read
     *
     * @return list<T>
     */
    public static function list(mixed $value, callable $read): array
    {
        if (!is_array($value) || !array_is_list($value)) {
            throw new \UnexpectedValueException('no list');
        }

        return array_map($read, $value);
    }

    /**
     * @template T
     *
     * @param callable(mixed): T $read
     *
     * @return array<string, T>
     */
    public static function map(mixed $value, callable $read): array
    {
        return array_map($read, self::record($value));
    }
}
