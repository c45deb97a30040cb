// Written by `node clients/generate/generate.mjs` from the OpenAPI document. Do not edit.

//! A method for each operation.

use crate::call::{Call, Carrier, Nothing, Operation, Repeat};
use crate::clients::{BackOffice, Cashier, Operator, Payee, Wallet};
use crate::types::*;

/// Every operation of the part "cashier".
impl Cashier {
    /// Create a customer.
    ///
    /// Makes the customer known, once however often it is called; an existing one stays untouched.
    pub fn create_customer(&self, request: &CreateCustomerRequest) -> Call<Nothing> {
        const OPERATION: Operation = Operation {
            name: "createCustomer",
            method: "POST",
            path: "/create_customer",
            component: "customer",
            carrier: Carrier::Form,
            query: &[],
            repeat: Repeat::Safe,
            takes_key: false,
        };
        self.call(&OPERATION, request)
    }

    /// List deposit channels.
    ///
    /// The channels that the customer may use, best first: recommended, then by success rate, fee and order.
    pub fn deposit_channels(&self, request: &DepositChannelsRequest) -> Call<Vec<DepositChannel>> {
        const OPERATION: Operation = Operation {
            name: "depositChannels",
            method: "GET",
            path: "/deposit_channel",
            component: "deposit",
            carrier: Carrier::Query,
            query: &[],
            repeat: Repeat::Safe,
            takes_key: false,
        };
        self.call(&OPERATION, request)
    }

    /// Ask for a channel's limits.
    ///
    /// The limits in force now, asked of the merchant's hub. For the kind `online` the answer has a `payid`, which `POST /pay`
    /// needs; it is good for one payment within ten minutes. A `max_amount` of `0.00` means none, an empty `amount_list` any amount.
    pub fn pay_limit(&self, request: &PayLimitRequest) -> Call<PayLimitResult> {
        const OPERATION: Operation = Operation {
            name: "payLimit",
            method: "POST",
            path: "/paylimit",
            component: "deposit",
            carrier: Carrier::Form,
            query: &[],
            repeat: Repeat::Safe,
            takes_key: false,
        };
        self.call(&OPERATION, request)
    }

    /// Read a deposit's state.
    ///
    /// The state of one of the product's own deposits, as its callback tells it, for a product that has missed callbacks. Name it by
    /// `product_order_sn`, by `order_sn`, or by both. An order with status 4 was paid by another order, which `make_up_orders` lists.
    /// Nothing is written.
    pub fn deposit_state(&self, request: &DepositStateRequest) -> Call<DepositState> {
        const OPERATION: Operation = Operation {
            name: "depositState",
            method: "GET",
            path: "/order",
            component: "deposit",
            carrier: Carrier::Query,
            query: &[],
            repeat: Repeat::Safe,
            takes_key: false,
        };
        self.call(&OPERATION, request)
    }

    /// List banks.
    ///
    /// Active banks by type and id. The answer has an `ETag` and may be kept for an hour.
    pub fn bank_list(&self, request: &BankListRequest) -> Call<Vec<Bank>> {
        const OPERATION: Operation = Operation {
            name: "bankList",
            method: "GET",
            path: "/bank_list",
            component: "catalog",
            carrier: Carrier::Query,
            query: &[],
            repeat: Repeat::Safe,
            takes_key: false,
        };
        self.call(&OPERATION, request)
    }

    /// List provinces.
    ///
    /// All provinces by code. The answer has an `ETag` and may be kept for an hour.
    pub fn province_list(&self) -> Call<Vec<Province>> {
        const OPERATION: Operation = Operation {
            name: "provinceList",
            method: "GET",
            path: "/province_list",
            component: "catalog",
            carrier: Carrier::Query,
            query: &[],
            repeat: Repeat::Safe,
            takes_key: false,
        };
        self.call(&OPERATION, &Nothing {})
    }

    /// List a province's cities.
    ///
    /// The province and its cities by code. The answer has an `ETag` and may be kept for an hour.
    pub fn province_cities(&self, request: &ProvinceCitiesRequest) -> Call<ProvinceCitiesResult> {
        const OPERATION: Operation = Operation {
            name: "provinceCities",
            method: "GET",
            path: "/province_cities",
            component: "catalog",
            carrier: Carrier::Query,
            query: &[],
            repeat: Repeat::Safe,
            takes_key: false,
        };
        self.call(&OPERATION, request)
    }

