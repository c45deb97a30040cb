<?php

// Written by `node clients/generate/generate.mjs` from the OpenAPI document. Do not edit.

declare(strict_types=1);

namespace Feiqian\Type;

use Feiqian\Read;

/**
 * `DepositRedirect`. Amounts are decimal texts.
 */
final class DepositRedirect
{
    /**
     * @param string $url
     * @param array<string, string> $params
     */
    public function __construct(
        public readonly string $url,
        public readonly array $params,
    ) {}

    /**
     * Reads a value of JSON. UnexpectedValueException if it is another.
     */
    public static function from(mixed $value): self
    {
        $data = Read::record($value);

        return new self(
            Read::text($data['url'] ?? null),
            Read::map($data['params'] ?? null, static fn (mixed $item): string => Read::text($item)),
        );
    }
}
