<?php

// Written by `node clients/generate/generate.mjs` from the OpenAPI document. Do not edit.

declare(strict_types=1);

namespace Feiqian\Type;

use Feiqian\Read;

/**
 * A customer's card, masked.
 */
final class Card
{
    /**
     * @param int $id
     * @param int $customer_id
     * @param int $type
     * @param string $bank_account_name
     * @param string $bank_account_no
     * @param string $bank_name
     * @param string $bank_province
     * @param string $bank_cities
     * @param string $bank_countries
     * @param string $branch_name
     * @param int $status
     * @param string $created_at
     * @param string $updated_at
     */
    public function __construct(
        public readonly int $id,
        public readonly int $customer_id,
        public readonly int $type,
        public readonly string $bank_account_name,
        public readonly string $bank_account_no,
        public readonly string $bank_name,
        public readonly string $bank_province,
        public readonly string $bank_cities,
        public readonly string $bank_countries,
        public readonly string $branch_name,
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
            Read::integer($data['customer_id'] ?? null),
            Read::integer($data['type'] ?? null),
            Read::text($data['bank_account_name'] ?? null),
            Read::text($data['bank_account_no'] ?? null),
            Read::text($data['bank_name'] ?? null),
            Read::text($data['bank_province'] ?? null),
            Read::text($data['bank_cities'] ?? null),
            Read::text($data['bank_countries'] ?? null),
            Read::text($data['branch_name'] ?? null),
            Read::integer($data['status'] ?? null),
            Read::text($data['created_at'] ?? null),
            Read::text($data['updated_at'] ?? null),
        );
    }
}