    /// List a city's districts.
    ///
    /// The city and its districts (`country`) by code. The answer has an `ETag` and may be kept for an hour.
    pub fn cities_country(&self, request: &CitiesCountryRequest) -> Call<CitiesCountryResult> {
        const OPERATION: Operation = Operation {
            name: "citiesCountry",
            method: "GET",
            path: "/cities_country",
            component: "catalog",
            carrier: Carrier::Query,
            query: &[],
            repeat: Repeat::Safe,
            takes_key: false,
        };
        self.call(&OPERATION, request)
    }

    /// Bind a customer's card.
    ///
    /// Binds the customer's only card; there is no way to bind another. The answer is masked.
    pub fn bind_card(&self, request: &BindCardRequest) -> Call<Card> {
        const OPERATION: Operation = Operation {
            name: "bindCard",
            method: "POST",
            path: "/customer_bank",
            component: "customer",
            carrier: Carrier::Form,
            query: &[],
            repeat: Repeat::Never,
            takes_key: false,
        };
        self.call(&OPERATION, request)
    }

    /// Read a customer's card.
    ///
    /// The card that is bound, masked, an inactive one too.
    pub fn bound_card(&self, request: &BoundCardRequest) -> Call<Card> {
        const OPERATION: Operation = Operation {
            name: "boundCard",
            method: "GET",
            path: "/customer_bank",
            component: "customer",
            carrier: Carrier::Query,
            query: &[],
            repeat: Repeat::Safe,
            takes_key: false,
        };
        self.call(&OPERATION, request)
    }

    /// List withdrawal channels.
    ///
    /// The withdrawal channels that the customer may use, best first. A maximum of `0.00` means none.
    pub fn withdraw_channels(&self, request: &WithdrawChannelsRequest) -> Call<Vec<WithdrawChannel>> {
        const OPERATION: Operation = Operation {
            name: "withdrawChannels",
            method: "GET",
            path: "/withdraw_channel",
            component: "withdraw",
            carrier: Carrier::Query,
            query: &[],
            repeat: Repeat::Safe,
            takes_key: false,
        };
        self.call(&OPERATION, request)
    }

    /// Create a withdrawal.
    ///
    /// Orders a withdrawal to the customer's card, which is copied into the order. `product_billno` makes the call safe to
    /// repeat: the same request gets the same answer (header `x-idempotent-replay: 1`), another request 409.
    pub fn do_withdraw(&self, request: &DoWithdrawRequest) -> Call<Withdrawal> {
        const OPERATION: Operation = Operation {
            name: "doWithdraw",
            method: "POST",
            path: "/do_withdraw",
            component: "withdraw",
            carrier: Carrier::Form,
            query: &[],
            repeat: Repeat::Safe,
            takes_key: false,
        };
        self.call(&OPERATION, request)
    }

    /// Read a withdrawal's state.
    ///
    /// The state of one of the product's own withdrawals, as its callback tells it, for a product that has missed callbacks. Name it
    /// by `product_billno`, by `billno`, or by both. Nothing is written.
    pub fn withdrawal_state(&self, request: &WithdrawalStateRequest) -> Call<WithdrawalState> {
        const OPERATION: Operation = Operation {
            name: "withdrawalState",
            method: "GET",
            path: "/withdraw",
            component: "withdraw",
            carrier: Carrier::Query,
            query: &[],
            repeat: Repeat::Safe,
            takes_key: false,
        };
        self.call(&OPERATION, request)
    }

