// Written by `node clients/generate/generate.mjs` from the OpenAPI document. Do not edit.

//! What the operations take and answer. Amounts are [`Decimal`], ids `i64`: both exact.

use crate::resource::Resource;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// `DepositChannel`
#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct DepositChannel {
    /// `id`
    pub id: i64,
    /// `product_id`
    pub product_id: i64,
    /// `merchant_id`
    pub merchant_id: i64,
    /// `payment_code` of the other calls.
    pub code: String,
    /// `kind`
    pub kind: String,
    /// `channel`
    pub channel: String,
    /// `name`
    pub name: String,
    /// 0 online; 1 manual; 2 crypto.
    pub category: i64,
    /// `currency`
    pub currency: String,
    /// By currency: CNY 0, BTC 1, USDT 2, VND 3, USD 4, JPY 5.
    pub r#type: i64,
    /// `recommend`
    pub recommend: i64,
    /// `sort`
    pub sort: i64,
    /// `min_amount`
    #[serde(with = "crate::decimal")]
    pub min_amount: Decimal,
    /// `max_amount`
    #[serde(with = "crate::decimal")]
    pub max_amount: Decimal,
}

/// `PayLimitResult`
#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct PayLimitResult {
    /// `min_amount`
    #[serde(with = "crate::decimal")]
    pub min_amount: Decimal,
    /// `max_amount`
    #[serde(with = "crate::decimal")]
    pub max_amount: Decimal,
    /// `currency`
    pub currency: String,
    /// `amount_list`
    #[serde(with = "crate::decimal::list")]
    pub amount_list: Vec<Decimal>,
    /// `bank_list`
    pub bank_list: Vec<NamedBank>,
    /// For `POST /pay`; kind `online` only.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub payid: Option<String>,
}

/// `NamedBank`
#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct NamedBank {
    /// `code`
    pub code: String,
    /// `name`
    pub name: String,
}

/// What a deposit's callback tells, and its times.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct DepositState {
    /// `product_id`
    pub product_id: i64,
    /// `product_user_id`
    pub product_user_id: String,
    /// `order_sn`
    pub order_sn: String,
    /// Of a make-up order, the order that it pays; otherwise empty.
    pub parent_order_sn: String,
    /// The product's own number; empty if none was given.
    pub product_order_sn: String,
    /// `amount`
    #[serde(with = "crate::decimal")]
    pub amount: Decimal,
    /// `currency`
    pub currency: String,
    /// 0 created, 2 paid, 4 made up, -1 failed or cancelled, -3 discarded.
    pub status: i64,
    /// `remarks`
    pub remarks: String,
    /// `deposit_channel_code`
    pub deposit_channel_code: String,
    /// Empty until it is paid.
    #[serde(with = "crate::decimal")]
    pub paid_amount: Decimal,
    /// UTC, `YYYY-MM-DD HH:MM:SS`; empty until it is paid.
    pub paid_at: String,
    /// `created_at`
    pub created_at: String,
    /// `updated_at`
    pub updated_at: String,
    /// At most one.
    pub make_up_orders: Vec<DepositStateMakeUpOrders>,
}

/// `DepositStateMakeUpOrders`
#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct DepositStateMakeUpOrders {
    /// `order_sn`
    pub order_sn: String,
    /// `deposit_channel_code`
    pub deposit_channel_code: String,
    /// `paid_amount`
    #[serde(with = "crate::decimal")]
    pub paid_amount: Decimal,
    /// `paid_at`
    pub paid_at: String,
}

/// `Bank`
#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct Bank {
    /// `id`
    pub id: i64,
    /// 1 redirect; 2 deposit; 3 withdrawal.
    pub r#type: i64,
    /// `name`
    pub name: String,
    /// `code`
    pub code: String,
    /// `status`
    pub status: i64,
}

/// `Province`
#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct Province {
    /// `id`
    pub id: i64,
    /// `name`
    pub name: String,
    /// `province_id`
    pub province_id: String,
}

/// `ProvinceCitiesResult`
#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct ProvinceCitiesResult {
    /// `id`
    pub id: i64,
    /// `name`
    pub name: String,
    /// `province_id`
    pub province_id: String,
    /// `cities`
    pub cities: Vec<City>,
}

/// `City`
#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct City {
    /// `id`
    pub id: i64,
    /// `name`
    pub name: String,
    /// `city_id`
    pub city_id: String,
    /// `province_id`
    pub province_id: String,
}

/// `CitiesCountryResult`
#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct CitiesCountryResult {
    /// `id`
    pub id: i64,
    /// `name`
    pub name: String,
    /// `city_id`
    pub city_id: String,
    /// `province_id`
    pub province_id: String,
    /// `country`
    pub country: Vec<District>,
}

/// `District`
#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct District {
    /// `id`
    pub id: i64,
    /// `name`
    pub name: String,
    /// `country_id`
    pub country_id: String,
    /// `city_id`
    pub city_id: String,
}

/// A customer's card, masked.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct Card {
    /// `id`
    pub id: i64,
    /// `customer_id`
    pub customer_id: i64,
    /// 0 ordinary; 1 VND card.
    pub r#type: i64,
    /// `bank_account_name`
    pub bank_account_name: String,
    /// `bank_account_no`
    pub bank_account_no: String,
    /// `bank_name`
    pub bank_name: String,
    /// `bank_province`
    pub bank_province: String,
    /// `bank_cities`
    pub bank_cities: String,
    /// `bank_countries`
    pub bank_countries: String,
    /// `branch_name`
    pub branch_name: String,
    /// `status`
    pub status: i64,
    /// `created_at`
    pub created_at: String,
    /// `updated_at`
    pub updated_at: String,
}

/// `WithdrawChannel`
#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct WithdrawChannel {
    /// `id`
    pub id: i64,
    /// `product_id`
    pub product_id: i64,
    /// `merchant_id`
    pub merchant_id: i64,
    /// `withdraw_channel_code` of `POST /do_withdraw`.
    pub code: String,
    /// `channel`
    pub channel: String,
    /// `name`
    pub name: String,
    /// `currency`
    pub currency: String,
    /// By currency: CNY 0, BTC 1, USDT 2, VND 3, USD 4, JPY 5.
    pub r#type: i64,
    /// `recommend`
    pub recommend: i64,
    /// `sort`
    pub sort: i64,
    /// `min_amount`
    #[serde(with = "crate::decimal")]
    pub min_amount: Decimal,
    /// `max_amount`
    #[serde(with = "crate::decimal")]
    pub max_amount: Decimal,
    /// `max_total_amount`
    #[serde(with = "crate::decimal")]
    pub max_total_amount: Decimal,
}

/// A withdrawal order.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct Withdrawal {
    /// `product_id`
    pub product_id: i64,
    /// `merchant_id`
    pub merchant_id: i64,
    /// `customer_id`
    pub customer_id: i64,
    /// `withdraw_channel_code`
    pub withdraw_channel_code: String,
    /// `billno`
    pub billno: String,
    /// `product_billno`
    pub product_billno: String,
    /// `amount`
    #[serde(with = "crate::decimal")]
    pub amount: Decimal,
    /// `currency_type`
    pub currency_type: String,
    /// 0 created, 1 approved, 2 paid out, -1 rejected or failed. `POST /do_withdraw` answers 0.
    pub status: i64,
    /// `customer_bank_id`
    pub customer_bank_id: i64,
    /// `created_at`
    pub created_at: String,
    /// `updated_at`
    pub updated_at: String,
}

/// What a withdrawal's callback tells, and its times.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct WithdrawalState {
    /// `product_id`
    pub product_id: i64,
    /// `product_user_id`
    pub product_user_id: String,
    /// `billno`
    pub billno: String,
    /// `product_billno`
    pub product_billno: String,
    /// `amount`
    #[serde(with = "crate::decimal")]
    pub amount: Decimal,
    /// `currency`
    pub currency: String,
    /// 0 created, 1 approved, 2 paid out, -1 rejected or failed.
    pub status: i64,
    /// `remarks`
    pub remarks: String,
    /// `withdraw_channel_code`
    pub withdraw_channel_code: String,
    /// UTC, `YYYY-MM-DD HH:MM:SS`; empty until it is approved.
    pub approved_at: String,
    /// `created_at`
    pub created_at: String,
    /// `updated_at`
    pub updated_at: String,
}

/// `Customer`
#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct Customer {
    /// `id`
    pub id: i64,
    /// `product_id`
    pub product_id: i64,
    /// `product_user_id`
    pub product_user_id: String,
    /// `credit_level`
    pub credit_level: i64,
    /// `star_level`
    pub star_level: i64,
    /// `priority_level`
    pub priority_level: i64,
    /// `customer_type`
    pub customer_type: i64,
    /// `ip`
    pub ip: String,
    /// `status`
    pub status: i64,
    /// `created_at`
    pub created_at: String,
    /// `updated_at`
    pub updated_at: String,
}

