//! The calls that the reference page shows, written by `node tests/page/write-samples.mjs`: they are compiled, not run.

#![cfg_attr(rustfmt, rustfmt::skip)]
#![allow(dead_code)]

mod post_create_customer {
// cargo add feiqian-client serde_json
use feiqian_client::Cashier;
use feiqian_client::types::CreateCustomerRequest;
use serde_json::{from_value, json};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let client = Cashier::new("http://127.0.0.1:3000", 1, "demo-key-0001")?;
    let request: CreateCustomerRequest = from_value(json!({
        "product_user_id": "1000001",
    }))?;
    println!("{:?}", client.create_customer(&request).send()?);
    Ok(())
}
}

mod get_deposit_channel {
// cargo add feiqian-client serde_json
use feiqian_client::Cashier;
use feiqian_client::types::DepositChannelsRequest;
use serde_json::{from_value, json};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let client = Cashier::new("http://127.0.0.1:3000", 1, "demo-key-0001")?;
    let request: DepositChannelsRequest = from_value(json!({
        "product_user_id": "1000001",
    }))?;
    println!("{:?}", client.deposit_channels(&request).send()?);
    Ok(())
}
}

mod post_paylimit {
// cargo add feiqian-client serde_json
use feiqian_client::Cashier;
use feiqian_client::types::PayLimitRequest;
use serde_json::{from_value, json};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let client = Cashier::new("http://127.0.0.1:3000", 1, "demo-key-0001")?;
    let request: PayLimitRequest = from_value(json!({
        "product_user_id": "1000001",
        "payment_code": "6",
    }))?;
    println!("{:?}", client.pay_limit(&request).send()?);
    Ok(())
}
}

mod get_order {
// cargo add feiqian-client serde_json
use feiqian_client::Cashier;
use feiqian_client::types::DepositStateRequest;
use serde_json::{from_value, json};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let client = Cashier::new("http://127.0.0.1:3000", 1, "demo-key-0001")?;
    let request: DepositStateRequest = from_value(json!({
        "product_order_sn": "P-1",
    }))?;
    println!("{:?}", client.deposit_state(&request).send()?);
    Ok(())
}
}

mod get_bank_list {
// cargo add feiqian-client serde_json
use feiqian_client::Cashier;
use feiqian_client::types::BankListRequest;
use serde_json::{from_value, json};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let client = Cashier::new("http://127.0.0.1:3000", 1, "demo-key-0001")?;
    let request: BankListRequest = from_value(json!({
        "product_user_id": "1000001",
    }))?;
    println!("{:?}", client.bank_list(&request).send()?);
    Ok(())
}
}

mod get_province_list {
// cargo add feiqian-client
use feiqian_client::Cashier;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let client = Cashier::new("http://127.0.0.1:3000", 1, "demo-key-0001")?;
    println!("{:?}", client.province_list().send()?);
    Ok(())
}
}

mod get_province_cities {
// cargo add feiqian-client serde_json
use feiqian_client::Cashier;
use feiqian_client::types::ProvinceCitiesRequest;
use serde_json::{from_value, json};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let client = Cashier::new("http://127.0.0.1:3000", 1, "demo-key-0001")?;
    let request: ProvinceCitiesRequest = from_value(json!({
        "code": "440000000000",
    }))?;
    println!("{:?}", client.province_cities(&request).send()?);
    Ok(())
}
}

mod get_cities_country {
// cargo add feiqian-client serde_json
use feiqian_client::Cashier;
use feiqian_client::types::CitiesCountryRequest;
use serde_json::{from_value, json};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let client = Cashier::new("http://127.0.0.1:3000", 1, "demo-key-0001")?;
    let request: CitiesCountryRequest = from_value(json!({
        "code": "110100000000",
    }))?;
    println!("{:?}", client.cities_country(&request).send()?);
    Ok(())
}
}

mod get_customer_bank {
// cargo add feiqian-client serde_json
use feiqian_client::Cashier;
use feiqian_client::types::BoundCardRequest;
use serde_json::{from_value, json};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let client = Cashier::new("http://127.0.0.1:3000", 1, "demo-key-0001")?;
    let request: BoundCardRequest = from_value(json!({
        "product_user_id": "1000001",
    }))?;
    println!("{:?}", client.bound_card(&request).send()?);
    Ok(())
}
}

