-- Orders of every part in every state, for the lists of the desk: on the demo data, in numbers that `{rows}` says; the newest is of
-- `{now}`, `{step}` ms lie between two deposits. Every row is made as the part itself makes it, so that all invariants hold.
INSERT INTO customers (product_id, product_user_id, created_at, updated_at)
WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {rows} / 100 + 2)
SELECT 1, 'c' || i, {now} - {rows} * {step}, {now} - {rows} * {step} FROM n;

INSERT INTO customer_banks (customer_id, bank_account_name, bank_account_no, bank_name, bank_province, bank_cities, bank_countries,
                            created_at, updated_at)
SELECT id, '王五', '62220212345' || printf('%05d', id % 100000), '工商银行', '北京市', '北京市', '东城区', created_at, updated_at
  FROM customers WHERE product_user_id GLOB 'c*';

-- Deposits: channel 1 and 6 of M001, 3 of M003, whose receiving account is its own.
INSERT INTO deposit_records (product_id, merchant_id, customer_id, channel_id, deposit_channel_code, currency, amount, order_sn,
  merchant_order_sn, product_order_sn, status, upstream_state, depositor, receipt_account, change_action, change_actor,
  change_user_type, change_trace, created_at, updated_at)
WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {rows})
SELECT 1, h.merchant_id, (SELECT min(id) FROM customers WHERE product_user_id = 'c1') + i / 100, h.id, h.code, h.currency,
       1000 + i % 1000 * 100, '2601020304' || printf('%010d', i), iif(h.code = '3', NULL, 'H' || i), 'P' || i, 0,
       iif(h.code = '3', 'none', 'ok'), '张三', iif(h.code = '3', '6222021234567890', ''), 'create', 'product', 'P', 't' || i,
       {now} - ({rows} - i) * {step}, {now} - ({rows} - i) * {step}
  FROM n JOIN deposit_channels h ON h.product_id = 1 AND h.code = CASE i % 5 WHEN 0 THEN '3' WHEN 1 THEN '1' ELSE '6' END;

UPDATE deposit_records SET status = 2, paid_amount = amount, paid_at = created_at + 1000, change_action = 'callback',
       change_actor = 'hub', change_user_type = 'M', updated_at = created_at + 1000
 WHERE status = 0 AND id % 10 >= 4;
UPDATE deposit_records SET status = iif(id % 10 = 1, -1, -3), change_action = 'approve', change_actor = 'ops',
       change_user_type = 'U', change_session_account = 'ops', change_session_role = 'service', updated_at = created_at + 1000
 WHERE status = 0 AND id % 10 IN (1, 2);
INSERT INTO deposit_records (product_id, merchant_id, customer_id, channel_id, deposit_channel_code, currency, amount, order_sn,
  parent_id, status, upstream_state, paid_amount, paid_at, change_action, change_actor, change_user_type, change_trace, created_at,
  updated_at)
SELECT product_id, merchant_id, customer_id, channel_id, deposit_channel_code, currency, amount - 100, order_sn || '_1', id, 2,
       'none', amount - 100, {now}, 'make_up', 'ops', 'M', 't', {now}, {now}
  FROM deposit_records WHERE status = 0 AND id % 100 = 3 AND id <= 10000;

INSERT INTO withdraw_records (product_id, merchant_id, customer_id, channel_id, withdraw_channel_code, currency, amount, billno,
  product_billno, customer_bank_id, bank_type, bank_account_name, bank_account_no, bank_name, bank_province, bank_cities,
  bank_countries, branch_name, request_hash, change_action, change_actor, change_user_type, change_trace, created_at, updated_at)
WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {rows} / 10)
SELECT 1, h.merchant_id, b.customer_id, h.id, h.code, h.currency, 5000 + i % 100 * 100, '2602020304' || printf('%010d', i),
       'W' || i, b.id, b.type, b.bank_account_name, b.bank_account_no, b.bank_name, b.bank_province, b.bank_cities, b.bank_countries,
       b.branch_name, '', 'create', 'product', 'P', 't', {now} - ({rows} / 10 - i) * 10 * {step}, {now} - ({rows} / 10 - i) * 10 * {step}
  FROM n JOIN withdraw_channels h ON h.product_id = 1 AND h.code = 'W1'
  JOIN customer_banks b ON b.customer_id = (SELECT min(id) FROM customers WHERE product_user_id = 'c1') + i / 10;
