<?php

// Written by `node clients/generate/generate.mjs` from the OpenAPI document. Do not edit.

declare(strict_types=1);

namespace Feiqian\Type;

use Feiqian\Read;

/**
 * `RegisterPayeeResult`. Amounts are decimal texts.
 */
final class RegisterPayeeResult
{
    /**
     * @param RegisterPayeeResultCustomer $customer
     * @param string $ret_msg
     * @param string $ret_code
     */
    public function __construct(
        public readonly RegisterPayeeResultCustomer $customer,
        public readonly string $ret_msg,
        public readonly string $ret_code,
    ) {}

    /**
     * Reads a value of JSON. UnexpectedValueException if it is another.
     */
    public static function from(mixed $value): self
    {
        $data = Read::record($value);

        return new self(
            RegisterPayeeResultCustomer::from($data['customer'] ?? null),
            Read::text($data['ret_msg'] ?? null),
            Read::text($data['ret_code'] ?? null),
        );
    }
}