mod post_customer_bank {
// cargo add feiqian-client serde_json
use feiqian_client::Cashier;
use feiqian_client::types::BindCardRequest;
use serde_json::{from_value, json};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let client = Cashier::new("http://127.0.0.1:3000", 1, "demo-key-0001")?;
    let request: BindCardRequest = from_value(json!({
        "product_user_id": "1000001",
        "bank_account_name": "张三",
        "bank_account_no": "6222020000000000001",
        "bank_name": "工商银行",
        "bank_province": "北京市",
        "bank_cities": "市辖区",
        "bank_countries": "东城区",
    }))?;
    println!("{:?}", client.bind_card(&request).send()?);
    Ok(())
}
}

mod get_withdraw_channel {
// cargo add feiqian-client serde_json
use feiqian_client::Cashier;
use feiqian_client::types::WithdrawChannelsRequest;
use serde_json::{from_value, json};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let client = Cashier::new("http://127.0.0.1:3000", 1, "demo-key-0001")?;
    let request: WithdrawChannelsRequest = from_value(json!({
        "product_user_id": "1000001",
    }))?;
    println!("{:?}", client.withdraw_channels(&request).send()?);
    Ok(())
}
}

mod post_do_withdraw {
// cargo add feiqian-client serde_json
use feiqian_client::Cashier;
use feiqian_client::types::DoWithdrawRequest;
use serde_json::{from_value, json};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let client = Cashier::new("http://127.0.0.1:3000", 1, "demo-key-0001")?;
    let request: DoWithdrawRequest = from_value(json!({
        "product_user_id": "1000001",
        "amount": "500.00",
        "withdraw_channel_code": "W1",
        "product_billno": "PW-1",
    }))?;
    println!("{:?}", client.do_withdraw(&request).send()?);
    Ok(())
}
}

mod get_withdraw {
// cargo add feiqian-client serde_json
use feiqian_client::Cashier;
use feiqian_client::types::WithdrawalStateRequest;
use serde_json::{from_value, json};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let client = Cashier::new("http://127.0.0.1:3000", 1, "demo-key-0001")?;
    let request: WithdrawalStateRequest = from_value(json!({
        "product_billno": "PW-1",
    }))?;
    println!("{:?}", client.withdrawal_state(&request).send()?);
    Ok(())
}
}

mod get_customer {
// cargo add feiqian-client serde_json
use feiqian_client::BackOffice;
use feiqian_client::types::CustomerRequest;
use serde_json::{from_value, json};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let client = BackOffice::new("http://127.0.0.1:3000", "M001", "ops", "demo-pass-0001")?;
    let request: CustomerRequest = from_value(json!({
        "login_name": "1000001",
    }))?;
    println!("{:?}", client.customer(&request).send()?);
    Ok(())
}
}

mod post_create_bank_account {
// cargo add feiqian-client serde_json
use feiqian_client::BackOffice;
use feiqian_client::types::CreateReceivingAccountsRequest;
use serde_json::{from_value, json};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let client = BackOffice::new("http://127.0.0.1:3000", "M001", "ops", "demo-pass-0001")?;
    let request: CreateReceivingAccountsRequest = from_value(json!({
        "bank": [{"product_id":"M001","type":2,"bank_code":"ICBC","bank_name":"工商银行","account_name":"李四","account_no":"6222021234567891","branch":"第一支行","customer_level":"*","trust_level":"*","limit_amount":"10000.00"}],
    }))?;
    println!("{:?}", client.create_receiving_accounts(&request).send()?);
    Ok(())
}
}

mod delete_delete_bank_account {
// cargo add feiqian-client serde_json
use feiqian_client::BackOffice;
use feiqian_client::types::DeleteReceivingAccountsRequest;
use serde_json::{from_value, json};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let client = BackOffice::new("http://127.0.0.1:3000", "M001", "ops", "demo-pass-0001")?;
    let request: DeleteReceivingAccountsRequest = from_value(json!({
        "type": 2,
        "account_no": "6222021234567891",
    }))?;
    println!("{:?}", client.delete_receiving_accounts(&request).send()?);
    Ok(())
}
}