UPDATE withdraw_records SET status = iif(id % 10 = 1, -1, 1), change_action = 'approve', change_actor = 'ops',
       change_user_type = 'U', change_session_account = 'ops', change_session_role = 'service', approved_person = 'ops',
       approved_at = created_at + 1000, updated_at = created_at + 1000
 WHERE id % 10 > 0;
UPDATE withdraw_records SET status = 2, change_action = 'approve', change_actor = 'boss', change_user_type = 'Z',
       change_session_account = 'boss', change_session_role = 'treasury', approved_person = 'boss',
       approved_at = created_at + 2000, updated_at = created_at + 2000
 WHERE status = 1 AND id % 10 > 2;

-- The wallet: two of three applications are of a payout.
UPDATE wallet_settings SET cash_rate = 10000, payout_enabled = 1, updated_at = {now} WHERE id = 1;
INSERT INTO users (id, username, mobile, created_at, updated_at)
WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {rows} / 100 + 2)
SELECT 1000 + i, 'user' || i, '13800138000', {now} - {rows} * {step}, {now} - {rows} * {step} FROM n;
INSERT INTO user_wechats (user_id, openid, created_at, updated_at)
SELECT id, 'openid-' || id, created_at, created_at FROM users WHERE id > 1000;
INSERT INTO wallet_adjustments (command_id, user_id, operator_id, operate_type, operate_amount, created_at)
SELECT 'rows-' || id, id, 2, 1, 100000000, created_at FROM users WHERE id > 1000;
INSERT INTO user_wallet_cash (user_id, cash_sn, cash_apply_amount, cash_rate, cash_charge, cash_actual_amount, cash_type, cash_mobile,
  openid, operator_id, created_at, updated_at)
WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {rows} / 10),
  c (i, at) AS (SELECT i, {now} - ({rows} / 10 - i) * 10 * {step} FROM n)
SELECT 1001 + i / 10, strftime('%Y%m%d', at / 1000 + 28800, 'unixepoch') || printf('%010d', i), 10000 + i % 100 * 100, 10000,
       (10000 + i % 100 * 100) / 100, (10000 + i % 100 * 100) / 100 * 99, i % 3 > 0, iif(i % 3 > 0, '', '13800138000'),
       iif(i % 3 > 0, 'openid-' || (1001 + i / 10), ''), 1001 + i / 10, at, at
  FROM c;
UPDATE user_wallet_cash SET cash_status = 3, refunds_status = 1, remark = 'no', operator_id = 2, reviewed_at = created_at + 1000,
       updated_at = created_at + 1000 WHERE user_id > 1000 AND id % 10 = 1;
UPDATE user_wallet_cash SET cash_status = iif(cash_type = 1, 2, 5), operator_id = 2, reviewed_at = created_at + 1000,
       updated_at = created_at + 1000 WHERE user_id > 1000 AND cash_status = 1 AND id % 10 > 2;
UPDATE user_wallet_cash SET cash_status = 4, operator_id = 0, updated_at = created_at + 2000
 WHERE user_id > 1000 AND cash_status = 2 AND id % 10 > 3;
UPDATE user_wallet_cash SET cash_status = 5, trade_no = 'T' || id, trade_time = created_at + 3000, operator_id = 0,
       updated_at = created_at + 3000
 WHERE user_id > 1000 AND cash_status = 4 AND id % 10 > 5;
UPDATE payout_jobs SET attempts = 2, last_outcome = iif(CAST(ref AS INTEGER) % 20 = 4, 'conflict', 'processing'), next_attempt_at = {now} + 600000
 WHERE state = 'open';

-- The payees' payouts.
INSERT INTO payee_merchant (merchant_no, name, created_at) VALUES ('700001', 'Payer', {now} - {rows} * {step});
INSERT INTO payee_store (merchant_no, store_no, created_at) VALUES ('700001', '700002', {now} - {rows} * {step});
INSERT INTO payee_fee (merchant_no, currency, fee_fixed, fee_rate_ppm) VALUES ('700001', 'USD', 100, 0);
INSERT INTO payee_posting (merchant_no, currency, reference, kind, from_kind, to_kind, amount, created_at)
VALUES ('700001', 'USD', 'rows', 'TOPUP', 'FUNDING', 'AVAILABLE', 1000000000000, {now} - {rows} * {step});
INSERT INTO payee (customer_no, merchant_no, store_no, profile_type, first_name, last_name, email, email_norm, date_of_birth,
  gov_id_type, gov_id_enc, gov_id_key_id, gov_id_last4, gov_id_bidx, country_code, state, city, street, zip, lang, status, created_at,
  updated_at)
