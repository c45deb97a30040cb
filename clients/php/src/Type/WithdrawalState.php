<?php

// Written by `node clients/generate/generate.mjs` from the OpenAPI document. Do not edit.

declare(strict_types=1);

namespace Feiqian\Type;

use Feiqian\Read;

/**
 * What a withdrawal's callback tells, and its times.
 */
final class WithdrawalState
{
    /**
     * @param int $product_id
     * @param string $product_user_id
     * @param string $billno
     * @param string $product_billno
     * @param numeric-string $amount
     * @param string $currency
     * @param int $status
     * @param string $remarks
     * @param string $withdraw_channel_code
     * @param string $approved_at
     * @param string $created_at
     * @param string $updated_at
     */
    public function __construct(
        public readonly int $product_id,
        public readonly string $product_user_id,
        public readonly string $billno,
        public readonly string $product_billno,
        public readonly string $amount,
        public readonly string $currency,
        public readonly int $status,
        public readonly string $remarks,
        public readonly string $withdraw_channel_code,
        public readonly string $approved_at,
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
            Read::text($data['product_user_id'] ?? null),
            Read::text($data['billno'] ?? null),
            Read::text($data['product_billno'] ?? null),
            Read::amount($data['amount'] ?? null),
            Read::text($data['currency'] ?? null),
            Read::integer($data['status'] ?? null),
            Read::text($data['remarks'] ?? null),
            Read::text($data['withdraw_channel_code'] ?? null),
            Read::text($data['approved_at'] ?? null),
            Read::text($data['created_at'] ?? null),
            Read::text($data['updated_at'] ?? null),
        );
    }
}
