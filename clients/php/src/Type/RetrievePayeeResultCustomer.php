<?php

// Written by `node clients/generate/generate.mjs` from the OpenAPI document. Do not edit.

declare(strict_types=1);

namespace Feiqian\Type;

use Feiqian\Read;

/**
 * `RetrievePayeeResultCustomer`. Amounts are decimal texts.
 */
final class RetrievePayeeResultCustomer
{
    /**
     * @param string $customerNo
     * @param string $profileType
     * @param string $payeeStatus
     * @param string $firstName
     * @param string $lastName
     * @param string $email
     * @param string $dateOfBirth
     * @param string $governmentIdType
     * @param string $governmentId
     * @param string $countryCode
     * @param string $state
     * @param string $city
     * @param string $street
     * @param string $zip
     * @param string $lang
     * @param string $createdTime
     * @param string $updatedTime
     * @param string|null $customerCode
     * @param string|null $company
     * @param string|null $phone
     * @param string|null $country
     * @param string|null $street2
     */
    public function __construct(
        public readonly string $customerNo,
        public readonly string $profileType,
        public readonly string $payeeStatus,
        public readonly string $firstName,
        public readonly string $lastName,
        public readonly string $email,
        public readonly string $dateOfBirth,
        public readonly string $governmentIdType,
        public readonly string $governmentId,
        public readonly string $countryCode,
        public readonly string $state,
        public readonly string $city,
        public readonly string $street,
        public readonly string $zip,
        public readonly string $lang,
        public readonly string $createdTime,
        public readonly string $updatedTime,
        public readonly ?string $customerCode = null,
        public readonly ?string $company = null,
        public readonly ?string $phone = null,
        public readonly ?string $country = null,
        public readonly ?string $street2 = null,
    ) {}

    /**
     * Reads a value of JSON. UnexpectedValueException if it is another.
     */
    public static function from(mixed $value): self
    {
        $data = Read::record($value);

        return new self(
            Read::text($data['customerNo'] ?? null),
            Read::text($data['profileType'] ?? null),
            Read::text($data['payeeStatus'] ?? null),
            Read::text($data['firstName'] ?? null),
            Read::text($data['lastName'] ?? null),
            Read::text($data['email'] ?? null),
            Read::text($data['dateOfBirth'] ?? null),
            Read::text($data['governmentIdType'] ?? null),
            Read::text($data['governmentId'] ?? null),
            Read::text($data['countryCode'] ?? null),
            Read::text($data['state'] ?? null),
            Read::text($data['city'] ?? null),
            Read::text($data['street'] ?? null),
            Read::text($data['zip'] ?? null),
            Read::text($data['lang'] ?? null),
            Read::text($data['createdTime'] ?? null),
            Read::text($data['updatedTime'] ?? null),
            isset($data['customerCode']) ? Read::text($data['customerCode']) : null,
            isset($data['company']) ? Read::text($data['company']) : null,
            isset($data['phone']) ? Read::text($data['phone']) : null,
            isset($data['country']) ? Read::text($data['country']) : null,
            isset($data['street2']) ? Read::text($data['street2']) : null,
        );
    }
}
