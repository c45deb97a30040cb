<?php

// Written by `node clients/generate/generate.mjs` from the OpenAPI document. Do not edit.

declare(strict_types=1);

namespace Feiqian\Type;

use Feiqian\Read;

/**
 * `AccountCreatedResult`. Amounts are decimal texts.
 */
final class AccountCreatedResult
{
    /**
     * @param string $accountTag
     * @param string $accountStatus
     * @param string $country
     * @param string $lastName
     * @param string $firstName
     * @param string $accountType
     * @param string $currency
     * @param string $accountToken
     * @param string $customerNo
     * @param string $email
     * @param string $timestamp
     * @param string $status
     */
    public function __construct(
        public readonly string $accountTag,
        public readonly string $accountStatus,
        public readonly string $country,
        public readonly string $lastName,
        public readonly string $firstName,
        public readonly string $accountType,
        public readonly string $currency,
        public readonly string $accountToken,
        public readonly string $customerNo,
        public readonly string $email,
        public readonly string $timestamp,
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
            Read::text($data['accountStatus'] ?? null),
            Read::text($data['country'] ?? null),
            Read::text($data['lastName'] ?? null),
            Read::text($data['firstName'] ?? null),
            Read::text($data['accountType'] ?? null),
            Read::text($data['currency'] ?? null),
            Read::text($data['accountToken'] ?? null),
            Read::text($data['customerNo'] ?? null),
            Read::text($data['email'] ?? null),
            Read::text($data['timestamp'] ?? null),
            Read::text($data['status'] ?? null),
        );
    }
}
