//! What is counted in the database, and how. A table that grows is read by an index or by the end of its primary key, and
//! no further than [`LIMIT`] rows a number.
//!
//! Nothing is kept up for it: no counter is written by a command. So what is over is not counted in full but among the
//! last thousand rows of its table.

/// How far is counted: a number that reaches it stands for that many or more.
pub(super) const LIMIT: i64 = 10_000;

/// A metric with all its samples.
pub(super) struct Family {
    pub(super) name: &'static str,
    pub(super) kind: &'static str,
    pub(super) help: &'static str,
    /// None, one or two.
    pub(super) labels: &'static [&'static str],
    /// Labels that have a sample in any case.
    pub(super) known: &'static [(&'static str, &'static str)],
    /// Statements with the columns first label, second label, number. `?1` now, `?2` the limit, `?3` attempts that a login
    /// window holds.
    pub(super) sql: &'static [&'static str],
}

const GAUGE: &str = "gauge";
const COUNTER: &str = "counter";

const TOPICS: &[(&str, &str)] = &[
    ("cashier.deposit", ""),
    ("cashier.withdraw", ""),
    ("ipn.account", ""),
    ("ipn.payout", ""),
    ("wallet.notice", ""),
];

const JOBS: &[(&str, &str)] = &[
    ("wallet", "none"),
    ("wallet", "processing"),
    ("wallet", "unknown"),
    ("wallet", "conflict"),
    ("payee", "none"),
    ("payee", "processing"),
    ("payee", "unknown"),
    ("payee", "conflict"),
];

/// The open orders of the withdrawals in one state.
macro_rules! open_withdrawals {
    ($name:literal, $status:literal) => {
        concat!(
            "SELECT 'withdrawal', '",
            $name,
            "', count(*) FROM (SELECT 1 FROM merchants m CROSS JOIN withdraw_records w
              WHERE w.merchant_id = m.id AND w.status = ",
            $status,
            " LIMIT ?2)"
        )
    };
}

/// The wallet's applications in one state.
macro_rules! open_applications {
    ($name:literal, $status:literal) => {
        concat!(
            "SELECT 'wallet', '",
            $name,
            "', count(*) FROM (SELECT 1 FROM user_wallet_cash WHERE cash_status = ",
            $status,
            " LIMIT ?2)"
        )
    };
}

/// The states of the last thousand rows of a table.
macro_rules! recent {
    ($part:literal, $table:literal, $state:literal) => {
        concat!(
            "SELECT '",
            $part,
            "', ",
            $state,
            ", count(*) FROM ",
            $table,
            " WHERE rowid > (SELECT max(rowid) FROM ",
            $table,
            ") - 1000 GROUP BY 2"
        )
    };
}

/// How long the oldest audit row of a table has waited for its link, in milliseconds.
macro_rules! oldest_unchained {
    ($table:literal, $source:literal) => {
        concat!(
            "(SELECT ?1 - created_at FROM ",
            $table,
            " WHERE id > (SELECT coalesce(max(audit_id), 0) FROM audit_chain WHERE source = ",
            $source,
            ") ORDER BY id LIMIT 1)"
        )
    };
}

/// How many audit rows of a table have no link yet.
macro_rules! unchained {
    ($table:literal, $source:literal) => {
        concat!(
            "SELECT '",
            $table,
            "', '', (SELECT coalesce(max(id), 0) FROM ",
            $table,
            ") - (SELECT coalesce(max(audit_id), 0) FROM audit_chain WHERE source = ",
            $source,
            ")"
        )
    };
}

