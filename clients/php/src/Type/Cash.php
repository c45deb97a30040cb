<?php

// Written by `node clients/generate/generate.mjs` from the OpenAPI document. Do not edit.

declare(strict_types=1);

namespace Feiqian\Type;

use Feiqian\Read;

/**
 * A withdrawal.
 */
final class Cash
{
    /**
     * @param string $type
     * @param string $id
     * @param CashAttributes $attributes
     * @param CashRelationships|null $relationships
     */
    public function __construct(
        public readonly string $type,
        public readonly string $id,
        public readonly CashAttributes $attributes,
        public readonly ?CashRelationships $relationships = null,
    ) {}

    /**
     * Reads a value of JSON. UnexpectedValueException if it is another.
     */
    public static function from(mixed $value): self
    {
        $data = Read::record($value);

        return new self(
            Read::text($data['type'] ?? null),
            Read::text($data['id'] ?? null),
            CashAttributes::from($data['attributes'] ?? null),
            isset($data['relationships']) ? CashRelationships::from($data['relationships']) : null,
        );
    }
}
