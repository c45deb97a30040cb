<?php

// Written by `node clients/generate/generate.mjs` from the OpenAPI document. Do not edit.

declare(strict_types=1);

namespace Feiqian\Type;

use Feiqian\Read;

/**
 * `MigrateResult`. Amounts are decimal texts.
 */
final class MigrateResult
{
    /**
     * @param int $from
     * @param int $to
     * @param list<string> $applied
     */
    public function __construct(
        public readonly int $from,
        public readonly int $to,
        public readonly array $applied,
    ) {}

    /**
     * Reads a value of JSON. UnexpectedValueException if it is another.
     */
    public static function from(mixed $value): self
    {
        $data = Read::record($value);

        return new self(
            Read::integer($data['from'] ?? null),
            Read::integer($data['to'] ?? null),
            Read::list($data['applied'] ?? null, static fn (mixed $item): string => Read::text($item)),
        );
    }
}