    /// Create a deposit.
    ///
    /// What follows depends on the channel's kind. `transfer`: transfer the money to the receiving account. `online`: send the
    /// payer to `pay_url`. `redirect`: let the payer's browser post `redirect.params` to `redirect.url`.
    ///
    /// With `product_order_sn` the call can be repeated safely: the same request gets the same answer (header
    /// `x-idempotent-replay: 1`), another request 409. An order whose upstream failed exists with status -1.
    ///
    /// A customer may have so many orders with status 0 at once (variable `open_orders_per_customer`); one more is 422
    /// `validation.max.numeric` on `product_user_id`. An order to a receiving account of the merchant's own that is not paid
    /// within `local_order_ttl_seconds` is closed: status -1, and the product is told.
    pub fn pay(&self, request: &PayRequest) -> Call<Deposit> {
        const OPERATION: Operation = Operation {
            name: "pay",
            method: "POST",
            path: "/pay",
            component: "deposit",
            carrier: Carrier::Form,
            query: &[],
            repeat: Repeat::With("product_order_sn"),
            takes_key: false,
        };
        self.call(&OPERATION, request)
    }
}

/// Every operation of the part "backOffice".
impl BackOffice {
    /// Look a customer up.
    ///
    /// A customer of the merchant's product, inactive ones included.
    pub fn customer(&self, request: &CustomerRequest) -> Call<Customer> {
        const OPERATION: Operation = Operation {
            name: "customer",
            method: "GET",
            path: "/customer",
            component: "merchant",
            carrier: Carrier::Query,
            query: &[],
            repeat: Repeat::Safe,
            takes_key: false,
        };
        self.call(&OPERATION, request)
    }

    /// Add receiving accounts.
    ///
    /// Adds up to a hundred accounts that customers transfer to, all or none. Errors name `bank.<index>.<field>`.
    pub fn create_receiving_accounts(&self, request: &CreateReceivingAccountsRequest) -> Call<Vec<ReceivingAccount>> {
        const OPERATION: Operation = Operation {
            name: "createReceivingAccounts",
            method: "POST",
            path: "/create_bank_account",
            component: "merchant",
            carrier: Carrier::Json,
            query: &[],
            repeat: Repeat::Never,
            takes_key: false,
        };
        self.call(&OPERATION, request)
    }

    /// Delete receiving accounts.
    ///
    /// Deletes the merchant's accounts of a type, or one of them. Past orders keep their copy.
    pub fn delete_receiving_accounts(&self, request: &DeleteReceivingAccountsRequest) -> Call<bool> {
        const OPERATION: Operation = Operation {
            name: "deleteReceivingAccounts",
            method: "DELETE",
            path: "/delete_bank_account",
            component: "merchant",
            carrier: Carrier::Query,
            query: &[],
            repeat: Repeat::Never,
            takes_key: false,
        };
        self.call(&OPERATION, request)
    }

    /// List deposits.
    ///
    /// The merchant's deposits with a status, newest first; the header `x-total-count` tells how many there are.
    pub fn deposit_records(&self, request: &DepositRecordsRequest) -> Call<Vec<DepositRecord>> {
        const OPERATION: Operation = Operation {
            name: "depositRecords",
            method: "GET",
            path: "/deposit_record",
            component: "merchant",
            carrier: Carrier::Query,
            query: &[],
            repeat: Repeat::Safe,
            takes_key: false,
        };
        self.call(&OPERATION, request)
    }

    /// List withdrawals.
    ///
    /// The merchant's withdrawals with a status, newest first; the header `x-total-count` tells how many there are.
    pub fn withdraw_records(&self, request: &WithdrawRecordsRequest) -> Call<Vec<WithdrawRecord>> {
        const OPERATION: Operation = Operation {
            name: "withdrawRecords",
            method: "GET",
            path: "/withdraw_record",
            component: "merchant",
            carrier: Carrier::Query,
            query: &[],
            repeat: Repeat::Safe,
            takes_key: false,
        };
        self.call(&OPERATION, request)
    }

    /// Approve, pay out or reject an order.
    ///
    /// Moves an order from the status the caller believes in to another. Withdrawals: 0 → 1 by customer service (`U`), 1 → 2 or
    /// 1 → -1 by the treasury (`Z`), 0 → -1 by `U` or the customer (`C`). Deposits: 0 → 2 by `Z` (transfers only), 0 → -1 by `U`
    /// or `C`, 0 → -3 by `U` or `Z`. Repeating a move that was made is a success.
    pub fn approve(&self, request: &ApproveRequest) -> Call<bool> {
        const OPERATION: Operation = Operation {
            name: "approve",
            method: "PUT",
            path: "/approve",
            component: "merchant",
            carrier: Carrier::Json,
            query: &[],
            repeat: Repeat::Safe,
            takes_key: false,
        };
        self.call(&OPERATION, request)
    }