/// `CreateReceivingAccountsRequestBank`
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
pub struct CreateReceivingAccountsRequestBank {
    /// The caller's own merchant code.
    pub product_id: String,
    /// 1 manual; 2 transfer.
    pub r#type: i64,
    /// An active bank of type 2.
    pub bank_code: String,
    /// `bank_name`
    pub bank_name: String,
    /// `account_name`
    pub account_name: String,
    /// `account_no`
    pub account_no: String,
    /// `branch`
    pub branch: String,
    /// Star levels that may use it: `*` or a comma list of integers.
    pub customer_level: String,
    /// Credit levels that may use it: `*` or a comma list of integers.
    pub trust_level: String,
    /// `currency`
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub currency: Option<String>,
    /// 0 shown; 1 hidden.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub is_show: Option<i64>,
    /// What it may collect in a day; 0 means no cap.
    #[serde(default, skip_serializing_if = "Option::is_none", with = "crate::decimal::option")]
    pub limit_amount: Option<Decimal>,
    /// `province`
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub province: Option<String>,
    /// `city`
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub city: Option<String>,
    /// Provinces of cards that may use it; empty or `*` means all.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub area_limit: Option<String>,
    /// Customers that may use it; empty or `*` means all.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub special_member: Option<String>,
    /// `created_by`
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub created_by: Option<String>,
    /// `ip_address`
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ip_address: Option<String>,
    /// `remarks`
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub remarks: Option<String>,
}

/// `ReceivingAccount`
#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct ReceivingAccount {
    /// `id`
    pub id: i64,
    /// The merchant code.
    pub product_id: String,
    /// `type`
    pub r#type: i64,
    /// `bank_code`
    pub bank_code: String,
    /// `bank_name`
    pub bank_name: String,
    /// `account_name`
    pub account_name: String,
    /// `account_no`
    pub account_no: String,
    /// `branch`
    pub branch: String,
    /// `customer_level`
    pub customer_level: String,
    /// `trust_level`
    pub trust_level: String,
    /// `currency`
    pub currency: String,
    /// `limit_amount`
    #[serde(with = "crate::decimal")]
    pub limit_amount: Decimal,
    /// 0 shown; 1 hidden.
    pub is_show: i64,
    /// `province`
    pub province: String,
    /// `city`
    pub city: String,
    /// `area_limit`
    pub area_limit: String,
    /// `special_member`
    pub special_member: String,
    /// `created_by`
    pub created_by: String,
    /// `ip_address`
    pub ip_address: String,
    /// `remarks`
    pub remarks: String,
    /// `created_at`
    pub created_at: String,
    /// `updated_at`
    pub updated_at: String,
}

/// `DepositRecord`
#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct DepositRecord {
    /// The bill number, for `PUT /approve` and `PUT /pay`.
    pub request_id: String,
    /// `merchant_order_sn`
    pub merchant_order_sn: String,
    /// `flag`
    pub flag: i64,
    /// The merchant code.
    pub product_id: String,
    /// `amount`
    #[serde(with = "crate::decimal")]
    pub amount: Decimal,
    /// `currency`
    pub currency: String,
    /// `bank_account_name`
    pub bank_account_name: String,
    /// `bank_account_no`
    pub bank_account_no: String,
    /// `bank_name`
    pub bank_name: String,
    /// `created_date`
    pub created_date: String,
    /// `deposit_by`
    pub deposit_by: String,
    /// `login_name`
    pub login_name: String,
    /// `customer_type`
    pub customer_type: i64,
    /// `ip_address`
    pub ip_address: String,
    /// `customer_level`
    pub customer_level: i64,
    /// `deposit_level`
    pub deposit_level: i64,
    /// `priority_level`
    pub priority_level: i64,
}

/// `WithdrawRecord`
#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct WithdrawRecord {
    /// The bill number, for `PUT /approve`.
    pub request_id: String,
    /// `flag`
    pub flag: i64,
    /// The merchant code.
    pub product_id: String,
    /// `amount`
    #[serde(with = "crate::decimal")]
    pub amount: Decimal,
    /// `currency`
    pub currency: String,
    /// `bank_account_name`
    pub bank_account_name: String,
    /// The full number.
    pub bank_account_no: String,
    /// `bank_account_type`
    pub bank_account_type: i64,
    /// `bank_province`
    pub bank_province: String,
    /// `bank_city`
    pub bank_city: String,
    /// `bank_name`
    pub bank_name: String,
    /// `branch_name`
    pub branch_name: String,
    /// `created_date`
    pub created_date: String,
    /// Time of the last approval; empty if there was none.
    pub processed_date: String,
    /// `remarks`
    pub remarks: String,
    /// `login_name`
    pub login_name: String,
    /// `customer_level`
    pub customer_level: i64,
    /// `deposit_level`
    pub deposit_level: i64,
    /// `priority_level`
    pub priority_level: i64,
}

/// A deposit order.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct Deposit {
    /// `product_id`
    pub product_id: i64,
    /// `customer_id`
    pub customer_id: i64,
    /// `merchant_id`
    pub merchant_id: i64,
    /// `order_sn`
    pub order_sn: String,
    /// The product's own number; empty if none was given.
    pub product_order_sn: String,
    /// `amount`
    #[serde(with = "crate::decimal")]
    pub amount: Decimal,
    /// `currency_type`
    pub currency_type: String,
    /// The channel's `type`.
    pub deposit_type: i64,
    /// `deposit_channel_code`
    pub deposit_channel_code: String,
    /// `depositor`
    pub depositor: String,
    /// Where to transfer the money; empty unless the kind is `transfer`.
    pub receipt_bank_name: String,
    /// `receipt_account`
    pub receipt_account: String,
    /// `receipt_depositor`
    pub receipt_depositor: String,
    /// Where the payer pays; empty unless the kind is `online`.
    pub pay_url: String,
    /// What the payer's browser posts to `url`; null unless the kind is `redirect`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub redirect: Option<DepositRedirect>,
    /// 0 created, 2 paid, 4 made up, -1 failed or cancelled, -3 discarded. `POST /pay` answers 0.
    pub status: i64,
    /// `created_at`
    pub created_at: String,
    /// `updated_at`
    pub updated_at: String,
}

/// `DepositRedirect`
#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct DepositRedirect {
    /// `url`
    pub url: String,
    /// `params`
    pub params: BTreeMap<String, String>,
}

/// `TokenResult`
#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct TokenResult {
    /// `ip`
    pub ip: String,
    /// Unix seconds.
    pub iat: i64,
    /// Unix seconds.
    pub exp: i64,
    /// `token`
    pub token: String,
}

/// `WalletSettings`
#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct WalletSettings {
    /// `data`
    pub data: WalletSettingsData,
}

/// `WalletSettingsData`
#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct WalletSettingsData {
    /// `type`
    pub r#type: String,
    /// `id`
    pub id: String,
    /// `attributes`
    pub attributes: WalletSettingsDataAttributes,
}

/// `WalletSettingsDataAttributes`
#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct WalletSettingsDataAttributes {
    /// The fee as a fraction.
    pub cash_rate: String,
    /// `cash_min_sum`
    #[serde(with = "crate::decimal")]
    pub cash_min_sum: Decimal,
    /// `cash_max_sum`
    #[serde(with = "crate::decimal")]
    pub cash_max_sum: Decimal,
    /// `cash_sum_limit`
    #[serde(with = "crate::decimal")]
    pub cash_sum_limit: Decimal,
    /// `cash_interval_time`
    pub cash_interval_time: i64,
    /// `payout_enabled`
    pub payout_enabled: bool,
    /// `updated_at`
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub updated_at: Option<String>,
}

/// `ChangeWalletSettingsRequestData`
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
pub struct ChangeWalletSettingsRequestData {
    /// `type`
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub r#type: Option<String>,
    /// `id`
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// `attributes`
    pub attributes: ChangeWalletSettingsRequestDataAttributes,
}

/// `ChangeWalletSettingsRequestDataAttributes`
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
pub struct ChangeWalletSettingsRequestDataAttributes {
    /// The fee as a fraction, 0 to 1, at most six decimals.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cash_rate: Option<String>,
    /// Least amount of an application, 0.01 to 5000.00.
    #[serde(default, skip_serializing_if = "Option::is_none", with = "crate::decimal::option")]
    pub cash_min_sum: Option<Decimal>,
    /// Largest amount of an application, 0.01 to 5000.00.
    #[serde(default, skip_serializing_if = "Option::is_none", with = "crate::decimal::option")]
    pub cash_max_sum: Option<Decimal>,
    /// Per user and day, 0.01 to 100000000.00.
    #[serde(default, skip_serializing_if = "Option::is_none", with = "crate::decimal::option")]
    pub cash_sum_limit: Option<Decimal>,
    /// Days between withdrawals; 0 means off.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cash_interval_time: Option<i64>,
    /// Whether approved withdrawals are paid to WeChat balances.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub payout_enabled: Option<bool>,
}

