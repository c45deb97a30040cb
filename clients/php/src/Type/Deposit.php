<?php

// Written by `node clients/generate/generate.mjs` from the OpenAPI document. Do not edit.

declare(strict_types=1);

namespace Feiqian\Type;

use Feiqian\Read;

/**
 * A deposit order.
 */
final class Deposit
{
    /**
     * @param int $product_id
     * @param int $customer_id
     * @param int $merchant_id
     * @param string $order_sn
     * @param string $product_order_sn
     * @param numeric-string $amount
     * @param string $currency_type
     * @param int $deposit_type
     * @param string $deposit_channel_code
     * @param string $depositor
     * @param string $receipt_bank_name
     * @param string $receipt_account
     * @param string $receipt_depositor
     * @param string $pay_url
     * @param DepositRedirect|null $redirect
     * @param int $status
     * @param string $created_at
     * @param string $updated_at
     */
    public function __construct(
        public readonly int $product_id,
        public readonly int $customer_id,
        public readonly int $merchant_id,
        public readonly string $order_sn,
        public readonly string $product_order_sn,
        public readonly string $amount,
        public readonly string $currency_type,
        public readonly int $deposit_type,
        public readonly string $deposit_channel_code,
        public readonly string $depositor,
        public readonly string $receipt_bank_name,
        public readonly string $receipt_account,
        public readonly string $receipt_depositor,
        public readonly string $pay_url,
        public readonly ?DepositRedirect $redirect,
        public readonly int $status,
        public readonly string $created_at,
        public readonly string $updated_at,
    ) {}

    /**
     * Reads a value of JSON. UnexpectedValueException if it is another.
     */
    public static function from(mixed $value): self
    {
        $data = Read::record($value);

        return new self(
            Read::integer($data['product_id'] ?? null),
            Read::integer($data['customer_id'] ?? null),
            Read::integer($data['merchant_id'] ?? null),
            Read::text($data['order_sn'] ?? null),
            Read::text($data['product_order_sn'] ?? null),
            Read::amount($data['amount'] ?? null),
            Read::text($data['currency_type'] ?? null),
            Read::integer($data['deposit_type'] ?? null),
            Read::text($data['deposit_channel_code'] ?? null),
            Read::text($data['depositor'] ?? null),
            Read::text($data['receipt_bank_name'] ?? null),
            Read::text($data['receipt_account'] ?? null),
            Read::text($data['receipt_depositor'] ?? null),
            Read::text($data['pay_url'] ?? null),
            isset($data['redirect']) ? DepositRedirect::from($data['redirect']) : null,
            Read::integer($data['status'] ?? null),
            Read::text($data['created_at'] ?? null),
            Read::text($data['updated_at'] ?? null),
        );
    }
}
