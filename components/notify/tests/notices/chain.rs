//! The hash chain over the audit: what a call chains, and that two calls never fork it.

use crate::common::*;
use feiqian_delivery::chain::BATCH;
use feiqian_platform::native::block_on;

const LINKS: &str = "SELECT merchant_id || ' ' || seq || ' ' || source || ' ' || audit_id FROM audit_chain ORDER BY merchant_id, seq";

fn audit(world: &World, merchant: i64, count: i64) {
    world.sql(&format!(
        "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {count})
         INSERT INTO audit_log (request_type, record_id, bill_no, merchant_id, action, new_flag, actor, user_type, trace_id,
                                created_at)
         SELECT 1, i, 'b', {merchant}, 'create', 0, '中', 'P', 't', 1 FROM n"
    ));
}

#[test]
fn a_full_call_chains_what_is_new_in_order_and_a_first_delivery_does_not() {
    let world = World::new();
    audit(&world, 1, 2);
    audit(&world, 2, 1);
    audit(&world, 1, 1);
    world.dispatch(r#"{"topics":["wallet.notice"]}"#);
    assert_eq!(world.texts(LINKS), [""; 0]);
    world.dispatch("");
    // The demo's receiving account is M003's.
    assert_eq!(world.texts(LINKS), ["1 1 1 1", "1 2 1 2", "1 3 1 4", "2 1 1 3", "3 1 2 1"]);
    audit(&world, 1, 1);
    world.sql("UPDATE receipt_banks SET status = 0");
    world.dispatch("");
    assert_eq!(world.texts(LINKS)[3..], ["1 4 1 5", "2 1 1 3", "3 1 2 1", "3 2 2 2"]);
    let broken = "SELECT count(*) FROM (SELECT prev_hash, lag(hash, 1, printf('%064d', 0))
                    OVER (PARTITION BY merchant_id ORDER BY seq) AS before FROM audit_chain) WHERE prev_hash <> before";
    assert_eq!(world.integer(broken), 0);
    assert_eq!(world.platform.faults(), [""; 0]);
}

#[test]
fn a_call_chains_at_most_500_rows_of_a_table() {
    let world = World::new();
    audit(&world, 1, BATCH + 7);
    let count = "SELECT count(*) FROM audit_chain WHERE source = 1";
    for expected in [BATCH, BATCH + 7, BATCH + 7] {
        world.dispatch("");
        assert_eq!(world.integer(count), expected);
    }
}

#[test]
fn the_chain_is_append_only_and_hangs_on_its_head() {
    let world = World::new();
    audit(&world, 1, 3);
    world.dispatch("");
    audit(&world, 1, 2);
    let head = world.text("SELECT hash FROM audit_chain WHERE merchant_id = 1 AND seq = 3");
    let hash = "f".repeat(64);
    let insert = |seq: i64, audit_id: i64, prev: &str| {
        format!("INSERT INTO audit_chain VALUES (1, {seq}, 1, {audit_id}, '{prev}', '{hash}', 1)")
    };
    for sql in [
        "DELETE FROM audit_chain".to_owned(),
        "UPDATE audit_chain SET hash = prev_hash".to_owned(),
        insert(3, 4, &head),
        insert(5, 4, &head),
        insert(4, 3, &head),
        insert(4, 4, &hash),
    ] {
        assert!(world.platform.run_batch(&sql).is_err(), "{sql}");
    }
    world.sql(&insert(4, 4, &head));
}

#[test]
fn of_dispatchers_side_by_side_one_chains_each_row() {
    let folder = tempfile::tempdir().unwrap();
    let world = World::on(feiqian_platform::Platform::on_file(folder.path().join("chain.db")));
    for _ in 0..5 {
        audit(&world, 1, 40);
        std::thread::scope(|scope| {
            for _ in 0..4 {
                scope.spawn(|| block_on(feiqian_delivery::chain::seal(&world.platform)).unwrap());
            }
        });
    }
    block_on(feiqian_delivery::chain::seal(&world.platform)).unwrap();
    assert_eq!(world.integer("SELECT count(*) FROM audit_chain WHERE merchant_id = 1"), 200);
    assert_eq!(world.integer("SELECT max(seq) FROM audit_chain WHERE merchant_id = 1"), 200);
}

/// What each query of `sql/invariants/150_audit.sql` must find.
const DAMAGE: [(&str, &str); 7] = [
    ("audit: the links", "DELETE FROM audit_chain WHERE merchant_id = 1 AND seq = 1"),
    ("audit: the links", "UPDATE audit_chain SET prev_hash = hash WHERE merchant_id = 1 AND seq = 2"),
    ("audit: a link names", "DELETE FROM audit_log WHERE id = 1"),
    ("audit: a link names", "DELETE FROM receipt_bank_audit"),
    ("audit: a link names", "UPDATE audit_log SET merchant_id = 2 WHERE id = 1"),
    ("audit: a receiving account", "UPDATE receipt_banks SET status = 0"),
    (
        "audit: an account",
        "INSERT INTO merchant_users (merchant_id, account, password_hash, role, created_at, updated_at)
         VALUES (1, 'ops', 'x', 'hub', 1, 1)",
    ),
];

#[test]
fn every_damage_is_found() {
    let queries = include_str!("../../../../sql/invariants/150_audit.sql");
    let queries =
        queries.split("\n-- ").skip(1).map(|chunk| chunk.split_once('\n').expect("a name and a query"));
    let queries: Vec<(&str, &str)> = queries.collect();
    let world = World::new();
    audit(&world, 1, 3);
    world.dispatch("");
    let broken = || {
        let is_broken = |query: &str| !world.rows(query.trim().trim_end_matches(';')).is_empty();
        queries.iter().filter(|(_, query)| is_broken(query)).map(|(name, _)| *name).collect::<Vec<_>>()
    };
    assert_eq!(broken(), [""; 0]);
    for trigger in world.texts("SELECT name FROM sqlite_schema WHERE type = 'trigger'") {
        world.sql(&format!("DROP TRIGGER {trigger}"));
    }
    world.sql("PRAGMA foreign_keys = OFF; PRAGMA ignore_check_constraints = ON");
    for (name, damage) in DAMAGE {
        world.sql(&format!("SAVEPOINT damage; {damage}"));
        assert!(broken().iter().any(|found| found.starts_with(name)), "{name} does not find {damage}");
        world.sql("ROLLBACK TO damage; RELEASE damage");
    }
    for (name, _) in &queries {
        assert!(
            DAMAGE.iter().any(|(of, _)| name.starts_with(of)),
            "nothing shows that this can fail: {name}"
        );
    }
}