/// `WalletDocument`
#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct WalletDocument {
    /// `data`
    pub data: Wallet,
    /// `included`
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub included: Option<Vec<Resource>>,
}

/// `Wallet`
#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct Wallet {
    /// `type`
    pub r#type: String,
    /// `id`
    pub id: String,
    /// `attributes`
    pub attributes: WalletAttributes,
    /// `relationships`
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub relationships: Option<WalletRelationships>,
}

/// `WalletAttributes`
#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct WalletAttributes {
    /// `user_id`
    pub user_id: i64,
    /// `available_amount`
    #[serde(with = "crate::decimal")]
    pub available_amount: Decimal,
    /// `freeze_amount`
    #[serde(with = "crate::decimal")]
    pub freeze_amount: Decimal,
    /// 0 normal; 1 withdrawals frozen.
    pub wallet_status: i64,
    /// The fee as a fraction.
    pub cash_tax_ratio: String,
}

/// `WalletRelationships`
#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct WalletRelationships {
    /// `user`
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub user: Option<ToOne>,
}

/// `ToOne`
#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct ToOne {
    /// `data`
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub data: Option<ToOneData>,
}

/// `ToOneData`
#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct ToOneData {
    /// `type`
    pub r#type: String,
    /// `id`
    pub id: String,
}

/// `ApplyForCashRequestData`
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
pub struct ApplyForCashRequestData {
    /// `type`
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub r#type: Option<String>,
    /// `attributes`
    pub attributes: ApplyForCashRequestDataAttributes,
}

/// `ApplyForCashRequestDataAttributes`
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
pub struct ApplyForCashRequestDataAttributes {
    /// Within the settings' bounds, at most two decimals.
    #[serde(with = "crate::decimal")]
    pub cash_apply_amount: Decimal,
    /// 0 manual transfer; 1 WeChat balance.
    pub cash_type: i64,
    /// Required for a manual transfer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cash_mobile: Option<String>,
}

/// `ApplyForCashResult`
#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct ApplyForCashResult {
    /// `data`
    pub data: NewCash,
    /// `included`
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub included: Option<Vec<Resource>>,
}

/// A withdrawal as it was applied for.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct NewCash {
    /// `type`
    pub r#type: String,
    /// `id`
    pub id: String,
    /// `attributes`
    pub attributes: NewCashAttributes,
    /// `relationships`
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub relationships: Option<CashRelationships>,
}

/// `NewCashAttributes`
#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct NewCashAttributes {
    /// `id`
    pub id: i64,
    /// `user_id`
    pub user_id: i64,
    /// `cash_sn`
    pub cash_sn: String,
    /// `cash_charge`
    #[serde(with = "crate::decimal")]
    pub cash_charge: Decimal,
    /// What is paid out; the one amount that is a number.
    #[serde(with = "crate::decimal")]
    pub cash_actual_amount: Decimal,
    /// `cash_apply_amount`
    #[serde(with = "crate::decimal")]
    pub cash_apply_amount: Decimal,
    /// `cash_status`
    pub cash_status: i64,
    /// 0 manual transfer; 1 WeChat balance.
    pub cash_type: i64,
    /// In clear for its owner and with `cash.review`.
    pub cash_mobile: String,
    /// `remark`
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub remark: Option<String>,
    /// `updated_at`
    pub updated_at: String,
    /// `created_at`
    pub created_at: String,
}

/// Those that are included.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct CashRelationships {
    /// `userWallet`
    #[serde(rename = "userWallet", default, skip_serializing_if = "Option::is_none")]
    pub user_wallet: Option<ToOne>,
    /// `user`
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub user: Option<ToOne>,
    /// `wechat`
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub wechat: Option<ToOne>,
}

/// `ListCashResult`
#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct ListCashResult {
    /// `links`
    pub links: PageLinks,
    /// `data`
    pub data: Vec<Cash>,
    /// `included`
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub included: Option<Vec<Resource>>,
    /// `meta`
    pub meta: ListCashResultMeta,
}

/// `PageLinks`
#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct PageLinks {
    /// `first`
    pub first: String,
    /// `prev`
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub prev: Option<String>,
    /// `next`
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next: Option<String>,
    /// `last`
    pub last: String,
}

/// A withdrawal.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct Cash {
    /// `type`
    pub r#type: String,
    /// `id`
    pub id: String,
    /// `attributes`
    pub attributes: CashAttributes,
    /// `relationships`
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub relationships: Option<CashRelationships>,
}

/// `CashAttributes`
#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct CashAttributes {
    /// `id`
    pub id: i64,
    /// `user_id`
    pub user_id: i64,
    /// `cash_sn`
    pub cash_sn: String,
    /// `cash_charge`
    #[serde(with = "crate::decimal")]
    pub cash_charge: Decimal,
    /// What is paid out; the one amount that is a number.
    #[serde(with = "crate::decimal")]
    pub cash_actual_amount: Decimal,
    /// `cash_apply_amount`
    #[serde(with = "crate::decimal")]
    pub cash_apply_amount: Decimal,
    /// `cash_status`
    pub cash_status: i64,
    /// 0 manual transfer; 1 WeChat balance.
    pub cash_type: i64,
    /// In clear for its owner and with `cash.review`.
    pub cash_mobile: String,
    /// `remark`
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub remark: Option<String>,
    /// `updated_at`
    pub updated_at: String,
    /// `created_at`
    pub created_at: String,
    /// `trade_no`
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub trade_no: Option<String>,
    /// `trade_time`
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub trade_time: Option<String>,
    /// `error_code`
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub error_code: Option<String>,
    /// `error_message`
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub error_message: Option<String>,
    /// `refunds_status`
    pub refunds_status: i64,
}

/// `ListCashResultMeta`
#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct ListCashResultMeta {
    /// `total`
    pub total: i64,
    /// `pageCount`
    #[serde(rename = "pageCount")]
    pub page_count: i64,
}

/// `ShowCashResult`
#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct ShowCashResult {
    /// `data`
    pub data: Cash,
    /// `included`
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub included: Option<Vec<Resource>>,
}

/// `ReviewCashResult`
#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct ReviewCashResult {
    /// `type`
    pub r#type: String,
    /// `data`
    pub data: ReviewCashResultData,
}

/// `ReviewCashResultData`
#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct ReviewCashResultData {
    /// `result`
    pub result: BTreeMap<String, String>,
    /// `records`
    pub records: Vec<ReviewCashResultDataRecords>,
}

/// `ReviewCashResultDataRecords`
#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct ReviewCashResultDataRecords {
    /// `id`
    pub id: i64,
    /// `result`
    pub result: String,
    /// The status after the attempt.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cash_status: Option<i64>,
    /// `code`
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub code: Option<String>,
}

/// `WalletLogResult`
#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct WalletLogResult {
    /// `links`
    pub links: PageLinks,
    /// `data`
    pub data: Vec<WalletLog>,
    /// `included`
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub included: Option<Vec<Resource>>,
    /// `meta`
    pub meta: WalletLogResultMeta,
}

/// `WalletLog`
#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct WalletLog {
    /// `type`
    pub r#type: String,
    /// `id`
    pub id: String,
    /// `attributes`
    pub attributes: WalletLogAttributes,
    /// `relationships`
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub relationships: Option<WalletLogRelationships>,
}

/// `WalletLogAttributes`
#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct WalletLogAttributes {
    /// `id`
    pub id: i64,
    /// `user_id`
    pub user_id: i64,
    /// `source_user_id`
    pub source_user_id: i64,
    /// `change_available_amount`
    #[serde(with = "crate::decimal")]
    pub change_available_amount: Decimal,
    /// `change_freeze_amount`
    #[serde(with = "crate::decimal")]
    pub change_freeze_amount: Decimal,
    /// 10 frozen, 11 paid, 12 refunded, 32 added, 50 subtracted by staff.
    pub change_type: i64,
    /// `change_desc`
    pub change_desc: String,
    /// `updated_at`
    pub updated_at: String,
    /// `created_at`
    pub created_at: String,
    /// With `wallet.logs.viewList` only.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub operator_id: Option<i64>,
}

/// `WalletLogRelationships`
#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct WalletLogRelationships {
    /// `user`
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub user: Option<ToOne>,
    /// `userWallet`
    #[serde(rename = "userWallet", default, skip_serializing_if = "Option::is_none")]
    pub user_wallet: Option<ToOne>,
    /// `sourceUser`
    #[serde(rename = "sourceUser", default, skip_serializing_if = "Option::is_none")]
    pub source_user: Option<ToOne>,
    /// `userWalletCash`
    #[serde(rename = "userWalletCash", default, skip_serializing_if = "Option::is_none")]
    pub user_wallet_cash: Option<ToOne>,
}

