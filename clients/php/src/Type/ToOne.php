<?php

// Written by `node clients/generate/generate.mjs` from the OpenAPI document. Do not edit.

declare(strict_types=1);

namespace Feiqian\Type;

use Feiqian\Read;

/**
 * `ToOne`. Amounts are decimal texts.
 */
final class ToOne
{
    /**
     * @param ToOneData|null $data
     */
    public function __construct(
        public readonly ?ToOneData $data,
    ) {}

    /**
     * Reads a value of JSON. UnexpectedValueException if it is another.
     */
    public static function from(mixed $value): self
    {
        $data = Read::record($value);

        return new self(
            isset($data['data']) ? ToOneData::from($data['data']) : null,
        );
    }
}
