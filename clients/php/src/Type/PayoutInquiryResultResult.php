<?php

// Written by `node clients/generate/generate.mjs` from the OpenAPI document. Do not edit.

declare(strict_types=1);

namespace Feiqian\Type;

use Feiqian\Read;

/**
 * `PayoutInquiryResultResult`. Amounts are decimal texts.
 */
final class PayoutInquiryResultResult
{
    /**
     * @param numeric-string $amount
     * @param numeric-string $transactionFee
     * @param string $transactionNo
     * @param string $createdTime
     * @param string $currency
     * @param string $accountToken
     * @param string $status
     * @param string|null $paymentTime
     * @param string|null $invoiceId
     */
    public function __construct(
        public readonly string $amount,
        public readonly string $transactionFee,
        public readonly string $transactionNo,
        public readonly string $createdTime,
        public readonly string $currency,
        public readonly string $accountToken,
        public readonly string $status,
        public readonly ?string $paymentTime = null,
        public readonly ?string $invoiceId = null,
    ) {}

    /**
     * Reads a value of JSON. UnexpectedValueException if it is another.
     */
    public static function from(mixed $value): self
    {
        $data = Read::record($value);

        return new self(
            Read::amount($data['amount'] ?? null),
            Read::amount($data['transactionFee'] ?? null),
            Read::text($data['transactionNo'] ?? null),
            Read::text($data['createdTime'] ?? null),
            Read::text($data['currency'] ?? null),
            Read::text($data['accountToken'] ?? null),
            Read::text($data['status'] ?? null),
            isset($data['paymentTime']) ? Read::text($data['paymentTime']) : null,
            isset($data['invoiceId']) ? Read::text($data['invoiceId']) : null,
        );
    }
}
