<?php

// Written by `node clients/generate/generate.mjs` from the OpenAPI document. Do not edit.

declare(strict_types=1);

namespace Feiqian\Type;

use Feiqian\Read;

/**
 * `WalletLog`. Amounts are decimal texts.
 */
final class WalletLog
{
    /**
     * @param string $type
     * @param string $id
     * @param WalletLogAttributes $attributes
     * @param WalletLogRelationships|null $relationships
     */
    public function __construct(
        public readonly string $type,
        public readonly string $id,
        public readonly WalletLogAttributes $attributes,
        public readonly ?WalletLogRelationships $relationships = null,
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
            WalletLogAttributes::from($data['attributes'] ?? null),
            isset($data['relationships']) ? WalletLogRelationships::from($data['relationships']) : null,
        );
    }
}