mod get_deposit_record {
// cargo add feiqian-client serde_json
use feiqian_client::BackOffice;
use feiqian_client::types::DepositRecordsRequest;
use serde_json::{from_value, json};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let client = BackOffice::new("http://127.0.0.1:3000", "M001", "ops", "demo-pass-0001")?;
    let request: DepositRecordsRequest = from_value(json!({
        "flag": 0,
        "pageNum": 1,
        "pageSize": 10,
    }))?;
    println!("{:?}", client.deposit_records(&request).send()?);
    Ok(())
}
}

mod get_withdraw_record {
// cargo add feiqian-client serde_json
use feiqian_client::BackOffice;
use feiqian_client::types::WithdrawRecordsRequest;
use serde_json::{from_value, json};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let client = BackOffice::new("http://127.0.0.1:3000", "M001", "ops", "demo-pass-0001")?;
    let request: WithdrawRecordsRequest = from_value(json!({
        "flag": 0,
        "pageNum": 1,
        "pageSize": 10,
    }))?;
    println!("{:?}", client.withdraw_records(&request).send()?);
    Ok(())
}
}

mod put_approve {
// cargo add feiqian-client serde_json
use feiqian_client::BackOffice;
use feiqian_client::types::ApproveRequest;
use serde_json::{from_value, json};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let client = BackOffice::new("http://127.0.0.1:3000", "M001", "ops", "demo-pass-0001")?;
    let request: ApproveRequest = from_value(json!({
        "request_id": "M0012601020304051000001W1cd34",
        "request_type": "02",
        "old_flag": 0,
        "new_flag": 1,
        "approve_by": "amy",
        "user_type": "U",
        "ip_address": "203.0.113.9",
        "remarks": "ok",
    }))?;
    println!("{:?}", client.approve(&request).send()?);
    Ok(())
}
}

mod post_pay {
// cargo add feiqian-client serde_json
use feiqian_client::Cashier;
use feiqian_client::types::PayRequest;
use serde_json::{from_value, json};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let client = Cashier::new("http://127.0.0.1:3000", 1, "demo-key-0001")?;
    let request: PayRequest = from_value(json!({
        "product_user_id": "1000001",
        "payment_code": "1",
        "amount": "300.00",
        "product_order_sn": "P-1",
        "depositor": "张三",
        "bankcode": "ICBC",
    }))?;
    println!("{:?}", client.pay(&request).send()?);
    Ok(())
}
}

mod put_pay {
// cargo add feiqian-client serde_json
use feiqian_client::BackOffice;
use feiqian_client::types::ConfirmDepositRequest;
use serde_json::{from_value, json};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let client = BackOffice::new("http://127.0.0.1:3000", "M001", "ops", "demo-pass-0001")?;
    let request: ConfirmDepositRequest = from_value(json!({
        "billno": "M0012601020304051000001D1ab12",
        "orderType": "1",
        "amount": "300.00",
        "currency": "CNY",
        "login_name": "1000001",
        "replace_flag": "0",
        "created_by": "hub",
        "remarks": "paid",
    }))?;
    println!("{:?}", client.confirm_deposit(&request).send()?);
    Ok(())
}
}

mod post_token {
// cargo add feiqian-client
use feiqian_client::BackOffice;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let client = BackOffice::new("http://127.0.0.1:3000", "M001", "ops", "demo-pass-0001")?;
    println!("{:?}", client.sign_in()?);
    Ok(())
}
}

mod delete_token {
// cargo add feiqian-client
use feiqian_client::BackOffice;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let client = BackOffice::new("http://127.0.0.1:3000", "M001", "ops", "demo-pass-0001")?;
    client.sign_in()?;
    println!("{:?}", client.log_out().send()?);
    Ok(())
}
}

mod get_api_wallet_settings {
// cargo add feiqian-client
// export WALLET_TOKEN=$(cargo xtask token --user 1)
use feiqian_client::Wallet;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let client = Wallet::new("http://127.0.0.1:3000", || std::env::var("WALLET_TOKEN").unwrap_or_default())?;
    println!("{:?}", client.wallet_settings().send()?);
    Ok(())
}
}

