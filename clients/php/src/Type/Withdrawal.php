<?php

// Written by `node clients/generate/generate.mjs` from the OpenAPI document. Do not edit.

declare(strict_types=1);

namespace Feiqian\Type;

use Feiqian\Read;

/**
 * A withdrawal order.
 */
final class Withdrawal
{
    /**
     * @param int $product_id
     * @param int $merchant_id
     * @param int $customer_id
     * @param string $withdraw_channel_code
     * @param string $billno
     * @param string $product_billno
     * @param numeric-string $amount
     * @param string $currency_type
     * @param int $status
     * @param int $customer_bank_id
     * @param string $created_at
     * @param string $updated_at
     */
    public function __construct(
        public readonly int $product_id,
        public readonly int $merchant_id,
        public readonly int $customer_id,
        public readonly string $withdraw_channel_code,
        public readonly string $billno,
        public readonly string $product_billno,
        public readonly string $amount,
        public readonly string $currency_type,
        public readonly int $status,
        public readonly int $customer_bank_id,
        public readonly string $created_at,
        public readonly string $updated_at,
    ) {}

    /**
     * Reads a value of JSON. UnexpectedValueException if it is another.
     */
    public static function from(mixed $value): self
    {
        $data = Read::record($value);

        return new self(
            Read::integer($data['product_id'] ?? null),
            Read::integer($data['merchant_id'] ?? null),
            Read::integer($data['customer_id'] ?? null),
            Read::text($data['withdraw_channel_code'] ?? null),
            Read::text($data['billno'] ?? null),
            Read::text($data['product_billno'] ?? null),
            Read::amount($data['amount'] ?? null),
            Read::text($data['currency_type'] ?? null),
            Read::integer($data['status'] ?? null),
            Read::integer($data['customer_bank_id'] ?? null),
            Read::text($data['created_at'] ?? null),
            Read::text($data['updated_at'] ?? null),
        );
    }
}
