<?php

// Written by `node clients/generate/generate.mjs` from the OpenAPI document. Do not edit.

declare(strict_types=1);

namespace Feiqian\Type;

use Feiqian\Read;

/**
 * `District`. Amounts are decimal texts.
 */
final class District
{
    /**
     * @param int $id
     * @param string $name
     * @param string $country_id
     * @param string $city_id
     */
    public function __construct(
        public readonly int $id,
        public readonly string $name,
        public readonly string $country_id,
        public readonly string $city_id,
    ) {}

    /**
     * Reads a value of JSON. UnexpectedValueException if it is another.
     */
    public static function from(mixed $value): self
    {
        $data = Read::record($value);

        return new self(
            Read::integer($data['id'] ?? null),
            Read::text($data['name'] ?? null),
            Read::text($data['country_id'] ?? null),
            Read::text($data['city_id'] ?? null),
        );
    }
}
