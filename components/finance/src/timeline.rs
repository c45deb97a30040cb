//! What happened to a thing, the oldest first: changes of its state, entries of books, notices with their attempts, and what
//! operators did.

use feiqian_operator::at;
use feiqian_operator::call::{Reply, with_member};
use feiqian_operator::problem::Problem;
use feiqian_platform::{Platform, Value};

/// At most so many entries, of which the newest are kept.
const ENTRIES: &str = " ORDER BY at DESC, part DESC, n DESC LIMIT 5000) ORDER BY at, part, n)";

const BEGIN: &str =
    "SELECT json_group_array(json(item)) FROM (SELECT item FROM (SELECT at, part, n, item FROM (";

/// The columns of an attempt `a` to deliver a notice.
macro_rules! attempt {
    () => {
        concat!(
            "a.started_at AS at, 3 AS part, a.attempt AS n, json_object('at', ",
            at!("a.started_at"),
            ", 'event', 'attempt', 'event_id', a.event_id, 'attempt', a.attempt, 'by_hand', json(iif(a.manual, 'true', 'false')),
               'outcome', a.outcome, 'result', a.result, 'answer', a.answer, 'duration_ms', a.duration_ms, 'next_at', ",
            at!("a.next_at"),
            ") AS item"
        )
    };
}

/// Notices of `?3` whose topic begins with `?4`, their attempts.
macro_rules! notices {
    () => {
        concat!(
            " UNION ALL SELECT created_at, 2, seq, json_object('at', ",
            at!("created_at"),
            ", 'event', 'notice', 'event_id', event_id, 'topic', topic, 'told', status, 'status', CASE WHEN state = 'dead'
               AND EXISTS (SELECT 1 FROM outbox_abandoned b WHERE b.event_id = outbox.event_id) THEN 'abandoned' ELSE state END)
             FROM outbox WHERE ref = ?3 AND substr(topic, 1, length(?4)) = ?4
            UNION ALL SELECT ",
            attempt!(),
            " FROM outbox o JOIN outbox_attempts a ON a.event_id = o.event_id
             WHERE o.ref = ?3 AND substr(o.topic, 1, length(?4)) = ?4"
        )
    };
}

/// What operators did to the thing of a resource and a key.
macro_rules! desk {
    ($resource:literal, $key:literal) => {
        concat!(
            " UNION ALL SELECT created_at, 0, id, json_object('at', ",
            at!("created_at"),
            ", 'event', 'desk', 'action', action, 'operator', operator, 'role', role, 'address', client_ip, 'trace_id', trace_id,
               'before', json(old_body), 'after', json(new_body))
             FROM admin_audit WHERE resource = ",
            $resource,
            " AND key = ",
            $key
        )
    };
}

macro_rules! flag {
    ($flag:literal) => {
        concat!(
            "CASE WHEN ?1 = 1 THEN CASE ",
            $flag,
            " WHEN 0 THEN 'open' WHEN 2 THEN 'paid' WHEN 4 THEN 'made_up' WHEN -1 THEN 'failed' WHEN -3 THEN 'discarded' END
               ELSE CASE ",
            $flag,
            " WHEN 0 THEN 'open' WHEN 1 THEN 'approved' WHEN 2 THEN 'paid' WHEN -1 THEN 'refused' END END"
        )
    };
}

/// `?1` 1 for a deposit, 2 for a withdrawal, `?2` its id, `?3` its number, `?4` its topics, `?5` its resource.
const OF_ORDER: &str = concat!(
    "SELECT created_at AS at, 1 AS part, id AS n, json_object('at', ",
    at!("created_at"),
    ", 'event', 'change', 'action', action, 'from', ",
    flag!("old_flag"),
    ", 'to', ",
    flag!("new_flag"),
    ", 'by', CASE user_type WHEN 'P' THEN 'product' WHEN 'S' THEN 'system' WHEN 'M' THEN 'merchant' WHEN 'C' THEN 'customer'
         WHEN 'U' THEN 'service' ELSE 'treasury' END, 'actor', actor, 'account', session_account, 'role', session_role,
       'address', client_ip, 'remarks', remarks, 'trace_id', trace_id) AS item
     FROM audit_log WHERE request_type = ?1 AND record_id = ?2",
    notices!(),
    desk!("?5", "?3"),
);

