<?php

// Written by `node clients/generate/generate.mjs` from the OpenAPI document. Do not edit.

declare(strict_types=1);

namespace Feiqian\Type;

use Feiqian\Read;

/**
 * `TokenResult`. Amounts are decimal texts.
 */
final class TokenResult
{
    /**
     * @param string $ip
     * @param int $iat
     * @param int $exp
     * @param string $token
     */
    public function __construct(
        public readonly string $ip,
        public readonly int $iat,
        public readonly int $exp,
        public readonly string $token,
    ) {}

    /**
     * Reads a value of JSON. UnexpectedValueException if it is another.
     */
    public static function from(mixed $value): self
    {
        $data = Read::record($value);

        return new self(
            Read::text($data['ip'] ?? null),
            Read::integer($data['iat'] ?? null),
            Read::integer($data['exp'] ?? null),
            Read::text($data['token'] ?? null),
        );
    }
}
