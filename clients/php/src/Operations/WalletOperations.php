<?php

// Written by `node clients/generate/generate.mjs` from the OpenAPI document. Do not edit.

declare(strict_types=1);

namespace Feiqian\Operations;

use Feiqian\CallOptions;
use Feiqian\Money;
use Feiqian\Operation;
use Feiqian\Read;
use Feiqian\Type;

/**
 * Every operation of the part "wallet".
 */
abstract class WalletOperations
{
    /**
     * @template T
     *
     * @param array<string, mixed> $parameters
     * @param callable(mixed): T $read
     *
     * @return T
     */
    abstract protected function call(Operation $operation, array $parameters, ?CallOptions $options, callable $read): mixed;

    /**
     * Read the settings.
     *
     * The rules in force for withdrawals.
     *
     *
     * @return Type\WalletSettings
     */
    public function walletSettings(
        ?CallOptions $options = null,
    ): Type\WalletSettings {
        $operation = new Operation('walletSettings', 'GET', '/api/wallet/settings', 'query', [], 'safe', false);
        $parameters = [
        ];
        return $this->call($operation, $parameters, $options, static fn (mixed $data): Type\WalletSettings => Type\WalletSettings::from($data));
    }

    /**
     * Change the settings.
     *
     * Attributes that are absent keep their value. A change applies to the next command; every effective one is audited.
     *
     * @param array{type?: string, id?: string, attributes: array{cash_rate?: string, cash_min_sum?: string|Money, cash_max_sum?: string|Money, cash_sum_limit?: string|Money, cash_interval_time?: int, payout_enabled?: bool}} $data
     *
     * @return Type\WalletSettings
     */
    public function changeWalletSettings(
        array $data,
        ?CallOptions $options = null,
    ): Type\WalletSettings {
        $operation = new Operation('changeWalletSettings', 'PATCH', '/api/wallet/settings', 'json', [], 'never', false);
        $parameters = [
            'data' => $data,
        ];
        return $this->call($operation, $parameters, $options, static fn (mixed $data): Type\WalletSettings => Type\WalletSettings::from($data));
    }

    /**
     * Read a wallet.
     *
     * The caller's own; with `wallet.viewList` anyone's.
     *
     * @param int|string $user_id The user's id.
     * @param string|null $include `user` (the default) or empty.
     *
     * @return Type\WalletDocument
     */
    public function wallet(
        int|string $user_id,
        ?string $include = null,
        ?CallOptions $options = null,
    ): Type\WalletDocument {
        $operation = new Operation('wallet', 'GET', '/api/wallet/user/{user_id}', 'query', [], 'safe', false);
        $parameters = [
            'user_id' => $user_id,
            'include' => $include,
        ];
        return $this->call($operation, $parameters, $options, static fn (mixed $data): Type\WalletDocument => Type\WalletDocument::from($data));
    }

    /**
     * Adjust or freeze a wallet.
     *
     * Adds to or subtracts from the available amount, freezes or releases withdrawals, or both at once; nobody's own wallet (403). Needs `operate_type` with `operate_amount`, or `wallet_status`.
     *
     * @param int|string $user_id The user's id.
     * @param int|null $operate_type 1 add; 2 subtract.
     * @param string|Money|null $operate_amount 0.01 to 99999999.99.
     * @param string|null $operate_reason Any text; the text of an active reason where the operators have agreed on some.
     * @param int|null $wallet_status 0 normal; 1 withdrawals frozen.
     * @param string|null $include `user` (the default) or empty.
     *
     * @return Type\WalletDocument
     */
    public function adjustWallet(
        int|string $user_id,
        ?int $operate_type = null,
        string|Money|null $operate_amount = null,
        ?string $operate_reason = null,
        ?int $wallet_status = null,
        ?string $include = null,
        ?CallOptions $options = null,
    ): Type\WalletDocument {
        $operation = new Operation('adjustWallet', 'PATCH', '/api/wallet/user/{user_id}', 'json', ['include'], 'Idempotency-Key', true);
        $parameters = [
            'user_id' => $user_id,
            'operate_type' => $operate_type,
            'operate_amount' => $operate_amount,
            'operate_reason' => $operate_reason,
            'wallet_status' => $wallet_status,
            'include' => $include,
        ];
        return $this->call($operation, $parameters, $options, static fn (mixed $data): Type\WalletDocument => Type\WalletDocument::from($data));
    }