mod patch_api_wallet_settings {
// cargo add feiqian-client serde_json
// export WALLET_TOKEN=$(cargo xtask token --user 1 --scope 'settings.update')
use feiqian_client::Wallet;
use feiqian_client::types::ChangeWalletSettingsRequest;
use serde_json::{from_value, json};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let client = Wallet::new("http://127.0.0.1:3000", || std::env::var("WALLET_TOKEN").unwrap_or_default())?;
    let request: ChangeWalletSettingsRequest = from_value(json!({
        "data": {"type":"wallet_settings","id":"cash","attributes":{"cash_sum_limit":"5000.00"}},
    }))?;
    println!("{:?}", client.change_wallet_settings(&request).send()?);
    Ok(())
}
}

mod get_api_wallet_user_user_id {
// cargo add feiqian-client serde_json
// export WALLET_TOKEN=$(cargo xtask token --user 1)
use feiqian_client::Wallet;
use feiqian_client::types::WalletRequest;
use serde_json::{from_value, json};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let client = Wallet::new("http://127.0.0.1:3000", || std::env::var("WALLET_TOKEN").unwrap_or_default())?;
    let request: WalletRequest = from_value(json!({
        "user_id": 1,
    }))?;
    println!("{:?}", client.wallet(&request).send()?);
    Ok(())
}
}

mod patch_api_wallet_user_user_id {
// cargo add feiqian-client serde_json
// export WALLET_TOKEN=$(cargo xtask token --user 1 --scope 'wallet.update')
use feiqian_client::Wallet;
use feiqian_client::types::AdjustWalletRequest;
use serde_json::{from_value, json};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let client = Wallet::new("http://127.0.0.1:3000", || std::env::var("WALLET_TOKEN").unwrap_or_default())?;
    let request: AdjustWalletRequest = from_value(json!({
        "user_id": 2,
        "operate_type": 1,
        "operate_amount": "10.00",
        "operate_reason": "Refund of a service fee",
    }))?;
    println!("{:?}", client.adjust_wallet(&request).send()?);
    Ok(())
}
}

mod get_api_wallet_cash {
// cargo add feiqian-client
// export WALLET_TOKEN=$(cargo xtask token --user 1)
use feiqian_client::Wallet;
use feiqian_client::types::ListCashRequest;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let client = Wallet::new("http://127.0.0.1:3000", || std::env::var("WALLET_TOKEN").unwrap_or_default())?;
    println!("{:?}", client.list_cash(&ListCashRequest::default()).send()?);
    Ok(())
}
}

mod post_api_wallet_cash {
// cargo add feiqian-client serde_json
// export WALLET_TOKEN=$(cargo xtask token --user 1 --scope 'cash.create')
use feiqian_client::Wallet;
use feiqian_client::types::ApplyForCashRequest;
use serde_json::{from_value, json};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let client = Wallet::new("http://127.0.0.1:3000", || std::env::var("WALLET_TOKEN").unwrap_or_default())?;
    let request: ApplyForCashRequest = from_value(json!({
        "data": {"type":"user_wallet_cash","attributes":{"cash_apply_amount":"1.00","cash_type":0,"cash_mobile":"13800138000"}},
    }))?;
    println!("{:?}", client.apply_for_cash(&request).send()?);
    Ok(())
}
}

mod get_api_wallet_cash_id {
// cargo add feiqian-client serde_json
// export WALLET_TOKEN=$(cargo xtask token --user 1)
use feiqian_client::Wallet;
use feiqian_client::types::ShowCashRequest;
use serde_json::{from_value, json};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let client = Wallet::new("http://127.0.0.1:3000", || std::env::var("WALLET_TOKEN").unwrap_or_default())?;
    let request: ShowCashRequest = from_value(json!({
        "id": 1,
    }))?;
    println!("{:?}", client.show_cash(&request).send()?);
    Ok(())
}
}

mod post_api_wallet_cash_review {
// cargo add feiqian-client serde_json
// export WALLET_TOKEN=$(cargo xtask token --user 2 --scope 'cash.review')
use feiqian_client::Wallet;
use feiqian_client::types::ReviewCashRequest;
use serde_json::{from_value, json};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let client = Wallet::new("http://127.0.0.1:3000", || std::env::var("WALLET_TOKEN").unwrap_or_default())?;
    let request: ReviewCashRequest = from_value(json!({
        "ids": [1],
        "cash_status": 3,
        "remark": "号码有误",
    }))?;
    println!("{:?}", client.review_cash(&request).send()?);
    Ok(())
}
}

