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
 * Every operation of the part "cashier".
 */
abstract class CashierOperations
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
     * Create a customer.
     *
     * Makes the customer known, once however often it is called; an existing one stays untouched.
     *
     * @param string $product_user_id The product's own id of its customer.
     *
     * @return void
     */
    public function createCustomer(
        string $product_user_id,
        ?CallOptions $options = null,
    ): void {
        $operation = new Operation('createCustomer', 'POST', '/create_customer', 'form', [], 'safe', false);
        $parameters = [
            'product_user_id' => $product_user_id,
        ];
        $this->call($operation, $parameters, $options, static fn (mixed $data): mixed => null);
    }

    /**
     * List deposit channels.
     *
     * The channels that the customer may use, best first: recommended, then by success rate, fee and order.
     *
     * @param string $product_user_id The product's own id of its customer.
     *
     * @return list<Type\DepositChannel>
     */
    public function depositChannels(
        string $product_user_id,
        ?CallOptions $options = null,
    ): array {
        $operation = new Operation('depositChannels', 'GET', '/deposit_channel', 'query', [], 'safe', false);
        $parameters = [
            'product_user_id' => $product_user_id,
        ];
        return $this->call($operation, $parameters, $options, static fn (mixed $data): array => Read::list($data, static fn (mixed $item): Type\DepositChannel => Type\DepositChannel::from($item)));
    }

    /**
     * Ask for a channel's limits.
     *
     * The limits in force now, asked of the merchant's hub. For the kind `online` the answer has a `payid`, which `POST /pay`
     * needs; it is good for one payment within ten minutes. A `max_amount` of `0.00` means none, an empty `amount_list` any amount.
     *
     * @param string $product_user_id The product's own id of its customer.
     * @param string $payment_code Code of a deposit channel.
     *
     * @return Type\PayLimitResult
     */
    public function payLimit(
        string $product_user_id,
        string $payment_code,
        ?CallOptions $options = null,
    ): Type\PayLimitResult {
        $operation = new Operation('payLimit', 'POST', '/paylimit', 'form', [], 'safe', false);
        $parameters = [
            'product_user_id' => $product_user_id,
            'payment_code' => $payment_code,
        ];
        return $this->call($operation, $parameters, $options, static fn (mixed $data): Type\PayLimitResult => Type\PayLimitResult::from($data));
    }

    /**
     * Read a deposit's state.
     *
     * The state of one of the product's own deposits, as its callback tells it, for a product that has missed callbacks. Name it by
     * `product_order_sn`, by `order_sn`, or by both. An order with status 4 was paid by another order, which `make_up_orders` lists.
     * Nothing is written.
     *
     * @param string|null $product_order_sn The product's own number. Required without `order_sn`.
     * @param string|null $order_sn The order number of `POST /pay`.
     *
     * @return Type\DepositState
     */
    public function depositState(
        ?string $product_order_sn = null,
        ?string $order_sn = null,
        ?CallOptions $options = null,
    ): Type\DepositState {
        $operation = new Operation('depositState', 'GET', '/order', 'query', [], 'safe', false);
        $parameters = [
            'product_order_sn' => $product_order_sn,
            'order_sn' => $order_sn,
        ];
        return $this->call($operation, $parameters, $options, static fn (mixed $data): Type\DepositState => Type\DepositState::from($data));
    }

    /**
     * List banks.
     *
     * Active banks by type and id. The answer has an `ETag` and may be kept for an hour.
     *
     * @param string $product_user_id The product's own id of its customer.
     *
     * @return list<Type\Bank>
     */
    public function bankList(
        string $product_user_id,
        ?CallOptions $options = null,
    ): array {
        $operation = new Operation('bankList', 'GET', '/bank_list', 'query', [], 'safe', false);
        $parameters = [
            'product_user_id' => $product_user_id,
        ];
        return $this->call($operation, $parameters, $options, static fn (mixed $data): array => Read::list($data, static fn (mixed $item): Type\Bank => Type\Bank::from($item)));
    }

    /**
     * List provinces.
     *
     * All provinces by code. The answer has an `ETag` and may be kept for an hour.
     *
     *
     * @return list<Type\Province>
     */
    public function provinceList(
        ?CallOptions $options = null,
    ): array {
        $operation = new Operation('provinceList', 'GET', '/province_list', 'query', [], 'safe', false);
        $parameters = [
        ];
        return $this->call($operation, $parameters, $options, static fn (mixed $data): array => Read::list($data, static fn (mixed $item): Type\Province => Type\Province::from($item)));
    }

    /**
     * List a province's cities.
     *
     * The province and its cities by code. The answer has an `ETag` and may be kept for an hour.
     *
     * @param string $code A `province_id`.
     *
     * @return Type\ProvinceCitiesResult
     */
    public function provinceCities(
        string $code,
        ?CallOptions $options = null,
    ): Type\ProvinceCitiesResult {
        $operation = new Operation('provinceCities', 'GET', '/province_cities', 'query', [], 'safe', false);
        $parameters = [
            'code' => $code,
        ];
        return $this->call($operation, $parameters, $options, static fn (mixed $data): Type\ProvinceCitiesResult => Type\ProvinceCitiesResult::from($data));
    }

    /**
     * List a city's districts.
     *
     * The city and its districts (`country`) by code. The answer has an `ETag` and may be kept for an hour.
     *
     * @param string $code A `city_id`.
     *
     * @return Type\CitiesCountryResult
     */
    public function citiesCountry(
        string $code,
        ?CallOptions $options = null,
    ): Type\CitiesCountryResult {
        $operation = new Operation('citiesCountry', 'GET', '/cities_country', 'query', [], 'safe', false);
        $parameters = [
            'code' => $code,
        ];
        return $this->call($operation, $parameters, $options, static fn (mixed $data): Type\CitiesCountryResult => Type\CitiesCountryResult::from($data));
    }

    /**
     * Bind a customer's card.
     *
     * Binds the customer's only card; there is no way to bind another. The answer is masked.
     *
     * @param string $product_user_id The product's own id of its customer.
     * @param string $bank_account_name The holder's name.
     * @param string $bank_account_no The card's number.
     * @param string $bank_name The bank.
     * @param string $bank_province Province of the branch.
     * @param string $bank_cities City of the branch.
     * @param string $bank_countries District of the branch.
     * @param string|null $branch_name The branch.
     * @param int|null $type 0 ordinary; 1 VND card.
     *
     * @return Type\Card
     */
    public function bindCard(
        string $product_user_id,
        string $bank_account_name,
        string $bank_account_no,
        string $bank_name,
        string $bank_province,
        string $bank_cities,
        string $bank_countries,
        ?string $branch_name = null,
        ?int $type = null,
        ?CallOptions $options = null,
    ): Type\Card {
        $operation = new Operation('bindCard', 'POST', '/customer_bank', 'form', [], 'never', false);
        $parameters = [
            'product_user_id' => $product_user_id,
            'bank_account_name' => $bank_account_name,
            'bank_account_no' => $bank_account_no,
            'bank_name' => $bank_name,
            'bank_province' => $bank_province,
            'bank_cities' => $bank_cities,
            'bank_countries' => $bank_countries,
            'branch_name' => $branch_name,
            'type' => $type,
        ];
        return $this->call($operation, $parameters, $options, static fn (mixed $data): Type\Card => Type\Card::from($data));
    }

    /**
     * Read a customer's card.
     *
     * The card that is bound, masked, an inactive one too.
     *
     * @param string $product_user_id The product's own id of its customer.
     *
     * @return Type\Card
     */
    public function boundCard(
        string $product_user_id,
        ?CallOptions $options = null,
    ): Type\Card {
        $operation = new Operation('boundCard', 'GET', '/customer_bank', 'query', [], 'safe', false);
        $parameters = [
            'product_user_id' => $product_user_id,
        ];
        return $this->call($operation, $parameters, $options, static fn (mixed $data): Type\Card => Type\Card::from($data));
    }

    /**
     * List withdrawal channels.
     *
     * The withdrawal channels that the customer may use, best first. A maximum of `0.00` means none.
     *
     * @param string $product_user_id The product's own id of its customer.
     *
     * @return list<Type\WithdrawChannel>
     */
    public function withdrawChannels(
        string $product_user_id,
        ?CallOptions $options = null,
    ): array {
        $operation = new Operation('withdrawChannels', 'GET', '/withdraw_channel', 'query', [], 'safe', false);
        $parameters = [
            'product_user_id' => $product_user_id,
        ];
        return $this->call($operation, $parameters, $options, static fn (mixed $data): array => Read::list($data, static fn (mixed $item): Type\WithdrawChannel => Type\WithdrawChannel::from($item)));
    }

    /**
     * Create a withdrawal.
     *
     * Orders a withdrawal to the customer's card, which is copied into the order. `product_billno` makes the call safe to
     * repeat: the same request gets the same answer (header `x-idempotent-replay: 1`), another request 409.
     *
     * @param string $product_user_id The product's own id of its customer.
     * @param string|Money $amount Within the channel's limits and the customer's daily total.
     * @param string $withdraw_channel_code Code of a withdrawal channel.
     * @param string $product_billno The product's own number and idempotency key.
     *
     * @return Type\Withdrawal
     */
    public function doWithdraw(
        string $product_user_id,
        string|Money $amount,
        string $withdraw_channel_code,
        string $product_billno,
        ?CallOptions $options = null,
    ): Type\Withdrawal {
        $operation = new Operation('doWithdraw', 'POST', '/do_withdraw', 'form', [], 'safe', false);
        $parameters = [
            'product_user_id' => $product_user_id,
            'amount' => $amount,
            'withdraw_channel_code' => $withdraw_channel_code,
            'product_billno' => $product_billno,
        ];
        return $this->call($operation, $parameters, $options, static fn (mixed $data): Type\Withdrawal => Type\Withdrawal::from($data));
    }

    /**
     * Read a withdrawal's state.
     *
     * The state of one of the product's own withdrawals, as its callback tells it, for a product that has missed callbacks. Name it
     * by `product_billno`, by `billno`, or by both. Nothing is written.
     *
     * @param string|null $product_billno The product's own number. Required without `billno`.
     * @param string|null $billno The bill number of `POST /do_withdraw`.
     *
     * @return Type\WithdrawalState
     */
    public function withdrawalState(
        ?string $product_billno = null,
        ?string $billno = null,
        ?CallOptions $options = null,
    ): Type\WithdrawalState {
        $operation = new Operation('withdrawalState', 'GET', '/withdraw', 'query', [], 'safe', false);
        $parameters = [
            'product_billno' => $product_billno,
            'billno' => $billno,
        ];
        return $this->call($operation, $parameters, $options, static fn (mixed $data): Type\WithdrawalState => Type\WithdrawalState::from($data));
    }

    /**
     * Create a deposit.
     *
     * What follows depends on the channel's kind. `transfer`: transfer the money to the receiving account. `online`: send the
     * payer to `pay_url`. `redirect`: let the payer's browser post `redirect.params` to `redirect.url`.
     *
     * With `product_order_sn` the call can be repeated safely: the same request gets the same answer (header
     * `x-idempotent-replay: 1`), another request 409. An order whose upstream failed exists with status -1.
     *
     * A customer may have so many orders with status 0 at once (variable `open_orders_per_customer`); one more is 422
     * `validation.max.numeric` on `product_user_id`. An order to a receiving account of the merchant's own that is not paid
     * within `local_order_ttl_seconds` is closed: status -1, and the product is told.
     *
     * @param string $product_user_id The product's own id of its customer.
     * @param string $payment_code Code of a deposit channel.
     * @param string|Money $amount Within the limits of `POST /paylimit`, in the channel's currency.
     * @param string|null $product_order_sn The product's own order number and idempotency key.
     * @param string|null $depositor The payer's name. Required for the kind `transfer`.
     * @param string|null $bankcode One of `bank_list`. Required for the kind `transfer` with an upstream.
     * @param string|null $payid From `POST /paylimit`. Required for the kind `online`.
     *
     * @return Type\Deposit
     */
    public function pay(
        string $product_user_id,
        string $payment_code,
        string|Money $amount,
        ?string $product_order_sn = null,
        ?string $depositor = null,
        ?string $bankcode = null,
        ?string $payid = null,
        ?CallOptions $options = null,
    ): Type\Deposit {
        $operation = new Operation('pay', 'POST', '/pay', 'form', [], 'product_order_sn', false);
        $parameters = [
            'product_user_id' => $product_user_id,
            'payment_code' => $payment_code,
            'amount' => $amount,
            'product_order_sn' => $product_order_sn,
            'depositor' => $depositor,
            'bankcode' => $bankcode,
            'payid' => $payid,
        ];
        return $this->call($operation, $parameters, $options, static fn (mixed $data): Type\Deposit => Type\Deposit::from($data));
    }
}