/// `WalletLogResultMeta`
#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct WalletLogResultMeta {
    /// `total`
    pub total: i64,
    /// `pageCount`
    #[serde(rename = "pageCount")]
    pub page_count: i64,
    /// `sumChangeAvailableAmount`
    #[serde(rename = "sumChangeAvailableAmount", with = "crate::decimal")]
    pub sum_change_available_amount: Decimal,
}

/// `RunPayoutsResult`
#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct RunPayoutsResult {
    /// `type`
    pub r#type: String,
    /// `data`
    pub data: RunPayoutsResultData,
}

/// `RunPayoutsResultData`
#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct RunPayoutsResultData {
    /// `enqueued`
    pub enqueued: i64,
    /// `records`
    pub records: Vec<RunPayoutsResultDataRecords>,
}

/// `RunPayoutsResultDataRecords`
#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct RunPayoutsResultDataRecords {
    /// `id`
    pub id: i64,
    /// `outcome`
    pub outcome: String,
    /// `cash_status`
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cash_status: Option<i64>,
}

/// `RegisterPayeeResult`
#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct RegisterPayeeResult {
    /// `customer`
    pub customer: RegisterPayeeResultCustomer,
    /// `ret_msg`
    pub ret_msg: String,
    /// `ret_code`
    pub ret_code: String,
}

/// `RegisterPayeeResultCustomer`
#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct RegisterPayeeResultCustomer {
    /// `firstName`
    #[serde(rename = "firstName")]
    pub first_name: String,
    /// `lastName`
    #[serde(rename = "lastName")]
    pub last_name: String,
    /// If given.
    #[serde(rename = "customerCode", default, skip_serializing_if = "Option::is_none")]
    pub customer_code: Option<String>,
    /// `createdTime`
    #[serde(rename = "createdTime")]
    pub created_time: String,
    /// `customerNo`
    #[serde(rename = "customerNo")]
    pub customer_no: String,
    /// `email`
    pub email: String,
}

/// `RetrievePayeeResult`
#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct RetrievePayeeResult {
    /// `customer`
    pub customer: RetrievePayeeResultCustomer,
    /// `ret_msg`
    pub ret_msg: String,
    /// `ret_code`
    pub ret_code: String,
}

/// `RetrievePayeeResultCustomer`
#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct RetrievePayeeResultCustomer {
    /// `customerNo`
    #[serde(rename = "customerNo")]
    pub customer_no: String,
    /// `customerCode`
    #[serde(rename = "customerCode", default, skip_serializing_if = "Option::is_none")]
    pub customer_code: Option<String>,
    /// `profileType`
    #[serde(rename = "profileType")]
    pub profile_type: String,
    /// `payeeStatus`
    #[serde(rename = "payeeStatus")]
    pub payee_status: String,
    /// `firstName`
    #[serde(rename = "firstName")]
    pub first_name: String,
    /// `lastName`
    #[serde(rename = "lastName")]
    pub last_name: String,
    /// `company`
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub company: Option<String>,
    /// `email`
    pub email: String,
    /// `phone`
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub phone: Option<String>,
    /// `dateOfBirth`
    #[serde(rename = "dateOfBirth")]
    pub date_of_birth: String,
    /// `governmentIdType`
    #[serde(rename = "governmentIdType")]
    pub government_id_type: String,
    /// The last four characters.
    #[serde(rename = "governmentId")]
    pub government_id: String,
    /// `countryCode`
    #[serde(rename = "countryCode")]
    pub country_code: String,
    /// `country`
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub country: Option<String>,
    /// `state`
    pub state: String,
    /// `city`
    pub city: String,
    /// `street`
    pub street: String,
    /// `street2`
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub street2: Option<String>,
    /// `zip`
    pub zip: String,
    /// `lang`
    pub lang: String,
    /// `createdTime`
    #[serde(rename = "createdTime")]
    pub created_time: String,
    /// `updatedTime`
    #[serde(rename = "updatedTime")]
    pub updated_time: String,
}

/// `UpdatePayeeResult`
#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct UpdatePayeeResult {
    /// `ret_msg`
    pub ret_msg: String,
    /// `ret_code`
    pub ret_code: String,
}

/// `AccountCreated`
#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct AccountCreated {
    /// `result`
    pub result: AccountCreatedResult,
    /// `ret_msg`
    pub ret_msg: String,
    /// `ret_code`
    pub ret_code: String,
}

/// `AccountCreatedResult`
#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct AccountCreatedResult {
    /// `accountTag`
    #[serde(rename = "accountTag")]
    pub account_tag: String,
    /// `accountStatus`
    #[serde(rename = "accountStatus")]
    pub account_status: String,
    /// `country`
    pub country: String,
    /// `lastName`
    #[serde(rename = "lastName")]
    pub last_name: String,
    /// `firstName`
    #[serde(rename = "firstName")]
    pub first_name: String,
    /// `accountType`
    #[serde(rename = "accountType")]
    pub account_type: String,
    /// `currency`
    pub currency: String,
    /// `accountToken`
    #[serde(rename = "accountToken")]
    pub account_token: String,
    /// `customerNo`
    #[serde(rename = "customerNo")]
    pub customer_no: String,
    /// `email`
    pub email: String,
    /// `timestamp`
    pub timestamp: String,
    /// `status`
    pub status: String,
}

/// `PayoutAccountsResult`
#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct PayoutAccountsResult {
    /// `accounts`
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub accounts: Option<Vec<PayoutAccountsResultAccounts>>,
    /// `ret_msg`
    pub ret_msg: String,
    /// `user`
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub user: Option<PayoutAccountsResultUser>,
    /// `ret_code`
    pub ret_code: String,
    /// `result`
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub result: Option<PayoutAccountsResultResult>,
}

/// `PayoutAccountsResultAccounts`
#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct PayoutAccountsResultAccounts {
    /// `accountTag`
    #[serde(rename = "accountTag")]
    pub account_tag: String,
    /// `country`
    pub country: String,
    /// `createdAt`
    #[serde(rename = "createdAt")]
    pub created_at: String,
    /// `accountType`
    #[serde(rename = "accountType")]
    pub account_type: String,
    /// `currency`
    pub currency: String,
    /// `accountToken`
    #[serde(rename = "accountToken")]
    pub account_token: String,
    /// The last four characters.
    #[serde(rename = "cardNumber")]
    pub card_number: String,
    /// `status`
    pub status: String,
}

/// `PayoutAccountsResultUser`
#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct PayoutAccountsResultUser {
    /// `firstName`
    #[serde(rename = "firstName")]
    pub first_name: String,
    /// `lastName`
    #[serde(rename = "lastName")]
    pub last_name: String,
    /// `customerNo`
    #[serde(rename = "customerNo")]
    pub customer_no: String,
    /// `email`
    pub email: String,
}

/// `PayoutAccountsResultResult`
#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct PayoutAccountsResultResult {
    /// `accountTag`
    #[serde(rename = "accountTag")]
    pub account_tag: String,
    /// `country`
    pub country: String,
    /// `createdAt`
    #[serde(rename = "createdAt")]
    pub created_at: String,
    /// `firstName`
    #[serde(rename = "firstName")]
    pub first_name: String,
    /// `lastName`
    #[serde(rename = "lastName")]
    pub last_name: String,
    /// `accountType`
    #[serde(rename = "accountType")]
    pub account_type: String,
    /// `currency`
    pub currency: String,
    /// `accountToken`
    #[serde(rename = "accountToken")]
    pub account_token: String,
    /// `customerNo`
    #[serde(rename = "customerNo")]
    pub customer_no: String,
    /// `email`
    pub email: String,
    /// The last four characters.
    #[serde(rename = "cardNumber")]
    pub card_number: String,
    /// `status`
    pub status: String,
}

/// `AccountConfigurationsResult`
#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct AccountConfigurationsResult {
    /// `configurations`
    pub configurations: Vec<AccountConfigurationsResultConfigurations>,
    /// `ret_msg`
    pub ret_msg: String,
    /// `ret_code`
    pub ret_code: String,
}

/// `AccountConfigurationsResultConfigurations`
#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct AccountConfigurationsResultConfigurations {
    /// `accountCountry`
    #[serde(rename = "accountCountry")]
    pub account_country: String,
    /// `accountCurrency`
    #[serde(rename = "accountCurrency")]
    pub account_currency: String,
    /// `accountType`
    #[serde(rename = "accountType")]
    pub account_type: String,
    /// `fields`
    pub fields: Vec<AccountConfigurationsResultConfigurationsFields>,
}

