<?php

// Written by `node clients/generate/generate.mjs` from the OpenAPI document. Do not edit.

declare(strict_types=1);

namespace Feiqian\Type;

use Feiqian\Read;

/**
 * `ApplyForCashResult`. Amounts are decimal texts.
 */
final class ApplyForCashResult
{
    /**
     * @param NewCash $data
     * @param list<array<string, mixed>>|null $included
     */
    public function __construct(
        public readonly NewCash $data,
        public readonly ?array $included = null,
    ) {}

    /**
     * Reads a value of JSON. UnexpectedValueException if it is another.
     */
    public static function from(mixed $value): self
    {
        $data = Read::record($value);

        return new self(
            NewCash::from($data['data'] ?? null),
            isset($data['included']) ? Read::list($data['included'], static fn (mixed $item): array => Read::record($item)) : null,
        );
    }
}