pub(super) const FAMILIES: &[Family] = &[
    Family {
        name: "feiqian_schema_version",
        kind: GAUGE,
        help: "The last migration that the database has had.",
        labels: &[],
        known: &[],
        sql: &["SELECT '', '', max(version) FROM schema_migrations"],
    },
    Family {
        name: "feiqian_orders_created_total",
        kind: COUNTER,
        help: "Orders ever created, by part.",
        labels: &["part"],
        known: &[],
        sql: &[
            "SELECT 'deposit', '', coalesce(max(id), 0) FROM deposit_records",
            "SELECT 'withdrawal', '', coalesce(max(id), 0) FROM withdraw_records",
            "SELECT 'wallet', '', coalesce(max(id), 0) FROM user_wallet_cash",
            "SELECT 'payee', '', coalesce(max(rowid), 0) FROM payee_payout",
        ],
    },
    Family {
        name: "feiqian_orders_open",
        kind: GAUGE,
        help: "Orders that are not over, by part and state; counted up to 10000.",
        labels: &["part", "state"],
        known: &[("payee", "pending"), ("payee", "onhold"), ("payee", "unclaimed")],
        sql: &[
            "SELECT 'deposit', 'created', count(*) FROM (SELECT 1 FROM deposit_records WHERE status = 0 LIMIT ?2)",
            open_withdrawals!("created", "0"),
            open_withdrawals!("approved", "1"),
            open_applications!("submitted", "1"),
            open_applications!("approved", "2"),
            open_applications!("paying", "4"),
            "SELECT 'payee', status, count(*) FROM (
               SELECT status FROM payee_payout WHERE status IN ('pending', 'onhold', 'unclaimed') LIMIT ?2)
              GROUP BY status",
        ],
    },
    Family {
        name: "feiqian_orders_recent",
        kind: GAUGE,
        help: "States of the last 1000 orders that were created, by part.",
        labels: &["part", "state"],
        known: &[
            ("deposit", "created"),
            ("deposit", "paid"),
            ("deposit", "failed"),
            ("withdrawal", "created"),
            ("withdrawal", "paid"),
            ("withdrawal", "failed"),
            ("wallet", "paid"),
            ("wallet", "failed"),
            ("payee", "success"),
            ("payee", "failed"),
        ],
        sql: &[
            recent!(
                "deposit",
                "deposit_records",
                "CASE status WHEN 0 THEN 'created' WHEN 2 THEN 'paid' WHEN 4 THEN 'made_up' WHEN -3 THEN 'discarded'
                             ELSE 'failed' END"
            ),
            recent!(
                "withdrawal",
                "withdraw_records",
                "CASE status WHEN 0 THEN 'created' WHEN 1 THEN 'approved' WHEN 2 THEN 'paid' ELSE 'failed' END"
            ),
            recent!(
                "wallet",
                "user_wallet_cash",
                "CASE cash_status WHEN 1 THEN 'submitted' WHEN 2 THEN 'approved' WHEN 3 THEN 'refused'
                                  WHEN 4 THEN 'paying' WHEN 5 THEN 'paid' ELSE 'failed' END"
            ),
            recent!("payee", "payee_payout", "status"),
        ],
    },
    Family {
        name: "feiqian_outbox_queued",
        kind: GAUGE,
        help: "Events that wait for delivery, by topic; the 10000 that are due first.",
        labels: &["topic"],
        known: TOPICS,
        sql: &["SELECT topic, '', count(*) FROM queued GROUP BY topic"],
    },
    Family {
        name: "feiqian_outbox_oldest_due_seconds",
        kind: GAUGE,
        help: "How long the oldest due event has been due, by topic; 0 if none is.",
        labels: &["topic"],
        known: TOPICS,
        sql: &["SELECT topic, '', max(0, (?1 - min(next_at)) / 1000) FROM queued GROUP BY topic"],
    },
    Family {
        name: "feiqian_outbox_dead",
        kind: GAUGE,
        help: "Events that were given up, by topic; counted up to 10000.",
        labels: &["topic"],
        known: TOPICS,
        sql: &["SELECT topic, '', count(*) FROM (SELECT topic FROM outbox
                WHERE state = 'dead' AND topic <> 'cashier.test' LIMIT ?2) GROUP BY topic"],
    },
    Family {
        name: "feiqian_receivers_left_alone",
        kind: GAUGE,
        help: "Receivers that failed ten times in a row and are tried once in a while only; counted up to 10000.",
        labels: &[],
        known: &[],
        sql: &["SELECT '', '', count(*) FROM (SELECT 1 FROM outbox_receivers
                  WHERE updated_at > ?1 - 172800000 AND opened_at IS NOT NULL LIMIT ?2)"],
    },
    Family {
        name: "feiqian_payout_jobs_open",
        kind: GAUGE,
        help: "Payout jobs that are not over, by kind and last outcome; the 10000 that are due first.",
        labels: &["kind", "outcome"],
        known: JOBS,
        sql: &["SELECT kind, coalesce(last_outcome, 'none'), count(*) FROM (
                  SELECT kind, last_outcome FROM payout_jobs WHERE state = 'open' ORDER BY next_attempt_at LIMIT ?2)
                 GROUP BY 1, 2"],
    },
    Family {
        name: "feiqian_payout_jobs_recent",
        kind: GAUGE,
        help: "Outcomes of the last 1000 payout jobs that were created.",
        labels: &["kind", "outcome"],
        known: &[],
        sql: &["SELECT kind, coalesce(last_outcome, 'none'), count(*) FROM payout_jobs
                 WHERE rowid > (SELECT max(rowid) FROM payout_jobs) - 1000 GROUP BY 1, 2"],
    },
    Family {
        name: "feiqian_login_attempts",
        kind: GAUGE,
        help: "Sign-ins tried in the windows of the last minute, of at most 10000 addresses.",
        labels: &[],
        known: &[],
        sql: &["SELECT '', '', coalesce(sum(attempts), 0) FROM (SELECT attempts FROM login_windows
                  WHERE window_start > ?1 - 60000 AND pid = '' AND ip <> '#' LIMIT ?2)"],
    },
    Family {
        name: "feiqian_logins_limited",
        kind: GAUGE,
        help: "Addresses that are refused for the rest of their minute, and accounts that must wait after each attempt; \
               each counted up to 10000.",
        labels: &["by"],
        known: &[],
        sql: &[
            "SELECT 'address', '', count(*) FROM (SELECT 1 FROM login_windows
              WHERE window_start > ?1 - 60000 AND ip NOT GLOB '[@#]*' AND attempts >= ?3 * iif(pid = '', 3, 1) LIMIT ?2)",
            "SELECT 'account', '', count(*) FROM (SELECT 1 FROM login_windows
              WHERE window_start > ?1 - 600000 AND ip GLOB '@*' AND attempts >= ?3 LIMIT ?2)",
        ],
    },
    Family {
        name: "feiqian_refused_payments_open",
        kind: GAUGE,
        help: "Payments that hubs reported, that fit no open order, and that nobody has dealt with, by reason; counted up to \
               10000.",
        labels: &["reason"],
        known: &[
            ("unknown_order", ""),
            ("currency", ""),
            ("customer", ""),
            ("channel", ""),
            ("amount", ""),
            ("closed_order", ""),
        ],
        sql: &["SELECT reason, '', count(*) FROM (SELECT reason FROM refused_payments WHERE resolved_at IS NULL LIMIT ?2)
                 GROUP BY reason"],
    },
    Family {
        name: "feiqian_audit_unchained",
        kind: GAUGE,
        help: "Audit rows that have no link in their merchant's chain yet, by table.",
        labels: &["table"],
        known: &[],
        sql: &[unchained!("audit_log", "1"), unchained!("receipt_bank_audit", "2")],
    },
    Family {
        name: "feiqian_audit_oldest_unchained_seconds",
        kind: GAUGE,
        help: "How long the oldest of them has waited: full calls of the dispatcher chain them.",
        labels: &[],
        known: &[],
        sql: &[concat!(
            "SELECT '', '', max(0, coalesce(",
            oldest_unchained!("audit_log", "1"),
            ", 0), coalesce(",
            oldest_unchained!("receipt_bank_audit", "2"),
            ", 0)) / 1000"
        )],
    },
    Family {
        name: "feiqian_sweep_overdue_seconds",
        kind: GAUGE,
        help: "How long ago the oldest row expired that the dispatcher has not swept.",
        labels: &[],
        known: &[],
        sql: &["SELECT '', '', max(0, ?1 - min(
                  coalesce((SELECT min(expires_at) FROM nonces), ?1), coalesce((SELECT min(expires_at) FROM pay_quotes), ?1),
                  coalesce((SELECT min(expires_at) FROM idempotency_keys), ?1),
                  coalesce((SELECT min(expires_at) FROM payee_nonce), ?1))) / 1000"],
    },
];
