<?php

// Written by `node clients/generate/generate.mjs` from the OpenAPI document. Do not edit.

declare(strict_types=1);

namespace Feiqian\Type;

use Feiqian\Read;

/**
 * `WithdrawRecord`. Amounts are decimal texts.
 */
final class WithdrawRecord
{
    /**
     * @param string $request_id
     * @param int $flag
     * @param string $product_id
     * @param numeric-string $amount
     * @param string $currency
     * @param string $bank_account_name
     * @param string $bank_account_no
     * @param int $bank_account_type
     * @param string $bank_province
     * @param string $bank_city
     * @param string $bank_name
     * @param string $branch_name
     * @param string $created_date
     * @param string $processed_date
     * @param string $remarks
     * @param string $login_name
     * @param int $customer_level
     * @param int $deposit_level
     * @param int $priority_level
     */
    public function __construct(
        public readonly string $request_id,
        public readonly int $flag,
        public readonly string $product_id,
        public readonly string $amount,
        public readonly string $currency,
        public readonly string $bank_account_name,
        public readonly string $bank_account_no,
        public readonly int $bank_account_type,
        public readonly string $bank_province,
        public readonly string $bank_city,
        public readonly string $bank_name,
        public readonly string $branch_name,
        public readonly string $created_date,
        public readonly string $processed_date,
        public readonly string $remarks,
        public readonly string $login_name,
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
            Read::integer($data['flag'] ?? null),
            Read::text($data['product_id'] ?? null),
            Read::amount($data['amount'] ?? null),
            Read::text($data['currency'] ?? null),
            Read::text($data['bank_account_name'] ?? null),
            Read::text($data['bank_account_no'] ?? null),
            Read::integer($data['bank_account_type'] ?? null),
            Read::text($data['bank_province'] ?? null),
            Read::text($data['bank_city'] ?? null),
            Read::text($data['bank_name'] ?? null),
            Read::text($data['branch_name'] ?? null),
            Read::text($data['created_date'] ?? null),
            Read::text($data['processed_date'] ?? null),
            Read::text($data['remarks'] ?? null),
            Read::text($data['login_name'] ?? null),
            Read::integer($data['customer_level'] ?? null),
            Read::integer($data['deposit_level'] ?? null),
            Read::integer($data['priority_level'] ?? null),
        );
    }
}
