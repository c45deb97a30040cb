//! Redirect: the payer's browser posts a signed set of parameters to the hub; the hub is asked for its limits only.

use super::{Failed, Hub, Merchant, Offer, wire};
use feiqian_money::{Currency, Money};
use feiqian_signing::cashier::redirect_sign;
use serde::ser::{Serialize, SerializeMap, Serializer};

/// Where a browser posts what.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Redirect {
    pub url: String,
    pub params: Set,
}

/// Parameters in byte order of their names, and their `sign`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Set(Vec<(&'static str, String)>);

impl Serialize for Set {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(self.0.len()))?;
        for (name, value) in &self.0 {
            map.serialize_entry(name, value)?;
        }
        map.end()
    }
}

/// `GET /online-pay/payment-methods`: the limits of the hub's method `channel`.
pub async fn limits(hub: &Hub<'_>, channel: &str, currency: Currency) -> Result<Offer, Failed> {
    let (region, group) = (hub.merchant.region_id.to_string(), hub.merchant.group_id.to_string());
    let query: &[(&str, &str)] = &[("productId", &hub.merchant.code), ("region", &region), ("group", &group)];
    let methods = hub.get("/online-pay/payment-methods", query).await?.objects("methods")?;
    let method = methods.into_iter().find(|method| method.is("channel", channel));
    let method = method.ok_or_else(|| Failed::because("the method is not offered"))?;
    Ok(Offer {
        min: method.amount("min", currency)?,
        max: method.amount("max", currency)?,
        ..Offer::default()
    })
}

/// What a redirect is made of besides the merchant and the customer.
#[derive(Debug, Clone, Copy)]
pub struct Payment<'p> {
    pub amount: Money,
    pub product_id: i64,
    /// The hub's name of the method.
    pub channel: &'p str,
    pub order_sn: &'p str,
    pub login_name: &'p str,
    /// The caller's address.
    pub ip: &'p str,
}

/// The signed set for a payment.
///
/// # Errors
/// If no key of the merchant counts. What its `callback_url` or the channel's name would make ambiguous is not signed.
pub fn redirect(merchant: &Merchant, payment: &Payment<'_>) -> Result<Redirect, Failed> {
    let mut params = vec![
        ("amount", wire(payment.amount)),
        ("callback_url", merchant.callback_url.clone()),
        ("channel", payment.channel.to_owned()),
        ("currency", payment.amount.currency().code().to_owned()),
        ("group", merchant.group_id.to_string()),
        ("ip", payment.ip.to_owned()),
        ("login_name", payment.login_name.to_owned()),
        ("payment_reference", payment.order_sn.to_owned()),
        ("product_id", payment.product_id.to_string()),
        ("region", merchant.region_id.to_string()),
    ];
    let pairs: Vec<(&str, &str)> = params.iter().map(|(name, value)| (*name, value.as_str())).collect();
    let sign = redirect_sign(&pairs, merchant.key()?)
        .map_err(|ambiguous| Failed::because(&format!("redirect: {ambiguous}")))?;
    params.push(("sign", sign));
    let url = format!("{}/online-pay/pay", merchant.domain.trim_end_matches('/'));
    Ok(Redirect { url, params: Set(params) })
}