VALUES ('2000000000000000000001', '700001', '700002', 'INDIVIDUAL', 'Ann', 'Lee', 'ann@example.com', 'ann@example.com', '1990-01-01',
  'PASSPORT', zeroblob(30), 'k', '1234', zeroblob(32), 'US', 'CA', 'LA', '1 Road', '90001', 'en', 'Activated',
  {now} - {rows} * {step}, {now} - {rows} * {step});
INSERT INTO payee_account (account_token, customer_no, merchant_no, account_tag, account_type, country, currency, number_enc,
  number_key_id, number_last4, number_bidx, bank_name, client_ip, ipn_url, details_hash, status, created_at, updated_at)
VALUES ('2010000000000000000001', '2000000000000000000001', '700001', 'main', 'BANK_ACCOUNT', 'US', 'USD', zeroblob(30), 'k', '6789',
  zeroblob(32), 'Bank', '203.0.113.1', 'https://payer.example/ipn', zeroblob(32), 'ACTIVATED', {now} - {rows} * {step},
  {now} - {rows} * {step});
INSERT INTO payee_payout (transaction_no, merchant_no, store_no, customer_no, account_token, invoice_id, verify_sign, body_hash,
  currency, amount, fee, status, provider, reply, created_at, updated_at)
WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {rows} / 20)
SELECT printf('%018d', 500000000000000000 + i), '700001', '700002', '2000000000000000000001', '2010000000000000000001', 'INV-' || i,
       'sign-' || i, zeroblob(32), 'USD', 1000 + i % 100, 100, 'pending', 'default', '{}', {now} - ({rows} / 20 - i) * 20 * {step},
       {now} - ({rows} / 20 - i) * 20 * {step}
  FROM n;
UPDATE payee_payout SET submitted_at = created_at + 1000, updated_at = created_at + 1000 WHERE CAST(transaction_no AS INTEGER) % 4 > 0;
UPDATE payee_payout SET status = 'success', payment_at = created_at + 2000, provider_ref = 'R' || transaction_no,
       updated_at = created_at + 2000 WHERE CAST(transaction_no AS INTEGER) % 4 > 1;
UPDATE payout_jobs SET attempts = 1, last_outcome = iif(CAST(ref AS INTEGER) % 4 = 1, 'conflict', 'unknown'), next_attempt_at = {now} + 600000
 WHERE kind = 'payee' AND state = 'open';

-- Of the notices nine of ten are acknowledged, one of a hundred is given up by its schedule.
UPDATE outbox SET lease_until = {now}, lease_by = 'rows' WHERE state = 'queued' AND seq % 10 > 0;
INSERT INTO outbox_attempts (event_id, attempt, lease_by, started_at, duration_ms, outcome, result, answer)
SELECT event_id, 1, 'rows', created_at + 100, 20, 'done', '200', 'success' FROM outbox WHERE lease_by = 'rows';
UPDATE outbox SET lease_until = {now}, lease_by = 'rows' WHERE state = 'queued' AND seq % 100 = 10;
INSERT INTO outbox_attempts (event_id, attempt, lease_by, started_at, duration_ms, outcome, result, answer)
SELECT event_id, 1, 'rows', created_at + 100, 20, 'dead', '410', 'gone' FROM outbox WHERE lease_by = 'rows';

-- Payments that fit no open order, in the order of their times.
INSERT INTO refused_payments (merchant_id, billno, record_id, reason, amount, currency, login_name, channel_code, actor, remarks,
  session_account, session_role, client_ip, trace_id, created_at, updated_at)
SELECT iif(id % 100 = 0, merchant_id, 1), iif(id % 100 = 0, order_sn, 'nothing-' || id), iif(id % 100 = 0, id, NULL),
       iif(id % 100 = 0, 'amount', 'unknown_order'), iif(id % 100 = 0, '9.50', '300'), 'CNY', 'c1',
       iif(id % 100 = 0, deposit_channel_code, '6'), 'hub', '', 'ops', 'hub', '203.0.113.7', 't', updated_at, updated_at
  FROM deposit_records WHERE status = 0 AND id % 100 = 0 OR id % 100 = 50 ORDER BY id;
