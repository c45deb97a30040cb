<?php

// Written by `node clients/generate/generate.mjs` from the OpenAPI document. Do not edit.

declare(strict_types=1);

namespace Feiqian\Type;

use Feiqian\Read;

/**
 * `AccountConfigurationsResultConfigurations`. Amounts are decimal texts.
 */
final class AccountConfigurationsResultConfigurations
{
    /**
     * @param string $accountCountry
     * @param string $accountCurrency
     * @param string $accountType
     * @param list<AccountConfigurationsResultConfigurationsFields> $fields
     */
    public function __construct(
        public readonly string $accountCountry,
        public readonly string $accountCurrency,
        public readonly string $accountType,
        public readonly array $fields,
    ) {}

    /**
     * Reads a value of JSON. UnexpectedValueException if it is another.
     */
    public static function from(mixed $value): self
    {
        $data = Read::record($value);

        return new self(
            Read::text($data['accountCountry'] ?? null),
            Read::text($data['accountCurrency'] ?? null),
            Read::text($data['accountType'] ?? null),
            Read::list($data['fields'] ?? null, static fn (mixed $item): AccountConfigurationsResultConfigurationsFields => AccountConfigurationsResultConfigurationsFields::from($item)),
        );
    }
}
