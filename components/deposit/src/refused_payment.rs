//! What `PUT /pay` refuses of a hub's report is kept in sight (cashier.md §9.8): the money may be there.

use feiqian_cashier::{Call, Session};
use feiqian_platform::{Value, parameters, statement};

parameters! {
    struct Refused<'r> {
        merchant_id: Value,
        number: &'r str,
        reason: &'r str,
        amount: &'r str,
        currency: &'r str,
        user: &'r str,
        channel_code: &'r str,
        actor: &'r str,
        remarks: &'r str,
        /// The session's.
        account: Value,
        role: &'r str,
        client_ip: String,
        trace: &'r str,
        now: i64,
    }
}

/// A merchant may have 10 000 unresolved rows;
/// what is refused beyond is in the log only. (A limit by a parameter would have SQLite prepare the statement anew.)
const KEEP: &str = statement!(
    Refused,
    "INSERT INTO refused_payments (merchant_id, billno, record_id, reason, amount, currency, login_name,
    channel_code, actor, remarks, session_account, session_role, client_ip, trace_id, created_at, updated_at)
  SELECT :merchant_id, :number, coalesce((SELECT id FROM deposit_records WHERE merchant_id = :merchant_id AND order_sn = :number),
                          (SELECT id FROM deposit_records WHERE merchant_id = :merchant_id AND merchant_order_sn = :number)),
         :reason, :amount, :currency, :user, :channel_code, :actor, :remarks, :account, :role, :client_ip, :trace, :now, :now
   WHERE (SELECT count(*) FROM (SELECT 1 FROM refused_payments WHERE merchant_id = :merchant_id AND resolved_at IS NULL LIMIT 10000)) < 10000
  ON CONFLICT (merchant_id, billno, reason, amount, currency) DO UPDATE SET
    times = times + 1, updated_at = max(updated_at, excluded.updated_at), trace_id = excluded.trace_id"
);

/// A report as its fields have it.
pub struct Report<'r> {
    pub billno: &'r str,
    pub amount: &'r str,
    pub currency: &'r str,
    pub login_name: &'r str,
    pub channel_code: &'r str,
    pub actor: &'r str,
    pub remarks: &'r str,
    pub client_ip: String,
}

/// Why a report is refused, by the verdict of its statement; `None` for what is refused because of its form.
pub fn reason(verdict: &str) -> Option<&'static str> {
    Some(match verdict {
        "billno_exists" => "unknown_order",
        "currency_in" => "currency",
        "login_name_in" => "customer",
        "orderType_in" => "channel",
        "amount_in" => "amount",
        "wrong_state" => "closed_order",
        _ => return None,
    })
}

/// Keeps a report. A failure to do so changes nothing in the answer: the report is refused either way, and is logged.
pub async fn keep(call: &Call<'_>, session: &Session, reason: &str, report: Report<'_>) {
    let refused = Refused {
        merchant_id: session.merchant_id(),
        number: report.billno,
        reason,
        amount: report.amount,
        currency: report.currency,
        user: report.login_name,
        channel_code: report.channel_code,
        actor: report.actor,
        remarks: report.remarks,
        account: session.account(),
        role: session.role.name(),
        client_ip: report.client_ip,
        trace: &call.request.id,
        now: call.platform.now_ms(),
    };
    if let Err(error) = call.platform.command(KEEP, &refused.values()).await {
        call.platform.log_fault(&call.request.id, &format!("refused payment: {error}"));
    }
}
