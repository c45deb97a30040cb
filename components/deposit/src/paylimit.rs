//! `POST /paylimit` (cashier.md §8.4): what may be paid through a channel, from the hub if it has one.

use crate::context::{Kind, Payer, banks};
use crate::limits::Limits;
use crate::provider::{Bank, Offer};
use crate::quote;
use crate::variables::Variables;
use feiqian_cashier::{Access, Call, Endpoint, Failure, ReadParams, Reply, Rule, Signed, codes, must};
use feiqian_money::Money;
use feiqian_platform::{Value, parameters, statement};
use feiqian_signing::{FieldErrors, Key, Rules};
use serde::Serialize;

pub static ENDPOINT: Endpoint = Endpoint {
    name: "POST /paylimit",
    aliases: &[],
    access: Access::Product,
    fields: &[
        must("product_user_id", &[Rule::MaxChars(64), Rule::Later(Key::Exists)]),
        must("payment_code", &[Rule::MaxChars(10), Rule::Later(Key::Exists)]),
    ],
    errors: &[codes::UPSTREAM],
};

parameters! {
    struct Asking<'a> {
        product_id: Value,
        user: &'a str,
        channel_code: &'a str,
    }
}

/// Last column: the banks of a transfer without a hub.
const PAYER: &str = statement!(
    Asking,
    concat!(
        "SELECT ",
        payer!(),
        ", CASE WHEN h.kind = 'transfer' AND m.domain = ''
            THEN (SELECT json_group_array(json_object('code', code, 'name', name))
                    FROM (SELECT code, name FROM bank_codes WHERE type = 2 AND status = 1 ORDER BY id)) END
     FROM ",
        payer_sources!()
    )
);

/// Members in the order of the wire.
#[derive(Serialize)]
struct PayLimit {
    min_amount: String,
    max_amount: String,
    currency: &'static str,
    amount_list: Vec<String>,
    bank_list: Vec<Bank>,
    #[serde(skip_serializing_if = "Option::is_none")]
    payid: Option<String>,
}

pub async fn paylimit(call: &Call<'_>, variables: &Variables) -> Result<Reply, Failure> {
    let params = call.product_params()?;
    let signed = Signed::read(call, &params).await?;
    let (user, code) = (params.text("product_user_id"), params.text("payment_code"));
    let asking = Asking { product_id: signed.product_id(), user, channel_code: code };
    let row = call.platform.query_row(PAYER, &asking.values()).await?;
    let mut cells = row;
    signed.admit(call, cells.take()?).await?;

    Rules::of(&params, ENDPOINT.fields).finish()?;
    let payer = Payer::read(call.platform, &mut cells).await?;
    let payer = payer.ok_or_else(|| FieldErrors::one("product_user_id", Key::Exists))?;
    let channel = payer.channel()?;

    let offer = match channel.kind {
        Kind::Local => {
            let list: String = cells.take()?;
            let banks = banks(&list).ok_or_else(|| cells.misshapen())?;
            Offer { banks, ..Offer::default() }
        }
        _ => quote::fetch(call, &payer, channel, code, variables).await?,
    };
    let limits = Limits::both(channel.min, channel.max, Some(&offer));
    let limits = limits.ok_or_else(|| quote::no_limits(call))?;
    let text = |minor| Money::new(minor, channel.currency).to_text();
    let limit = PayLimit {
        min_amount: text(limits.min),
        max_amount: text(limits.max),
        currency: channel.currency.code(),
        amount_list: limits.amounts.into_iter().map(text).collect(),
        bank_list: offer.banks,
        payid: offer.payid,
    };
    Ok(Reply::Data(serde_json::to_string(&limit).unwrap_or_default()))
}
