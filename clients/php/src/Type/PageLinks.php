<?php

// Written by `node clients/generate/generate.mjs` from the OpenAPI document. Do not edit.

declare(strict_types=1);

namespace Feiqian\Type;

use Feiqian\Read;

/**
 * `PageLinks`. Amounts are decimal texts.
 */
final class PageLinks
{
    /**
     * @param string $first
     * @param string|null $prev
     * @param string|null $next
     * @param string $last
     */
    public function __construct(
        public readonly string $first,
        public readonly ?string $prev,
        public readonly ?string $next,
        public readonly string $last,
    ) {}

    /**
     * Reads a value of JSON. UnexpectedValueException if it is another.
     */
    public static function from(mixed $value): self
    {
        $data = Read::record($value);

        return new self(
            Read::text($data['first'] ?? null),
            isset($data['prev']) ? Read::text($data['prev']) : null,
            isset($data['next']) ? Read::text($data['next']) : null,
            Read::text($data['last'] ?? null),
        );
    }
}
