//! Who pays through which channel: the one read that `/paylimit` and `POST /pay` begin with, together with the
//! product's key.
//!
//! It decides nothing that may change before the order is written: the insert checks that again.

use crate::provider::{Bank, Customer, Merchant, Offer};
use feiqian_cashier::Failure;
use feiqian_keys::Slots;
use feiqian_keys::stored::{self, Owner};
use feiqian_money::Currency;
use feiqian_platform::{Cells, DatabaseError, Platform};
use feiqian_signing::{FieldErrors, Key, Params, json};
use std::borrow::Cow;

/// `?1` product, `?2` its user, `?3` channel code, `?4` now. One row whatever is there: the product's key, then
/// customer, channel and merchant, each NULL if there is none that counts.
#[macro_export]
macro_rules! payer {
    () => {
        concat!(
            feiqian_cashier::product_key!(),
            ", c.id, c.product_user_id, c.credit_level, c.star_level,
             h.id, h.kind, h.channel, h.currency, h.min_amount, h.max_amount,
             m.id, m.code, ",
            feiqian_keys::key_slots!("m."),
            ", m.domain, m.callback_url, m.region_id, m.group_id"
        )
    };
}

/// Where [`payer!`] comes from.
#[macro_export]
macro_rules! payer_sources {
    () => {
        "(SELECT 1)
         LEFT JOIN customers c ON c.product_id = ?1 AND c.product_user_id = ?2 AND c.status = 1
         LEFT JOIN deposit_channels h ON h.product_id = ?1 AND h.code = ?3
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
    pub async fn read(platform: &Platform, cells: &mut Cells) -> Result<Option<Self>, Failure> {
        let customer_id: Option<i64> = cells.take()?;
        let (login_name, credit_level, star_level) = (cells.take()?, cells.take()?, cells.take()?);
        let channel = channel(platform, cells).await?;
        let (Some(customer_id), Some(login_name)) = (customer_id, login_name) else {
            return Ok(None);
        };
        let level = |level: Option<i64>| level.unwrap_or_default();
        let (credit_level, star_level) = (level(credit_level), level(star_level));
        Ok(Some(Payer { customer_id, customer: Customer { login_name, credit_level, star_level }, channel }))
    }

    /// The channel.
    ///
    /// # Errors
    /// 422 if the customer sees none of that code.
    pub fn channel(&self) -> Result<&Channel, Failure> {
        self.channel.as_ref().ok_or_else(|| FieldErrors::one("payment_code", Key::Exists).into())
    }
}

/// The columns of a channel and its merchant, which are there together or not at all.
async fn channel(platform: &Platform, cells: &mut Cells) -> Result<Option<Channel>, Failure> {
    let id: Option<i64> = cells.take()?;
    let (kind, method, currency): (Option<String>, Option<String>, Option<String>) =
        (cells.take()?, cells.take()?, cells.take()?);
    let (min, max): (Option<i64>, Option<i64>) = (cells.take()?, cells.take()?);
    let (merchant_id, code): (Option<i64>, Option<String>) = (cells.take()?, cells.take()?);
    let slots: Option<String> = cells.take()?;
    let misshapen = cells.misshapen();
    let (domain, callback_url): (Option<String>, Option<String>) = (cells.take()?, cells.take()?);
    let (region_id, group_id): (Option<i64>, Option<i64>) = (cells.take()?, cells.take()?);
    let (Some(id), Some(merchant_id)) = (id, merchant_id) else {
        return Ok(None);
    };
    let key = hub_key(platform, merchant_id, &slots.unwrap_or_default(), misshapen).await?;
    let text = Option::unwrap_or_default;
    let merchant = Merchant {
        code: text(code),
        key,
        domain: text(domain),
        callback_url: text(callback_url),
        region_id: region_id.unwrap_or_default(),
        group_id: group_id.unwrap_or_default(),
    };
    let kind = match kind.as_deref() {
        Some("online") => Kind::Online,
        Some("redirect") => Kind::Redirect,
        _ if merchant.domain.is_empty() => Kind::Local,
        _ => Kind::Transfer,
    };
    let currency = currency.as_deref().and_then(Currency::parse).ok_or_else(|| cells.misshapen())?;
    let (min, max) = (min.unwrap_or_default(), max.unwrap_or_default());
    Ok(Some(Channel { id, kind, method: text(method), currency, min, max, merchant_id, merchant }))
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

/// Reads a quote: `payid, min_amount, max_amount, amount_list, bank_list`; `None` if there is no row of `pay_quotes`.
pub fn quote(cells: &mut Cells) -> Result<Option<Offer>, DatabaseError> {
    let payid = cells.take()?;
    let (min, max): (Option<i64>, Option<i64>) = (cells.take()?, cells.take()?);
    let amounts: Option<String> = cells.take()?;
    let amounts = amounts.map(|list| numbers(&list).ok_or_else(|| cells.misshapen())).transpose()?;
    let banks: Option<String> = cells.take()?;
    let banks = banks.map(|list| self::banks(&list).ok_or_else(|| cells.misshapen())).transpose()?;
    Ok(match (min, max, amounts, banks) {
        (Some(min), Some(max), Some(amounts), Some(banks)) => Some(Offer { payid, min, max, amounts, banks }),
        _ => None,
    })
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
