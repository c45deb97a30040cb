//! Online payment: a hub that is asked twice, for an offer and then for the page where the payer pays.

use super::{Customer, Failed, Hub, Merchant, Offer, is_web_url, wire};
use feiqian_money::{Currency, Money};
use feiqian_signing::cashier::keycode;

/// Every customer is an old acquaintance of the hub.
const NEW_ACCOUNT: &str = "0";

/// A page to pay on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Page {
    /// The hub's number of the order.
    pub billno: String,
    pub url: String,
}

/// `POST /OnlinePaymentFirst.do`: an offer with its `payid`.
pub async fn first(hub: &Hub<'_>, channel_code: &str, currency: Currency) -> Result<Offer, Failed> {
    let (Merchant { code, .. }, Customer { login_name, .. }) = (hub.merchant, hub.customer);
    let key = hub.merchant.key()?;
    let (grade, cuslevel) = (hub.customer.credit_level.to_string(), hub.customer.star_level.to_string());
    let keycode = keycode(&[login_name, code, NEW_ACCOUNT, &grade, key]);
    let fields: &[(&str, &str)] = &[
        ("newaccount", NEW_ACCOUNT),
        ("product", code),
        ("loginname", login_name),
        ("grade", &grade),
        ("cuslevel", &cuslevel),
        ("currency", currency.code()),
        ("type", channel_code),
        ("keycode", &keycode),
    ];
    let reply = hub.post("/OnlinePaymentFirst.do", fields).await?.succeeded("status")?;
    Ok(Offer {
        // What a product can hand back to `/pay`.
        payid: Some(reply.named("payid", 64)?),
        min: reply.amount("minamount", currency)?,
        max: reply.amount("maxamount", currency)?,
        amounts: reply.amounts("amountList", currency)?,
        banks: reply.banks("bankList")?,
    })
}

/// `POST /OnlinePaymentSecond.do`: the page for a payment. `ip` is the caller's.
pub async fn second(hub: &Hub<'_>, amount: Money, payid: &str, ip: &str) -> Result<Page, Failed> {
    let Merchant { code, callback_url, .. } = hub.merchant;
    let key = hub.merchant.key()?;
    let Customer { login_name, .. } = hub.customer;
    let (grade, cuslevel) = (hub.customer.credit_level.to_string(), hub.customer.star_level.to_string());
    let currency = amount.currency().code();
    let amount = wire(amount);
    let keycode = keycode(&[login_name, NEW_ACCOUNT, code, &amount, &grade, key]);
    let fields: &[(&str, &str)] = &[
        ("product", code.as_str()),
        ("newaccount", NEW_ACCOUNT),
        ("grade", &grade),
        ("cuslevel", &cuslevel),
        ("loginname", login_name),
        ("amount", &amount),
        ("currency", currency),
        ("payid", payid),
        ("backurl", callback_url),
        ("ip", ip),
        ("keycode", &keycode),
    ];
    let reply = hub.post("/OnlinePaymentSecond.do", fields).await?.succeeded("status")?;
    // The URL may hold what it likes: no signed text holds it.
    let page = Page { billno: reply.named("billno", 64)?, url: reply.required("url", 2_048)? };
    if is_web_url(&page.url) { Ok(page) } else { Err(Failed::because("url is not absolute http or https")) }
}
