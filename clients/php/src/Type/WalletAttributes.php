<?php

// Written by `node clients/generate/generate.mjs` from the OpenAPI document. Do not edit.

declare(strict_types=1);

namespace Feiqian\Type;

use Feiqian\Read;

/**
 * `WalletAttributes`. Amounts are decimal texts.
 */
final class WalletAttributes
{
    /**
     * @param int $user_id
     * @param numeric-string $available_amount
     * @param numeric-string $freeze_amount
     * @param int $wallet_status
     * @param string $cash_tax_ratio
     */
    public function __construct(
        public readonly int $user_id,
        public readonly string $available_amount,
        public readonly string $freeze_amount,
        public readonly int $wallet_status,
        public readonly string $cash_tax_ratio,
    ) {}

    /**
     * Reads a value of JSON. UnexpectedValueException if it is another.
     */
    public static function from(mixed $value): self
    {
        $data = Read::record($value);

        return new self(
            Read::integer($data['user_id'] ?? null),
            Read::amount($data['available_amount'] ?? null),
            Read::amount($data['freeze_amount'] ?? null),
            Read::integer($data['wallet_status'] ?? null),
            Read::text($data['cash_tax_ratio'] ?? null),
        );
    }
}
