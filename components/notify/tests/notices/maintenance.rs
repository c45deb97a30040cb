//! What a call tidies, besides sending.

use crate::common::*;

const BATCH: i64 = 500;

/// `count` rows of each table that ends, at `end_ms`, and a login window that began then.
fn fill(world: &World, count: i64, end_ms: i64, mark: &str) {
    world.sql(&format!(
        "CREATE TEMP TABLE IF NOT EXISTS n (i INTEGER) STRICT; DELETE FROM n;
         WITH RECURSIVE c (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM c WHERE i < {count}) INSERT INTO n SELECT i FROM c;
         INSERT INTO nonces SELECT 1, '{mark}' || i, {end_ms} FROM n;
         INSERT INTO login_windows SELECT '{mark}' || i, '', {end_ms} - 60000, 1 FROM n;
         INSERT INTO pay_quotes (customer_id, channel_id, payid, min_amount, max_amount, created_at, expires_at)
           SELECT 1, 1, '{mark}' || i, 1, 2, 1, {end_ms} FROM n;
         INSERT INTO idempotency_keys (user_id, endpoint, idem_key, request_hash, resource_id, created_at, expires_at)
           SELECT 1, 'x', '{mark}' || i, '', 1, 1, {end_ms} FROM n;
         INSERT INTO payee_request (merchant_no, kind, key, path, hash, created_at, expires_at)
           SELECT '900001', 'SIGN', '{mark}' || i, '/', x'00', 1, {end_ms} FROM n;
         INSERT INTO payee_nonce (merchant_no, nonce, expires_at) SELECT '900001', '{mark}' || i, {end_ms} FROM n;"
    ));
}

fn counts(world: &World) -> Vec<i64> {
    ["nonces", "login_windows", "pay_quotes", "idempotency_keys", "payee_request", "payee_nonce"]
        .map(|table| world.integer(&format!("SELECT count(*) FROM {table}")))
        .to_vec()
}

