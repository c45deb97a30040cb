// Written by `node clients/generate/generate.mjs` from the OpenAPI document. Do not edit.
import type { CallOptions, Operation, Parameters, Result } from "./call.js";

/**
 * Every operation of the part "cashier".
 */
export abstract class CashierOperations {
  protected abstract call<Id extends Operation>(request: OperationRequest<Id>, parameters: object, options?: CallOptions): Promise<Result<Id>>;

  /**
   * Create a customer.
   *
   * Makes the customer known, once however often it is called; an existing one stays untouched.
   */
  createCustomer(parameters: Parameters<"createCustomer">, options?: CallOptions): Promise<Result<"createCustomer">> {
    return this.call({"id":"createCustomer","method":"POST","path":"/create_customer","carrier":"form","query":[],"repeat":"safe"}, parameters, options);
  }

  /**
   * List deposit channels.
   *
   * The channels that the customer may use, best first: recommended, then by success rate, fee and order.
   */
  depositChannels(parameters: Parameters<"depositChannels">, options?: CallOptions): Promise<Result<"depositChannels">> {
    return this.call({"id":"depositChannels","method":"GET","path":"/deposit_channel","carrier":"query","query":[],"repeat":"safe"}, parameters, options);
  }

  /**
   * Ask for a channel's limits.
   *
   * The limits in force now, asked of the merchant's hub. For the kind `online` the answer has a `payid`, which `POST /pay`
   * needs; it is good for one payment within ten minutes. A `max_amount` of `0.00` means none, an empty `amount_list` any amount.
   */
  payLimit(parameters: Parameters<"payLimit">, options?: CallOptions): Promise<Result<"payLimit">> {
    return this.call({"id":"payLimit","method":"POST","path":"/paylimit","carrier":"form","query":[],"repeat":"safe"}, parameters, options);
  }

  /**
   * Read a deposit's state.
   *
   * The state of one of the product's own deposits, as its callback tells it, for a product that has missed callbacks. Name it by
   * `product_order_sn`, by `order_sn`, or by both. An order with status 4 was paid by another order, which `make_up_orders` lists.
   * Nothing is written.
   */
  depositState(parameters: Parameters<"depositState"> = {}, options?: CallOptions): Promise<Result<"depositState">> {
    return this.call({"id":"depositState","method":"GET","path":"/order","carrier":"query","query":[],"repeat":"safe"}, parameters, options);
  }

  /**
   * List banks.
   *
   * Active banks by type and id. The answer has an `ETag` and may be kept for an hour.
   */
  bankList(parameters: Parameters<"bankList">, options?: CallOptions): Promise<Result<"bankList">> {
    return this.call({"id":"bankList","method":"GET","path":"/bank_list","carrier":"query","query":[],"repeat":"safe"}, parameters, options);
  }

  /**
   * List provinces.
   *
   * All provinces by code. The answer has an `ETag` and may be kept for an hour.
   */
  provinceList(options?: CallOptions): Promise<Result<"provinceList">> {
    return this.call({"id":"provinceList","method":"GET","path":"/province_list","carrier":"query","query":[],"repeat":"safe"}, {}, options);
  }

  /**
   * List a province's cities.
   *
   * The province and its cities by code. The answer has an `ETag` and may be kept for an hour.
   */
  provinceCities(parameters: Parameters<"provinceCities">, options?: CallOptions): Promise<Result<"provinceCities">> {
    return this.call({"id":"provinceCities","method":"GET","path":"/province_cities","carrier":"query","query":[],"repeat":"safe"}, parameters, options);
  }

  /**
   * List a city's districts.
   *
   * The city and its districts (`country`) by code. The answer has an `ETag` and may be kept for an hour.
   */
  citiesCountry(parameters: Parameters<"citiesCountry">, options?: CallOptions): Promise<Result<"citiesCountry">> {
    return this.call({"id":"citiesCountry","method":"GET","path":"/cities_country","carrier":"query","query":[],"repeat":"safe"}, parameters, options);
  }

