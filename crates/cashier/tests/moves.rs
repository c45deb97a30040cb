//! The safety net of `sql/110_cashier_orders.sql`, statement by statement and without any handler: which moves of an order
//! the database allows, whoever asks; what it never lets change; what belongs to whom. By enumeration, against tables
//! written by hand from cashier.md §7.

mod common;

use common::{integers, platform, texts};
use feiqian_platform::native::block_on;
use feiqian_platform::{DatabaseError, Platform};

const ACTIONS: [&str; 7] = ["create", "upstream", "expire", "callback", "make_up", "approve", "other"];
const ROLES: [&str; 7] = ["P", "S", "M", "C", "U", "Z", "X"];

/// Runs a statement, looks at what it has written to audit and outbox, and takes it back.
fn tried(platform: &Platform, sql: &str) -> Result<(i64, i64), DatabaseError> {
    let count = || {
        let count = |table: &str| integers(platform, &format!("SELECT count(*) FROM {table}"))[0];
        (count("audit_log"), count("outbox"))
    };
    let before = count();
    platform.run_batch("SAVEPOINT trial").unwrap();
    let outcome = block_on(platform.query(sql, &[])).map(|_| {
        let after = count();
        (after.0 - before.0, after.1 - before.1)
    });
    platform.run_batch("ROLLBACK TO trial; RELEASE trial").unwrap();
    outcome
}

/// Section 7, of deposits: from, to, action, role; a make-up moves its parent by inserting the child, never by itself.
fn deposit_may(online: bool, from: i64, to: i64, action: &str, role: &str, own: bool, paid: bool) -> bool {
    match (from, to, action) {
        (0, -1, "upstream" | "expire") => role == "S" && !paid,
        (0, 2, "callback") => role == "M" && paid,
        (0, 2, "approve") => role == "Z" && !online && paid,
        (0, -1, "approve") => (role == "U" || (role == "C" && own)) && !paid,
        (0, -3, "approve") => (role == "U" || role == "Z") && !paid,
        _ => false,
    }
}

fn withdrawal_may(from: i64, to: i64, action: &str, role: &str, own: bool) -> bool {
    match (from, to) {
        _ if action != "approve" => false,
        (0, 1) => role == "U",
        (0, -1) => role == "U" || (role == "C" && own),
        (1, 2 | -1) => role == "Z",
        _ => false,
    }
}

/// Whether the product is told.
fn is_told(deposit: bool, to: i64, action: &str) -> bool {
    match deposit {
        true => to == 2 || (matches!(to, -1 | -3) && matches!(action, "approve" | "expire")),
        false => matches!(to, 2 | -1),
    }
}

#[test]
fn a_deposit_moves_as_the_table_says_and_no_other_way() {
    let platform = platform();
    let mut legal = 0;
    for (online, first) in [(false, 1), (true, 6)] {
        for (at, from) in [0, 2, 4, -1, -3].into_iter().enumerate() {
            let id = first + at;
            for to in (-4..=5).filter(|to| *to != from) {
                for action in ACTIONS {
                    for role in ROLES {
                        for own in [false, true] {
                            for paid in [false, true] {
                                let actor = if own { "1000001" } else { "amy" };
                                let columns = if paid { ", paid_amount = amount, paid_at = 9" } else { "" };
                                let sql = format!(
                                    "UPDATE deposit_records SET status = {to}, change_action = '{action}',
                                            change_actor = '{actor}', change_user_type = '{role}', updated_at = 9 {columns}
                                      WHERE id = {id} RETURNING 1"
                                );
                                let outcome = tried(&platform, &sql);
                                let may = deposit_may(online, from, to, action, role, own, paid);
                                let told = i64::from(is_told(true, to, action));
                                match outcome {
                                    Ok(written) if may => assert_eq!(written, (1, told), "{sql}"),
                                    Err(error) if !may => assert!(
                                        error.raised(&["illegal_move", "fixed_column"]).is_some(),
                                        "{sql}: {error}"
                                    ),
                                    other => panic!("{sql}: {other:?}"),
                                }
                                legal += usize::from(may);
                            }
                        }
                    }
                }
            }
        }
    }
    // By kind: 2 x S, M, U, own C, -3 by U and Z, each by either actor but C: 2*(2+1+1+2)+1; and 2 by Z on transfer.
    assert_eq!(legal, (2 * 6 + 1) * 2 + 2);
}

