<?php

// Written by `node clients/generate/generate.mjs` from the OpenAPI document. Do not edit.

declare(strict_types=1);

namespace Feiqian\Type;

use Feiqian\Read;

/**
 * `WalletLogResult`. Amounts are decimal texts.
 */
final class WalletLogResult
{
    /**
     * @param PageLinks $links
     * @param list<WalletLog> $data
     * @param WalletLogResultMeta $meta
     * @param list<array<string, mixed>>|null $included
     */
    public function __construct(
        public readonly PageLinks $links,
        public readonly array $data,
        public readonly WalletLogResultMeta $meta,
        public readonly ?array $included = null,
    ) {}

    /**
     * Reads a value of JSON. UnexpectedValueException if it is another.
     */
    public static function from(mixed $value): self
    {
        $data = Read::record($value);

        return new self(
            PageLinks::from($data['links'] ?? null),
            Read::list($data['data'] ?? null, static fn (mixed $item): WalletLog => WalletLog::from($item)),
            WalletLogResultMeta::from($data['meta'] ?? null),
            isset($data['included']) ? Read::list($data['included'], static fn (mixed $item): array => Read::record($item)) : null,
        );
    }
}