  /**
   * Bind a customer's card.
   *
   * Binds the customer's only card; there is no way to bind another. The answer is masked.
   */
  bindCard(parameters: Parameters<"bindCard">, options?: CallOptions): Promise<Result<"bindCard">> {
    return this.call({"id":"bindCard","method":"POST","path":"/customer_bank","carrier":"form","query":[],"repeat":"never"}, parameters, options);
  }

  /**
   * Read a customer's card.
   *
   * The card that is bound, masked, an inactive one too.
   */
  boundCard(parameters: Parameters<"boundCard">, options?: CallOptions): Promise<Result<"boundCard">> {
    return this.call({"id":"boundCard","method":"GET","path":"/customer_bank","carrier":"query","query":[],"repeat":"safe"}, parameters, options);
  }

  /**
   * List withdrawal channels.
   *
   * The withdrawal channels that the customer may use, best first. A maximum of `0.00` means none.
   */
  withdrawChannels(parameters: Parameters<"withdrawChannels">, options?: CallOptions): Promise<Result<"withdrawChannels">> {
    return this.call({"id":"withdrawChannels","method":"GET","path":"/withdraw_channel","carrier":"query","query":[],"repeat":"safe"}, parameters, options);
  }

  /**
   * Create a withdrawal.
   *
   * Orders a withdrawal to the customer's card, which is copied into the order. `product_billno` makes the call safe to
   * repeat: the same request gets the same answer (header `x-idempotent-replay: 1`), another request 409.
   */
  doWithdraw(parameters: Parameters<"doWithdraw">, options?: CallOptions): Promise<Result<"doWithdraw">> {
    return this.call({"id":"doWithdraw","method":"POST","path":"/do_withdraw","carrier":"form","query":[],"repeat":"safe"}, parameters, options);
  }

  /**
   * Read a withdrawal's state.
   *
   * The state of one of the product's own withdrawals, as its callback tells it, for a product that has missed callbacks. Name it
   * by `product_billno`, by `billno`, or by both. Nothing is written.
   */
  withdrawalState(parameters: Parameters<"withdrawalState"> = {}, options?: CallOptions): Promise<Result<"withdrawalState">> {
    return this.call({"id":"withdrawalState","method":"GET","path":"/withdraw","carrier":"query","query":[],"repeat":"safe"}, parameters, options);
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
   */
  pay(parameters: Parameters<"pay">, options?: CallOptions): Promise<Result<"pay">> {
    return this.call({"id":"pay","method":"POST","path":"/pay","carrier":"form","query":[],"repeat":"product_order_sn"}, parameters, options);
  }
}

/**
 * Every operation of the part "backOffice".
 */
export abstract class BackOfficeOperations {
  protected abstract call<Id extends Operation>(request: OperationRequest<Id>, parameters: object, options?: CallOptions): Promise<Result<Id>>;

  /**
   * Look a customer up.
   *
   * A customer of the merchant's product, inactive ones included.
   */
  customer(parameters: Parameters<"customer">, options?: CallOptions): Promise<Result<"customer">> {
    return this.call({"id":"customer","method":"GET","path":"/customer","carrier":"query","query":[],"repeat":"safe"}, parameters, options);
  }

  /**
   * Add receiving accounts.
   *
   * Adds up to a hundred accounts that customers transfer to, all or none. Errors name `bank.<index>.<field>`.
   */
  createReceivingAccounts(parameters: Parameters<"createReceivingAccounts">, options?: CallOptions): Promise<Result<"createReceivingAccounts">> {
    return this.call({"id":"createReceivingAccounts","method":"POST","path":"/create_bank_account","carrier":"json","query":[],"repeat":"never"}, parameters, options);
  }

  /**
   * Delete receiving accounts.
   *
   * Deletes the merchant's accounts of a type, or one of them. Past orders keep their copy.
   */
  deleteReceivingAccounts(parameters: Parameters<"deleteReceivingAccounts">, options?: CallOptions): Promise<Result<"deleteReceivingAccounts">> {
    return this.call({"id":"deleteReceivingAccounts","method":"DELETE","path":"/delete_bank_account","carrier":"query","query":[],"repeat":"never"}, parameters, options);
  }