/// `AccountConfigurationsResultConfigurationsFields`
#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct AccountConfigurationsResultConfigurationsFields {
    /// `name`
    pub name: String,
    /// `required`
    pub required: String,
    /// `pattern`
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pattern: Option<String>,
    /// `values`
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub values: Option<Vec<String>>,
    /// `formats`
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub formats: Option<Vec<String>>,
}

/// `PayOutResult`
#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct PayOutResult {
    /// `result`
    pub result: PayOutResultResult,
    /// `ret_msg`
    pub ret_msg: String,
    /// `ret_code`
    pub ret_code: String,
}

/// `PayOutResultResult`
#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct PayOutResultResult {
    /// `amount`
    #[serde(with = "crate::decimal")]
    pub amount: Decimal,
    /// `transactionFee`
    #[serde(rename = "transactionFee", with = "crate::decimal")]
    pub transaction_fee: Decimal,
    /// `transactionNo`
    #[serde(rename = "transactionNo")]
    pub transaction_no: String,
    /// `createdTime`
    #[serde(rename = "createdTime")]
    pub created_time: String,
    /// If given.
    #[serde(rename = "invoiceId", default, skip_serializing_if = "Option::is_none")]
    pub invoice_id: Option<String>,
    /// `currency`
    pub currency: String,
    /// `accountToken`
    #[serde(rename = "accountToken")]
    pub account_token: String,
    /// `customerNo`
    #[serde(rename = "customerNo")]
    pub customer_no: String,
    /// `status`
    pub status: String,
}

/// `PayoutInquiryResult`
#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct PayoutInquiryResult {
    /// `result`
    pub result: PayoutInquiryResultResult,
    /// `ret_msg`
    pub ret_msg: String,
    /// `ret_code`
    pub ret_code: String,
}

/// `PayoutInquiryResultResult`
#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct PayoutInquiryResultResult {
    /// `amount`
    #[serde(with = "crate::decimal")]
    pub amount: Decimal,
    /// `transactionFee`
    #[serde(rename = "transactionFee", with = "crate::decimal")]
    pub transaction_fee: Decimal,
    /// `transactionNo`
    #[serde(rename = "transactionNo")]
    pub transaction_no: String,
    /// `createdTime`
    #[serde(rename = "createdTime")]
    pub created_time: String,
    /// `paymentTime`
    #[serde(rename = "paymentTime", default, skip_serializing_if = "Option::is_none")]
    pub payment_time: Option<String>,
    /// `invoiceId`
    #[serde(rename = "invoiceId", default, skip_serializing_if = "Option::is_none")]
    pub invoice_id: Option<String>,
    /// `currency`
    pub currency: String,
    /// `accountToken`
    #[serde(rename = "accountToken")]
    pub account_token: String,
    /// `status`
    pub status: String,
}

/// `PayorBalanceResult`
#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct PayorBalanceResult {
    /// `balance`
    pub balance: Vec<PayorBalanceResultBalance>,
    /// `ret_msg`
    pub ret_msg: String,
    /// `ret_code`
    pub ret_code: String,
}

/// `PayorBalanceResultBalance`
#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct PayorBalanceResultBalance {
    /// `amount`
    #[serde(with = "crate::decimal")]
    pub amount: Decimal,
    /// `currency`
    pub currency: String,
}

/// `DeleteAccountResult`
#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct DeleteAccountResult {
    /// `ret_msg`
    pub ret_msg: String,
    /// `ret_code`
    pub ret_code: String,
}

/// `DispatchResult`
#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct DispatchResult {
    /// `claimed`
    pub claimed: i64,
    /// `done`
    pub done: i64,
    /// `retry`
    pub retry: i64,
    /// `dead`
    pub dead: i64,
    /// `remaining`
    pub remaining: i64,
    /// Payouts that wait because no provider is configured (`wallet_payout_url`, `payee_payout_url`), up to 1 000 of each kind; absent if there are none, and in calls with `topics` or `event_ids`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub without_provider: Option<i64>,
    /// How many pages the log of writes of an embedded database has; only from a call without `topics` and `event_ids`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub wal_pages: Option<i64>,
}

/// `MigrateResult`
#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct MigrateResult {
    /// The schema that was found, 0 for an empty database.
    pub from: i64,
    /// `to`
    pub to: i64,
    /// Migrations by name, then `schema` if tables, triggers or reference data were made anew; empty if there was nothing to do.
    pub applied: Vec<String>,
}

/// `ReadyResult`
#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct ReadyResult {
    /// `status`
    pub status: String,
}

/// Parameters of `POST /create_customer`.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
pub struct CreateCustomerRequest {
    /// The product's own id of its customer.
    pub product_user_id: String,
}

/// Parameters of `GET /deposit_channel`.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
pub struct DepositChannelsRequest {
    /// The product's own id of its customer.
    pub product_user_id: String,
}

/// Parameters of `POST /paylimit`.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
pub struct PayLimitRequest {
    /// The product's own id of its customer.
    pub product_user_id: String,
    /// Code of a deposit channel.
    pub payment_code: String,
}

/// Parameters of `GET /order`.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
pub struct DepositStateRequest {
    /// The product's own number. Required without `order_sn`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub product_order_sn: Option<String>,
    /// The order number of `POST /pay`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub order_sn: Option<String>,
}

/// Parameters of `GET /bank_list`.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
pub struct BankListRequest {
    /// The product's own id of its customer.
    pub product_user_id: String,
}

/// Parameters of `GET /province_cities`.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
pub struct ProvinceCitiesRequest {
    /// A `province_id`.
    pub code: String,
}

/// Parameters of `GET /cities_country`.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
pub struct CitiesCountryRequest {
    /// A `city_id`.
    pub code: String,
}

/// Parameters of `POST /customer_bank`.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
pub struct BindCardRequest {
    /// The product's own id of its customer.
    pub product_user_id: String,
    /// The holder's name.
    pub bank_account_name: String,
    /// The card's number.
    pub bank_account_no: String,
    /// The bank.
    pub bank_name: String,
    /// Province of the branch.
    pub bank_province: String,
    /// City of the branch.
    pub bank_cities: String,
    /// District of the branch.
    pub bank_countries: String,
    /// The branch.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub branch_name: Option<String>,
    /// 0 ordinary; 1 VND card.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub r#type: Option<i64>,
}

/// Parameters of `GET /customer_bank`.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
pub struct BoundCardRequest {
    /// The product's own id of its customer.
    pub product_user_id: String,
}

/// Parameters of `GET /withdraw_channel`.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
pub struct WithdrawChannelsRequest {
    /// The product's own id of its customer.
    pub product_user_id: String,
}

/// Parameters of `POST /do_withdraw`.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
pub struct DoWithdrawRequest {
    /// The product's own id of its customer.
    pub product_user_id: String,
    /// Within the channel's limits and the customer's daily total.
    #[serde(with = "crate::decimal")]
    pub amount: Decimal,
    /// Code of a withdrawal channel.
    pub withdraw_channel_code: String,
    /// The product's own number and idempotency key.
    pub product_billno: String,
}

/// Parameters of `GET /withdraw`.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
pub struct WithdrawalStateRequest {
    /// The product's own number. Required without `billno`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub product_billno: Option<String>,
    /// The bill number of `POST /do_withdraw`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub billno: Option<String>,
}

/// Parameters of `GET /customer`.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
pub struct CustomerRequest {
    /// The customer's `product_user_id`.
    pub login_name: String,
}

/// Parameters of `POST /create_bank_account`.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
pub struct CreateReceivingAccountsRequest {
    /// The accounts.
    pub bank: Vec<CreateReceivingAccountsRequestBank>,
}

/// Parameters of `DELETE /delete_bank_account`.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
pub struct DeleteReceivingAccountsRequest {
    /// 1 manual; 2 transfer.
    pub r#type: i64,
    /// Only this account.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub account_no: Option<String>,
}

/// Parameters of `GET /deposit_record`.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
pub struct DepositRecordsRequest {
    /// 0 created, 2 paid, 4 made up, -1 failed or cancelled, -3 discarded.
    pub flag: i64,
    /// Page from 1.
    #[serde(rename = "pageNum")]
    pub page_num: i64,
    /// Records on a page.
    #[serde(rename = "pageSize")]
    pub page_size: i64,
    /// Only the order with this bill number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub request_id: Option<String>,
    /// Only orders of this customer (`product_user_id`).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub login_name: Option<String>,
    /// Only orders created then or later; UTC, `YYYY-MM-DD HH:MM:SS`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub created_from: Option<String>,
    /// Only orders created before; UTC, `YYYY-MM-DD HH:MM:SS`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub created_to: Option<String>,
}

