//! Bank transfer through a hub: the BQ calls.

use super::{Customer, Failed, Hub, Merchant, Offer, wire};
use feiqian_money::{Currency, Money};
use feiqian_signing::cashier::keycode;

/// The account to transfer to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Account {
    /// The hub's number of the order.
    pub billno: String,
    pub bank_name: String,
    pub number: String,
    pub holder: String,
}

/// `POST /BQBankList.do`: limits and banks.
pub async fn banks(hub: &Hub<'_>, currency: Currency) -> Result<Offer, Failed> {
    let (Merchant { code, .. }, Customer { login_name, .. }) = (hub.merchant, hub.customer);
    let key = hub.merchant.key()?;
    let (grade, cuslevel) = (hub.customer.credit_level.to_string(), hub.customer.star_level.to_string());
    let keycode = keycode(&[code, &grade, key]);
    let fields: &[(&str, &str)] = &[
        ("product", code.as_str()),
        ("grade", &grade),
        ("cuslevel", &cuslevel),
        ("loginname", login_name),
        ("keycode", &keycode),
    ];
    let reply = hub.post("/BQBankList.do", fields).await?.succeeded("success")?;
    Ok(Offer {
        payid: None,
        min: reply.optional_amount("minamount", currency)?,
        max: reply.optional_amount("maxamount", currency)?,
        amounts: Vec::new(),
        banks: reply.banks("bankList")?,
    })
}

/// `POST /BQPayment.do`: the account for a payment.
pub async fn payment(
    hub: &Hub<'_>,
    amount: Money,
    bankcode: &str,
    depositor: &str,
) -> Result<Account, Failed> {
    let Merchant { code, callback_url, .. } = hub.merchant;
    let key = hub.merchant.key()?;
    let Customer { login_name, .. } = hub.customer;
    let (grade, cuslevel) = (hub.customer.credit_level.to_string(), hub.customer.star_level.to_string());
    let amount = wire(amount);
    let keycode = keycode(&[login_name, code, &amount, bankcode, &grade, key]);
    let fields: &[(&str, &str)] = &[
        ("product", code.as_str()),
        ("grade", &grade),
        ("cuslevel", &cuslevel),
        ("loginname", login_name),
        ("keycode", &keycode),
        ("amount", &amount),
        ("bankcode", bankcode),
        ("depositor", depositor),
        ("customerType", "1"),
        ("backurl", callback_url),
    ];
    let reply = hub.post("/BQPayment.do", fields).await?.succeeded("success")?;
    let order = reply.object("order")?;
    Ok(Account {
        billno: order.named("billno", 64)?,
        bank_name: order.named("bankname", 100)?,
        number: order.named("accountnumber", 64)?,
        holder: order.named("accountname", 100)?,
    })
}
