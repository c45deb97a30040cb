<?php

// Written by `node clients/generate/generate.mjs` from the OpenAPI document. Do not edit.

declare(strict_types=1);

namespace Feiqian\Type;

use Feiqian\Read;

/**
 * `ReadyResult`. Amounts are decimal texts.
 */
final class ReadyResult
{
    /**
     * @param string $status
     */
    public function __construct(
        public readonly string $status,
    ) {}

    /**
     * Reads a value of JSON. UnexpectedValueException if it is another.
     */
    public static function from(mixed $value): self
    {
        $data = Read::record($value);

        return new self(
            Read::text($data['status'] ?? null),
        );
    }
}
