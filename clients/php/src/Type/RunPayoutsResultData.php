<?php

// Written by `node clients/generate/generate.mjs` from the OpenAPI document. Do not edit.

declare(strict_types=1);

namespace Feiqian\Type;

use Feiqian\Read;

/**
 * `RunPayoutsResultData`. Amounts are decimal texts.
 */
final class RunPayoutsResultData
{
    /**
     * @param int $enqueued
     * @param list<RunPayoutsResultDataRecords> $records
     */
    public function __construct(
        public readonly int $enqueued,
        public readonly array $records,
    ) {}

    /**
     * Reads a value of JSON. UnexpectedValueException if it is another.
     */
    public static function from(mixed $value): self
    {
        $data = Read::record($value);

        return new self(
            Read::integer($data['enqueued'] ?? null),
            Read::list($data['records'] ?? null, static fn (mixed $item): RunPayoutsResultDataRecords => RunPayoutsResultDataRecords::from($item)),
        );
    }
}
