<?php

// Written by `node clients/generate/generate.mjs` from the OpenAPI document. Do not edit.

declare(strict_types=1);

namespace Feiqian\Type;

use Feiqian\Read;

/**
 * `AccountConfigurationsResultConfigurationsFields`. Amounts are decimal texts.
 */
final class AccountConfigurationsResultConfigurationsFields
{
    /**
     * @param string $name
     * @param string $required
     * @param string|null $pattern
     * @param list<string>|null $values
     * @param list<string>|null $formats
     */
    public function __construct(
        public readonly string $name,
        public readonly string $required,
        public readonly ?string $pattern = null,
        public readonly ?array $values = null,
        public readonly ?array $formats = null,
    ) {}

    /**
     * Reads a value of JSON. UnexpectedValueException if it is another.
     */
    public static function from(mixed $value): self
    {
        $data = Read::record($value);

        return new self(
            Read::text($data['name'] ?? null),
            Read::text($data['required'] ?? null),
            isset($data['pattern']) ? Read::text($data['pattern']) : null,
            isset($data['values']) ? Read::list($data['values'], static fn (mixed $item): string => Read::text($item)) : null,
            isset($data['formats']) ? Read::list($data['formats'], static fn (mixed $item): string => Read::text($item)) : null,
        );
    }
}