mod get_api_wallet_log {
// cargo add feiqian-client
// export WALLET_TOKEN=$(cargo xtask token --user 1)
use feiqian_client::Wallet;
use feiqian_client::types::WalletLogRequest;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let client = Wallet::new("http://127.0.0.1:3000", || std::env::var("WALLET_TOKEN").unwrap_or_default())?;
    println!("{:?}", client.wallet_log(&WalletLogRequest::default()).send()?);
    Ok(())
}
}

mod post_api_wallet_payouts_run {
// cargo add feiqian-client serde_json
// export WALLET_TOKEN=$(cargo xtask token --user 1 --scope 'payout.run')
use feiqian_client::Wallet;
use feiqian_client::types::RunPayoutsRequest;
use serde_json::{from_value, json};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let client = Wallet::new("http://127.0.0.1:3000", || std::env::var("WALLET_TOKEN").unwrap_or_default())?;
    let request: RunPayoutsRequest = from_value(json!({
        "limit": 20,
    }))?;
    println!("{:?}", client.run_payouts(&request).send()?);
    Ok(())
}
}

mod post_v3_payee_register {
// cargo add feiqian-client serde_json
use feiqian_client::Payee;
use feiqian_client::types::RegisterPayeeRequest;
use serde_json::{from_value, json};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let client = Payee::new("http://127.0.0.1:3000", "900001", "800001", "unit-test-token-0001")?;
    let request: RegisterPayeeRequest = from_value(json!({
        "profileType": "INDIVIDUAL",
        "firstName": "琪",
        "lastName": "安",
        "email": "an.qi@example.test",
        "dateOfBirth": "1990-03-07",
        "governmentId": "110101199003074477",
        "governmentIdType": "ID_CARD",
        "countryCode": "CN",
        "state": "北京",
        "city": "北京",
        "street": "长城",
        "zip": "100000",
    }))?;
    println!("{:?}", client.register_payee(&request).send()?);
    Ok(())
}
}

mod post_v3_payee_retrieve {
// cargo add feiqian-client serde_json
use feiqian_client::Payee;
use feiqian_client::types::RetrievePayeeRequest;
use serde_json::{from_value, json};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let client = Payee::new("http://127.0.0.1:3000", "202333", "301854", "17cfc0170ef1c017b4a929d233d6e65e")?;
    let request: RetrievePayeeRequest = from_value(json!({
        "customerNo": "2000305228294106374322",
        "email": "xiong.ba@example.test",
    }))?;
    println!("{:?}", client.retrieve_payee(&request).send()?);
    Ok(())
}
}

mod post_v3_payee_update {
// cargo add feiqian-client serde_json
use feiqian_client::Payee;
use feiqian_client::types::UpdatePayeeRequest;
use serde_json::{from_value, json};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let client = Payee::new("http://127.0.0.1:3000", "202333", "301854", "17cfc0170ef1c017b4a929d233d6e65e")?;
    let request: UpdatePayeeRequest = from_value(json!({
        "customerNo": "2000305228294106374322",
        "phone": "1234567890",
    }))?;
    println!("{:?}", client.update_payee(&request).send()?);
    Ok(())
}
}

mod post_v3_customers_account_create_bank_account {
// cargo add feiqian-client serde_json
use feiqian_client::Payee;
use feiqian_client::types::CreateBankAccountRequest;
use serde_json::{from_value, json};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let client = Payee::new("http://127.0.0.1:3000", "202333", "301854", "17cfc0170ef1c017b4a929d233d6e65e")?;
    let request: CreateBankAccountRequest = from_value(json!({
        "accountCountry": "CN",
        "accountCurrency": "CNY",
        "accountTag": "1667217845",
        "accountType": "BANK_ACCOUNT",
        "bankAccountId": "6227000734730752257",
        "bankName": "中国建设银行",
        "customerNo": "2000305228294106374322",
        "ipnUrl": "https://example.com/notify",
        "clientIp": "2401:1740:1000:0:801:6666:20cd:6034",
    }))?;
    println!("{:?}", client.create_bank_account(&request).send()?);
    Ok(())
}
}

