//! Notices to receivers: `GET /notices`, `GET /notices/{event_id}`. Those that wait stand in the order in which they are due,
//! all others the newest first.

use crate::filters::{Filters, condition_of, list};
use crate::members::members;
use crate::page::{List, MoneyList, Order, Source};
use crate::timeline;
use feiqian_delivery::notice::TOPICS;
use feiqian_operator::at;
use feiqian_operator::call::{Known, Reply};
use feiqian_operator::problem::Problem;
use feiqian_platform::Platform;

/// `merchant` is a number of the payee API, `customer` a user of the wallet, `kind` the topic.
const FILTERS: [&str; 9] =
    ["status", "from", "to", "merchant", "product_id", "number", "customer", "kind", "receiver"];

const STATUSES: [(&str, &str); 5] = [
    ("queued", "queued"),
    ("done", "done"),
    ("dead", "dead"),
    ("abandoned", "abandoned"),
    ("skipped", "skipped"),
];

/// Waiting, acknowledged, given up by its schedule or by an operator, or told to nobody.
macro_rules! notice_status {
    () => {
        "CASE WHEN o.state = 'dead' AND EXISTS (SELECT 1 FROM outbox_abandoned b WHERE b.event_id = o.event_id)
           THEN 'abandoned' ELSE o.state END"
    };
}
pub(crate) use notice_status;

members! {
    item, COLUMNS;
    "event_id" Text "o.event_id",
    "topic" Plain "o.topic",
    "tenant" Text "o.tenant",
    "number" Text "o.ref",
    "told" Text "o.status",
    "status" Plain notice_status!(),
    "receiver" Text "CASE o.target WHEN '' THEN NULL ELSE o.receiver END",
    "attempts" Plain "o.attempts",
    "result" Text "o.last_result",
    "created_at" Plain at!("o.created_at"),
    "next_at" Plain concat!("CASE o.state WHEN 'queued' THEN ", at!("o.next_at"), " END"),
    "done_at" Plain at!("o.done_at"),
    "resend_asked_at" Plain concat!(
        "(SELECT ", at!("r.asked_at"), " FROM outbox_resends r WHERE r.event_id = o.event_id)"
    ),
}

const ITEM: &str = concat!(item!(), ")");

const TABLES: &str = "CROSS JOIN outbox o ON o.seq = k.id";

/// One, with everything but its timeline.
pub const DETAIL: &str = concat!(
    "SELECT ",
    item!(),
    ", 'target', o.target, 'payload', json(o.payload), 'is_held', json(iif(coalesce(o.lease_until, 0) > ?2, 'true', 'false')),
       'receiver_left_alone_until', (SELECT ",
    at!("v.open_until"),
    " FROM outbox_receivers v WHERE v.receiver = o.receiver AND v.open_until > ?2))
     FROM outbox o WHERE o.event_id = ?1",
);

/// The list of a call's filters.
pub fn select(filters: &mut Filters<'_>) -> List {
    let number = filters.text("number");
    let status = filters.words("status", &STATUSES);
    let receiver = filters.text("receiver");
    let times = filters.times("created_at");
    let topics = TOPICS.map(|topic| (topic, topic));
    if let Some(topics) = filters.words("kind", &topics) {
        filters.add("o.topic IN (SELECT value FROM json_each(?))", list(&topics));
    }
    for (name, prefix) in [("merchant", "ipn.%"), ("product_id", "cashier.%"), ("customer", "wallet.%")] {
        if let Some(tenant) = filters.text(name) {
            filters.add(&format!("o.topic LIKE '{prefix}' AND o.tenant = ?"), tenant);
        }
    }
    let outbox = |order, condition: &str| Source::of(order, "outbox", "created_at", "seq", condition);
    let source = if let Some(number) = number {
        filters.conditions.extend(condition_of(&times, "o"));
        let number = filters.bind(number);
        outbox(Order::Id, &format!("ref = {number}"))
    } else if status.as_deref() == Some(&["queued"]) {
        filters.conditions.extend(condition_of(&times, "o"));
        let condition = match &receiver {
            Some(receiver) => format!("receiver = {} AND state = 'queued'", filters.bind(receiver.as_str())),
            None => "state = 'queued'".into(),
        };
        Source::of(Order::Due, "outbox", "next_at", "seq", &condition)
    } else if status
        .as_deref()
        .is_some_and(|status| status.iter().all(|s| matches!(*s, "dead" | "abandoned")))
    {
        let topics = TOPICS.map(|topic| format!("'{topic}'")).join(", ");
        outbox(Order::Id, &format!("state = 'dead' AND topic IN ({topics}){times}"))
    } else if let Some(conditions) = times.strip_prefix(" AND ") {
        outbox(Order::Time, conditions)
    } else {
        outbox(Order::Id, "1")
    };
    if let Some(receiver) = receiver {
        filters.add("o.receiver = ?", receiver);
    }
    if let Some(status) = status {
        filters.add(concat!(notice_status!(), " IN (SELECT value FROM json_each(?))"), list(&status));
    }
    List { source, tables: TABLES, item: ITEM }
}

/// `GET /notices`, and its file.
pub static LIST: MoneyList = MoneyList { name: "notices", filters: &FILTERS, select, columns: COLUMNS };

/// `GET /notices/{event_id}`
pub async fn one(known: &Known<'_>) -> Result<Reply, Problem> {
    detail(known.call.platform, known.call.part(0)).await
}

/// One notice with its attempts.
pub async fn detail(platform: &Platform, event_id: &str) -> Result<Reply, Problem> {
    let mut rows = platform.query(DETAIL, &[event_id.into(), platform.now_ms().into()]).await?;
    let body: String = rows.first_mut().ok_or(Problem::NotFound)?.take()?;
    let timeline = timeline::of_notice(platform, event_id).await?;
    Ok(timeline::with(&body, &timeline))
}
