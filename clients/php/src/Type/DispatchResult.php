<?php

// Written by `node clients/generate/generate.mjs` from the OpenAPI document. Do not edit.

declare(strict_types=1);

namespace Feiqian\Type;

use Feiqian\Read;

/**
 * `DispatchResult`. Amounts are decimal texts.
 */
final class DispatchResult
{
    /**
     * @param int $claimed
     * @param int $done
     * @param int $retry
     * @param int $dead
     * @param int $remaining
     * @param int|null $without_provider
     * @param int|null $wal_pages
     */
    public function __construct(
        public readonly int $claimed,
        public readonly int $done,
        public readonly int $retry,
        public readonly int $dead,
        public readonly int $remaining,
        public readonly ?int $without_provider = null,
        public readonly ?int $wal_pages = null,
    ) {}

    /**
     * Reads a value of JSON. UnexpectedValueException if it is another.
     */
    public static function from(mixed $value): self
    {
        $data = Read::record($value);

        return new self(
            Read::integer($data['claimed'] ?? null),
            Read::integer($data['done'] ?? null),
            Read::integer($data['retry'] ?? null),
            Read::integer($data['dead'] ?? null),
            Read::integer($data['remaining'] ?? null),
            isset($data['without_provider']) ? Read::integer($data['without_provider']) : null,
            isset($data['wal_pages']) ? Read::integer($data['wal_pages']) : null,
        );
    }
}