  /**
   * List deposits.
   *
   * The merchant's deposits with a status, newest first; the header `x-total-count` tells how many there are.
   */
  depositRecords(parameters: Parameters<"depositRecords">, options?: CallOptions): Promise<Result<"depositRecords">> {
    return this.call({"id":"depositRecords","method":"GET","path":"/deposit_record","carrier":"query","query":[],"repeat":"safe"}, parameters, options);
  }

  /**
   * List withdrawals.
   *
   * The merchant's withdrawals with a status, newest first; the header `x-total-count` tells how many there are.
   */
  withdrawRecords(parameters: Parameters<"withdrawRecords">, options?: CallOptions): Promise<Result<"withdrawRecords">> {
    return this.call({"id":"withdrawRecords","method":"GET","path":"/withdraw_record","carrier":"query","query":[],"repeat":"safe"}, parameters, options);
  }

  /**
   * Approve, pay out or reject an order.
   *
   * Moves an order from the status the caller believes in to another. Withdrawals: 0 → 1 by customer service (`U`), 1 → 2 or
   * 1 → -1 by the treasury (`Z`), 0 → -1 by `U` or the customer (`C`). Deposits: 0 → 2 by `Z` (transfers only), 0 → -1 by `U`
   * or `C`, 0 → -3 by `U` or `Z`. Repeating a move that was made is a success.
   */
  approve(parameters: Parameters<"approve">, options?: CallOptions): Promise<Result<"approve">> {
    return this.call({"id":"approve","method":"PUT","path":"/approve","carrier":"json","query":[],"repeat":"safe"}, parameters, options);
  }

  /**
   * Confirm a deposit.
   *
   * The hub's word that money came. `replace_flag` `0`: the order is paid as ordered. `1`: a make-up, another sum or channel
   * than ordered; it creates the paid order `<billno>_1`. Repeating it is a success.
   */
  confirmDeposit(parameters: Parameters<"confirmDeposit">, options?: CallOptions): Promise<Result<"confirmDeposit">> {
    return this.call({"id":"confirmDeposit","method":"PUT","path":"/pay","carrier":"json","query":[],"repeat":"safe"}, parameters, options);
  }

  /**
   * Sign out.
   *
   * Ends the session of the token, whatever its role. An extension of the published contract.
   */
  logOut(options?: CallOptions): Promise<Result<"logOut">> {
    return this.call({"id":"logOut","method":"DELETE","path":"/token","carrier":"query","query":[],"repeat":"never"}, {}, options);
  }
}

/**
 * Every operation of the part "wallet".
 */
export abstract class WalletOperations {
  protected abstract call<Id extends Operation>(request: OperationRequest<Id>, parameters: object, options?: CallOptions): Promise<Result<Id>>;

  /**
   * Read the settings.
   *
   * The rules in force for withdrawals.
   */
  walletSettings(options?: CallOptions): Promise<Result<"walletSettings">> {
    return this.call({"id":"walletSettings","method":"GET","path":"/api/wallet/settings","carrier":"query","query":[],"repeat":"safe"}, {}, options);
  }

  /**
   * Change the settings.
   *
   * Attributes that are absent keep their value. A change applies to the next command; every effective one is audited.
   */
  changeWalletSettings(parameters: Parameters<"changeWalletSettings">, options?: CallOptions): Promise<Result<"changeWalletSettings">> {
    return this.call({"id":"changeWalletSettings","method":"PATCH","path":"/api/wallet/settings","carrier":"json","query":[],"repeat":"never"}, parameters, options);
  }

  /**
   * Read a wallet.
   *
   * The caller's own; with `wallet.viewList` anyone's.
   */
  wallet(parameters: Parameters<"wallet">, options?: CallOptions): Promise<Result<"wallet">> {
    return this.call({"id":"wallet","method":"GET","path":"/api/wallet/user/{user_id}","carrier":"query","query":[],"repeat":"safe"}, parameters, options);
  }