mod post_v3_customers_account_create_paypal {
// cargo add feiqian-client serde_json
use feiqian_client::Payee;
use feiqian_client::types::CreatePaypalAccountRequest;
use serde_json::{from_value, json};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let client = Payee::new("http://127.0.0.1:3000", "202333", "301854", "17cfc0170ef1c017b4a929d233d6e65e")?;
    let request: CreatePaypalAccountRequest = from_value(json!({
        "accountCountry": "US",
        "accountCurrency": "USD",
        "accountTag": "paypal-1",
        "accountType": "PAYPAL",
        "bankAccountId": "payee@example.test",
        "bankName": "PayPal",
        "customerNo": "2000305228294106374322",
        "ipnUrl": "https://example.com/notify",
        "clientIp": "2401:1740:1000:0:801:6666:20cd:6034",
    }))?;
    println!("{:?}", client.create_paypal_account(&request).send()?);
    Ok(())
}
}

mod post_v3_customers_account_create_venmo {
// cargo add feiqian-client serde_json
use feiqian_client::Payee;
use feiqian_client::types::CreateVenmoAccountRequest;
use serde_json::{from_value, json};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let client = Payee::new("http://127.0.0.1:3000", "202333", "301854", "17cfc0170ef1c017b4a929d233d6e65e")?;
    let request: CreateVenmoAccountRequest = from_value(json!({
        "accountCountry": "US",
        "accountCurrency": "USD",
        "accountTag": "venmo-1",
        "accountType": "VENMO",
        "bankAccountId": "@payee-example",
        "bankName": "Venmo",
        "customerNo": "2000305228294106374322",
        "ipnUrl": "https://example.com/notify",
        "clientIp": "2401:1740:1000:0:801:6666:20cd:6034",
    }))?;
    println!("{:?}", client.create_venmo_account(&request).send()?);
    Ok(())
}
}

mod post_v3_payee_account_create_bank_account {
// cargo add feiqian-client serde_json
use feiqian_client::Payee;
use feiqian_client::types::CreateBankAccountAliasRequest;
use serde_json::{from_value, json};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let client = Payee::new("http://127.0.0.1:3000", "900001", "800001", "unit-test-token-0001")?;
    let request: CreateBankAccountAliasRequest = from_value(json!({
        "accountCountry": "US",
        "accountCurrency": "USD",
        "accountTag": "us-1",
        "accountType": "BANK_ACCOUNT",
        "bankAccountId": "000123456789",
        "bankName": "Bank of Example",
        "customerNo": "2000305228294106374322",
        "ipnUrl": "https://example.com/notify",
        "clientIp": "2401:1740:1000:0:801:6666:20cd:6034",
        "branchId": "021000021",
        "bankAccountPurpose": "CHECKING",
    }))?;
    println!("{:?}", client.create_bank_account_alias(&request).send()?);
    Ok(())
}
}

mod post_v3_payee_account_create_paypal {
// cargo add feiqian-client serde_json
use feiqian_client::Payee;
use feiqian_client::types::CreatePaypalAccountAliasRequest;
use serde_json::{from_value, json};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let client = Payee::new("http://127.0.0.1:3000", "202333", "301854", "17cfc0170ef1c017b4a929d233d6e65e")?;
    let request: CreatePaypalAccountAliasRequest = from_value(json!({
        "accountCountry": "US",
        "accountCurrency": "USD",
        "accountTag": "paypal-1",
        "accountType": "PAYPAL",
        "bankAccountId": "payee@example.test",
        "bankName": "PayPal",
        "customerNo": "2000305228294106374322",
        "ipnUrl": "https://example.com/notify",
        "clientIp": "2401:1740:1000:0:801:6666:20cd:6034",
    }))?;
    println!("{:?}", client.create_paypal_account_alias(&request).send()?);
    Ok(())
}
}

mod post_v3_payee_account_create_venmo {
// cargo add feiqian-client serde_json
use feiqian_client::Payee;
use feiqian_client::types::CreateVenmoAccountAliasRequest;
use serde_json::{from_value, json};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let client = Payee::new("http://127.0.0.1:3000", "202333", "301854", "17cfc0170ef1c017b4a929d233d6e65e")?;
    let request: CreateVenmoAccountAliasRequest = from_value(json!({
        "accountCountry": "US",
        "accountCurrency": "USD",
        "accountTag": "venmo-1",
        "accountType": "VENMO",
        "bankAccountId": "@payee-example",
        "bankName": "Venmo",
        "customerNo": "2000305228294106374322",
        "ipnUrl": "https://example.com/notify",
        "clientIp": "2401:1740:1000:0:801:6666:20cd:6034",
    }))?;
    println!("{:?}", client.create_venmo_account_alias(&request).send()?);
    Ok(())
}
}

