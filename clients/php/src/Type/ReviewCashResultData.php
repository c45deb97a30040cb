<?php

// Written by `node clients/generate/generate.mjs` from the OpenAPI document. Do not edit.

declare(strict_types=1);

namespace Feiqian\Type;

use Feiqian\Read;

/**
 * `ReviewCashResultData`. Amounts are decimal texts.
 */
final class ReviewCashResultData
{
    /**
     * @param array<string, string> $result
     * @param list<ReviewCashResultDataRecords> $records
     */
    public function __construct(
        public readonly array $result,
        public readonly array $records,
    ) {}

    /**
     * Reads a value of JSON. UnexpectedValueException if it is another.
     */
    public static function from(mixed $value): self
    {
        $data = Read::record($value);

        return new self(
            Read::map($data['result'] ?? null, static fn (mixed $item): string => Read::text($item)),
            Read::list($data['records'] ?? null, static fn (mixed $item): ReviewCashResultDataRecords => ReviewCashResultDataRecords::from($item)),
        );
    }
}