    /// Confirm a deposit.
    ///
    /// The hub's word that money came. `replace_flag` `0`: the order is paid as ordered. `1`: a make-up, another sum or channel
    /// than ordered; it creates the paid order `<billno>_1`. Repeating it is a success.
    pub fn confirm_deposit(&self, request: &ConfirmDepositRequest) -> Call<bool> {
        const OPERATION: Operation = Operation {
            name: "confirmDeposit",
            method: "PUT",
            path: "/pay",
            component: "deposit",
            carrier: Carrier::Json,
            query: &[],
            repeat: Repeat::Safe,
            takes_key: false,
        };
        self.call(&OPERATION, request)
    }

    /// Sign out.
    ///
    /// Ends the session of the token, whatever its role. An extension of the published contract.
    pub fn log_out(&self) -> Call<bool> {
        const OPERATION: Operation = Operation {
            name: "logOut",
            method: "DELETE",
            path: "/token",
            component: "merchant",
            carrier: Carrier::Query,
            query: &[],
            repeat: Repeat::Never,
            takes_key: false,
        };
        self.call(&OPERATION, &Nothing {})
    }
}

/// Every operation of the part "wallet".
impl Wallet {
    /// Read the settings.
    ///
    /// The rules in force for withdrawals.
    pub fn wallet_settings(&self) -> Call<WalletSettings> {
        const OPERATION: Operation = Operation {
            name: "walletSettings",
            method: "GET",
            path: "/api/wallet/settings",
            component: "wallet",
            carrier: Carrier::Query,
            query: &[],
            repeat: Repeat::Safe,
            takes_key: false,
        };
        self.call(&OPERATION, &Nothing {})
    }

    /// Change the settings.
    ///
    /// Attributes that are absent keep their value. A change applies to the next command; every effective one is audited.
    pub fn change_wallet_settings(&self, request: &ChangeWalletSettingsRequest) -> Call<WalletSettings> {
        const OPERATION: Operation = Operation {
            name: "changeWalletSettings",
            method: "PATCH",
            path: "/api/wallet/settings",
            component: "wallet",
            carrier: Carrier::Json,
            query: &[],
            repeat: Repeat::Never,
            takes_key: false,
        };
        self.call(&OPERATION, request)
    }

    /// Read a wallet.
    ///
    /// The caller's own; with `wallet.viewList` anyone's.
    pub fn wallet(&self, request: &WalletRequest) -> Call<WalletDocument> {
        const OPERATION: Operation = Operation {
            name: "wallet",
            method: "GET",
            path: "/api/wallet/user/{user_id}",
            component: "wallet",
            carrier: Carrier::Query,
            query: &[],
            repeat: Repeat::Safe,
            takes_key: false,
        };
        self.call(&OPERATION, request)
    }

    /// Adjust or freeze a wallet.
    ///
    /// Adds to or subtracts from the available amount, freezes or releases withdrawals, or both at once; nobody's own wallet (403). Needs `operate_type` with `operate_amount`, or `wallet_status`.
    pub fn adjust_wallet(&self, request: &AdjustWalletRequest) -> Call<WalletDocument> {
        const OPERATION: Operation = Operation {
            name: "adjustWallet",
            method: "PATCH",
            path: "/api/wallet/user/{user_id}",
            component: "wallet",
            carrier: Carrier::Json,
            query: &["include"],
            repeat: Repeat::With("Idempotency-Key"),
            takes_key: true,
        };
        self.call(&OPERATION, request)
    }

    /// Apply for a withdrawal.
    ///
    /// Freezes the amount and waits for review. The fee is rounded up to the cent. `data.attritbutes` is accepted for `data.attributes`.
    pub fn apply_for_cash(&self, request: &ApplyForCashRequest) -> Call<ApplyForCashResult> {
        const OPERATION: Operation = Operation {
            name: "applyForCash",
            method: "POST",
            path: "/api/wallet/cash",
            component: "wallet",
            carrier: Carrier::Json,
            query: &["include"],
            repeat: Repeat::With("Idempotency-Key"),
            takes_key: true,
        };
        self.call(&OPERATION, request)
    }