/// Parameters of `GET /withdraw_record`.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
pub struct WithdrawRecordsRequest {
    /// 0 created, 1 approved, 2 paid out, -1 rejected or failed.
    pub flag: i64,
    /// Page from 1.
    #[serde(rename = "pageNum")]
    pub page_num: i64,
    /// Records on a page.
    #[serde(rename = "pageSize")]
    pub page_size: i64,
    /// Only the order with this bill number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub request_id: Option<String>,
    /// Only orders of this customer (`product_user_id`).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub login_name: Option<String>,
    /// Only orders created then or later; UTC, `YYYY-MM-DD HH:MM:SS`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub created_from: Option<String>,
    /// Only orders created before; UTC, `YYYY-MM-DD HH:MM:SS`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub created_to: Option<String>,
}

/// Parameters of `PUT /approve`.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
pub struct ApproveRequest {
    /// The order's bill number.
    pub request_id: String,
    /// 01 deposit; 02 withdrawal.
    pub request_type: String,
    /// The status that the caller believes in.
    pub old_flag: i64,
    /// The status to move to.
    pub new_flag: i64,
    /// Who decides.
    pub approve_by: String,
    /// Role of who decides. The account's own role must allow it; who decided as U does not decide as Z.
    pub user_type: String,
    /// Address of who decides.
    pub ip_address: String,
    /// Why.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub remarks: Option<String>,
}

/// Parameters of `POST /pay`.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
pub struct PayRequest {
    /// The product's own id of its customer.
    pub product_user_id: String,
    /// Code of a deposit channel.
    pub payment_code: String,
    /// Within the limits of `POST /paylimit`, in the channel's currency.
    #[serde(with = "crate::decimal")]
    pub amount: Decimal,
    /// The product's own order number and idempotency key.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub product_order_sn: Option<String>,
    /// The payer's name. Required for the kind `transfer`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub depositor: Option<String>,
    /// One of `bank_list`. Required for the kind `transfer` with an upstream.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub bankcode: Option<String>,
    /// From `POST /paylimit`. Required for the kind `online`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub payid: Option<String>,
}

/// Parameters of `PUT /pay`.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
pub struct ConfirmDepositRequest {
    /// The order's bill number or the hub's.
    pub billno: String,
    /// Code of the deposit channel.
    #[serde(rename = "orderType")]
    pub order_type: String,
    /// The sum received.
    #[serde(with = "crate::decimal")]
    pub amount: Decimal,
    /// The order's currency.
    pub currency: String,
    /// The order's `product_user_id`.
    pub login_name: String,
    /// 0 paid; 1 make-up.
    pub replace_flag: String,
    /// Who says so.
    pub created_by: String,
    /// Why.
    pub remarks: String,
}

/// Parameters of `PATCH /api/wallet/settings`.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
pub struct ChangeWalletSettingsRequest {
    /// `data`
    pub data: ChangeWalletSettingsRequestData,
}

/// Parameters of `GET /api/wallet/user/{user_id}`.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
pub struct WalletRequest {
    /// The user's id.
    pub user_id: i64,
    /// `user` (the default) or empty.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub include: Option<String>,
}

/// Parameters of `PATCH /api/wallet/user/{user_id}`.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
pub struct AdjustWalletRequest {
    /// The user's id.
    pub user_id: i64,
    /// 1 add; 2 subtract.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub operate_type: Option<i64>,
    /// 0.01 to 99999999.99.
    #[serde(default, skip_serializing_if = "Option::is_none", with = "crate::decimal::option")]
    pub operate_amount: Option<Decimal>,
    /// Any text; the text of an active reason where the operators have agreed on some.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub operate_reason: Option<String>,
    /// 0 normal; 1 withdrawals frozen.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub wallet_status: Option<i64>,
    /// `user` (the default) or empty.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub include: Option<String>,
}

/// Parameters of `POST /api/wallet/cash`.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
pub struct ApplyForCashRequest {
    /// `data`
    pub data: ApplyForCashRequestData,
    /// Comma list of `user`, `userWallet`, `wechat`; by default `user,userWallet`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub include: Option<String>,
}

/// Parameters of `GET /api/wallet/cash`.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
pub struct ListCashRequest {
    /// Comma list of `user`, `userWallet`, `wechat`; by default `user,userWallet`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub include: Option<String>,
    /// Comma list of `created_at`, `updated_at`, `id`, each with `-` for descending; by default `-created_at`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sort: Option<String>,
    /// Page from 1; not together with `page[offset]`.
    #[serde(rename = "page[number]", default, skip_serializing_if = "Option::is_none")]
    pub page_number: Option<i64>,
    /// Records to skip; not together with `page[number]`.
    #[serde(rename = "page[offset]", default, skip_serializing_if = "Option::is_none")]
    pub page_offset: Option<i64>,
    /// Records on a page.
    #[serde(rename = "page[size]", default, skip_serializing_if = "Option::is_none")]
    pub page_size: Option<i64>,
    /// Another name of `page[size]`.
    #[serde(rename = "page[limit]", default, skip_serializing_if = "Option::is_none")]
    pub page_limit: Option<i64>,
    /// The applicant's id.
    #[serde(rename = "filter[user]", default, skip_serializing_if = "Option::is_none")]
    pub filter_user: Option<i64>,
    /// The applicant's exact name.
    #[serde(rename = "filter[username]", default, skip_serializing_if = "Option::is_none")]
    pub filter_username: Option<String>,
    /// The number.
    #[serde(rename = "filter[cash_sn]", default, skip_serializing_if = "Option::is_none")]
    pub filter_cash_sn: Option<String>,
    /// Comma list of 1 to 6.
    #[serde(rename = "filter[cash_status]", default, skip_serializing_if = "Option::is_none")]
    pub filter_cash_status: Option<String>,
    /// Comma list of 0 and 1.
    #[serde(rename = "filter[cash_type]", default, skip_serializing_if = "Option::is_none")]
    pub filter_cash_type: Option<String>,
    /// The exact number; without `cash.review` it matches own records only.
    #[serde(rename = "filter[cash_mobile]", default, skip_serializing_if = "Option::is_none")]
    pub filter_cash_mobile: Option<String>,
    /// RFC 3339, `YYYY-MM-DD` or `YYYY-MM-DD-HH-MM-SS` (the last two at +08:00); inclusive.
    #[serde(rename = "filter[start_time]", default, skip_serializing_if = "Option::is_none")]
    pub filter_start_time: Option<String>,
    /// Like the start; inclusive.
    #[serde(rename = "filter[end_time]", default, skip_serializing_if = "Option::is_none")]
    pub filter_end_time: Option<String>,
}

/// Parameters of `GET /api/wallet/cash/{id}`.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
pub struct ShowCashRequest {
    /// The record's id.
    pub id: i64,
    /// Comma list of `user`, `userWallet`, `wechat`; by default `user,userWallet`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub include: Option<String>,
}

/// Parameters of `POST /api/wallet/cash/review`.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
pub struct ReviewCashRequest {
    /// `ids`
    pub ids: Vec<i64>,
    /// 2 approve, 3 reject, 5 mark as paid.
    pub cash_status: i64,
    /// `remark`
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub remark: Option<String>,
}

/// Parameters of `GET /api/wallet/log`.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
pub struct WalletLogRequest {
    /// Comma list of `user`, `userWallet`, `sourceUser`, `userWalletCash`; by default `user`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub include: Option<String>,
    /// Comma list of `created_at`, `updated_at`, `id`, each with `-` for descending; by default `-created_at`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sort: Option<String>,
    /// Page from 1; not together with `page[offset]`.
    #[serde(rename = "page[number]", default, skip_serializing_if = "Option::is_none")]
    pub page_number: Option<i64>,
    /// Records to skip; not together with `page[number]`.
    #[serde(rename = "page[offset]", default, skip_serializing_if = "Option::is_none")]
    pub page_offset: Option<i64>,
    /// Records on a page.
    #[serde(rename = "page[size]", default, skip_serializing_if = "Option::is_none")]
    pub page_size: Option<i64>,
    /// Another name of `page[size]`.
    #[serde(rename = "page[limit]", default, skip_serializing_if = "Option::is_none")]
    pub page_limit: Option<i64>,
    /// The owner's id.
    #[serde(rename = "filter[user]", default, skip_serializing_if = "Option::is_none")]
    pub filter_user: Option<i64>,
    /// The source's id.
    #[serde(rename = "filter[source_user_id]", default, skip_serializing_if = "Option::is_none")]
    pub filter_source_user_id: Option<i64>,
    /// The owner's exact name.
    #[serde(rename = "filter[username]", default, skip_serializing_if = "Option::is_none")]
    pub filter_username: Option<String>,
    /// A part of the description.
    #[serde(rename = "filter[change_desc]", default, skip_serializing_if = "Option::is_none")]
    pub filter_change_desc: Option<String>,
    /// A part of the source's name.
    #[serde(rename = "filter[source_username]", default, skip_serializing_if = "Option::is_none")]
    pub filter_source_username: Option<String>,
    /// Comma list.
    #[serde(rename = "filter[change_type]", default, skip_serializing_if = "Option::is_none")]
    pub filter_change_type: Option<String>,
    /// Comma list of those to leave out.
    #[serde(rename = "filter[change_type_exclude]", default, skip_serializing_if = "Option::is_none")]
    pub filter_change_type_exclude: Option<String>,
    /// RFC 3339, `YYYY-MM-DD` or `YYYY-MM-DD-HH-MM-SS` (the last two at +08:00); inclusive.
    #[serde(rename = "filter[start_time]", default, skip_serializing_if = "Option::is_none")]
    pub filter_start_time: Option<String>,
    /// Like the start; inclusive.
    #[serde(rename = "filter[end_time]", default, skip_serializing_if = "Option::is_none")]
    pub filter_end_time: Option<String>,
}

