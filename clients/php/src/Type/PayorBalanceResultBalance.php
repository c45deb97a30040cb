<?php

// Written by `node clients/generate/generate.mjs` from the OpenAPI document. Do not edit.

declare(strict_types=1);

namespace Feiqian\Type;

use Feiqian\Read;

/**
 * `PayorBalanceResultBalance`. Amounts are decimal texts.
 */
final class PayorBalanceResultBalance
{
    /**
     * @param numeric-string $amount
     * @param string $currency
     */
    public function __construct(
        public readonly string $amount,
        public readonly string $currency,
    ) {}

    /**
     * Reads a value of JSON. UnexpectedValueException if it is another.
     */
    public static function from(mixed $value): self
    {
        $data = Read::record($value);

        return new self(
            Read::amount($data['amount'] ?? null),
            Read::text($data['currency'] ?? null),
        );
    }
}