    /// List withdrawals.
    ///
    /// The caller's own; with `cash.viewList` all. Empty filters are none.
    pub fn list_cash(&self, request: &ListCashRequest) -> Call<ListCashResult> {
        const OPERATION: Operation = Operation {
            name: "listCash",
            method: "GET",
            path: "/api/wallet/cash",
            component: "wallet",
            carrier: Carrier::Query,
            query: &[],
            repeat: Repeat::Safe,
            takes_key: false,
        };
        self.call(&OPERATION, request)
    }

    /// Read a withdrawal.
    ///
    /// The caller's own; with `cash.viewList` any.
    pub fn show_cash(&self, request: &ShowCashRequest) -> Call<ShowCashResult> {
        const OPERATION: Operation = Operation {
            name: "showCash",
            method: "GET",
            path: "/api/wallet/cash/{id}",
            component: "wallet",
            carrier: Carrier::Query,
            query: &[],
            repeat: Repeat::Safe,
            takes_key: false,
        };
        self.call(&OPERATION, request)
    }

    /// Review withdrawals.
    ///
    /// Approves (2, WeChat), rejects (3) or marks as paid (5, manual) up to a hundred pending withdrawals, each on its own. The answer is 200 even if all fail.
    pub fn review_cash(&self, request: &ReviewCashRequest) -> Call<ReviewCashResult> {
        const OPERATION: Operation = Operation {
            name: "reviewCash",
            method: "POST",
            path: "/api/wallet/cash/review",
            component: "wallet",
            carrier: Carrier::Json,
            query: &[],
            repeat: Repeat::Never,
            takes_key: false,
        };
        self.call(&OPERATION, request)
    }

    /// Read the ledger.
    ///
    /// The caller's own rows; with `wallet.logs.viewList` all. `meta.sumChangeAvailableAmount` sums all that match.
    pub fn wallet_log(&self, request: &WalletLogRequest) -> Call<WalletLogResult> {
        const OPERATION: Operation = Operation {
            name: "walletLog",
            method: "GET",
            path: "/api/wallet/log",
            component: "wallet",
            carrier: Carrier::Query,
            query: &[],
            repeat: Repeat::Safe,
            takes_key: false,
        };
        self.call(&OPERATION, request)
    }

    /// Run payouts.
    ///
    /// For a scheduler. Takes approved withdrawals, asks the payout provider, and concludes those whose outcome is definite. Lasts at most some 25 seconds.
    pub fn run_payouts(&self, request: &RunPayoutsRequest) -> Call<RunPayoutsResult> {
        const OPERATION: Operation = Operation {
            name: "runPayouts",
            method: "POST",
            path: "/api/wallet/payouts/run",
            component: "wallet",
            carrier: Carrier::Json,
            query: &[],
            repeat: Repeat::Never,
            takes_key: false,
        };
        self.call(&OPERATION, request)
    }
}

/// Every operation of the part "payee".
impl Payee {
    /// Register a payee.
    ///
    /// Creates a payee, to be activated by the operator (at once in the demonstration).
    pub fn register_payee(&self, request: &RegisterPayeeRequest) -> Call<RegisterPayeeResult> {
        const OPERATION: Operation = Operation {
            name: "registerPayee",
            method: "POST",
            path: "/v3/payee/register",
            component: "payee",
            carrier: Carrier::Payee,
            query: &[],
            repeat: Repeat::With("Idempotency-Key"),
            takes_key: true,
        };
        self.call(&OPERATION, request)
    }

    /// Retrieve a payee.
    ///
    /// By `customerNo`, `email` or `customerCode`; every other one that is given must match.
    pub fn retrieve_payee(&self, request: &RetrievePayeeRequest) -> Call<RetrievePayeeResult> {
        const OPERATION: Operation = Operation {
            name: "retrievePayee",
            method: "POST",
            path: "/v3/payee/retrieve",
            component: "payee",
            carrier: Carrier::Payee,
            query: &[],
            repeat: Repeat::Safe,
            takes_key: false,
        };
        self.call(&OPERATION, request)
    }