#[test]
fn what_has_expired_is_deleted_500_of_a_kind_a_call() {
    let world = World::new();
    fill(&world, 2 * BATCH + 1, NOW_MS, "old");
    fill(&world, 3, NOW_MS + 1, "new");
    for left in [BATCH + 4, 4, 3, 3] {
        world.dispatch("");
        assert_eq!(counts(&world), [left; 6]);
    }
    assert_eq!(world.integer("SELECT count(*) FROM nonces WHERE nonce LIKE 'new%'"), 3);
    world.after(1);
    world.dispatch(r#"{"topics":["wallet.payout"]}"#);
    assert_eq!(counts(&world), [0; 6]);
}

#[test]
fn a_call_with_nothing_to_do_asks_little() {
    let world = World::new();
    // The demo data's receiving account is chained once.
    world.dispatch("");
    let before = world.platform.statements();
    world.dispatch("");
    // What is due for maintenance, what operators have asked for, the claim, what is left, and how long the log of writes is.
    assert_eq!(world.platform.statements() - before, 5);
}

/// Deposits from `from` on that wait for their hub since `created_ms`.
fn pend(world: &World, from: i64, count: i64, created_ms: i64) {
    world.sql(&format!(
        "WITH RECURSIVE n (i) AS (SELECT {from} UNION ALL SELECT i + 1 FROM n WHERE i < {from} + {count} - 1)
         INSERT INTO deposit_records (id, product_id, merchant_id, customer_id, channel_id, deposit_channel_code, currency,
                                      amount, order_sn, upstream_state, change_action, change_actor, change_user_type,
                                      change_trace, created_at, updated_at)
         SELECT i, 1, 1, 1, h.id, h.code, 'CNY', 30000, printf('M0012601020304051000001D1a%04d', i), 'pending', 'create',
                'product:1', 'P', 't', {created_ms}, {created_ms}
           FROM n JOIN deposit_channels h ON h.product_id = 1 AND h.code = '6' ORDER BY i;"
    ));
}

#[test]
fn orders_whose_hub_never_answered_are_closed_and_told() {
    let world = World::new();
    pend(&world, 1, 1, NOW_MS - 60_000);
    pend(&world, 2, 1, NOW_MS - 59_999);
    // Paid while its hub's answer was awaited: it stays paid.
    pend(&world, 3, 1, NOW_MS - 90_000);
    world.sql(
        "UPDATE deposit_records SET status = 2, paid_amount = amount, paid_at = 2, change_action = 'callback',
                change_actor = 'ops', change_user_type = 'M', updated_at = 2 WHERE id = 3",
    );
    assert_eq!(world.dispatch("")[..2], [2, 2]);
    let shown = "SELECT id || ' ' || status || ' ' || upstream_state || ' ' || coalesce(response_code, '') || ' '
                     || coalesce(response_json, '') || ' ' || change_action || ' ' || change_user_type FROM deposit_records ORDER BY id";
    assert_eq!(
        world.texts(shown),
        ["1 -1 failed 500 [] expire S", "2 0 pending   create P", "3 2 failed 500 [] callback M"]
    );
    let audited = "SELECT record_id || ' ' || action || ' ' || actor || ' ' || old_flag || ' ' || new_flag
                     FROM audit_log WHERE action = 'expire'";
    assert_eq!(world.texts(audited), ["1 expire system 0 -1"]);
    let told = "SELECT ref || ' ' || status || ' ' || state || ' ' || json_extract(payload, '$.status') FROM outbox ORDER BY ref";
    assert_eq!(
        world.texts(told),
        ["M0012601020304051000001D1a0001 -1 done -1", "M0012601020304051000001D1a0003 2 done 2"]
    );
    assert_eq!(world.sent().len(), 2, "in the same call");
    world.after(1);
    assert_eq!(world.dispatch("")[..2], [1, 1]);
    world.check_invariants(&["cashier", "outbox"]);
}

#[test]
fn at_most_500_orders_are_closed_a_call() {
    let world = World::new();
    pend(&world, 1, BATCH + 30, NOW_MS - 61_000);
    let open = "SELECT count(*) FROM deposit_records WHERE status = 0";
    world.dispatch("");
    assert_eq!(world.integer(open), 30);
    world.dispatch("");
    assert_eq!(world.integer(open), 0);
    assert_eq!(world.integer("SELECT count(*) FROM audit_log WHERE action = 'expire'"), BATCH + 30);
    world.check_invariants(&["cashier", "outbox"]);
}

/// Orders from `from` on to the receiving account of merchant 3, of 100.00, created at `created_ms`.
fn transfer(world: &World, from: i64, count: i64, created_ms: i64) {
    world.sql(&format!(
        "WITH RECURSIVE n (i) AS (SELECT {from} UNION ALL SELECT i + 1 FROM n WHERE i < {from} + {count} - 1)
         INSERT INTO deposit_records (id, product_id, merchant_id, customer_id, channel_id, deposit_channel_code, currency,
                                      amount, order_sn, upstream_state, receipt_account, response_code, response_json,
                                      change_action, change_actor, change_user_type, change_ip, change_trace, created_at,
                                      updated_at)
         SELECT i, 1, 3, 1, h.id, h.code, 'CNY', 10000, printf('M0032601020304051000001D1a%04d', i), 'none',
                '6222021234567890', 200, '{{\"status\":0}}', 'create', 'product:1', 'P', '203.0.113.9', 't', {created_ms},
                {created_ms}
           FROM n JOIN deposit_channels h ON h.product_id = 1 AND h.code = '3' ORDER BY i;"
    ));
}

#[test]
fn local_orders_that_nobody_paid_are_closed_told_and_give_their_share_back() {
    let world = World::new();
    let day_ms = 86_400_000;
    transfer(&world, 1, 1, NOW_MS - day_ms);
    transfer(&world, 2, 1, NOW_MS - day_ms + 1);
    transfer(&world, 3, 2, NOW_MS - day_ms);
    // Of a hub: when it ends, the hub knows.
    pend(&world, 5, 1, NOW_MS - 2 * day_ms);
    world.sql(
        "UPDATE deposit_records SET status = 2, paid_amount = amount, paid_at = 2, change_action = 'callback',
                change_user_type = 'M' WHERE id = 3;
         UPDATE deposit_records SET status = -3, change_action = 'approve', change_user_type = 'U' WHERE id = 4;
         UPDATE deposit_records SET upstream_state = 'ok', receipt_account = '1' WHERE id = 5",
    );
    let collected = "SELECT sum(collected) FROM receipt_days WHERE merchant_id = 3";
    assert_eq!(world.integer(collected), 30_000);
    // The paid one, the discarded one, and the one that has expired.
    assert_eq!(world.dispatch("")[..2], [3, 3]);
    let shown = "SELECT id || ' ' || status || ' ' || upstream_state || ' ' || change_action || ' ' || change_user_type
                     || ' ' || coalesce(response_json, '-') FROM deposit_records ORDER BY id";
    let expected = [
        "1 -1 none expire S {\"status\":0}",
        "2 0 none create P {\"status\":0}",
        "3 2 none callback M {\"status\":0}",
        "4 -3 none approve U {\"status\":0}",
        "5 0 ok create P -",
    ];
    assert_eq!(world.texts(shown), expected);
    assert_eq!(world.integer(collected), 20_000);
    let audited = "SELECT record_id || ' ' || action || ' ' || actor || ' ' || user_type || ' ' || old_flag || ' ' || new_flag
                       || ' ' || ip_address || client_ip FROM audit_log WHERE action = 'expire'";
    assert_eq!(world.texts(audited), ["1 expire system S 0 -1 "]);
    assert_eq!(
        world.texts("SELECT ref || ' ' || status || ' ' || state FROM outbox WHERE status = '-1'"),
        ["M0032601020304051000001D1a0001 -1 done"]
    );
    world.after(1);
    assert_eq!(world.dispatch("")[..2], [1, 1]);
    assert_eq!(world.integer(collected), 10_000);
    world.check_invariants(&["cashier"]);
}

#[test]
fn unpaid_orders_are_closed_in_batches_after_the_time_that_the_variable_says() {
    let world = World::new();
    transfer(&world, 1, BATCH + 30, NOW_MS - 10_000);
    let open = "SELECT count(*) FROM deposit_records WHERE status = 0";
    world.dispatch("");
    world.platform.set_variable("local_order_ttl_seconds", "0");
    world.dispatch("");
    assert_eq!(world.platform.faults(), [""; 0]);
    for bad in ["", "-1", "31536001", "x"] {
        world.platform.set_variable("local_order_ttl_seconds", bad);
        world.dispatch("");
        assert!(
            world.platform.faults().iter().any(|fault| fault.contains("local_order_ttl_seconds")),
            "{bad}"
        );
    }
    assert_eq!(world.integer(open), BATCH + 30, "not on a variable's mistake");
    world.platform.set_variable("local_order_ttl_seconds", "10");
    world.dispatch("");
    assert_eq!(world.integer(open), 30);
    world.dispatch("");
    assert_eq!(world.integer(open), 0);
    world.check_invariants(&["cashier", "outbox"]);
}

#[test]
fn a_refused_payment_is_forgotten_only_when_its_token_is_gone() {
    let world = World::new();
    let days_ago = |days: i64| NOW_MS - days * 86_400_000;
    let record = |key: &str, merchant: &str, created_ms: i64, refusal: &str| {
        world.sql(&format!(
            "INSERT INTO payee_request (merchant_no, kind, key, path, hash, created_at, expires_at, refusal)
             VALUES ('{merchant}', 'SIGN', '{key}', '/', x'00', {created_ms}, 9223372036854775807, {refusal})"
        ));
    };
    let kept = || world.texts("SELECT key FROM payee_request ORDER BY key");
    // Merchant 900001 has had its token for ever, 900002 has changed it 390 days ago.
    world.sql(&format!(
        "UPDATE payee_token SET created_at = 1;
         UPDATE payee_token SET created_at = {} WHERE merchant_no = '900002'",
        days_ago(390)
    ));
    let refusal = "'balance_short'";
    record("a", "900001", days_ago(500), refusal);
    record("b", "900002", days_ago(401), refusal);
    record("c", "900002", days_ago(400), refusal);
    record("d", "900002", days_ago(380), refusal);
    record("e", "900002", days_ago(401), "NULL");
    world.dispatch("");
    assert_eq!(kept(), ["a", "c", "d", "e"]);
    world.after(1);
    world.dispatch("");
    assert_eq!(kept(), ["a", "d", "e"]);
    // Younger than the token, however old: its signature still verifies.
    world.after(400 * 86_400_000);
    world.dispatch("");
    assert_eq!(kept(), ["a", "d", "e"]);
    world.sql("UPDATE payee_token SET active = 0, retired_at = 2 WHERE merchant_no = '900001'");
    world.dispatch("");
    assert_eq!(kept(), ["d", "e"]);
}

#[test]
fn expired_sessions_are_deleted_and_live_ones_kept() {
    use feiqian_platform::native::block_on;
    let world = World::new();
    let keys = || block_on(world.platform.key_value_keys("", 100)).unwrap();
    let prefix = feiqian_cashier::Session::KEY_PREFIX;
    for (name, lasts_s) in [("a", 1), ("b", 2), ("c", 1)] {
        let iat = NOW_MS / 1_000;
        let (account, ip) = ("ops".to_owned(), "203.0.113.9".to_owned());
        let session = feiqian_cashier::Session {
            merchant_id: 1,
            account,
            role: feiqian_cashier::Role::All,
            epoch: 0,
            ip,
            iat,
            exp: iat + lasts_s,
        };
        block_on(world.platform.set_entry(&format!("{prefix}{name}"), &session)).unwrap();
    }
    world.after(1_000);
    // A first delivery is in a hurry and sweeps nothing.
    world.dispatch(r#"{"topics":["wallet.notice"]}"#);
    assert_eq!(keys().len(), 3);
    world.dispatch("");
    assert_eq!(keys(), [format!("{prefix}b")]);
}

#[test]
fn maintenance_that_fails_is_logged_and_stops_nothing() {
    let world = World::new();
    pend(&world, 1, 1, NOW_MS - 60_000);
    fill(&world, 3, NOW_MS, "old");
    world.sql(
        "CREATE TRIGGER broken BEFORE UPDATE ON deposit_records BEGIN SELECT RAISE(ABORT, 'broken'); END",
    );
    let event = world.queue("wallet.notice", "a", "5");
    assert_eq!(world.dispatch(""), [1, 1, 0, 0, 0]);
    assert_eq!(world.told(), [event]);
    assert_eq!(counts(&world), [0; 6]);
    assert!(
        world.platform.faults().iter().any(|fault| fault.contains("maintenance") && fault.contains("broken"))
    );
    world.sql("DROP TRIGGER broken");
    assert_eq!(world.dispatch("")[..2], [1, 1]);
}
