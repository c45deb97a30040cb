<?php

// Written by `node clients/generate/generate.mjs` from the OpenAPI document. Do not edit.

declare(strict_types=1);

namespace Feiqian\Type;

use Feiqian\Read;

/**
 * `ReceivingAccount`. Amounts are decimal texts.
 */
final class ReceivingAccount
{
    /**
     * @param int $id
     * @param string $product_id
     * @param int $type
     * @param string $bank_code
     * @param string $bank_name
     * @param string $account_name
     * @param string $account_no
     * @param string $branch
     * @param string $customer_level
     * @param string $trust_level
     * @param string $currency
     * @param numeric-string $limit_amount
     * @param int $is_show
     * @param string $province
     * @param string $city
     * @param string $area_limit
     * @param string $special_member
     * @param string $created_by
     * @param string $ip_address
     * @param string $remarks
     * @param string $created_at
     * @param string $updated_at
     */
    public function __construct(
        public readonly int $id,
        public readonly string $product_id,
        public readonly int $type,
        public readonly string $bank_code,
        public readonly string $bank_name,
        public readonly string $account_name,
        public readonly string $account_no,
        public readonly string $branch,
        public readonly string $customer_level,
        public readonly string $trust_level,
        public readonly string $currency,
        public readonly string $limit_amount,
        public readonly int $is_show,
        public readonly string $province,
        public readonly string $city,
        public readonly string $area_limit,
        public readonly string $special_member,
        public readonly string $created_by,
        public readonly string $ip_address,
        public readonly string $remarks,
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
            Read::integer($data['id'] ?? null),
            Read::text($data['product_id'] ?? null),
            Read::integer($data['type'] ?? null),
            Read::text($data['bank_code'] ?? null),
            Read::text($data['bank_name'] ?? null),
            Read::text($data['account_name'] ?? null),
            Read::text($data['account_no'] ?? null),
            Read::text($data['branch'] ?? null),
            Read::text($data['customer_level'] ?? null),
            Read::text($data['trust_level'] ?? null),
            Read::text($data['currency'] ?? null),
            Read::amount($data['limit_amount'] ?? null),
            Read::integer($data['is_show'] ?? null),
            Read::text($data['province'] ?? null),
            Read::text($data['city'] ?? null),
            Read::text($data['area_limit'] ?? null),
            Read::text($data['special_member'] ?? null),
            Read::text($data['created_by'] ?? null),
            Read::text($data['ip_address'] ?? null),
            Read::text($data['remarks'] ?? null),
            Read::text($data['created_at'] ?? null),
            Read::text($data['updated_at'] ?? null),
        );
    }
}
