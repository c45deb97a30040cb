<?php

// Written by `node clients/generate/generate.mjs` from the OpenAPI document. Do not edit.

declare(strict_types=1);

namespace Feiqian\Type;

use Feiqian\Read;

/**
 * `ReviewCashResult`. Amounts are decimal texts.
 */
final class ReviewCashResult
{
    /**
     * @param string $type
     * @param ReviewCashResultData $data
     */
    public function __construct(
        public readonly string $type,
        public readonly ReviewCashResultData $data,
    ) {}

    /**
     * Reads a value of JSON. UnexpectedValueException if it is another.
     */
    public static function from(mixed $value): self
    {
        $data = Read::record($value);

        return new self(
            Read::text($data['type'] ?? null),
            ReviewCashResultData::from($data['data'] ?? null),
        );
    }
}