#[test]
fn a_withdrawal_moves_as_the_table_says_and_no_other_way() {
    let platform = platform();
    let mut legal = 0;
    for (at, from) in [0, 1, 2, -1].into_iter().enumerate() {
        for to in (-4..=5).filter(|to| *to != from) {
            for action in ACTIONS {
                for role in ROLES {
                    for own in [false, true] {
                        let actor = if own { "1000001" } else { "amy" };
                        let sql = format!(
                            "UPDATE withdraw_records SET status = {to}, change_action = '{action}',
                                    change_actor = '{actor}', change_user_type = '{role}', updated_at = 9
                              WHERE id = {} RETURNING 1",
                            at + 1
                        );
                        let may = withdrawal_may(from, to, action, role, own);
                        match tried(&platform, &sql) {
                            Ok(written) if may => {
                                assert_eq!(written, (1, i64::from(is_told(false, to, action))), "{sql}");
                            }
                            Err(error) if !may => {
                                assert_eq!(
                                    error.raised(&["illegal_move"]),
                                    Some("illegal_move"),
                                    "{sql}: {error}"
                                );
                            }
                            other => panic!("{sql}: {other:?}"),
                        }
                        legal += usize::from(may);
                    }
                }
            }
        }
    }
    assert_eq!(legal, 2 + 2 + 1 + 4);
}

#[test]
fn an_order_begins_as_it_must() {
    let platform = platform();
    // A make-up under each parent; a plain order in each status, by each action and role.
    for (parent, kind) in (1..=10).map(|id| (id, if id <= 5 { "'1'" } else { "'6'" })) {
        for (status, action, role, paid) in [
            (2, "make_up", "M", true),
            (0, "make_up", "M", true),
            (2, "create", "M", true),
            (2, "make_up", "P", true),
            (2, "make_up", "M", false),
        ] {
            let paid_columns = if paid { "700, 9" } else { "NULL, NULL" };
            let sql = format!(
                "INSERT INTO deposit_records (product_id, merchant_id, customer_id, channel_id, deposit_channel_code, currency,
                        amount, order_sn, parent_id, status, upstream_state, paid_amount, paid_at, change_action,
                        change_actor, change_user_type, change_trace, created_at, updated_at)
                 SELECT p.product_id, p.merchant_id, p.customer_id, h.id, h.code, p.currency, 700, p.order_sn || '_1', p.id,
                        {status}, 'none', {paid_columns}, '{action}', 'amy', '{role}', 't', 9, 9
                   FROM deposit_records p JOIN deposit_channels h ON h.product_id = 1 AND h.code = {kind}
                  WHERE p.id = {parent} RETURNING 1"
            );
            let open = matches!((parent - 1) % 5, 0 | 3 | 4);
            let may = open && (status, action, role, paid) == (2, "make_up", "M", true);
            match tried(&platform, &sql) {
                // The child's row and the parent's; the child alone is told.
                Ok(written) if may => assert_eq!(written, (2, 1), "{sql}"),
                Err(error) if !may => assert!(error.raised(&["illegal_move"]).is_some(), "{sql}: {error}"),
                other => panic!("{sql}: {other:?}"),
            }
        }
    }
    for status in [0, 2, 4, -1, -3] {
        for action in ACTIONS {
            for role in ROLES {
                let sql = format!(
                    "INSERT INTO deposit_records (product_id, merchant_id, customer_id, channel_id, deposit_channel_code,
                            currency, amount, order_sn, status, upstream_state, change_action, change_actor,
                            change_user_type, change_trace, created_at, updated_at)
                     SELECT product_id, merchant_id, customer_id, channel_id, deposit_channel_code, currency, 1, 'new',
                            {status}, 'none', '{action}', 'a', '{role}', 't', 9, 9
                       FROM deposit_records WHERE id = 1 RETURNING 1"
                );
                let may = (status, action, role) == (0, "create", "P");
                assert_eq!(tried(&platform, &sql).is_ok(), may, "{sql}");
            }
        }
    }
}

