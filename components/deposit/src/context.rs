//! Who pays through which channel: the one read that `/paylimit` and `POST /pay` begin with, together with the
//! product's key.
//!
//! It decides nothing that may change before the order is written: the insert checks that again.

use crate::provider::{Bank, Customer, Merchant, Offer};
use feiqian_cashier::Failure;
use feiqian_keys::Slots;
use feiqian_keys::stored::{self, Owner};
use feiqian_money::Currency;
use feiqian_platform::{DatabaseError, Platform, Row, row};
use feiqian_signing::{FieldErrors, Key, Params, json};
use std::borrow::Cow;

row! {
    struct Customers by customer_columns {
        id: i64 = "c.id",
        product_user_id: String = "c.product_user_id",
        credit_level: i64 = "c.credit_level",
        star_level: i64 = "c.star_level",
    }
}

row! {
    struct Channels by channel_columns {
        /// NULL with all of them, as a channel has a merchant.
        merchant_id: i64 = "m.id",
        id: i64 = "h.id",
        kind: String = "h.kind",
        method: String = "h.channel",
        currency: String = "h.currency",
        min: i64 = "h.min_amount",
        max: i64 = "h.max_amount",
        code: String = "m.code",
        slots: String = feiqian_keys::key_slots!("m."),
        domain: String = "m.domain",
        callback_url: String = "m.callback_url",
        region_id: i64 = "m.region_id",
        group_id: i64 = "m.group_id",
    }
}

row! {
    struct Quotes by quote_columns {
        min: i64 = "q.min_amount",
        max: i64 = "q.max_amount",
        amounts: String = "q.amount_list",
        banks: String = "q.bank_list",
        payid: Option<String> = "q.payid",
    }
}

/// One row whatever is there: the product's key, then customer, channel and merchant, each NULL if there is none that
/// counts. The product is the statement's first parameter.
macro_rules! payer {
    () => {
        concat!(feiqian_cashier::product_key!(), ", ", customer_columns!(), ", ", channel_columns!())
    };
}
/// Where [`payer!`] comes from: `:product_id`, its `:user`, `:channel_code`.
macro_rules! payer_sources {
    () => {
        "(SELECT 1)
         LEFT JOIN customers c ON c.product_id = :product_id AND c.product_user_id = :user AND c.status = 1
         LEFT JOIN deposit_channels h ON h.product_id = :product_id AND h.code = :channel_code
              AND EXISTS (SELECT 1 FROM visible_deposit_channels v WHERE v.customer_id = c.id AND v.channel_id = h.id)
         LEFT JOIN merchants m ON m.id = h.merchant_id"
    };
}

/// What `kind` says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// To a receiving account of the merchant's own.
    Local,
    /// To an account that the hub names.
    Transfer,
    Online,
    Redirect,
}

/// A channel that the customer sees, and its merchant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Channel {
    pub id: i64,
    pub kind: Kind,
    /// The hub's name of the method.
    pub method: String,
    pub currency: Currency,
    /// Minor units; 0 is no limit.
    pub min: i64,
    pub max: i64,
    pub merchant_id: i64,
    pub merchant: Merchant,
}

/// An active customer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Payer {
    pub customer_id: i64,
    pub customer: Customer,
    pub channel: Option<Channel>,
}

impl Payer {
    /// Reads [`payer!`] without the product's key; `None` if there is no active customer.
    pub async fn read(platform: &Platform, cells: &mut Row) -> Result<Option<Self>, Failure> {
        let customer = Customers::read_if_any(cells)?;
        let channel = match Channels::read_if_any(cells)? {
            Some(channel) => Some(Channel::of(platform, channel, cells.misshapen()).await?),
            None => None,
        };
        Ok(customer.map(|Customers { id, product_user_id, credit_level, star_level }| Payer {
            customer_id: id,
            customer: Customer { login_name: product_user_id, credit_level, star_level },
            channel,
        }))
    }

    /// The channel.
    ///
    /// # Errors
    /// 422 if the customer sees none of that code.
    pub fn channel(&self) -> Result<&Channel, Failure> {
        self.channel.as_ref().ok_or_else(|| FieldErrors::one("payment_code", Key::Exists).into())
    }
}

impl Channel {
    async fn of(platform: &Platform, row: Channels, misshapen: DatabaseError) -> Result<Self, Failure> {
        let currency = Currency::parse(&row.currency).ok_or_else(|| misshapen.clone())?;
        let kind = match row.kind.as_str() {
            "online" => Kind::Online,
            "redirect" => Kind::Redirect,
            _ if row.domain.is_empty() => Kind::Local,
            _ => Kind::Transfer,
        };
        Ok(Channel {
            id: row.id,
            kind,
            method: row.method,
            currency,
            min: row.min,
            max: row.max,
            merchant_id: row.merchant_id,
            merchant: Merchant {
                key: hub_key(platform, row.merchant_id, &row.slots, misshapen).await?,
                code: row.code,
                domain: row.domain,
                callback_url: row.callback_url,
                region_id: row.region_id,
                group_id: row.group_id,
            },
        })
    }
}

/// The newest key of a merchant that counts; of one that has never had any the empty one.
async fn hub_key(
    platform: &Platform,
    merchant_id: i64,
    slots: &str,
    misshapen: DatabaseError,
) -> Result<Option<String>, Failure> {
    let slots = Slots::read(slots).ok_or(misshapen)?;
    if slots.is_unset() {
        return Ok(Some(String::new()));
    }
    let keys = stored::open(platform, Owner::Merchant, merchant_id, &slots, platform.now_ms()).await;
    Ok(keys.map_err(Failure::Fault)?.into_iter().next().map(Cow::into_owned))
}

/// Reads a quote; `None` if there is no row of `pay_quotes`.
pub fn quote(cells: &mut Row) -> Result<Option<Offer>, DatabaseError> {
    let Some(quote) = Quotes::read_if_any(cells)? else { return Ok(None) };
    let amounts = numbers(&quote.amounts).ok_or_else(|| cells.misshapen())?;
    let banks = banks(&quote.banks).ok_or_else(|| cells.misshapen())?;
    Ok(Some(Offer { payid: quote.payid, min: quote.min, max: quote.max, amounts, banks }))
}

// By the JSON reader that every component has already: serde's weighs 20 KB more.

fn numbers(list: &str) -> Option<Vec<i64>> {
    json::items(list)?.into_iter().map(|item| item.raw().parse().ok()).collect()
}

/// The banks of a JSON list of `{code, name}`.
pub fn banks(list: &str) -> Option<Vec<Bank>> {
    let bank = |item: json::Value<'_>| {
        let bank = Params::from_json(item.raw().as_bytes()).ok()?;
        Some(Bank { code: bank.get("code")?.to_owned(), name: bank.get("name")?.to_owned() })
    };
    json::items(list)?.into_iter().map(bank).collect()
}