  /**
   * Adjust or freeze a wallet.
   *
   * Adds to or subtracts from the available amount, freezes or releases withdrawals, or both at once; nobody's own wallet (403). Needs `operate_type` with `operate_amount`, or `wallet_status`.
   */
  adjustWallet(parameters: Parameters<"adjustWallet">, options?: CallOptions): Promise<Result<"adjustWallet">> {
    return this.call({"id":"adjustWallet","method":"PATCH","path":"/api/wallet/user/{user_id}","carrier":"json","query":["include"],"repeat":"Idempotency-Key"}, parameters, options);
  }

  /**
   * Apply for a withdrawal.
   *
   * Freezes the amount and waits for review. The fee is rounded up to the cent. `data.attritbutes` is accepted for `data.attributes`.
   */
  applyForCash(parameters: Parameters<"applyForCash">, options?: CallOptions): Promise<Result<"applyForCash">> {
    return this.call({"id":"applyForCash","method":"POST","path":"/api/wallet/cash","carrier":"json","query":["include"],"repeat":"Idempotency-Key"}, parameters, options);
  }

  /**
   * List withdrawals.
   *
   * The caller's own; with `cash.viewList` all. Empty filters are none.
   */
  listCash(parameters: Parameters<"listCash"> = {}, options?: CallOptions): Promise<Result<"listCash">> {
    return this.call({"id":"listCash","method":"GET","path":"/api/wallet/cash","carrier":"query","query":[],"repeat":"safe"}, parameters, options);
  }

  /**
   * Read a withdrawal.
   *
   * The caller's own; with `cash.viewList` any.
   */
  showCash(parameters: Parameters<"showCash">, options?: CallOptions): Promise<Result<"showCash">> {
    return this.call({"id":"showCash","method":"GET","path":"/api/wallet/cash/{id}","carrier":"query","query":[],"repeat":"safe"}, parameters, options);
  }

  /**
   * Review withdrawals.
   *
   * Approves (2, WeChat), rejects (3) or marks as paid (5, manual) up to a hundred pending withdrawals, each on its own. The answer is 200 even if all fail.
   */
  reviewCash(parameters: Parameters<"reviewCash">, options?: CallOptions): Promise<Result<"reviewCash">> {
    return this.call({"id":"reviewCash","method":"POST","path":"/api/wallet/cash/review","carrier":"json","query":[],"repeat":"never"}, parameters, options);
  }

  /**
   * Read the ledger.
   *
   * The caller's own rows; with `wallet.logs.viewList` all. `meta.sumChangeAvailableAmount` sums all that match.
   */
  walletLog(parameters: Parameters<"walletLog"> = {}, options?: CallOptions): Promise<Result<"walletLog">> {
    return this.call({"id":"walletLog","method":"GET","path":"/api/wallet/log","carrier":"query","query":[],"repeat":"safe"}, parameters, options);
  }

  /**
   * Run payouts.
   *
   * For a scheduler. Takes approved withdrawals, asks the payout provider, and concludes those whose outcome is definite. Lasts at most some 25 seconds.
   */
  runPayouts(parameters: Parameters<"runPayouts"> = {}, options?: CallOptions): Promise<Result<"runPayouts">> {
    return this.call({"id":"runPayouts","method":"POST","path":"/api/wallet/payouts/run","carrier":"json","query":[],"repeat":"never"}, parameters, options);
  }
}

/**
 * Every operation of the part "payee".
 */
export abstract class PayeeOperations {
  protected abstract call<Id extends Operation>(request: OperationRequest<Id>, parameters: object, options?: CallOptions): Promise<Result<Id>>;

  /**
   * Register a payee.
   *
   * Creates a payee, to be activated by the operator (at once in the demonstration).
   */
  registerPayee(parameters: Parameters<"registerPayee">, options?: CallOptions): Promise<Result<"registerPayee">> {
    return this.call({"id":"registerPayee","method":"POST","path":"/v3/payee/register","carrier":"payee","query":[],"repeat":"Idempotency-Key"}, parameters, options);
  }