    /**
     * Apply for a withdrawal.
     *
     * Freezes the amount and waits for review. The fee is rounded up to the cent. `data.attritbutes` is accepted for `data.attributes`.
     *
     * @param array{type?: string, attributes: array{cash_apply_amount: string|Money, cash_type: int, cash_mobile?: string|null}} $data
     * @param string|null $include Comma list of `user`, `userWallet`, `wechat`; by default `user,userWallet`.
     *
     * @return Type\ApplyForCashResult
     */
    public function applyForCash(
        array $data,
        ?string $include = null,
        ?CallOptions $options = null,
    ): Type\ApplyForCashResult {
        $operation = new Operation('applyForCash', 'POST', '/api/wallet/cash', 'json', ['include'], 'Idempotency-Key', true);
        $parameters = [
            'data' => $data,
            'include' => $include,
        ];
        return $this->call($operation, $parameters, $options, static fn (mixed $data): Type\ApplyForCashResult => Type\ApplyForCashResult::from($data));
    }

    /**
     * List withdrawals.
     *
     * The caller's own; with `cash.viewList` all. Empty filters are none.
     *
     * @param string|null $include Comma list of `user`, `userWallet`, `wechat`; by default `user,userWallet`.
     * @param string|null $sort Comma list of `created_at`, `updated_at`, `id`, each with `-` for descending; by default `-created_at`.
     * @param int|null $page_number Page from 1; not together with `page[offset]`.
     * @param int|null $page_offset Records to skip; not together with `page[number]`.
     * @param int|null $page_size Records on a page.
     * @param int|null $page_limit Another name of `page[size]`.
     * @param int|null $filter_user The applicant's id.
     * @param string|null $filter_username The applicant's exact name.
     * @param string|null $filter_cash_sn The number.
     * @param string|null $filter_cash_status Comma list of 1 to 6.
     * @param string|null $filter_cash_type Comma list of 0 and 1.
     * @param string|null $filter_cash_mobile The exact number; without `cash.review` it matches own records only.
     * @param string|null $filter_start_time RFC 3339, `YYYY-MM-DD` or `YYYY-MM-DD-HH-MM-SS` (the last two at +08:00); inclusive.
     * @param string|null $filter_end_time Like the start; inclusive.
     *
     * @return Type\ListCashResult
     */
    public function listCash(
        ?string $include = null,
        ?string $sort = null,
        ?int $page_number = null,
        ?int $page_offset = null,
        ?int $page_size = null,
        ?int $page_limit = null,
        ?int $filter_user = null,
        ?string $filter_username = null,
        ?string $filter_cash_sn = null,
        ?string $filter_cash_status = null,
        ?string $filter_cash_type = null,
        ?string $filter_cash_mobile = null,
        ?string $filter_start_time = null,
        ?string $filter_end_time = null,
        ?CallOptions $options = null,
    ): Type\ListCashResult {
        $operation = new Operation('listCash', 'GET', '/api/wallet/cash', 'query', [], 'safe', false);
        $parameters = [
            'include' => $include,
            'sort' => $sort,
            'page[number]' => $page_number,
            'page[offset]' => $page_offset,
            'page[size]' => $page_size,
            'page[limit]' => $page_limit,
            'filter[user]' => $filter_user,
            'filter[username]' => $filter_username,
            'filter[cash_sn]' => $filter_cash_sn,
            'filter[cash_status]' => $filter_cash_status,
            'filter[cash_type]' => $filter_cash_type,
            'filter[cash_mobile]' => $filter_cash_mobile,
            'filter[start_time]' => $filter_start_time,
            'filter[end_time]' => $filter_end_time,
        ];
        return $this->call($operation, $parameters, $options, static fn (mixed $data): Type\ListCashResult => Type\ListCashResult::from($data));
    }

    /**
     * Read a withdrawal.
     *
     * The caller's own; with `cash.viewList` any.
     *
     * @param int|string $id The record's id.
     * @param string|null $include Comma list of `user`, `userWallet`, `wechat`; by default `user,userWallet`.
     *
     * @return Type\ShowCashResult
     */
    public function showCash(
        int|string $id,
        ?string $include = null,
        ?CallOptions $options = null,
    ): Type\ShowCashResult {
        $operation = new Operation('showCash', 'GET', '/api/wallet/cash/{id}', 'query', [], 'safe', false);
        $parameters = [
            'id' => $id,
            'include' => $include,
        ];
        return $this->call($operation, $parameters, $options, static fn (mixed $data): Type\ShowCashResult => Type\ShowCashResult::from($data));
    }