/// `?1` the application, `?3` its number, `?4` its topics.
const OF_APPLICATION: &str = concat!(
    "SELECT created_at AS at, 1 AS part, id AS n, json_object('at', ",
    at!("created_at"),
    ", 'event', 'change', 'action', CASE change_type WHEN 10 THEN 'freeze' WHEN 11 THEN 'deduct' ELSE 'refund' END,
       'available', printf('%s%d.%02d', iif(change_available_amount < 0, '-', ''), abs(change_available_amount) / 100,
                           abs(change_available_amount) % 100),
       'frozen', printf('%s%d.%02d', iif(change_freeze_amount < 0, '-', ''), abs(change_freeze_amount) / 100,
                        abs(change_freeze_amount) % 100), 'operator_id', operator_id) AS item
     FROM user_wallet_logs WHERE user_wallet_cash_id = ?1",
    notices!(),
    desk!("'wallet_application'", "?2"),
    desk!("'wallet_payout'", "?3"),
);

/// `?1` the payout's number twice, as `?3`; `?4` its topics.
const OF_PAYEE_PAYOUT: &str = concat!(
    "SELECT created_at AS at, 1 AS part, posting_id AS n, json_object('at', ",
    at!("created_at"),
    ", 'event', 'change', 'action', lower(kind), 'from', lower(from_kind), 'to', lower(to_kind), 'minor', amount) AS item
     FROM payee_posting WHERE transaction_no = ?1",
    notices!(),
    desk!("?2", "?3"),
);

/// Of one event: `?1` the event twice, as `?3`; `?4` is not read.
const OF_NOTICE: &str = concat!(
    "SELECT ",
    attempt!(),
    " FROM outbox_attempts a WHERE a.event_id = ?1",
    desk!("?2", "?1"),
    desk!("'test_notice'", "?1"),
);

/// Of one refused payment: `?1` its id, `?2` its resource.
const OF_REFUSED: &str =
    concat!("SELECT 0 AS at, 0 AS part, 0 AS n, '{}' AS item WHERE 0", desk!("?2", "?1"),);

fn statement(sql: &str) -> String {
    [BEGIN, sql, ")", ENTRIES].concat()
}

/// Every statement, for the test of their plans.
pub fn statements() -> Vec<String> {
    [OF_ORDER, OF_APPLICATION, OF_PAYEE_PAYOUT, OF_NOTICE, OF_REFUSED].map(statement).into()
}

async fn read(platform: &Platform, sql: &str, values: &[Value]) -> Result<String, Problem> {
    Ok(platform.query_row(&statement(sql), values).await?.take()?)
}

/// Of an order of the cashier.
pub async fn of_order(
    platform: &Platform,
    request_type: i64,
    id: i64,
    topics: &str,
    number: &str,
    resource: &str,
) -> Result<String, Problem> {
    let values = [request_type.into(), id.into(), number.into(), topics.into(), resource.into()];
    read(platform, OF_ORDER, &values).await
}

/// Of an application of the wallet.
pub async fn of_application(platform: &Platform, id: i64, number: &str) -> Result<String, Problem> {
    let values = [id.into(), id.to_string().into(), number.into(), "wallet.".into()];
    read(platform, OF_APPLICATION, &values).await
}

/// Of a payee's payout.
pub async fn of_payee_payout(platform: &Platform, number: &str) -> Result<String, Problem> {
    let values = [number.into(), "payee_payout".into(), number.into(), "ipn.payout".into()];
    read(platform, OF_PAYEE_PAYOUT, &values).await
}

/// Of a notice.
pub async fn of_notice(platform: &Platform, event_id: &str) -> Result<String, Problem> {
    read(platform, OF_NOTICE, &[event_id.into(), "notice".into()]).await
}

/// Of a refused payment.
pub async fn of_refused_payment(platform: &Platform, id: &str) -> Result<String, Problem> {
    read(platform, OF_REFUSED, &[id.into(), "refused_payment".into()]).await
}

/// A detail with its timeline.
pub fn with(body: &str, timeline: &str) -> Reply {
    Reply::ok(with_member(body, "timeline", timeline))
}