/// Parameters of `POST /api/wallet/payouts/run`.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
pub struct RunPayoutsRequest {
    /// How many records at most.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub limit: Option<i64>,
    /// Only these records.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ids: Option<Vec<i64>>,
}

/// Parameters of `POST /v3/payee/register`.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
pub struct RegisterPayeeRequest {
    /// Person or business.
    #[serde(rename = "profileType")]
    pub profile_type: String,
    /// First name.
    #[serde(rename = "firstName")]
    pub first_name: String,
    /// Last name.
    #[serde(rename = "lastName")]
    pub last_name: String,
    /// Required for a business.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub company: Option<String>,
    /// Unique among the merchant's live payees.
    pub email: String,
    /// At least 18 years ago.
    #[serde(rename = "dateOfBirth")]
    pub date_of_birth: String,
    /// Unique like the e-mail address, together with its type.
    #[serde(rename = "governmentId")]
    pub government_id: String,
    /// Its type.
    #[serde(rename = "governmentIdType")]
    pub government_id_type: String,
    /// ISO 3166-1.
    #[serde(rename = "countryCode")]
    pub country_code: String,
    /// In US two upper-case letters.
    pub state: String,
    /// City.
    pub city: String,
    /// Street.
    pub street: String,
    /// Postal code.
    pub zip: String,
    /// The merchant's own id of the payee.
    #[serde(rename = "customerCode", default, skip_serializing_if = "Option::is_none")]
    pub customer_code: Option<String>,
    /// Language.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lang: Option<String>,
    /// Phone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub phone: Option<String>,
    /// Name of the country.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub country: Option<String>,
    /// Second line of the street.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub street2: Option<String>,
}

/// Parameters of `POST /v3/payee/retrieve`.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
pub struct RetrievePayeeRequest {
    /// The payee.
    #[serde(rename = "customerNo", default, skip_serializing_if = "Option::is_none")]
    pub customer_no: Option<String>,
    /// Unique among the merchant's live payees.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub email: Option<String>,
    /// The merchant's own id of the payee.
    #[serde(rename = "customerCode", default, skip_serializing_if = "Option::is_none")]
    pub customer_code: Option<String>,
}

/// Parameters of `POST /v3/payee/update`.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
pub struct UpdatePayeeRequest {
    /// The payee.
    #[serde(rename = "customerNo")]
    pub customer_no: String,
    /// Person or business.
    #[serde(rename = "profileType", default, skip_serializing_if = "Option::is_none")]
    pub profile_type: Option<String>,
    /// First name.
    #[serde(rename = "firstName", default, skip_serializing_if = "Option::is_none")]
    pub first_name: Option<String>,
    /// Last name.
    #[serde(rename = "lastName", default, skip_serializing_if = "Option::is_none")]
    pub last_name: Option<String>,
    /// Required for a business.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub company: Option<String>,
    /// Unique among the merchant's live payees.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub email: Option<String>,
    /// At least 18 years ago.
    #[serde(rename = "dateOfBirth", default, skip_serializing_if = "Option::is_none")]
    pub date_of_birth: Option<String>,
    /// Unique like the e-mail address, together with its type.
    #[serde(rename = "governmentId", default, skip_serializing_if = "Option::is_none")]
    pub government_id: Option<String>,
    /// Its type.
    #[serde(rename = "governmentIdType", default, skip_serializing_if = "Option::is_none")]
    pub government_id_type: Option<String>,
    /// ISO 3166-1.
    #[serde(rename = "countryCode", default, skip_serializing_if = "Option::is_none")]
    pub country_code: Option<String>,
    /// In US two upper-case letters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub state: Option<String>,
    /// City.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub city: Option<String>,
    /// Street.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub street: Option<String>,
    /// Postal code.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub zip: Option<String>,
    /// The merchant's own id of the payee.
    #[serde(rename = "customerCode", default, skip_serializing_if = "Option::is_none")]
    pub customer_code: Option<String>,
    /// Language.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lang: Option<String>,
    /// Phone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub phone: Option<String>,
    /// Name of the country.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub country: Option<String>,
    /// Second line of the street.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub street2: Option<String>,
}

/// Parameters of `POST /v3/customers/account/create/bank-account`.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
pub struct CreateBankAccountRequest {
    /// Country of the account.
    #[serde(rename = "accountCountry")]
    pub account_country: String,
    /// Currency of the account.
    #[serde(rename = "accountCurrency")]
    pub account_currency: String,
    /// The merchant's name of the account, unique among the payee's.
    #[serde(rename = "accountTag")]
    pub account_tag: String,
    /// The type of the path.
    #[serde(rename = "accountType")]
    pub account_type: String,
    /// The account's number.
    #[serde(rename = "bankAccountId")]
    pub bank_account_id: String,
    /// The bank; in CN one of the known names.
    #[serde(rename = "bankName")]
    pub bank_name: String,
    /// The payee.
    #[serde(rename = "customerNo")]
    pub customer_no: String,
    /// Where notices go: https, no private address.
    #[serde(rename = "ipnUrl")]
    pub ipn_url: String,
    /// Address of the payee.
    #[serde(rename = "clientIp")]
    pub client_ip: String,
    /// In CN the bank's code, optional.
    #[serde(rename = "bankCode", default, skip_serializing_if = "Option::is_none")]
    pub bank_code: Option<String>,
    /// In US the routing number, required; in JP the branch, optional.
    #[serde(rename = "branchId", default, skip_serializing_if = "Option::is_none")]
    pub branch_id: Option<String>,
    /// In US `CHECKING` or `SAVINGS`, required.
    #[serde(rename = "bankAccountPurpose", default, skip_serializing_if = "Option::is_none")]
    pub bank_account_purpose: Option<String>,
}

/// Parameters of `POST /v3/customers/account/create/paypal`.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
pub struct CreatePaypalAccountRequest {
    /// Country of the account.
    #[serde(rename = "accountCountry")]
    pub account_country: String,
    /// Currency of the account.
    #[serde(rename = "accountCurrency")]
    pub account_currency: String,
    /// The merchant's name of the account, unique among the payee's.
    #[serde(rename = "accountTag")]
    pub account_tag: String,
    /// The type of the path.
    #[serde(rename = "accountType")]
    pub account_type: String,
    /// E-mail address or phone number.
    #[serde(rename = "bankAccountId")]
    pub bank_account_id: String,
    /// The bank; in CN one of the known names.
    #[serde(rename = "bankName")]
    pub bank_name: String,
    /// The payee.
    #[serde(rename = "customerNo")]
    pub customer_no: String,
    /// Where notices go: https, no private address.
    #[serde(rename = "ipnUrl")]
    pub ipn_url: String,
    /// Address of the payee.
    #[serde(rename = "clientIp")]
    pub client_ip: String,
    /// In CN the bank's code, optional.
    #[serde(rename = "bankCode", default, skip_serializing_if = "Option::is_none")]
    pub bank_code: Option<String>,
    /// In US the routing number, required; in JP the branch, optional.
    #[serde(rename = "branchId", default, skip_serializing_if = "Option::is_none")]
    pub branch_id: Option<String>,
    /// In US `CHECKING` or `SAVINGS`, required.
    #[serde(rename = "bankAccountPurpose", default, skip_serializing_if = "Option::is_none")]
    pub bank_account_purpose: Option<String>,
}

