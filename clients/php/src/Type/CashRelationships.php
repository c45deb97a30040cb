<?php

// Written by `node clients/generate/generate.mjs` from the OpenAPI document. Do not edit.

declare(strict_types=1);

namespace Feiqian\Type;

use Feiqian\Read;

/**
 * Those that are included.
 */
final class CashRelationships
{
    /**
     * @param ToOne|null $userWallet
     * @param ToOne|null $user
     * @param ToOne|null $wechat
     */
    public function __construct(
        public readonly ?ToOne $userWallet = null,
        public readonly ?ToOne $user = null,
        public readonly ?ToOne $wechat = null,
    ) {}

    /**
     * Reads a value of JSON. UnexpectedValueException if it is another.
     */
    public static function from(mixed $value): self
    {
        $data = Read::record($value);

        return new self(
            isset($data['userWallet']) ? ToOne::from($data['userWallet']) : null,
            isset($data['user']) ? ToOne::from($data['user']) : null,
            isset($data['wechat']) ? ToOne::from($data['wechat']) : null,
        );
    }
}
