<?php

// Written by `node clients/generate/generate.mjs` from the OpenAPI document. Do not edit.

declare(strict_types=1);

namespace Feiqian\Type;

use Feiqian\Read;

/**
 * `WalletRelationships`. Amounts are decimal texts.
 */
final class WalletRelationships
{
    /**
     * @param ToOne|null $user
     */
    public function __construct(
        public readonly ?ToOne $user = null,
    ) {}

    /**
     * Reads a value of JSON. UnexpectedValueException if it is another.
     */
    public static function from(mixed $value): self
    {
        $data = Read::record($value);

        return new self(
            isset($data['user']) ? ToOne::from($data['user']) : null,
        );
    }
}
