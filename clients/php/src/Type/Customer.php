<?php

// Written by `node clients/generate/generate.mjs` from the OpenAPI document. Do not edit.

declare(strict_types=1);

namespace Feiqian\Type;

use Feiqian\Read;

/**
 * `Customer`. Amounts are decimal texts.
 */
final class Customer
{
    /**
     * @param int $id
     * @param int $product_id
     * @param string $product_user_id
     * @param int $credit_level
     * @param int $star_level
     * @param int $priority_level
     * @param int $customer_type
     * @param string $ip
     * @param int $status
     * @param string $created_at
     * @param string $updated_at
     */
    public function __construct(
        public readonly int $id,
        public readonly int $product_id,
        public readonly string $product_user_id,
        public readonly int $credit_level,
        public readonly int $star_level,
        public readonly int $priority_level,
        public readonly int $customer_type,
        public readonly string $ip,
        public readonly int $status,
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
            Read::integer($data['product_id'] ?? null),
            Read::text($data['product_user_id'] ?? null),
            Read::integer($data['credit_level'] ?? null),
            Read::integer($data['star_level'] ?? null),
            Read::integer($data['priority_level'] ?? null),
            Read::integer($data['customer_type'] ?? null),
            Read::text($data['ip'] ?? null),
            Read::integer($data['status'] ?? null),
            Read::text($data['created_at'] ?? null),
            Read::text($data['updated_at'] ?? null),
        );
    }
}
