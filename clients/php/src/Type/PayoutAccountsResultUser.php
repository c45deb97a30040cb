<?php

// Written by `node clients/generate/generate.mjs` from the OpenAPI document. Do not edit.

declare(strict_types=1);

namespace Feiqian\Type;

use Feiqian\Read;

/**
 * `PayoutAccountsResultUser`. Amounts are decimal texts.
 */
final class PayoutAccountsResultUser
{
    /**
     * @param string $firstName
     * @param string $lastName
     * @param string $customerNo
     * @param string $email
     */
    public function __construct(
        public readonly string $firstName,
        public readonly string $lastName,
        public readonly string $customerNo,
        public readonly string $email,
    ) {}

    /**
     * Reads a value of JSON. UnexpectedValueException if it is another.
     */
    public static function from(mixed $value): self
    {
        $data = Read::record($value);

        return new self(
            Read::text($data['firstName'] ?? null),
            Read::text($data['lastName'] ?? null),
            Read::text($data['customerNo'] ?? null),
            Read::text($data['email'] ?? null),
        );
    }
}
