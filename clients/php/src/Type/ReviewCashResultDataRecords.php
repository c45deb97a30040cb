<?php

// Written by `node clients/generate/generate.mjs` from the OpenAPI document. Do not edit.

declare(strict_types=1);

namespace Feiqian\Type;

use Feiqian\Read;

/**
 * `ReviewCashResultDataRecords`. Amounts are decimal texts.
 */
final class ReviewCashResultDataRecords
{
    /**
     * @param int $id
     * @param string $result
     * @param int|null $cash_status
     * @param string|null $code
     */
    public function __construct(
        public readonly int $id,
        public readonly string $result,
        public readonly ?int $cash_status,
        public readonly ?string $code,
    ) {}

    /**
     * Reads a value of JSON. UnexpectedValueException if it is another.
     */
    public static function from(mixed $value): self
    {
        $data = Read::record($value);

        return new self(
            Read::integer($data['id'] ?? null),
            Read::text($data['result'] ?? null),
            isset($data['cash_status']) ? Read::integer($data['cash_status']) : null,
            isset($data['code']) ? Read::text($data['code']) : null,
        );
    }
}
