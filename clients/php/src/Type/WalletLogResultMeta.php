<?php

// Written by `node clients/generate/generate.mjs` from the OpenAPI document. Do not edit.

declare(strict_types=1);

namespace Feiqian\Type;

use Feiqian\Read;

/**
 * `WalletLogResultMeta`. Amounts are decimal texts.
 */
final class WalletLogResultMeta
{
    /**
     * @param int $total
     * @param int $pageCount
     * @param numeric-string $sumChangeAvailableAmount
     */
    public function __construct(
        public readonly int $total,
        public readonly int $pageCount,
        public readonly string $sumChangeAvailableAmount,
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
            Read::amount($data['sumChangeAvailableAmount'] ?? null),
        );
    }
}