    /// Update a payee.
    ///
    /// Absent parameters keep their value. Identity fields change only while the payee is pending; `profileType` never does.
    pub fn update_payee(&self, request: &UpdatePayeeRequest) -> Call<UpdatePayeeResult> {
        const OPERATION: Operation = Operation {
            name: "updatePayee",
            method: "POST",
            path: "/v3/payee/update",
            component: "payee",
            carrier: Carrier::Payee,
            query: &[],
            repeat: Repeat::With("Idempotency-Key"),
            takes_key: true,
        };
        self.call(&OPERATION, request)
    }

    /// Create a bank account.
    ///
    /// Stores a payout account of the payee. The same tag with the same details returns the account that exists. Which fields
    /// a country needs, `POST /v3/payee/account/configurations` tells.
    pub fn create_bank_account(&self, request: &CreateBankAccountRequest) -> Call<AccountCreated> {
        const OPERATION: Operation = Operation {
            name: "createBankAccount",
            method: "POST",
            path: "/v3/customers/account/create/bank-account",
            component: "payee",
            carrier: Carrier::Payee,
            query: &[],
            repeat: Repeat::With("Idempotency-Key"),
            takes_key: true,
        };
        self.call(&OPERATION, request)
    }

    /// Create a PayPal account.
    ///
    /// Stores a payout account of the payee. The same tag with the same details returns the account that exists. Which fields
    /// a country needs, `POST /v3/payee/account/configurations` tells.
    pub fn create_paypal_account(&self, request: &CreatePaypalAccountRequest) -> Call<AccountCreated> {
        const OPERATION: Operation = Operation {
            name: "createPaypalAccount",
            method: "POST",
            path: "/v3/customers/account/create/paypal",
            component: "payee",
            carrier: Carrier::Payee,
            query: &[],
            repeat: Repeat::With("Idempotency-Key"),
            takes_key: true,
        };
        self.call(&OPERATION, request)
    }

    /// Create a Venmo account.
    ///
    /// Stores a payout account of the payee. The same tag with the same details returns the account that exists. Which fields
    /// a country needs, `POST /v3/payee/account/configurations` tells.
    pub fn create_venmo_account(&self, request: &CreateVenmoAccountRequest) -> Call<AccountCreated> {
        const OPERATION: Operation = Operation {
            name: "createVenmoAccount",
            method: "POST",
            path: "/v3/customers/account/create/venmo",
            component: "payee",
            carrier: Carrier::Payee,
            query: &[],
            repeat: Repeat::With("Idempotency-Key"),
            takes_key: true,
        };
        self.call(&OPERATION, request)
    }

    /// Create a bank account (alias).
    ///
    /// Another name of `/v3/customers/account/create/bank-account`. The example is an account in the United States.
    pub fn create_bank_account_alias(&self, request: &CreateBankAccountAliasRequest) -> Call<AccountCreated> {
        const OPERATION: Operation = Operation {
            name: "createBankAccountAlias",
            method: "POST",
            path: "/v3/payee/account/create/bank-account",
            component: "payee",
            carrier: Carrier::Payee,
            query: &[],
            repeat: Repeat::With("Idempotency-Key"),
            takes_key: true,
        };
        self.call(&OPERATION, request)
    }

    /// Create a PayPal account (alias).
    ///
    /// Another name of `/v3/customers/account/create/paypal`.
    pub fn create_paypal_account_alias(&self, request: &CreatePaypalAccountAliasRequest) -> Call<AccountCreated> {
        const OPERATION: Operation = Operation {
            name: "createPaypalAccountAlias",
            method: "POST",
            path: "/v3/payee/account/create/paypal",
            component: "payee",
            carrier: Carrier::Payee,
            query: &[],
            repeat: Repeat::With("Idempotency-Key"),
            takes_key: true,
        };
        self.call(&OPERATION, request)
    }

    /// Create a Venmo account (alias).
    ///
    /// Another name of `/v3/customers/account/create/venmo`.
    pub fn create_venmo_account_alias(&self, request: &CreateVenmoAccountAliasRequest) -> Call<AccountCreated> {
        const OPERATION: Operation = Operation {
            name: "createVenmoAccountAlias",
            method: "POST",
            path: "/v3/payee/account/create/venmo",
            component: "payee",
            carrier: Carrier::Payee,
            query: &[],
            repeat: Repeat::With("Idempotency-Key"),
            takes_key: true,
        };
        self.call(&OPERATION, request)
    }

