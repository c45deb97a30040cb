<?php

// Written by `node clients/generate/generate.mjs` from the OpenAPI document. Do not edit.

declare(strict_types=1);

namespace Feiqian\Type;

use Feiqian\Read;

/**
 * What a deposit's callback tells, and its times.
 */
final class DepositState
{
    /**
     * @param int $product_id
     * @param string $product_user_id
     * @param string $order_sn
     * @param string $parent_order_sn
     * @param string $product_order_sn
     * @param numeric-string $amount
     * @param string $currency
     * @param int $status
     * @param string $remarks
     * @param string $deposit_channel_code
     * @param numeric-string $paid_amount
     * @param string $paid_at
     * @param string $created_at
     * @param string $updated_at
     * @param list<DepositStateMakeUpOrders> $make_up_orders
     */
    public function __construct(
        public readonly int $product_id,
        public readonly string $product_user_id,
        public readonly string $order_sn,
        public readonly string $parent_order_sn,
        public readonly string $product_order_sn,
        public readonly string $amount,
        public readonly string $currency,
        public readonly int $status,
        public readonly string $remarks,
        public readonly string $deposit_channel_code,
        public readonly string $paid_amount,
        public readonly string $paid_at,
        public readonly string $created_at,
        public readonly string $updated_at,
        public readonly array $make_up_orders,
    ) {}

    /**
     * Reads a value of JSON. UnexpectedValueException if it is another.
     */
    public static function from(mixed $value): self
    {
        $data = Read::record($value);

        return new self(
            Read::integer($data['product_id'] ?? null),
            Read::text($data['product_user_id'] ?? null),
            Read::text($data['order_sn'] ?? null),
            Read::text($data['parent_order_sn'] ?? null),
            Read::text($data['product_order_sn'] ?? null),
            Read::amount($data['amount'] ?? null),
            Read::text($data['currency'] ?? null),
            Read::integer($data['status'] ?? null),
            Read::text($data['remarks'] ?? null),
            Read::text($data['deposit_channel_code'] ?? null),
            Read::amount($data['paid_amount'] ?? null),
            Read::text($data['paid_at'] ?? null),
            Read::text($data['created_at'] ?? null),
            Read::text($data['updated_at'] ?? null),
            Read::list($data['make_up_orders'] ?? null, static fn (mixed $item): DepositStateMakeUpOrders => DepositStateMakeUpOrders::from($item)),
        );
    }
}