#[test]
fn nothing_of_an_order_belongs_to_another_tenant() {
    let platform = platform();
    platform.run_batch("INSERT INTO merchants (id, product_id, code, account, password_hash, created_at, updated_at) SELECT 9, 1, 'M009', account, password_hash, 1, 1 FROM merchants WHERE id = 1").unwrap();
    let own = [("product_id", "1"), ("merchant_id", "1"), ("customer_id", "1")];
    for (table, channel, code, extra_names, extra) in [
        ("deposit_records", "(SELECT id FROM deposit_channels WHERE product_id = 1 AND code = '1')", "deposit_channel_code",
         "order_sn, upstream_state", "'new', 'none'"),
        ("withdraw_records", "1", "withdraw_channel_code",
         "billno, product_billno, customer_bank_id, bank_type, bank_account_name, bank_account_no, bank_name, bank_province,
          bank_cities, bank_countries, branch_name, request_hash",
         "'new', 'new', 1, 0, 'n', '6222020000000000001', 'b', 'p', 'c', 'd', '', 'h'"),
    ] {
        let insert = |changes: &[(&str, &str)]| {
            let name = if table == "deposit_records" { "'1'" } else { "'W1'" };
            let all = [&own[..], &[("channel_id", channel), (code, name), ("currency", "'CNY'")]].concat();
            let changed = |name: &str, value: &str| {
                changes.iter().find(|(of, _)| *of == name).map_or(value.to_owned(), |(_, value)| value.to_string())
            };
            let names: Vec<&str> = all.iter().map(|(name, _)| *name).collect();
            let values: Vec<String> = all.iter().map(|(name, value)| changed(name, value)).collect();
            let extra = if changes.iter().any(|(of, _)| *of == "card") { extra.replace("'new', 1,", "'new', 2,") } else { extra.to_owned() };
            let sql = format!(
                "INSERT INTO {table} ({}, {extra_names}, amount, change_action, change_actor, change_user_type, change_trace,
                        created_at, updated_at)
                 VALUES ({}, {extra}, 1, 'create', 'a', 'P', 't', 9, 9) RETURNING 1",
                names.join(", "),
                values.join(", ")
            );
            (tried(&platform, &sql), sql)
        };
        assert!(insert(&[]).0.is_ok(), "{:?}", insert(&[]));
        let mut foreign = vec![
            vec![("product_id", "2")],
            vec![("merchant_id", "2")],
            vec![("merchant_id", "9")],
            vec![("customer_id", "2")],
            vec![("channel_id", if table == "deposit_records" { "(SELECT id FROM deposit_channels WHERE product_id = 2)" } else { "2" })],
            vec![("channel_id", "999")],
            vec![("merchant_id", "999")],
            vec![("currency", "'VND'")],
            vec![(code, "'other'")],
            vec![("product_id", "2"), ("customer_id", "2")],
            vec![("product_id", "2"), ("merchant_id", "2"), ("customer_id", "2")],
        ];
        if table == "withdraw_records" {
            foreign.push(vec![("card", "2")]);
        }
        for changes in foreign {
            let (outcome, sql) = insert(&changes);
            let error = outcome.expect_err(&sql);
            assert_eq!(error.raised(&["foreign_row"]), Some("foreign_row"), "{sql}: {error}");
        }
    }
}