  /**
   * Retrieve a payee.
   *
   * By `customerNo`, `email` or `customerCode`; every other one that is given must match.
   */
  retrievePayee(parameters: Parameters<"retrievePayee"> = {}, options?: CallOptions): Promise<Result<"retrievePayee">> {
    return this.call({"id":"retrievePayee","method":"POST","path":"/v3/payee/retrieve","carrier":"payee","query":[],"repeat":"safe"}, parameters, options);
  }

  /**
   * Update a payee.
   *
   * Absent parameters keep their value. Identity fields change only while the payee is pending; `profileType` never does.
   */
  updatePayee(parameters: Parameters<"updatePayee">, options?: CallOptions): Promise<Result<"updatePayee">> {
    return this.call({"id":"updatePayee","method":"POST","path":"/v3/payee/update","carrier":"payee","query":[],"repeat":"Idempotency-Key"}, parameters, options);
  }

  /**
   * Create a bank account.
   *
   * Stores a payout account of the payee. The same tag with the same details returns the account that exists. Which fields
   * a country needs, `POST /v3/payee/account/configurations` tells.
   */
  createBankAccount(parameters: Parameters<"createBankAccount">, options?: CallOptions): Promise<Result<"createBankAccount">> {
    return this.call({"id":"createBankAccount","method":"POST","path":"/v3/customers/account/create/bank-account","carrier":"payee","query":[],"repeat":"Idempotency-Key"}, parameters, options);
  }

  /**
   * Create a PayPal account.
   *
   * Stores a payout account of the payee. The same tag with the same details returns the account that exists. Which fields
   * a country needs, `POST /v3/payee/account/configurations` tells.
   */
  createPaypalAccount(parameters: Parameters<"createPaypalAccount">, options?: CallOptions): Promise<Result<"createPaypalAccount">> {
    return this.call({"id":"createPaypalAccount","method":"POST","path":"/v3/customers/account/create/paypal","carrier":"payee","query":[],"repeat":"Idempotency-Key"}, parameters, options);
  }

  /**
   * Create a Venmo account.
   *
   * Stores a payout account of the payee. The same tag with the same details returns the account that exists. Which fields
   * a country needs, `POST /v3/payee/account/configurations` tells.
   */
  createVenmoAccount(parameters: Parameters<"createVenmoAccount">, options?: CallOptions): Promise<Result<"createVenmoAccount">> {
    return this.call({"id":"createVenmoAccount","method":"POST","path":"/v3/customers/account/create/venmo","carrier":"payee","query":[],"repeat":"Idempotency-Key"}, parameters, options);
  }

  /**
   * Create a bank account (alias).
   *
   * Another name of `/v3/customers/account/create/bank-account`. The example is an account in the United States.
   */
  createBankAccountAlias(parameters: Parameters<"createBankAccountAlias">, options?: CallOptions): Promise<Result<"createBankAccountAlias">> {
    return this.call({"id":"createBankAccountAlias","method":"POST","path":"/v3/payee/account/create/bank-account","carrier":"payee","query":[],"repeat":"Idempotency-Key"}, parameters, options);
  }

  /**
   * Create a PayPal account (alias).
   *
   * Another name of `/v3/customers/account/create/paypal`.
   */
  createPaypalAccountAlias(parameters: Parameters<"createPaypalAccountAlias">, options?: CallOptions): Promise<Result<"createPaypalAccountAlias">> {
    return this.call({"id":"createPaypalAccountAlias","method":"POST","path":"/v3/payee/account/create/paypal","carrier":"payee","query":[],"repeat":"Idempotency-Key"}, parameters, options);
  }

  /**
   * Create a Venmo account (alias).
   *
   * Another name of `/v3/customers/account/create/venmo`.
   */
  createVenmoAccountAlias(parameters: Parameters<"createVenmoAccountAlias">, options?: CallOptions): Promise<Result<"createVenmoAccountAlias">> {
    return this.call({"id":"createVenmoAccountAlias","method":"POST","path":"/v3/payee/account/create/venmo","carrier":"payee","query":[],"repeat":"Idempotency-Key"}, parameters, options);
  }

