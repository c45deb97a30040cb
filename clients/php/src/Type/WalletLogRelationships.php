<?php

// Written by `node clients/generate/generate.mjs` from the OpenAPI document. Do not edit.

declare(strict_types=1);

namespace Feiqian\Type;

use Feiqian\Read;

/**
 * `WalletLogRelationships`. Amounts are decimal texts.
 */
final class WalletLogRelationships
{
    /**
     * @param ToOne|null $user
     * @param ToOne|null $userWallet
     * @param ToOne|null $sourceUser
     * @param ToOne|null $userWalletCash
     */
    public function __construct(
        public readonly ?ToOne $user = null,
        public readonly ?ToOne $userWallet = null,
        public readonly ?ToOne $sourceUser = null,
        public readonly ?ToOne $userWalletCash = null,
    ) {}

    /**
     * Reads a value of JSON. UnexpectedValueException if it is another.
     */
    public static function from(mixed $value): self
    {
        $data = Read::record($value);

        return new self(
            isset($data['user']) ? ToOne::from($data['user']) : null,
            isset($data['userWallet']) ? ToOne::from($data['userWallet']) : null,
            isset($data['sourceUser']) ? ToOne::from($data['sourceUser']) : null,
            isset($data['userWalletCash']) ? ToOne::from($data['userWalletCash']) : null,
        );
    }
}
