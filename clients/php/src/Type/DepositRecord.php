<?php

// Written by `node clients/generate/generate.mjs` from the OpenAPI document. Do not edit.

declare(strict_types=1);

namespace Feiqian\Type;

use Feiqian\Read;

/**
 * `DepositRecord`. Amounts are decimal texts.
 */
final class DepositRecord
{
    /**
     * @param string $request_id
     * @param string $merchant_order_sn
     * @param int $flag
     * @param string $product_id
     * @param numeric-string $amount
     * @param string $currency
     * @param string $bank_account_name
     * @param string $bank_account_no
     * @param string $bank_name
     * @param string $created_date
     * @param string $deposit_by
     * @param string $login_name
     * @param int $customer_type
     * @param string $ip_address
     * @param int $customer_level
     * @param int $deposit_level
     * @param int $priority_level
     */
    public function __construct(
        public readonly string $request_id,
        public readonly string $merchant_order_sn,
        public readonly int $flag,
        public readonly string $product_id,
        public readonly string $amount,
        public readonly string $currency,
        public readonly string $bank_account_name,
        public readonly string $bank_account_no,
        public readonly string $bank_name,
        public readonly string $created_date,
        public readonly string $deposit_by,
        public readonly string $login_name,
        public readonly int $customer_type,
        public readonly string $ip_address,
        public readonly int $customer_level,
        public readonly int $deposit_level,
        public readonly int $priority_level,
    ) {}

    /**
     * Reads a value of JSON. UnexpectedValueException if it is another.
     */
    public static function from(mixed $value): self
    {
        $data = Read::record($value);

        return new self(
            Read::text($data['request_id'] ?? null),
            Read::text($data['merchant_order_sn'] ?? null),
            Read::integer($data['flag'] ?? null),
            Read::text($data['product_id'] ?? null),
            Read::amount($data['amount'] ?? null),
            Read::text($data['currency'] ?? null),
            Read::text($data['bank_account_name'] ?? null),
            Read::text($data['bank_account_no'] ?? null),
            Read::text($data['bank_name'] ?? null),
            Read::text($data['created_date'] ?? null),
            Read::text($data['deposit_by'] ?? null),
            Read::text($data['login_name'] ?? null),
            Read::integer($data['customer_type'] ?? null),
            Read::text($data['ip_address'] ?? null),
            Read::integer($data['customer_level'] ?? null),
            Read::integer($data['deposit_level'] ?? null),
            Read::integer($data['priority_level'] ?? null),
        );
    }
}
