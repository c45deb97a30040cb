<?php

// Written by `node clients/generate/generate.mjs` from the OpenAPI document. Do not edit.

declare(strict_types=1);

namespace Feiqian\Type;

use Feiqian\Read;

/**
 * `WalletSettingsDataAttributes`. Amounts are decimal texts.
 */
final class WalletSettingsDataAttributes
{
    /**
     * @param string $cash_rate
     * @param numeric-string $cash_min_sum
     * @param numeric-string $cash_max_sum
     * @param numeric-string $cash_sum_limit
     * @param int $cash_interval_time
     * @param bool $payout_enabled
     * @param string|null $updated_at
     */
    public function __construct(
        public readonly string $cash_rate,
        public readonly string $cash_min_sum,
        public readonly string $cash_max_sum,
        public readonly string $cash_sum_limit,
        public readonly int $cash_interval_time,
        public readonly bool $payout_enabled,
        public readonly ?string $updated_at,
    ) {}

    /**
     * Reads a value of JSON. UnexpectedValueException if it is another.
     */
    public static function from(mixed $value): self
    {
        $data = Read::record($value);

        return new self(
            Read::text($data['cash_rate'] ?? null),
            Read::amount($data['cash_min_sum'] ?? null),
            Read::amount($data['cash_max_sum'] ?? null),
            Read::amount($data['cash_sum_limit'] ?? null),
            Read::integer($data['cash_interval_time'] ?? null),
            Read::boolean($data['payout_enabled'] ?? null),
            isset($data['updated_at']) ? Read::text($data['updated_at']) : null,
        );
    }
}
