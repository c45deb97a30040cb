<?php

// Written by `node clients/generate/generate.mjs` from the OpenAPI document. Do not edit.

declare(strict_types=1);

namespace Feiqian\Type;

use Feiqian\Read;

/**
 * `NamedBank`. Amounts are decimal texts.
 */
final class NamedBank
{
    /**
     * @param string $code
     * @param string $name
     */
    public function __construct(
        public readonly string $code,
        public readonly string $name,
    ) {}

    /**
     * Reads a value of JSON. UnexpectedValueException if it is another.
     */
    public static function from(mixed $value): self
    {
        $data = Read::record($value);

        return new self(
            Read::text($data['code'] ?? null),
            Read::text($data['name'] ?? null),
        );
    }
}
