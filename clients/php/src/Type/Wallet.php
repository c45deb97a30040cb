<?php

// Written by `node clients/generate/generate.mjs` from the OpenAPI document. Do not edit.

declare(strict_types=1);

namespace Feiqian\Type;

use Feiqian\Read;

/**
 * `Wallet`. Amounts are decimal texts.
 */
final class Wallet
{
    /**
     * @param string $type
     * @param string $id
     * @param WalletAttributes $attributes
     * @param WalletRelationships|null $relationships
     */
    public function __construct(
        public readonly string $type,
        public readonly string $id,
        public readonly WalletAttributes $attributes,
        public readonly ?WalletRelationships $relationships = null,
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
            WalletAttributes::from($data['attributes'] ?? null),
            isset($data['relationships']) ? WalletRelationships::from($data['relationships']) : null,
        );
    }
}
