<?php

// Written by `node clients/generate/generate.mjs` from the OpenAPI document. Do not edit.

declare(strict_types=1);

namespace Feiqian\Type;

use Feiqian\Read;

/**
 * `DepositChannel`. Amounts are decimal texts.
 */
final class DepositChannel
{
    /**
     * @param int $id
     * @param int $product_id
     * @param int $merchant_id
     * @param string $code
     * @param string $kind
     * @param string $channel
     * @param string $name
     * @param int $category
     * @param string $currency
     * @param int $type
     * @param int $recommend
     * @param int $sort
     * @param numeric-string $min_amount
     * @param numeric-string $max_amount
     */
    public function __construct(
        public readonly int $id,
        public readonly int $product_id,
        public readonly int $merchant_id,
        public readonly string $code,
        public readonly string $kind,
        public readonly string $channel,
        public readonly string $name,
        public readonly int $category,
        public readonly string $currency,
        public readonly int $type,
        public readonly int $recommend,
        public readonly int $sort,
        public readonly string $min_amount,
        public readonly string $max_amount,
    ) {}

    /**
     * Reads a value of JSON. UnexpectedValueException if it is another.
     */
    public static function from(mixed $value): self
    {
        $data = Read::record($value);

        return new self(
            Read::integer($data['id'] ?? null),
            Read::integer($data['product_id'] ?? null),
            Read::integer($data['merchant_id'] ?? null),
            Read::text($data['code'] ?? null),
            Read::text($data['kind'] ?? null),
            Read::text($data['channel'] ?? null),
            Read::text($data['name'] ?? null),
            Read::integer($data['category'] ?? null),
            Read::text($data['currency'] ?? null),
            Read::integer($data['type'] ?? null),
            Read::integer($data['recommend'] ?? null),
            Read::integer($data['sort'] ?? null),
            Read::amount($data['min_amount'] ?? null),
            Read::amount($data['max_amount'] ?? null),
        );
    }
}
