<?php

// Written by `node clients/generate/generate.mjs` from the OpenAPI document. Do not edit.

declare(strict_types=1);

namespace Feiqian\Type;

use Feiqian\Read;

/**
 * `CashAttributes`. Amounts are decimal texts.
 */
final class CashAttributes
{
    /**
     * @param int $id
     * @param int $user_id
     * @param string $cash_sn
     * @param numeric-string $cash_charge
     * @param numeric-string $cash_actual_amount
     * @param numeric-string $cash_apply_amount
     * @param int $cash_status
     * @param int $cash_type
     * @param string $cash_mobile
     * @param string|null $remark
     * @param string $updated_at
     * @param string $created_at
     * @param string|null $trade_no
     * @param string|null $trade_time
     * @param string|null $error_code
     * @param string|null $error_message
     * @param int $refunds_status
     */
    public function __construct(
        public readonly int $id,
        public readonly int $user_id,
        public readonly string $cash_sn,
        public readonly string $cash_charge,
        public readonly string $cash_actual_amount,
        public readonly string $cash_apply_amount,
        public readonly int $cash_status,
        public readonly int $cash_type,
        public readonly string $cash_mobile,
        public readonly ?string $remark,
        public readonly string $updated_at,
        public readonly string $created_at,
        public readonly ?string $trade_no,
        public readonly ?string $trade_time,
        public readonly ?string $error_code,
        public readonly ?string $error_message,
        public readonly int $refunds_status,
    ) {}

    /**
     * Reads a value of JSON. UnexpectedValueException if it is another.
     */
    public static function from(mixed $value): self
    {
        $data = Read::record($value);

        return new self(
            Read::integer($data['id'] ?? null),
            Read::integer($data['user_id'] ?? null),
            Read::text($data['cash_sn'] ?? null),
            Read::amount($data['cash_charge'] ?? null),
            Read::amount($data['cash_actual_amount'] ?? null),
            Read::amount($data['cash_apply_amount'] ?? null),
            Read::integer($data['cash_status'] ?? null),
            Read::integer($data['cash_type'] ?? null),
            Read::text($data['cash_mobile'] ?? null),
            isset($data['remark']) ? Read::text($data['remark']) : null,
            Read::text($data['updated_at'] ?? null),
            Read::text($data['created_at'] ?? null),
            isset($data['trade_no']) ? Read::text($data['trade_no']) : null,
            isset($data['trade_time']) ? Read::text($data['trade_time']) : null,
            isset($data['error_code']) ? Read::text($data['error_code']) : null,
            isset($data['error_message']) ? Read::text($data['error_message']) : null,
            Read::integer($data['refunds_status'] ?? null),
        );
    }
}
