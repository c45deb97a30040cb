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
 * Every operation of the part "backOffice".
 */
abstract class BackOfficeOperations
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
     * Look a customer up.
     *
     * A customer of the merchant's product, inactive ones included.
     *
     * @param string $login_name The customer's `product_user_id`.
     *
     * @return Type\Customer
     */
    public function customer(
        string $login_name,
        ?CallOptions $options = null,
    ): Type\Customer {
        $operation = new Operation('customer', 'GET', '/customer', 'query', [], 'safe', false);
        $parameters = [
            'login_name' => $login_name,
        ];
        return $this->call($operation, $parameters, $options, static fn (mixed $data): Type\Customer => Type\Customer::from($data));
    }

    /**
     * Add receiving accounts.
     *
     * Adds up to a hundred accounts that customers transfer to, all or none. Errors name `bank.<index>.<field>`.
     *
     * @param list<array{product_id: string, type: int, bank_code: string, bank_name: string, account_name: string, account_no: string, branch: string, customer_level: string, trust_level: string, currency?: 'CNY'|'USD'|'VND'|'JPY'|'USDT'|'BTC', is_show?: int, limit_amount?: string|Money, province?: string, city?: string, area_limit?: string, special_member?: string, created_by?: string, ip_address?: string, remarks?: string}> $bank The accounts.
     *
     * @return list<Type\ReceivingAccount>
     */
    public function createReceivingAccounts(
        array $bank,
        ?CallOptions $options = null,
    ): array {
        $operation = new Operation('createReceivingAccounts', 'POST', '/create_bank_account', 'json', [], 'never', false);
        $parameters = [
            'bank' => $bank,
        ];
        return $this->call($operation, $parameters, $options, static fn (mixed $data): array => Read::list($data, static fn (mixed $item): Type\ReceivingAccount => Type\ReceivingAccount::from($item)));
    }

    /**
     * Delete receiving accounts.
     *
     * Deletes the merchant's accounts of a type, or one of them. Past orders keep their copy.
     *
     * @param int $type 1 manual; 2 transfer.
     * @param string|null $account_no Only this account.
     *
     * @return bool
     */
    public function deleteReceivingAccounts(
        int $type,
        ?string $account_no = null,
        ?CallOptions $options = null,
    ): bool {
        $operation = new Operation('deleteReceivingAccounts', 'DELETE', '/delete_bank_account', 'query', [], 'never', false);
        $parameters = [
            'type' => $type,
            'account_no' => $account_no,
        ];
        return $this->call($operation, $parameters, $options, static fn (mixed $data): bool => Read::boolean($data));
    }

    /**
     * List deposits.
     *
     * The merchant's deposits with a status, newest first; the header `x-total-count` tells how many there are.
     *
     * @param int $flag 0 created, 2 paid, 4 made up, -1 failed or cancelled, -3 discarded.
     * @param int $pageNum Page from 1.
     * @param int $pageSize Records on a page.
     * @param string|null $request_id Only the order with this bill number.
     * @param string|null $login_name Only orders of this customer (`product_user_id`).
     * @param string|null $created_from Only orders created then or later; UTC, `YYYY-MM-DD HH:MM:SS`.
     * @param string|null $created_to Only orders created before; UTC, `YYYY-MM-DD HH:MM:SS`.
     *
     * @return list<Type\DepositRecord>
     */
    public function depositRecords(
        int $flag,
        int $pageNum,
        int $pageSize,
        ?string $request_id = null,
        ?string $login_name = null,
        ?string $created_from = null,
        ?string $created_to = null,
        ?CallOptions $options = null,
    ): array {
        $operation = new Operation('depositRecords', 'GET', '/deposit_record', 'query', [], 'safe', false);
        $parameters = [
            'flag' => $flag,
            'pageNum' => $pageNum,
            'pageSize' => $pageSize,
            'request_id' => $request_id,
            'login_name' => $login_name,
            'created_from' => $created_from,
            'created_to' => $created_to,
        ];
        return $this->call($operation, $parameters, $options, static fn (mixed $data): array => Read::list($data, static fn (mixed $item): Type\DepositRecord => Type\DepositRecord::from($item)));
    }

    /**
     * List withdrawals.
     *
     * The merchant's withdrawals with a status, newest first; the header `x-total-count` tells how many there are.
     *
     * @param int $flag 0 created, 1 approved, 2 paid out, -1 rejected or failed.
     * @param int $pageNum Page from 1.
     * @param int $pageSize Records on a page.
     * @param string|null $request_id Only the order with this bill number.
     * @param string|null $login_name Only orders of this customer (`product_user_id`).
     * @param string|null $created_from Only orders created then or later; UTC, `YYYY-MM-DD HH:MM:SS`.
     * @param string|null $created_to Only orders created before; UTC, `YYYY-MM-DD HH:MM:SS`.
     *
     * @return list<Type\WithdrawRecord>
     */
    public function withdrawRecords(
        int $flag,
        int $pageNum,
        int $pageSize,
        ?string $request_id = null,
        ?string $login_name = null,
        ?string $created_from = null,
        ?string $created_to = null,
        ?CallOptions $options = null,
    ): array {
        $operation = new Operation('withdrawRecords', 'GET', '/withdraw_record', 'query', [], 'safe', false);
        $parameters = [
            'flag' => $flag,
            'pageNum' => $pageNum,
            'pageSize' => $pageSize,
            'request_id' => $request_id,
            'login_name' => $login_name,
            'created_from' => $created_from,
            'created_to' => $created_to,
        ];
        return $this->call($operation, $parameters, $options, static fn (mixed $data): array => Read::list($data, static fn (mixed $item): Type\WithdrawRecord => Type\WithdrawRecord::from($item)));
    }

    /**
     * Approve, pay out or reject an order.
     *
     * Moves an order from the status the caller believes in to another. Withdrawals: 0 → 1 by customer service (`U`), 1 → 2 or
     * 1 → -1 by the treasury (`Z`), 0 → -1 by `U` or the customer (`C`). Deposits: 0 → 2 by `Z` (transfers only), 0 → -1 by `U`
     * or `C`, 0 → -3 by `U` or `Z`. Repeating a move that was made is a success.
     *
     * @param string $request_id The order's bill number.
     * @param '01'|'02' $request_type 01 deposit; 02 withdrawal.
     * @param int $old_flag The status that the caller believes in.
     * @param int $new_flag The status to move to.
     * @param string $approve_by Who decides.
     * @param 'C'|'U'|'Z' $user_type Role of who decides. The account's own role must allow it; who decided as U does not decide as Z.
     * @param string $ip_address Address of who decides.
     * @param string|null $remarks Why.
     *
     * @return bool
     */
    public function approve(
        string $request_id,
        string $request_type,
        int $old_flag,
        int $new_flag,
        string $approve_by,
        string $user_type,
        string $ip_address,
        ?string $remarks = null,
        ?CallOptions $options = null,
    ): bool {
        $operation = new Operation('approve', 'PUT', '/approve', 'json', [], 'safe', false);
        $parameters = [
            'request_id' => $request_id,
            'request_type' => $request_type,
            'old_flag' => $old_flag,
            'new_flag' => $new_flag,
            'approve_by' => $approve_by,
            'user_type' => $user_type,
            'ip_address' => $ip_address,
            'remarks' => $remarks,
        ];
        return $this->call($operation, $parameters, $options, static fn (mixed $data): bool => Read::boolean($data));
    }

    /**
     * Confirm a deposit.
     *
     * The hub's word that money came. `replace_flag` `0`: the order is paid as ordered. `1`: a make-up, another sum or channel
     * than ordered; it creates the paid order `<billno>_1`. Repeating it is a success.
     *
     * @param string $billno The order's bill number or the hub's.
     * @param string $orderType Code of the deposit channel.
     * @param string|Money $amount The sum received.
     * @param string $currency The order's currency.
     * @param string $login_name The order's `product_user_id`.
     * @param '0'|'1' $replace_flag 0 paid; 1 make-up.
     * @param string $created_by Who says so.
     * @param string $remarks Why.
     *
     * @return bool
     */
    public function confirmDeposit(
        string $billno,
        string $orderType,
        string|Money $amount,
        string $currency,
        string $login_name,
        string $replace_flag,
        string $created_by,
        string $remarks,
        ?CallOptions $options = null,
    ): bool {
        $operation = new Operation('confirmDeposit', 'PUT', '/pay', 'json', [], 'safe', false);
        $parameters = [
            'billno' => $billno,
            'orderType' => $orderType,
            'amount' => $amount,
            'currency' => $currency,
            'login_name' => $login_name,
            'replace_flag' => $replace_flag,
            'created_by' => $created_by,
            'remarks' => $remarks,
        ];
        return $this->call($operation, $parameters, $options, static fn (mixed $data): bool => Read::boolean($data));
    }

    /**
     * Sign out.
     *
     * Ends the session of the token, whatever its role. An extension of the published contract.
     *
     *
     * @return bool
     */
    public function logOut(
        ?CallOptions $options = null,
    ): bool {
        $operation = new Operation('logOut', 'DELETE', '/token', 'query', [], 'never', false);
        $parameters = [
        ];
        return $this->call($operation, $parameters, $options, static fn (mixed $data): bool => Read::boolean($data));
    }
}
