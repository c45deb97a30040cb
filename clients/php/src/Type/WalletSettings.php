<?php

// Written by `node clients/generate/generate.mjs` from the OpenAPI document. Do not edit.

declare(strict_types=1);

namespace Feiqian\Type;

use Feiqian\Read;

/**
 * `WalletSettings`. Amounts are decimal texts.
 */
final class WalletSettings
{
    /**
     * @param WalletSettingsData $data
     */
    public function __construct(
        public readonly WalletSettingsData $data,
    ) {}

    /**
     * Reads a value of JSON. UnexpectedValueException if it is another.
     */
    public static function from(mixed $value): self
    {
        $data = Read::record($value);

        return new self(
            WalletSettingsData::from($data['data'] ?? null),
        );
    }
}
