<?php

// Written by `node clients/generate/generate.mjs` from the OpenAPI document. Do not edit.

declare(strict_types=1);

namespace Feiqian\Type;

use Feiqian\Read;

/**
 * `PayoutAccountsResult`. Amounts are decimal texts.
 */
final class PayoutAccountsResult
{
    /**
     * @param string $ret_msg
     * @param string $ret_code
     * @param list<PayoutAccountsResultAccounts>|null $accounts
     * @param PayoutAccountsResultUser|null $user
     * @param PayoutAccountsResultResult|null $result
     */
    public function __construct(
        public readonly string $ret_msg,
        public readonly string $ret_code,
        public readonly ?array $accounts = null,
        public readonly ?PayoutAccountsResultUser $user = null,
        public readonly ?PayoutAccountsResultResult $result = null,
    ) {}

    /**
     * Reads a value of JSON. UnexpectedValueException if it is another.
     */
    public static function from(mixed $value): self
    {
        $data = Read::record($value);

        return new self(
            Read::text($data['ret_msg'] ?? null),
            Read::text($data['ret_code'] ?? null),
            isset($data['accounts']) ? Read::list($data['accounts'], static fn (mixed $item): PayoutAccountsResultAccounts => PayoutAccountsResultAccounts::from($item)) : null,
            isset($data['user']) ? PayoutAccountsResultUser::from($data['user']) : null,
            isset($data['result']) ? PayoutAccountsResultResult::from($data['result']) : null,
        );
    }
}
