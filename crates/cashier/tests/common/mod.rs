//! Orders in every status, made by statements that the triggers allow.

use feiqian_platform::Platform;
use feiqian_platform::native::block_on;
use std::path::Path;

/// Deposits 1 to 5 (transfer) and 6 to 10 (online) in the statuses 0, 2, 4, -1, -3; 11 and 12 are the children of 3 and 8.
/// Withdrawals 1 to 4 in the statuses 0, 1, 2, -1. All are the user `1000001`'s.
pub const SETUP: &str = "
    INSERT INTO customer_banks (id, customer_id, bank_account_name, bank_account_no, bank_name, bank_province,
                                bank_cities, bank_countries, created_at, updated_at)
    VALUES (1, 1, 'n', '6222020000000000001', 'b', 'p', 'c', 'd', 1, 1), (2, 2, 'n', '6222020000000000002', 'b', 'p', 'c', 'd', 1, 1);
    WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 10)
    INSERT INTO deposit_records (id, product_id, merchant_id, customer_id, channel_id, deposit_channel_code, currency,
                                 amount, order_sn, upstream_state, change_action, change_actor, change_user_type,
                                 change_trace, created_at, updated_at)
    SELECT i, 1, 1, 1, h.id, h.code, 'CNY', 30000, printf('M0012601020304051000001D1a%03d', i), 'none', 'create',
           'product:1', 'P', 't', 1, 1
      FROM n JOIN deposit_channels h ON h.product_id = 1 AND h.code = CASE WHEN i <= 5 THEN '1' ELSE '6' END ORDER BY i;
    UPDATE deposit_records SET status = 2, paid_amount = amount, paid_at = 2, change_action = 'callback', change_user_type = 'M'
     WHERE id IN (2, 7);
    INSERT INTO deposit_records (id, product_id, merchant_id, customer_id, channel_id, deposit_channel_code, currency,
                                 amount, order_sn, parent_id, status, upstream_state, paid_amount, paid_at, change_action,
                                 change_actor, change_user_type, change_trace, created_at, updated_at)
    SELECT id + CASE id WHEN 3 THEN 8 ELSE 4 END, product_id, merchant_id, customer_id, channel_id, deposit_channel_code,
           currency, 700, order_sn || '_1', id, 2, 'none', 700, 2, 'make_up', 'a', 'M', 't', 2, 2
      FROM deposit_records WHERE id IN (3, 8);
    UPDATE deposit_records SET status = -1, change_action = 'expire', change_user_type = 'S' WHERE id IN (4, 9);
    UPDATE deposit_records SET status = -3, change_action = 'approve', change_user_type = 'U' WHERE id IN (5, 10);
    WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 4)
    INSERT INTO withdraw_records (id, product_id, merchant_id, customer_id, channel_id, withdraw_channel_code, currency,
                                  amount, billno, product_billno, customer_bank_id, bank_type, bank_account_name,
                                  bank_account_no, bank_name, bank_province, bank_cities, bank_countries, branch_name,
                                  request_hash, change_action, change_actor, change_user_type, change_trace, created_at,
                                  updated_at)
    SELECT i, 1, 1, 1, h.id, h.code, 'CNY', 50000, printf('M0012601020304051000001W1a%03d', i), 'PW-' || i, 1, 0, 'n',
           '6222020000000000001', 'b', 'p', 'c', 'd', '', 'hash', 'create', 'product:1', 'P', 't', 1, 1
      FROM n JOIN withdraw_channels h ON h.product_id = 1 ORDER BY i;
    UPDATE withdraw_records SET status = 1, change_action = 'approve', change_user_type = 'U' WHERE id IN (2, 3);
    UPDATE withdraw_records SET status = 2, change_action = 'approve', change_user_type = 'Z' WHERE id = 3;
    UPDATE withdraw_records SET status = -1, change_action = 'approve', change_user_type = 'U' WHERE id = 4;";

/// The demo data with [`SETUP`].
pub fn platform() -> Platform {
    let sql = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../../sql"));
    let platform = Platform::in_memory();
    platform.run_sql_files(sql);
    platform.run_sql_files(&sql.join("demo"));
    platform.run_batch(SETUP).unwrap();
    platform
}

/// The rows of a statement that answers one column of integers.
pub fn integers(platform: &Platform, sql: &str) -> Vec<i64> {
    let rows = block_on(platform.query(sql, &[])).unwrap_or_else(|error| panic!("{sql}: {error}"));
    rows.into_iter().map(|mut row| row.take().unwrap()).collect()
}

/// The rows of a statement that answers one column of texts.
pub fn texts(platform: &Platform, sql: &str) -> Vec<String> {
    let rows = block_on(platform.query(sql, &[])).unwrap_or_else(|error| panic!("{sql}: {error}"));
    rows.into_iter().map(|mut row| row.take().unwrap()).collect()
}
