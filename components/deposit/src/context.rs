//! Who pays through which channel: the one read that `/paylimit` and `POST /pay` begin with, together with the
//! product's key.
//!
//! It decides nothing that may change before the order is written: the insert checks that again.

use crate::provider::{Bank, Customer, Merchant, Offer};
use feiqian_cashier::Failure;
use feiqian_keys::Slots;
use feiqian_keys::stored::{self, Owner};
use feiqian_money::Currency;
use feiqian_platform::{DatabaseError, Platform, Row};
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

/// How many columns [`payer!`] has.
pub const PAYER_COLUMNS: usize = 18;

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
    pub async fn read(platform: &Platform, row: &mut Row) -> Result<Option<Self>, Failure> {
        let Some(customer_id) = row.take(1)? else {
            return Ok(None);
        };
        let customer =
            Customer { login_name: row.take(2)?, credit_level: row.take(3)?, star_level: row.take(4)? };
        let channel = match row.take(5)? {
            Some(id) => Some(channel(platform, id, row).await?),
            None => None,
        };
        Ok(Some(Payer { customer_id, customer, channel }))
    }

    /// The channel.
    ///
    /// # Errors
    /// 422 if the customer sees none of that code.
    pub fn channel(&self) -> Result<&Channel, Failure> {
        self.channel.as_ref().ok_or_else(|| FieldErrors::one("payment_code", Key::Exists).into())
    }
}

async fn channel(platform: &Platform, id: i64, row: &mut Row) -> Result<Channel, Failure> {
    let kind: String = row.take(6)?;
    let method = row.take(7)?;
    let currency: String = row.take(8)?;
    let (min, max, merchant_id) = (row.take(9)?, row.take(10)?, row.take(11)?);
    let (code, slots): (String, String) = (row.take(12)?, row.take(13)?);
    let merchant = Merchant {
        code,
        key: hub_key(platform, merchant_id, &slots).await?,
        domain: row.take(14)?,
        callback_url: row.take(15)?,
        region_id: row.take(16)?,
        group_id: row.take(17)?,
    };
    let kind = match kind.as_str() {
        "online" => Kind::Online,
        "redirect" => Kind::Redirect,
        _ if merchant.domain.is_empty() => Kind::Local,
        _ => Kind::Transfer,
    };
    let currency = Currency::parse(&currency).ok_or(DatabaseError::Shape { column: 8 })?;
    Ok(Channel { id, kind, method, currency, min, max, merchant_id, merchant })
}

/// The newest key of a merchant that counts; of one that has never had any the empty one.
async fn hub_key(platform: &Platform, merchant_id: i64, slots: &str) -> Result<Option<String>, Failure> {
    let slots = Slots::read(slots).ok_or(DatabaseError::Shape { column: 13 })?;
    if slots.is_unset() {
        return Ok(Some(String::new()));
    }
    let keys = stored::open(platform, Owner::Merchant, merchant_id, &slots, platform.now_ms()).await;
    Ok(keys.map_err(Failure::Fault)?.into_iter().next().map(Cow::into_owned))
}

/// Reads a quote: `payid, min_amount, max_amount, amount_list, bank_list` from column `first` on; `None` if there is
/// no row of `pay_quotes`.
pub fn quote(row: &mut Row, first: usize) -> Result<Option<Offer>, DatabaseError> {
    let shape = |column| DatabaseError::Shape { column };
    let payid = row.take(first)?;
    let Some(min) = row.take(first + 1)? else {
        return Ok(None);
    };
    let max = row.take(first + 2)?;
    let (amounts, banks): (String, String) = (row.take(first + 3)?, row.take(first + 4)?);
    let amounts = numbers(&amounts).ok_or(shape(first + 3))?;
    let banks = self::banks(&banks).ok_or(shape(first + 4))?;
    Ok(Some(Offer { payid, min, max, amounts, banks }))
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