/// Parameters of `POST /v3/customers/account/create/venmo`.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
pub struct CreateVenmoAccountRequest {
    /// Country of the account.
    #[serde(rename = "accountCountry")]
    pub account_country: String,
    /// Currency of the account.
    #[serde(rename = "accountCurrency")]
    pub account_currency: String,
    /// The merchant's name of the account, unique among the payee's.
    #[serde(rename = "accountTag")]
    pub account_tag: String,
    /// The type of the path.
    #[serde(rename = "accountType")]
    pub account_type: String,
    /// Phone number, e-mail address, handle or id.
    #[serde(rename = "bankAccountId")]
    pub bank_account_id: String,
    /// The bank; in CN one of the known names.
    #[serde(rename = "bankName")]
    pub bank_name: String,
    /// The payee.
    #[serde(rename = "customerNo")]
    pub customer_no: String,
    /// Where notices go: https, no private address.
    #[serde(rename = "ipnUrl")]
    pub ipn_url: String,
    /// Address of the payee.
    #[serde(rename = "clientIp")]
    pub client_ip: String,
    /// In CN the bank's code, optional.
    #[serde(rename = "bankCode", default, skip_serializing_if = "Option::is_none")]
    pub bank_code: Option<String>,
    /// In US the routing number, required; in JP the branch, optional.
    #[serde(rename = "branchId", default, skip_serializing_if = "Option::is_none")]
    pub branch_id: Option<String>,
    /// In US `CHECKING` or `SAVINGS`, required.
    #[serde(rename = "bankAccountPurpose", default, skip_serializing_if = "Option::is_none")]
    pub bank_account_purpose: Option<String>,
}

/// Parameters of `POST /v3/payee/account/create/bank-account`.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
pub struct CreateBankAccountAliasRequest {
    /// Country of the account.
    #[serde(rename = "accountCountry")]
    pub account_country: String,
    /// Currency of the account.
    #[serde(rename = "accountCurrency")]
    pub account_currency: String,
    /// The merchant's name of the account, unique among the payee's.
    #[serde(rename = "accountTag")]
    pub account_tag: String,
    /// The type of the path.
    #[serde(rename = "accountType")]
    pub account_type: String,
    /// The account's number.
    #[serde(rename = "bankAccountId")]
    pub bank_account_id: String,
    /// The bank; in CN one of the known names.
    #[serde(rename = "bankName")]
    pub bank_name: String,
    /// The payee.
    #[serde(rename = "customerNo")]
    pub customer_no: String,
    /// Where notices go: https, no private address.
    #[serde(rename = "ipnUrl")]
    pub ipn_url: String,
    /// Address of the payee.
    #[serde(rename = "clientIp")]
    pub client_ip: String,
    /// In CN the bank's code, optional.
    #[serde(rename = "bankCode", default, skip_serializing_if = "Option::is_none")]
    pub bank_code: Option<String>,
    /// In US the routing number, required; in JP the branch, optional.
    #[serde(rename = "branchId", default, skip_serializing_if = "Option::is_none")]
    pub branch_id: Option<String>,
    /// In US `CHECKING` or `SAVINGS`, required.
    #[serde(rename = "bankAccountPurpose", default, skip_serializing_if = "Option::is_none")]
    pub bank_account_purpose: Option<String>,
}

/// Parameters of `POST /v3/payee/account/create/paypal`.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
pub struct CreatePaypalAccountAliasRequest {
    /// Country of the account.
    #[serde(rename = "accountCountry")]
    pub account_country: String,
    /// Currency of the account.
    #[serde(rename = "accountCurrency")]
    pub account_currency: String,
    /// The merchant's name of the account, unique among the payee's.
    #[serde(rename = "accountTag")]
    pub account_tag: String,
    /// The type of the path.
    #[serde(rename = "accountType")]
    pub account_type: String,
    /// E-mail address or phone number.
    #[serde(rename = "bankAccountId")]
    pub bank_account_id: String,
    /// The bank; in CN one of the known names.
    #[serde(rename = "bankName")]
    pub bank_name: String,
    /// The payee.
    #[serde(rename = "customerNo")]
    pub customer_no: String,
    /// Where notices go: https, no private address.
    #[serde(rename = "ipnUrl")]
    pub ipn_url: String,
    /// Address of the payee.
    #[serde(rename = "clientIp")]
    pub client_ip: String,
    /// In CN the bank's code, optional.
    #[serde(rename = "bankCode", default, skip_serializing_if = "Option::is_none")]
    pub bank_code: Option<String>,
    /// In US the routing number, required; in JP the branch, optional.
    #[serde(rename = "branchId", default, skip_serializing_if = "Option::is_none")]
    pub branch_id: Option<String>,
    /// In US `CHECKING` or `SAVINGS`, required.
    #[serde(rename = "bankAccountPurpose", default, skip_serializing_if = "Option::is_none")]
    pub bank_account_purpose: Option<String>,
}

/// Parameters of `POST /v3/payee/account/create/venmo`.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
pub struct CreateVenmoAccountAliasRequest {
    /// Country of the account.
    #[serde(rename = "accountCountry")]
    pub account_country: String,
    /// Currency of the account.
    #[serde(rename = "accountCurrency")]
    pub account_currency: String,
    /// The merchant's name of the account, unique among the payee's.
    #[serde(rename = "accountTag")]
    pub account_tag: String,
    /// The type of the path.
    #[serde(rename = "accountType")]
    pub account_type: String,
    /// Phone number, e-mail address, handle or id.
    #[serde(rename = "bankAccountId")]
    pub bank_account_id: String,
    /// The bank; in CN one of the known names.
    #[serde(rename = "bankName")]
    pub bank_name: String,
    /// The payee.
    #[serde(rename = "customerNo")]
    pub customer_no: String,
    /// Where notices go: https, no private address.
    #[serde(rename = "ipnUrl")]
    pub ipn_url: String,
    /// Address of the payee.
    #[serde(rename = "clientIp")]
    pub client_ip: String,
    /// In CN the bank's code, optional.
    #[serde(rename = "bankCode", default, skip_serializing_if = "Option::is_none")]
    pub bank_code: Option<String>,
    /// In US the routing number, required; in JP the branch, optional.
    #[serde(rename = "branchId", default, skip_serializing_if = "Option::is_none")]
    pub branch_id: Option<String>,
    /// In US `CHECKING` or `SAVINGS`, required.
    #[serde(rename = "bankAccountPurpose", default, skip_serializing_if = "Option::is_none")]
    pub bank_account_purpose: Option<String>,
}

/// Parameters of `POST /v3/payee/payout-accounts`.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
pub struct PayoutAccountsRequest {
    /// The payee.
    #[serde(rename = "customerNo")]
    pub customer_no: String,
    /// The merchant's name of the account, unique among the payee's.
    #[serde(rename = "accountTag", default, skip_serializing_if = "Option::is_none")]
    pub account_tag: Option<String>,
}

/// Parameters of `POST /v3/payee/account/configurations`.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
pub struct AccountConfigurationsRequest {
    /// Country of the account.
    #[serde(rename = "accountCountry", default, skip_serializing_if = "Option::is_none")]
    pub account_country: Option<String>,
    /// Currency of the account.
    #[serde(rename = "accountCurrency", default, skip_serializing_if = "Option::is_none")]
    pub account_currency: Option<String>,
    /// Only accounts of this type.
    #[serde(rename = "accountType", default, skip_serializing_if = "Option::is_none")]
    pub account_type: Option<String>,
}

/// Parameters of `POST /v3/payouts/pay`.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
pub struct PayOutRequest {
    /// The payee.
    #[serde(rename = "customerNo")]
    pub customer_no: String,
    /// An account of the payee.
    #[serde(rename = "accountToken")]
    pub account_token: String,
    /// In the currency.
    #[serde(with = "crate::decimal")]
    pub amount: Decimal,
    /// Of the balance that pays.
    pub currency: String,
    /// The merchant's number, unique; required without an idempotency key.
    #[serde(rename = "invoiceId", default, skip_serializing_if = "Option::is_none")]
    pub invoice_id: Option<String>,
    /// Where notices go: https, no private address.
    #[serde(rename = "ipnUrl", default, skip_serializing_if = "Option::is_none")]
    pub ipn_url: Option<String>,
    /// For the payee.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub subject: Option<String>,
    /// For the payee.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// For the merchant.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// US bank accounts only.
    #[serde(rename = "processingChannel", default, skip_serializing_if = "Option::is_none")]
    pub processing_channel: Option<String>,
}

/// Parameters of `POST /v3/payouts/inquiry`.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
pub struct PayoutInquiryRequest {
    /// Number of the payout.
    #[serde(rename = "transactionNo", default, skip_serializing_if = "Option::is_none")]
    pub transaction_no: Option<String>,
    /// The merchant's number.
    #[serde(rename = "invoiceId", default, skip_serializing_if = "Option::is_none")]
    pub invoice_id: Option<String>,
}

/// Parameters of `POST /v3/payouts/balance`.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
pub struct PayorBalanceRequest {
    /// Only this currency.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub currency: Option<String>,
}

/// Parameters of `POST /v3/payee/account/delete`.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
pub struct DeleteAccountRequest {
    /// The payee.
    #[serde(rename = "customerNo")]
    pub customer_no: String,
    /// An account of the payee.
    #[serde(rename = "accountToken")]
    pub account_token: String,
}

/// Parameters of `POST /internal/dispatch`.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
pub struct DispatchRequest {
    /// How many notifications at most.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub limit: Option<i64>,
    /// Only these.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub topics: Option<Vec<String>>,
    /// These notifications, once each.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub event_ids: Option<Vec<String>>,
}