    /// List or look up accounts.
    ///
    /// All live accounts of the payee as `accounts`; with `accountTag` one as `result`.
    pub fn payout_accounts(&self, request: &PayoutAccountsRequest) -> Call<PayoutAccountsResult> {
        const OPERATION: Operation = Operation {
            name: "payoutAccounts",
            method: "POST",
            path: "/v3/payee/payout-accounts",
            component: "payee",
            carrier: Carrier::Payee,
            query: &[],
            repeat: Repeat::Safe,
            takes_key: false,
        };
        self.call(&OPERATION, request)
    }

    /// Which accounts can be created.
    ///
    /// The countries, currencies and types that can be paid to, and the fields that each needs.
    pub fn account_configurations(&self, request: &AccountConfigurationsRequest) -> Call<AccountConfigurationsResult> {
        const OPERATION: Operation = Operation {
            name: "accountConfigurations",
            method: "POST",
            path: "/v3/payee/account/configurations",
            component: "payee",
            carrier: Carrier::Payee,
            query: &[],
            repeat: Repeat::Safe,
            takes_key: false,
        };
        self.call(&OPERATION, request)
    }

    /// Pay out.
    ///
    /// Pays from the merchant's balance to an account. The first answer is always `pending`; notices go to `ipnUrl`. The same
    /// `invoiceId` or idempotency key with the same body gets the stored answer for ever.
    pub fn pay_out(&self, request: &PayOutRequest) -> Call<PayOutResult> {
        const OPERATION: Operation = Operation {
            name: "payOut",
            method: "POST",
            path: "/v3/payouts/pay",
            component: "payee",
            carrier: Carrier::Payee,
            query: &[],
            repeat: Repeat::With("invoiceId"),
            takes_key: true,
        };
        self.call(&OPERATION, request)
    }

    /// Ask for a payout.
    ///
    /// By `transactionNo` or `invoiceId`.
    pub fn payout_inquiry(&self, request: &PayoutInquiryRequest) -> Call<PayoutInquiryResult> {
        const OPERATION: Operation = Operation {
            name: "payoutInquiry",
            method: "POST",
            path: "/v3/payouts/inquiry",
            component: "payee",
            carrier: Carrier::Payee,
            query: &[],
            repeat: Repeat::Safe,
            takes_key: false,
        };
        self.call(&OPERATION, request)
    }

    /// Read the balance.
    ///
    /// What the merchant may still pay out, by currency.
    pub fn payor_balance(&self, request: &PayorBalanceRequest) -> Call<PayorBalanceResult> {
        const OPERATION: Operation = Operation {
            name: "payorBalance",
            method: "POST",
            path: "/v3/payouts/balance",
            component: "payee",
            carrier: Carrier::Payee,
            query: &[],
            repeat: Repeat::Safe,
            takes_key: false,
        };
        self.call(&OPERATION, request)
    }

    /// Delete an account.
    ///
    /// The account's tag is free again; its history stays.
    pub fn delete_account(&self, request: &DeleteAccountRequest) -> Call<DeleteAccountResult> {
        const OPERATION: Operation = Operation {
            name: "deleteAccount",
            method: "POST",
            path: "/v3/payee/account/delete",
            component: "payee",
            carrier: Carrier::Payee,
            query: &[],
            repeat: Repeat::With("Idempotency-Key"),
            takes_key: true,
        };
        self.call(&OPERATION, request)
    }
}

/// Every operation of the part "delivery".
impl Operator {
    /// Deliver what is due.
    ///
    /// Claims due notifications, sends and settles them, then runs payout jobs and maintenance. Lasts at most some 25 seconds
    /// per kind. `event_ids` sends the named notifications once, whatever their state.
    pub fn dispatch(&self, request: &DispatchRequest) -> Call<DispatchResult> {
        const OPERATION: Operation = Operation {
            name: "dispatch",
            method: "POST",
            path: "/internal/dispatch",
            component: "notify",
            carrier: Carrier::Json,
            query: &[],
            repeat: Repeat::Never,
            takes_key: false,
        };
        self.call(&OPERATION, request)
    }
}
