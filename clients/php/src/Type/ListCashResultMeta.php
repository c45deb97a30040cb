<?php

// Written by `node clients/generate/generate.mjs` from the OpenAPI document. Do not edit.

declare(strict_types=1);

namespace Feiqian\Type;

use Feiqian\Read;

/**
 * `ListCashResultMeta`. Amounts are decimal texts.
 */
final class ListCashResultMeta
{
    /**
     * @param int $total
     * @param int $pageCount
     */
    public function __construct(
        public readonly int $total,
        public readonly int $pageCount,
    ) {}

    /**
     * Reads a value of JSON. UnexpectedValueException if it is another.
     */
    public static function from(mixed $value): self
    {
        $data = Read::record($value);

        return new self(
            Read::integer($data['total'] ?? null),
            Read::integer($data['pageCount'] ?? null),
        );
    }
}
