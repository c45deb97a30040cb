// Written by `node clients/generate/generate.mjs` from the OpenAPI document. Do not edit.

use super::Clients;
use feiqian_client::types::*;
use feiqian_client::{Call, Error};
use serde::de::DeserializeOwned;
use serde_json::{Value, from_value};

/// Calls an operation by its name.
pub fn call(clients: &Clients, operation: &str, given: &Value, key: Option<&str>) -> Result<(), Error> {
    fn sent<T: DeserializeOwned>(call: Call<T>, key: Option<&str>) -> Result<(), Error> {
        match key {
            Some(key) => call.idempotency_key(key).send().map(drop),
            None => call.send().map(drop),
        }
    }
    fn read<T: DeserializeOwned>(given: &Value) -> T {
        from_value(given.clone()).unwrap_or_else(|error| panic!("{given}: {error}"))
    }
    match operation {
        "createCustomer" => sent(clients.cashier().create_customer(&read::<CreateCustomerRequest>(given)), key),
        "depositChannels" => sent(clients.cashier().deposit_channels(&read::<DepositChannelsRequest>(given)), key),
        "payLimit" => sent(clients.cashier().pay_limit(&read::<PayLimitRequest>(given)), key),
        "depositState" => sent(clients.cashier().deposit_state(&read::<DepositStateRequest>(given)), key),
        "bankList" => sent(clients.cashier().bank_list(&read::<BankListRequest>(given)), key),
        "provinceList" => sent(clients.cashier().province_list(), key),
        "provinceCities" => sent(clients.cashier().province_cities(&read::<ProvinceCitiesRequest>(given)), key),
        "citiesCountry" => sent(clients.cashier().cities_country(&read::<CitiesCountryRequest>(given)), key),
        "bindCard" => sent(clients.cashier().bind_card(&read::<BindCardRequest>(given)), key),
        "boundCard" => sent(clients.cashier().bound_card(&read::<BoundCardRequest>(given)), key),
        "withdrawChannels" => sent(clients.cashier().withdraw_channels(&read::<WithdrawChannelsRequest>(given)), key),
        "doWithdraw" => sent(clients.cashier().do_withdraw(&read::<DoWithdrawRequest>(given)), key),
        "withdrawalState" => sent(clients.cashier().withdrawal_state(&read::<WithdrawalStateRequest>(given)), key),
        "customer" => sent(clients.back_office().customer(&read::<CustomerRequest>(given)), key),
        "createReceivingAccounts" => sent(clients.back_office().create_receiving_accounts(&read::<CreateReceivingAccountsRequest>(given)), key),
        "deleteReceivingAccounts" => sent(clients.back_office().delete_receiving_accounts(&read::<DeleteReceivingAccountsRequest>(given)), key),
        "depositRecords" => sent(clients.back_office().deposit_records(&read::<DepositRecordsRequest>(given)), key),
        "withdrawRecords" => sent(clients.back_office().withdraw_records(&read::<WithdrawRecordsRequest>(given)), key),
        "approve" => sent(clients.back_office().approve(&read::<ApproveRequest>(given)), key),
        "pay" => sent(clients.cashier().pay(&read::<PayRequest>(given)), key),
        "confirmDeposit" => sent(clients.back_office().confirm_deposit(&read::<ConfirmDepositRequest>(given)), key),
        "logOut" => sent(clients.back_office().log_out(), key),
        "walletSettings" => sent(clients.wallet().wallet_settings(), key),
        "changeWalletSettings" => sent(clients.wallet().change_wallet_settings(&read::<ChangeWalletSettingsRequest>(given)), key),
        "wallet" => sent(clients.wallet().wallet(&read::<WalletRequest>(given)), key),
        "adjustWallet" => sent(clients.wallet().adjust_wallet(&read::<AdjustWalletRequest>(given)), key),
        "applyForCash" => sent(clients.wallet().apply_for_cash(&read::<ApplyForCashRequest>(given)), key),
        "listCash" => sent(clients.wallet().list_cash(&read::<ListCashRequest>(given)), key),
        "showCash" => sent(clients.wallet().show_cash(&read::<ShowCashRequest>(given)), key),
        "reviewCash" => sent(clients.wallet().review_cash(&read::<ReviewCashRequest>(given)), key),
        "walletLog" => sent(clients.wallet().wallet_log(&read::<WalletLogRequest>(given)), key),
        "runPayouts" => sent(clients.wallet().run_payouts(&read::<RunPayoutsRequest>(given)), key),
        "registerPayee" => sent(clients.payee().register_payee(&read::<RegisterPayeeRequest>(given)), key),
        "retrievePayee" => sent(clients.payee().retrieve_payee(&read::<RetrievePayeeRequest>(given)), key),
        "updatePayee" => sent(clients.payee().update_payee(&read::<UpdatePayeeRequest>(given)), key),
        "createBankAccount" => sent(clients.payee().create_bank_account(&read::<CreateBankAccountRequest>(given)), key),
        "createPaypalAccount" => sent(clients.payee().create_paypal_account(&read::<CreatePaypalAccountRequest>(given)), key),
        "createVenmoAccount" => sent(clients.payee().create_venmo_account(&read::<CreateVenmoAccountRequest>(given)), key),
        "createBankAccountAlias" => sent(clients.payee().create_bank_account_alias(&read::<CreateBankAccountAliasRequest>(given)), key),
        "createPaypalAccountAlias" => sent(clients.payee().create_paypal_account_alias(&read::<CreatePaypalAccountAliasRequest>(given)), key),
        "createVenmoAccountAlias" => sent(clients.payee().create_venmo_account_alias(&read::<CreateVenmoAccountAliasRequest>(given)), key),
        "payoutAccounts" => sent(clients.payee().payout_accounts(&read::<PayoutAccountsRequest>(given)), key),
        "accountConfigurations" => sent(clients.payee().account_configurations(&read::<AccountConfigurationsRequest>(given)), key),
        "payOut" => sent(clients.payee().pay_out(&read::<PayOutRequest>(given)), key),
        "payoutInquiry" => sent(clients.payee().payout_inquiry(&read::<PayoutInquiryRequest>(given)), key),
        "payorBalance" => sent(clients.payee().payor_balance(&read::<PayorBalanceRequest>(given)), key),
        "deleteAccount" => sent(clients.payee().delete_account(&read::<DeleteAccountRequest>(given)), key),
        "dispatch" => sent(clients.operator().dispatch(&read::<DispatchRequest>(given)), key),
        other => panic!("no operation {other}"),
    }
}
