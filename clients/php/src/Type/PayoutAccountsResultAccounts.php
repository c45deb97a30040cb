<?php

// Written by `node clients/generate/generate.mjs` from the OpenAPI document. Do not edit.

declare(strict_types=1);

namespace Feiqian\Type;

use Feiqian\Read;

/**
 * `PayoutAccountsResultAccounts`. Amounts are decimal texts.
 */
final class PayoutAccountsResultAccounts
{
    /**
     * @param string $accountTag
     * @param string $country
     * @param string $createdAt
     * @param string $accountType
     * @param string $currency
     * @param string $accountToken
     * @param string $cardNumber
     * @param string $status
     */
    public function __construct(
        public readonly string $accountTag,
        public readonly string $country,
        public readonly string $createdAt,
        public readonly string $accountType,
        public readonly string $currency,
        public readonly string $accountToken,
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
            Read::text($data['accountType'] ?? null),
            Read::text($data['currency'] ?? null),
            Read::text($data['accountToken'] ?? null),
            Read::text($data['cardNumber'] ?? null),
            Read::text($data['status'] ?? null),
        );
    }
}
