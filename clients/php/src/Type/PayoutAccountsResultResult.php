<?php

// Written by `node clients/generate/generate.mjs` from the OpenAPI document. Do not edit.

declare(strict_types=1);

namespace Feiqian\Type;

use Feiqian\Read;

/**
 * `PayoutAccountsResultResult`. Amounts are decimal texts.
 */
final class PayoutAccountsResultResult
{
    /**
     * @param string $accountTag
     * @param string $country
     * @param string $createdAt
     * @param string $firstName
     * @param string $lastName
     * @param string $accountType
     * @param string $currency
     * @param string $accountToken
     * @param string $customerNo
     * @param string $email
     * @param string $cardNumber
     * @param string $status
     */
    public function __construct(
        public readonly string $accountTag,
        public readonly string $country,
        public readonly string $createdAt,
        public readonly string $firstName,
        public readonly string $lastName,
        public readonly string $accountType,
        public readonly string $currency,
        public readonly string $accountToken,
        public readonly string $customerNo,
        public readonly string $email,
        public readonly string $cardNumber,
        public readonly string $status,
    ) {}

    /**
     * Reads a value of JSON. UnexpectedValueException if it is another.
     */
    public static function from(mixed $value): self
    {
        $data = Read::record($value);

        return new self(
            Read::text($data['accountTag'] ?? null),
            Read::text($data['country'] ?? null),
            Read::text($data['createdAt'] ?? null),
            Read::text($data['firstName'] ?? null),
            Read::text($data['lastName'] ?? null),
            Read::text($data['accountType'] ?? null),
            Read::text($data['currency'] ?? null),
            Read::text($data['accountToken'] ?? null),
            Read::text($data['customerNo'] ?? null),
            Read::text($data['email'] ?? null),
            Read::text($data['cardNumber'] ?? null),
            Read::text($data['status'] ?? null),
        );
    }
}
