<?php

// Written by `node clients/generate/generate.mjs` from the OpenAPI document. Do not edit.

declare(strict_types=1);

namespace Feiqian\Type;

use Feiqian\Read;

/**
 * `Bank`. Amounts are decimal texts.
 */
final class Bank
{
    /**
     * @param int $id
     * @param int $type
     * @param string $name
     * @param string $code
     * @param int $status
     */
    public function __construct(
        public readonly int $id,
        public readonly int $type,
        public readonly string $name,
        public readonly string $code,
        public readonly int $status,
    ) {}

    /**
     * Reads a value of JSON. UnexpectedValueException if it is another.
     */
    public static function from(mixed $value): self
    {
        $data = Read::record($value);

        return new self(
            Read::integer($data['id'] ?? null),
            Read::integer($data['type'] ?? null),
            Read::text($data['name'] ?? null),
            Read::text($data['code'] ?? null),
            Read::integer($data['status'] ?? null),
        );
    }
}