#[test]
fn what_an_order_is_never_changes() {
    let platform = platform();
    // What may be written after the insert without a move; everything else is fixed.
    let free = [
        (
            "deposit_records",
            &[
                "merchant_order_sn",
                "upstream_message",
                "receipt_bank_name",
                "receipt_account",
                "receipt_depositor",
                "pay_url",
                "response_code",
                "response_json",
                "change_action",
                "change_actor",
                "change_user_type",
                "change_remarks",
                "change_ip",
                "change_trace",
                "change_traceparent",
                "updated_at",
                "change_session_account",
                "change_session_role",
                "change_client_ip",
            ][..],
        ),
        (
            "withdraw_records",
            &[
                "approved_person",
                "approved_at",
                "approved_remark",
                "response_json",
                "change_action",
                "change_actor",
                "change_user_type",
                "change_remarks",
                "change_ip",
                "change_trace",
                "change_traceparent",
                "updated_at",
                "change_session_account",
                "change_session_role",
                "change_client_ip",
            ],
        ),
    ];
    for (table, free) in free {
        let columns =
            texts(&platform, &format!("SELECT name || ' ' || type FROM pragma_table_info('{table}')"));
        assert!(columns.len() > 30 || table == "withdraw_records", "{columns:?}");
        for column in columns {
            let (name, kind) = column.split_once(' ').unwrap();
            let value = if kind == "TEXT" { "'zzz'" } else { "77" };
            let sql = format!("UPDATE {table} SET {name} = {value} WHERE id = 1 RETURNING 1");
            assert_eq!(tried(&platform, &sql).is_ok(), free.contains(&name), "{sql}");
        }
        for sql in [
            format!("DELETE FROM {table} WHERE id = 1"),
            "DELETE FROM audit_log".into(),
            "UPDATE audit_log SET actor = 'x' WHERE id = 1".into(),
        ] {
            assert_eq!(
                tried(&platform, &sql).unwrap_err().raised(&["append_only"]),
                Some("append_only"),
                "{sql}"
            );
        }
    }
    // Written once.
    for (set, column) in [
        ("response_json = '[]', response_code = 200", "response_json"),
        ("merchant_order_sn = 'U'", "merchant_order_sn"),
    ] {
        platform.run_batch(&format!("UPDATE deposit_records SET {set} WHERE id = 1")).unwrap();
        let again = tried(&platform, &format!("UPDATE deposit_records SET {column} = 'other' WHERE id = 1"));
        assert_eq!(again.unwrap_err().raised(&["fixed_column"]), Some("fixed_column"));
    }
}

#[test]
fn a_channel_is_seen_by_whom_its_lists_name() {
    let platform = platform();
    let lists = ["", "*", "0", "1", "10", "0,1", "1,10", "2,3", " 1 , 2", "11,101", "-1"];
    let names = |list: &str, level: i64| {
        list.is_empty() || list == "*" || list.split(',').any(|item| item.trim() == level.to_string())
    };
    for (view, table) in
        [("visible_deposit_channels", "deposit_channels"), ("visible_withdraw_channels", "withdraw_channels")]
    {
        let column_of = [
            ("star_levels", "star_level"),
            ("credit_levels", "credit_level"),
            ("customer_types", "customer_type"),
        ];
        let sees = || {
            integers(
                &platform,
                &format!("SELECT count(*) FROM {view} WHERE customer_id = 1 AND channel_id = 1"),
            )[0] == 1
        };
        assert!(sees());
        for (list_column, level_column) in column_of {
            for list in lists {
                for level in [0, 1, 2, 10, 11, 101, -1] {
                    if level_column == "customer_type" && !matches!(level, 1 | 2) {
                        continue;
                    }
                    platform.run_batch(&format!(
                        "UPDATE {table} SET {list_column} = '{list}' WHERE id = 1; UPDATE customers SET {level_column} = {level} WHERE id = 1"
                    )).unwrap();
                    assert_eq!(sees(), names(list, level), "{view} {list_column} {list:?} {level}");
                }
            }
            platform
                .run_batch(&format!(
                    "UPDATE {table} SET {list_column} = ''; UPDATE customers SET {level_column} = 1"
                ))
                .unwrap();
        }
        // Every switch on its own, and all of them together.
        let direction = if table == "deposit_channels" { "deposit_status" } else { "withdraw_status" };
        let other = if table == "deposit_channels" { "withdraw_status" } else { "deposit_status" };
        for off in 0..32_u32 {
            let bit = |at: u32| i64::from(off >> at & 1 == 0);
            platform.run_batch(&format!(
                "UPDATE products SET status = {}, {direction} = {}, {other} = 0 WHERE id = 1; UPDATE merchants SET status = {} WHERE id = 1;
                 UPDATE {table} SET status = {} WHERE id = 1; UPDATE customers SET status = {} WHERE id = 1",
                bit(0), bit(1), bit(2), bit(3), bit(4)
            )).unwrap();
            assert_eq!(sees(), off == 0, "{view} {off:05b}");
        }
        platform.run_batch(&format!("UPDATE products SET status = 1, deposit_status = 1, withdraw_status = 1; UPDATE merchants SET status = 1; UPDATE {table} SET status = 1; UPDATE customers SET status = 1")).unwrap();
        let foreign = format!(
            "SELECT count(*) FROM {view} v JOIN customers c ON c.id = v.customer_id JOIN {table} h ON h.id = v.channel_id WHERE h.product_id <> c.product_id"
        );
        assert_eq!(integers(&platform, &foreign), [0]);
    }
}
