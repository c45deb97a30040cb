<?php

// Written by `node clients/generate/generate.mjs` from the OpenAPI document. Do not edit.

declare(strict_types=1);

namespace Feiqian\Type;

use Feiqian\Read;

/**
 * `DepositStateMakeUpOrders`. Amounts are decimal texts.
 */
final class DepositStateMakeUpOrders
{
    /**
     * @param string $order_sn
     * @param string $deposit_channel_code
     * @param numeric-string $paid_amount
     * @param string $paid_at
     */
    public function __construct(
        public readonly string $order_sn,
        public readonly string $deposit_channel_code,
        public readonly string $paid_amount,
        public readonly string $paid_at,
    ) {}

    /**
     * Reads a value of JSON. UnexpectedValueException if it is another.
     */
    public static function from(mixed $value): self
    {
        $data = Read::record($value);

        return new self(
            Read::text($data['order_sn'] ?? null),
            Read::text($data['deposit_channel_code'] ?? null),
            Read::amount($data['paid_amount'] ?? null),
            Read::text($data['paid_at'] ?? null),
        );
    }
}
