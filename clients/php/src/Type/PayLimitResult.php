<?php

// Written by `node clients/generate/generate.mjs` from the OpenAPI document. Do not edit.

declare(strict_types=1);

namespace Feiqian\Type;

use Feiqian\Read;

/**
 * `PayLimitResult`. Amounts are decimal texts.
 */
final class PayLimitResult
{
    /**
     * @param numeric-string $min_amount
     * @param numeric-string $max_amount
     * @param string $currency
     * @param list<numeric-string> $amount_list
     * @param list<NamedBank> $bank_list
     * @param string|null $payid
     */
    public function __construct(
        public readonly string $min_amount,
        public readonly string $max_amount,
        public readonly string $currency,
        public readonly array $amount_list,
        public readonly array $bank_list,
        public readonly ?string $payid = null,
    ) {}

    /**
     * Reads a value of JSON. UnexpectedValueException if it is another.
     */
    public static function from(mixed $value): self
    {
        $data = Read::record($value);

        return new self(
            Read::amount($data['min_amount'] ?? null),
            Read::amount($data['max_amount'] ?? null),
            Read::text($data['currency'] ?? null),
            Read::list($data['amount_list'] ?? null, static fn (mixed $item): string => Read::amount($item)),
            Read::list($data['bank_list'] ?? null, static fn (mixed $item): NamedBank => NamedBank::from($item)),
            isset($data['payid']) ? Read::text($data['payid']) : null,
        );
    }
}
