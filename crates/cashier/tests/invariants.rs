//! Every query of `sql/invariants/110_cashier_orders.sql` holds on sound orders and finds the damage it is there for.

mod common;

use feiqian_platform::Platform;
use feiqian_platform::native::block_on;

/// What each invariant must find, by its name; done with all triggers and checks out of the way.
const DAMAGE: [(&str, &str); 33] = [
    ("cashier 1: the status of a deposit", "UPDATE deposit_records SET status = -1 WHERE id = 1"),
    ("cashier 1: the status of a deposit", "DELETE FROM audit_log WHERE request_type = 1 AND record_id = 1"),
    ("cashier 1: the status of a withdrawal", "UPDATE withdraw_records SET status = 1 WHERE id = 1"),
    ("cashier 2: audit rows form a chain", "UPDATE audit_log SET old_flag = 0 WHERE old_flag IS NULL AND record_id = 1"),
    ("cashier 2: audit rows form a chain", "UPDATE audit_log SET old_flag = -1 WHERE new_flag = 2 AND old_flag = 0"),
    ("cashier 2: an audit row names", "UPDATE audit_log SET bill_no = 'x' WHERE id = 1"),
    ("cashier 2: an audit row names", "UPDATE audit_log SET merchant_id = 2 WHERE request_type = 2"),
    ("cashier 2: an audit row names", "UPDATE audit_log SET record_id = 99 WHERE id = 2"),
    ("cashier 3:", "INSERT INTO audit_log SELECT NULL, request_type, record_id, bill_no, merchant_id, action, old_flag, new_flag,
        actor, user_type, remarks, ip_address, trace_id, created_at, '', '', '' FROM audit_log WHERE new_flag = 2"),
    ("cashier 4:", "UPDATE deposit_records SET status = 0 WHERE id = 3"),
    ("cashier 4:", "UPDATE deposit_records SET status = 4 WHERE id = 1"),
    ("cashier 4:", "UPDATE deposit_records SET status = 0 WHERE id = 11"),
    ("cashier 4:", "UPDATE deposit_records SET order_sn = 'x' WHERE id = 11"),
    ("cashier 4:", "UPDATE deposit_records SET currency = 'USD' WHERE id = 11"),
    ("cashier 5: every paid deposit", "DELETE FROM outbox WHERE topic = 'cashier.deposit'"),
    ("cashier 5: every paid deposit", "DELETE FROM outbox WHERE topic = 'cashier.withdraw' AND status = '-1'"),
    ("cashier 5: no notification", "UPDATE outbox SET status = '-3' WHERE seq = 1"),
    ("cashier 5: no notification", "UPDATE outbox SET tenant = '2' WHERE topic = 'cashier.withdraw'"),
    ("cashier 6: no deposit", "UPDATE deposit_records SET customer_id = 2 WHERE id = 1"),
    ("cashier 6: no deposit", "UPDATE deposit_records SET merchant_id = 3 WHERE id = 1"),
    ("cashier 6: no withdrawal", "UPDATE withdraw_records SET channel_id = 2 WHERE id = 1"),
    ("cashier 6: no withdrawal", "UPDATE withdraw_records SET customer_bank_id = 2 WHERE id = 1"),
    ("cashier 7:", "UPDATE deposit_records SET paid_amount = 1 WHERE id = 2"),
    ("cashier 8:", "UPDATE deposit_records SET upstream_state = 'failed' WHERE id = 1"),
    ("cashier 9:", "UPDATE withdraw_records SET bank_account_no = '' WHERE id = 1"),
    ("cashier 10:", "UPDATE merchants SET password_hash = 'demo-pass-0001' WHERE id = 1"),
    ("cashier: a quote", "INSERT INTO pay_quotes (customer_id, channel_id, payid, min_amount, max_amount, created_at, expires_at)
        SELECT 1, channel_id, 'p', 0, 0, 1, 2 FROM deposit_records WHERE id = 6;
        UPDATE deposit_records SET payid = 'p' WHERE id = 6"),
    ("cashier: a bill number", "UPDATE withdraw_records SET billno = 'M001-2601020304051000001W1a001' WHERE id = 1"),
    ("outbox: a skipped row", "UPDATE outbox SET state = 'skipped', target = '', attempts = 1 WHERE seq = 1"),
    ("outbox: a row is skipped", "UPDATE outbox SET state = 'skipped' WHERE seq = 1"),
    ("outbox: the attempts", "UPDATE outbox SET attempts = 1 WHERE seq = 1"),
    ("outbox: what is done", "UPDATE outbox SET state = 'done' WHERE seq = 1"),
    ("outbox: an event id", "UPDATE outbox SET event_id = upper(event_id)"),
];

/// The queries of the file by the line before each.
fn invariants() -> Vec<(String, String)> {
    const FILE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../sql/invariants/110_cashier_orders.sql");
    let text = std::fs::read_to_string(FILE).expect("the invariants");
    let mut queries = Vec::new();
    let (mut name, mut query) = (String::new(), String::new());
    for line in text.lines() {
        match line.strip_prefix("-- ") {
            Some(comment) => name = comment.to_owned(),
            None => query = query + line + "\n",
        }
        if line.ends_with(';') {
            queries.push((name.clone(), std::mem::take(&mut query)));
        }
    }
    queries
}

/// The names of the invariants that are broken.
fn broken(platform: &Platform) -> Vec<String> {
    let is_broken = |query: &str| {
        let rows = block_on(platform.query(query.trim().trim_end_matches(';'), &[]));
        !rows.unwrap_or_else(|error| panic!("{query}: {error}")).is_empty()
    };
    invariants().into_iter().filter(|(_, query)| is_broken(query)).map(|(name, _)| name).collect()
}

#[test]
fn sound_orders_break_none() {
    assert_eq!(broken(&common::platform()), [""; 0]);
}

#[test]
fn every_damage_is_found() {
    let platform = common::platform();
    let triggers = common::texts(&platform, "SELECT name FROM sqlite_schema WHERE type = 'trigger'");
    assert!(common::integers(&platform, "SELECT count(*) FROM outbox")[0] > 0);
    for trigger in triggers {
        platform.run_batch(&format!("DROP TRIGGER {trigger}")).expect("a trigger");
    }
    platform.run_batch("PRAGMA foreign_keys = OFF; PRAGMA ignore_check_constraints = ON").expect("pragmas");
    for (name, damage) in DAMAGE {
        platform
            .run_batch(&format!("SAVEPOINT damage; {damage}"))
            .unwrap_or_else(|error| panic!("{damage}: {error}"));
        let found = broken(&platform);
        assert!(
            found.iter().any(|found| found.starts_with(name)),
            "{name} does not find {damage}: {found:?}"
        );
        platform.run_batch("ROLLBACK TO damage; RELEASE damage").expect("taken back");
        assert_eq!(broken(&platform), [""; 0]);
    }
    for (name, _) in invariants() {
        assert!(
            DAMAGE.iter().any(|(of, _)| name.starts_with(of)),
            "nothing shows that this can fail: {name}"
        );
    }
}