    /**
     * Review withdrawals.
     *
     * Approves (2, WeChat), rejects (3) or marks as paid (5, manual) up to a hundred pending withdrawals, each on its own. The answer is 200 even if all fail.
     *
     * @param list<int|string> $ids
     * @param int $cash_status 2 approve, 3 reject, 5 mark as paid.
     * @param string|null $remark
     *
     * @return Type\ReviewCashResult
     */
    public function reviewCash(
        array $ids,
        int $cash_status,
        ?string $remark = null,
        ?CallOptions $options = null,
    ): Type\ReviewCashResult {
        $operation = new Operation('reviewCash', 'POST', '/api/wallet/cash/review', 'json', [], 'never', false);
        $parameters = [
            'ids' => $ids,
            'cash_status' => $cash_status,
            'remark' => $remark,
        ];
        return $this->call($operation, $parameters, $options, static fn (mixed $data): Type\ReviewCashResult => Type\ReviewCashResult::from($data));
    }

    /**
     * Read the ledger.
     *
     * The caller's own rows; with `wallet.logs.viewList` all. `meta.sumChangeAvailableAmount` sums all that match.
     *
     * @param string|null $include Comma list of `user`, `userWallet`, `sourceUser`, `userWalletCash`; by default `user`.
     * @param string|null $sort Comma list of `created_at`, `updated_at`, `id`, each with `-` for descending; by default `-created_at`.
     * @param int|null $page_number Page from 1; not together with `page[offset]`.
     * @param int|null $page_offset Records to skip; not together with `page[number]`.
     * @param int|null $page_size Records on a page.
     * @param int|null $page_limit Another name of `page[size]`.
     * @param int|null $filter_user The owner's id.
     * @param int|null $filter_source_user_id The source's id.
     * @param string|null $filter_username The owner's exact name.
     * @param string|null $filter_change_desc A part of the description.
     * @param string|null $filter_source_username A part of the source's name.
     * @param string|null $filter_change_type Comma list.
     * @param string|null $filter_change_type_exclude Comma list of those to leave out.
     * @param string|null $filter_start_time RFC 3339, `YYYY-MM-DD` or `YYYY-MM-DD-HH-MM-SS` (the last two at +08:00); inclusive.
     * @param string|null $filter_end_time Like the start; inclusive.
     *
     * @return Type\WalletLogResult
     */
    public function walletLog(
        ?string $include = null,
        ?string $sort = null,
        ?int $page_number = null,
        ?int $page_offset = null,
        ?int $page_size = null,
        ?int $page_limit = null,
        ?int $filter_user = null,
        ?int $filter_source_user_id = null,
        ?string $filter_username = null,
        ?string $filter_change_desc = null,
        ?string $filter_source_username = null,
        ?string $filter_change_type = null,
        ?string $filter_change_type_exclude = null,
        ?string $filter_start_time = null,
        ?string $filter_end_time = null,
        ?CallOptions $options = null,
    ): Type\WalletLogResult {
        $operation = new Operation('walletLog', 'GET', '/api/wallet/log', 'query', [], 'safe', false);
        $parameters = [
            'include' => $include,
            'sort' => $sort,
            'page[number]' => $page_number,
            'page[offset]' => $page_offset,
            'page[size]' => $page_size,
            'page[limit]' => $page_limit,
            'filter[user]' => $filter_user,
            'filter[source_user_id]' => $filter_source_user_id,
            'filter[username]' => $filter_username,
            'filter[change_desc]' => $filter_change_desc,
            'filter[source_username]' => $filter_source_username,
            'filter[change_type]' => $filter_change_type,
            'filter[change_type_exclude]' => $filter_change_type_exclude,
            'filter[start_time]' => $filter_start_time,
            'filter[end_time]' => $filter_end_time,
        ];
        return $this->call($operation, $parameters, $options, static fn (mixed $data): Type\WalletLogResult => Type\WalletLogResult::from($data));
    }

    /**
     * Run payouts.
     *
     * For a scheduler. Takes approved withdrawals, asks the payout provider, and concludes those whose outcome is definite. Lasts at most some 25 seconds.
     *
     * @param int|null $limit How many records at most.
     * @param list<int|string>|null $ids Only these records.
     *
     * @return Type\RunPayoutsResult
     */
    public function runPayouts(
        ?int $limit = null,
        ?array $ids = null,
        ?CallOptions $options = null,
    ): Type\RunPayoutsResult {
        $operation = new Operation('runPayouts', 'POST', '/api/wallet/payouts/run', 'json', [], 'never', false);
        $parameters = [
            'limit' => $limit,
            'ids' => $ids,
        ];
        return $this->call($operation, $parameters, $options, static fn (mixed $data): Type\RunPayoutsResult => Type\RunPayoutsResult::from($data));
    }
}
