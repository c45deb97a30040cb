<?php

// Written by `node clients/generate/generate.mjs` from the OpenAPI document. Do not edit.

declare(strict_types=1);

namespace Feiqian\Type;

use Feiqian\Read;

/**
 * `ProvinceCitiesResult`. Amounts are decimal texts.
 */
final class ProvinceCitiesResult
{
    /**
     * @param int $id
     * @param string $name
     * @param string $province_id
     * @param list<City> $cities
     */
    public function __construct(
        public readonly int $id,
        public readonly string $name,
        public readonly string $province_id,
        public readonly array $cities,
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
            Read::text($data['province_id'] ?? null),
            Read::list($data['cities'] ?? null, static fn (mixed $item): City => City::from($item)),
        );
    }
}
