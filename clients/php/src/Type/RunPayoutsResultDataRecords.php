<?php

// Written by `node clients/generate/generate.mjs` from the OpenAPI document. Do not edit.

declare(strict_types=1);

namespace Feiqian\Type;

use Feiqian\Read;

/**
 * `RunPayoutsResultDataRecords`. Amounts are decimal texts.
 */
final class RunPayoutsResultDataRecords
{
    /**
     * @param int $id
     * @param string $outcome
     * @param int|null $cash_status
     */
    public function __construct(
        public readonly int $id,
        public readonly string $outcome,
        public readonly ?int $cash_status,
    ) {}

    /**
     * Reads a value of JSON. UnexpectedValueException if it is another.
     */
    public static function from(mixed $value): self
    {
        $data = Read::record($value);

        return new self(
            Read::integer($data['id'] ?? null),
            Read::text($data['outcome'] ?? null),
            isset($data['cash_status']) ? Read::integer($data['cash_status']) : null,
        );
    }
}