  /**
   * List or look up accounts.
   *
   * All live accounts of the payee as `accounts`; with `accountTag` one as `result`.
   */
  payoutAccounts(parameters: Parameters<"payoutAccounts">, options?: CallOptions): Promise<Result<"payoutAccounts">> {
    return this.call({"id":"payoutAccounts","method":"POST","path":"/v3/payee/payout-accounts","carrier":"payee","query":[],"repeat":"safe"}, parameters, options);
  }

  /**
   * Which accounts can be created.
   *
   * The countries, currencies and types that can be paid to, and the fields that each needs.
   */
  accountConfigurations(parameters: Parameters<"accountConfigurations"> = {}, options?: CallOptions): Promise<Result<"accountConfigurations">> {
    return this.call({"id":"accountConfigurations","method":"POST","path":"/v3/payee/account/configurations","carrier":"payee","query":[],"repeat":"safe"}, parameters, options);
  }

  /**
   * Pay out.
   *
   * Pays from the merchant's balance to an account. The first answer is always `pending`; notices go to `ipnUrl`. The same
   * `invoiceId` or idempotency key with the same body gets the stored answer for ever.
   */
  payOut(parameters: Parameters<"payOut">, options?: CallOptions): Promise<Result<"payOut">> {
    return this.call({"id":"payOut","method":"POST","path":"/v3/payouts/pay","carrier":"payee","query":[],"repeat":"invoiceId"}, parameters, options);
  }

  /**
   * Ask for a payout.
   *
   * By `transactionNo` or `invoiceId`.
   */
  payoutInquiry(parameters: Parameters<"payoutInquiry"> = {}, options?: CallOptions): Promise<Result<"payoutInquiry">> {
    return this.call({"id":"payoutInquiry","method":"POST","path":"/v3/payouts/inquiry","carrier":"payee","query":[],"repeat":"safe"}, parameters, options);
  }

  /**
   * Read the balance.
   *
   * What the merchant may still pay out, by currency.
   */
  payorBalance(parameters: Parameters<"payorBalance"> = {}, options?: CallOptions): Promise<Result<"payorBalance">> {
    return this.call({"id":"payorBalance","method":"POST","path":"/v3/payouts/balance","carrier":"payee","query":[],"repeat":"safe"}, parameters, options);
  }

  /**
   * Delete an account.
   *
   * The account's tag is free again; its history stays.
   */
  deleteAccount(parameters: Parameters<"deleteAccount">, options?: CallOptions): Promise<Result<"deleteAccount">> {
    return this.call({"id":"deleteAccount","method":"POST","path":"/v3/payee/account/delete","carrier":"payee","query":[],"repeat":"Idempotency-Key"}, parameters, options);
  }
}

/**
 * Every operation of the part "delivery".
 */
export abstract class OperatorOperations {
  protected abstract call<Id extends Operation>(request: OperationRequest<Id>, parameters: object, options?: CallOptions): Promise<Result<Id>>;

  /**
   * Deliver what is due.
   *
   * Claims due notifications, sends and settles them, then runs payout jobs and maintenance. Lasts at most some 25 seconds
   * per kind. `event_ids` sends the named notifications once, whatever their state.
   */
  dispatch(parameters: Parameters<"dispatch"> = {}, options?: CallOptions): Promise<Result<"dispatch">> {
    return this.call({"id":"dispatch","method":"POST","path":"/internal/dispatch","carrier":"json","query":[],"repeat":"never"}, parameters, options);
  }
}

/**
 * How an operation is sent.
 */
export interface OperationRequest<Id extends Operation> {
  readonly id: Id;
  readonly method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  readonly path: string;
  readonly carrier: "query" | "form" | "json" | "payee";
  /** Parameters of the query beside a JSON body. */
  readonly query: readonly string[];
  /** "safe", "never", or the field or header that makes it safe to repeat. */
  readonly repeat: string;
}
