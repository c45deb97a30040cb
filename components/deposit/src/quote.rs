//! A hub's offer to a customer: asked for, kept for a while (cashier.md §5, Quotes).

use crate::context::{Channel, Kind, Payer};
use crate::provider::{Failed, Hub, Offer, online, redirect, transfer};
use crate::variables::Variables;
use feiqian_cashier::{Call, Failure};
use feiqian_platform::{parameters, statement};

parameters! {
    struct Quote<'q> {
        customer_id: i64,
        channel_id: i64,
        payid: Option<&'q str>,
        min: i64,
        max: i64,
        amounts: String,
        banks: String,
        now: i64,
        expires_at: i64,
    }
}

/// A hub may offer a payid again, to the same customer and before it is used; anything else is no row.
const KEEP: &str = statement!(
    Quote,
    "INSERT INTO pay_quotes (customer_id, channel_id, payid, min_amount, max_amount, amount_list, bank_list,
                        created_at, expires_at)
    VALUES (:customer_id, :channel_id, :payid, :min, :max, :amounts, :banks, :now, :expires_at)
    ON CONFLICT (channel_id, payid) DO UPDATE SET min_amount = excluded.min_amount, max_amount = excluded.max_amount,
        amount_list = excluded.amount_list, bank_list = excluded.bank_list, created_at = excluded.created_at,
        expires_at = excluded.expires_at
      WHERE customer_id = excluded.customer_id AND used = 0
        AND NOT EXISTS (SELECT 1 FROM deposit_records d WHERE d.channel_id = :channel_id AND d.payid = :payid)
    RETURNING 1"
);

/// The hub of a payer's channel, for the time of a request.
pub fn hub<'h>(call: &Call<'h>, payer: &'h Payer, channel: &'h Channel, variables: &Variables) -> Hub<'h> {
    Hub {
        platform: call.platform,
        merchant: &channel.merchant,
        customer: &payer.customer,
        timeout_ms: variables.upstream_timeout_ms,
        traceparent: call.request.traceparent.as_deref(),
    }
}

/// Asks the hub for an offer and keeps it.
///
/// # Errors
/// 500 with the hub's message if there is none.
pub async fn fetch(
    call: &Call<'_>,
    payer: &Payer,
    channel: &Channel,
    code: &str,
    variables: &Variables,
) -> Result<Offer, Failure> {
    let hub = hub(call, payer, channel, variables);
    let offer = match channel.kind {
        Kind::Online => online::first(&hub, code, channel.currency).await,
        Kind::Redirect => redirect::limits(&hub, &channel.method, channel.currency).await,
        Kind::Transfer | Kind::Local => transfer::banks(&hub, channel.currency).await,
    };
    let offer = offer.map_err(|failed| refused(call, failed))?;
    let json = serde_json::Result::<String>::unwrap_or_default;
    let now_ms = call.platform.now_ms();
    let quote = Quote {
        customer_id: payer.customer_id,
        channel_id: channel.id,
        payid: offer.payid.as_deref(),
        min: offer.min,
        max: offer.max,
        amounts: json(serde_json::to_string(&offer.amounts)),
        banks: json(serde_json::to_string(&offer.banks)),
        now: now_ms,
        expires_at: now_ms + variables.quote_ttl_ms,
    };
    if call.platform.command(KEEP, &quote.values()).await?.is_empty() {
        return Err(refused(call, Failed::because("payid is another customer's or used")));
    }
    Ok(offer)
}

/// The answer to a failed call, whose reason goes to the log: it holds no data.
pub fn refused(call: &Call<'_>, failed: Failed) -> Failure {
    call.platform.log_fault(&call.request.id, &format!("upstream: {}", failed.reason));
    let message = Some(failed.message).filter(|message| !message.is_empty());
    Failure::Upstream { message, replay: false }
}

/// The answer if the limits of channel and hub leave no amount.
pub fn no_limits(call: &Call<'_>) -> Failure {
    refused(call, Failed::because("the limits leave no amount"))
}