mod post_v3_payee_payout_accounts {
// cargo add feiqian-client serde_json
use feiqian_client::Payee;
use feiqian_client::types::PayoutAccountsRequest;
use serde_json::{from_value, json};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let client = Payee::new("http://127.0.0.1:3000", "202333", "301854", "17cfc0170ef1c017b4a929d233d6e65e")?;
    let request: PayoutAccountsRequest = from_value(json!({
        "customerNo": "2000305228289295850180",
    }))?;
    println!("{:?}", client.payout_accounts(&request).send()?);
    Ok(())
}
}

mod post_v3_payee_account_configurations {
// cargo add feiqian-client serde_json
use feiqian_client::Payee;
use feiqian_client::types::AccountConfigurationsRequest;
use serde_json::{from_value, json};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let client = Payee::new("http://127.0.0.1:3000", "202333", "301854", "17cfc0170ef1c017b4a929d233d6e65e")?;
    let request: AccountConfigurationsRequest = from_value(json!({
        "accountCountry": "US",
    }))?;
    println!("{:?}", client.account_configurations(&request).send()?);
    Ok(())
}
}

mod post_v3_payouts_pay {
// cargo add feiqian-client serde_json
use feiqian_client::Payee;
use feiqian_client::types::PayOutRequest;
use serde_json::{from_value, json};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let client = Payee::new("http://127.0.0.1:3000", "900001", "800001", "unit-test-token-0001")?;
    let request: PayOutRequest = from_value(json!({
        "customerNo": "2000741852963014725836",
        "accountToken": "2010741852963014725836",
        "amount": "200.00",
        "currency": "USD",
        "invoiceId": "fd641a80dfd8",
    }))?;
    println!("{:?}", client.pay_out(&request).send()?);
    Ok(())
}
}

mod post_v3_payouts_inquiry {
// cargo add feiqian-client serde_json
use feiqian_client::Payee;
use feiqian_client::types::PayoutInquiryRequest;
use serde_json::{from_value, json};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let client = Payee::new("http://127.0.0.1:3000", "900001", "800001", "unit-test-token-0001")?;
    let request: PayoutInquiryRequest = from_value(json!({
        "transactionNo": "305469836617940464",
    }))?;
    println!("{:?}", client.payout_inquiry(&request).send()?);
    Ok(())
}
}

mod post_v3_payouts_balance {
// cargo add feiqian-client serde_json
use feiqian_client::Payee;
use feiqian_client::types::PayorBalanceRequest;
use serde_json::{from_value, json};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let client = Payee::new("http://127.0.0.1:3000", "900001", "800001", "unit-test-token-0001")?;
    let request: PayorBalanceRequest = from_value(json!({
        "currency": "USD",
    }))?;
    println!("{:?}", client.payor_balance(&request).send()?);
    Ok(())
}
}

mod post_v3_payee_account_delete {
// cargo add feiqian-client serde_json
use feiqian_client::Payee;
use feiqian_client::types::DeleteAccountRequest;
use serde_json::{from_value, json};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let client = Payee::new("http://127.0.0.1:3000", "202333", "301854", "17cfc0170ef1c017b4a929d233d6e65e")?;
    let request: DeleteAccountRequest = from_value(json!({
        "customerNo": "2000305228294784880996",
        "accountToken": "2010305228294786604676",
    }))?;
    println!("{:?}", client.delete_account(&request).send()?);
    Ok(())
}
}

mod post_internal_dispatch {
// cargo add feiqian-client serde_json
use feiqian_client::Operator;
use feiqian_client::types::DispatchRequest;
use serde_json::{from_value, json};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let client = Operator::new("http://127.0.0.1:3000", "demo-dispatch-token-0123456789abcdef")?;
    let request: DispatchRequest = from_value(json!({
        "limit": 50,
    }))?;
    println!("{:?}", client.dispatch(&request).send()?);
    Ok(())
}
}
