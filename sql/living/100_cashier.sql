-- The cashier of a living system: some 240 deposits and 80 withdrawals of the last ten days in every state, of a product of their
-- own. All of it is invented. Loaded by `cargo xtask up` after the demo data, never by production. Every statement may be run
-- again at any start: the numbers `L-…` are written once, and only they are moved.

INSERT INTO products (id, name, key, status, require_nonce, deposit_callback, withdraw_callback, created_at, updated_at)
VALUES (11, 'Harbour Shop', 'living-key-0011', 1, 0, 'http://simulator.spin.internal/sim/sink',
        'http://simulator.spin.internal/sim/sink', unixepoch() * 1000 - 1209600000, unixepoch() * 1000 - 1209600000)
ON CONFLICT (id) DO NOTHING;

-- The password of both accounts is demo-pass-0001.
INSERT INTO merchants (id, product_id, code, account, password_hash, key, domain, four_eyes, created_at, updated_at)
SELECT column1, 11, column2, 'ops',
       '$argon2id$v=19$m=19456,t=2,p=1$ZmVpcWlhbi1kZW1vc2FsdA$PRRgisH9rl/x8M3asAkof5cAs61G+ii9rRQO9lvFpZ0',
       'demo-upstream-0001', column3, 1, unixepoch() * 1000 - 1209600000, unixepoch() * 1000 - 1209600000
FROM (VALUES (11, 'M011', 'http://simulator.spin.internal/sim'), (12, 'M012', ''))
WHERE true
ON CONFLICT DO NOTHING;

INSERT INTO deposit_channels (product_id, merchant_id, code, kind, channel, name, category, currency, recommend, sort, min_amount,
                              max_amount, created_at, updated_at)
SELECT 11, column1, column2, column3, column4, column5, 0, column6, 0, column7, 1000, 10000000, unixepoch() * 1000 - 1209600000,
       unixepoch() * 1000 - 1209600000
FROM (VALUES (12, '1', 'transfer', '', 'Bank transfer', 'CNY', 1),
             (11, '6', 'online', '', 'Online banking', 'CNY', 2),
             (11, '101', 'redirect', 'qr', 'QR code', 'CNY', 3),
             (11, '9', 'online', '', 'Online banking, USD', 'USD', 4))
WHERE EXISTS (SELECT 1 FROM merchants WHERE id = column1 AND product_id = 11)
ON CONFLICT (product_id, code) DO NOTHING;

INSERT INTO withdraw_channels (product_id, merchant_id, code, name, currency, min_amount, max_amount, created_at, updated_at)
SELECT 11, 11, 'W1', 'Bank withdrawal', 'CNY', 5000, 20000000, unixepoch() * 1000 - 1209600000, unixepoch() * 1000 - 1209600000
WHERE EXISTS (SELECT 1 FROM merchants WHERE id = 11 AND product_id = 11)
ON CONFLICT (product_id, code) DO NOTHING;

INSERT INTO receipt_banks (merchant_id, type, bank_code, bank_name, account_name, account_no, branch, currency, created_at,
                           updated_at)
SELECT 12, 1, 'ICBC', '工商银行', '海港商店', '6222020000000001211', '', 'CNY', unixepoch() * 1000 - 1209600000,
       unixepoch() * 1000 - 1209600000
WHERE EXISTS (SELECT 1 FROM merchants WHERE id = 12 AND product_id = 11)
ON CONFLICT (merchant_id, type, currency, account_no) DO NOTHING;

-- 24 customers with a card each.
INSERT INTO customers (product_id, product_user_id, created_at, updated_at)
WITH RECURSIVE n (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM n WHERE n < 24)
SELECT 11, printf('shopper%02d', n), unixepoch() * 1000 - 1123200000, unixepoch() * 1000 - 1123200000 FROM n
WHERE true
ON CONFLICT (product_id, product_user_id) DO NOTHING;

INSERT INTO customer_banks (customer_id, bank_account_name, bank_account_no, bank_name, bank_province, bank_cities,
                            bank_countries, created_at, updated_at)
SELECT id, '顾客' || substr(product_user_id, 8), '62220200000000' || printf('%05d', 70000 + id), '工商银行', '北京市', '市辖区',
       '东城区', created_at, created_at
  FROM customers c
 WHERE product_id = 11 AND product_user_id GLOB 'shopper*'
   AND NOT EXISTS (SELECT 1 FROM customer_banks b WHERE b.customer_id = c.id);

-- Deposits: one an hour. Every fifth is a transfer to the merchant's own account. Each begins open; every twelfth of the older
-- ones waits for its hub, which will fail.
INSERT INTO deposit_records (product_id, merchant_id, customer_id, channel_id, deposit_channel_code, currency, amount, order_sn,
                             merchant_order_sn, product_order_sn, upstream_state, depositor, receipt_bank_name, receipt_account,
                             receipt_depositor, change_action, change_actor, change_user_type, change_trace, created_at,
                             updated_at)
WITH RECURSIVE
  n (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM n WHERE n < 240),
  o AS (SELECT n, CASE n % 5 WHEN 0 THEN '1' WHEN 3 THEN '101' WHEN 4 THEN '9' ELSE '6' END AS code,
               unixepoch() * 1000 - (240 - n) * 3600000 - (n * 7919 % 3500) * 1000 - 5000 AS at FROM n)
SELECT 11, h.merchant_id, c.id, h.id, h.code, h.currency, (100 + n * 37 % 900) * 100 + n * 13 % 100,
       m.code || 'D' || printf('%015d', 400000000000000 + n),
       CASE WHEN o.code = '1' OR n <= 222 AND n % 12 = 9 THEN NULL ELSE 'H' || printf('%012d', n) END, 'L-' || n,
       CASE WHEN o.code = '1' THEN 'none' WHEN n <= 222 AND n % 12 = 9 THEN 'pending' ELSE 'ok' END,
       CASE o.code WHEN '1' THEN '顾客' || substr(c.product_user_id, 8) ELSE '' END,
       CASE o.code WHEN '1' THEN '工商银行' ELSE '' END, CASE o.code WHEN '1' THEN '6222020000000001211' ELSE '' END,
       CASE o.code WHEN '1' THEN '海港商店' ELSE '' END, 'create', c.product_user_id, 'P', 'living-' || n, at, at
  FROM o
  JOIN deposit_channels h ON h.product_id = 11 AND h.code = o.code
  JOIN merchants m ON m.id = h.merchant_id
  JOIN customers c ON c.product_id = 11 AND c.product_user_id = printf('shopper%02d', 1 + n * 7 % 24)
 WHERE NOT EXISTS (SELECT 1 FROM deposit_records d WHERE d.product_id = 11 AND d.product_order_sn = 'L-' || n)
 ORDER BY n;

-- What became of the older ones, by their number: paid, refused by the hub, cancelled, not paid in time.
UPDATE deposit_records
   SET status = 2, paid_amount = amount, paid_at = created_at + 240000, updated_at = created_at + 240000,
       change_action = iif(deposit_channel_code = '1', 'approve', 'callback'),
       change_user_type = iif(deposit_channel_code = '1', 'Z', 'M'), change_actor = iif(deposit_channel_code = '1', 'tom', 'hub'),
       change_session_account = 'ops', change_session_role = 'all', change_client_ip = '203.0.113.20',
       change_trace = 'living-paid'
 WHERE product_id = 11 AND product_order_sn GLOB 'L-*' AND status = 0 AND upstream_state <> 'pending'
   AND CAST(substr(product_order_sn, 3) AS INTEGER) <= 222 AND CAST(substr(product_order_sn, 3) AS INTEGER) % 12 BETWEEN 1 AND 9;
UPDATE deposit_records
   SET status = -1, upstream_state = 'failed', upstream_message = 'insufficient quota', updated_at = created_at + 1500,
       change_action = 'upstream', change_user_type = 'S', change_actor = 'system', change_trace = 'living-failed'
 WHERE product_id = 11 AND product_order_sn GLOB 'L-*' AND status = 0 AND upstream_state = 'pending';
UPDATE deposit_records
   SET status = -3, updated_at = created_at + 1800000, change_action = 'approve', change_user_type = 'U', change_actor = 'amy',
       change_remarks = 'no money arrived', change_session_account = 'ops', change_session_role = 'all',
       change_client_ip = '203.0.113.21', change_trace = 'living-cancelled'
 WHERE product_id = 11 AND product_order_sn GLOB 'L-*' AND status = 0
   AND CAST(substr(product_order_sn, 3) AS INTEGER) <= 222 AND CAST(substr(product_order_sn, 3) AS INTEGER) % 12 = 10;
UPDATE deposit_records
   SET status = -1, updated_at = created_at + 86400000, change_action = 'expire', change_user_type = 'S', change_actor = 'system',
       change_trace = 'living-expired'
 WHERE product_id = 11 AND product_order_sn GLOB 'L-*' AND status = 0 AND created_at < unixepoch() * 1000 - 86400000
   AND CAST(substr(product_order_sn, 3) AS INTEGER) <= 210 AND CAST(substr(product_order_sn, 3) AS INTEGER) % 12 = 11;

-- Payments of another amount: of every twelfth order, which is then made up; of some that are closed, and of one that nobody
-- knows.
INSERT INTO refused_payments (merchant_id, billno, record_id, reason, amount, currency, login_name, channel_code, actor, remarks,
                              session_account, session_role, client_ip, trace_id, times, created_at, updated_at)
SELECT d.merchant_id, d.order_sn, d.id, CASE WHEN d.status = 0 THEN 'amount' ELSE 'closed_order' END,
       printf('%d.%02d', (d.amount - 1000) / 100, d.amount % 100), d.currency, c.product_user_id, d.deposit_channel_code,
       'hub', '',
       'ops', 'hub', '203.0.113.20', 'living-refused', 1 + d.id % 3, d.created_at + 300000, d.created_at + 900000
  FROM deposit_records d JOIN customers c ON c.id = d.customer_id
 WHERE d.product_id = 11
   AND (d.status = 0 AND CAST(substr(d.product_order_sn, 3) AS INTEGER) <= 210
     AND CAST(substr(d.product_order_sn, 3) AS INTEGER) % 12 = 0
        OR d.product_order_sn IN ('L-10', 'L-22', 'L-46', 'L-227', 'L-233'))
   AND NOT EXISTS (SELECT 1 FROM refused_payments r WHERE r.record_id = d.id);
INSERT INTO refused_payments (merchant_id, billno, record_id, reason, amount, currency, login_name, channel_code, actor, remarks,
                              session_account, session_role, client_ip, trace_id, created_at, updated_at)
SELECT 11, 'M011D999999999999999', NULL, 'unknown_order', '88.00', 'CNY', 'shopper03', '6', 'hub', '', 'ops', 'hub',
       '203.0.113.20',
       'living-unknown', unixepoch() * 1000 - 5400000, unixepoch() * 1000 - 5400000
 WHERE EXISTS (SELECT 1 FROM merchants WHERE id = 11 AND product_id = 11)
ON CONFLICT DO NOTHING;
INSERT INTO deposit_records (product_id, merchant_id, customer_id, channel_id, deposit_channel_code, currency, amount, order_sn,
                             parent_id, status, upstream_state, paid_amount, paid_at, change_action, change_actor,
                             change_user_type, change_remarks, change_trace, created_at, updated_at, change_session_account,
                             change_session_role, change_client_ip)
SELECT product_id, merchant_id, customer_id, channel_id, deposit_channel_code, currency, amount - 1000, order_sn || '_1', id,
       2, 'none',
       amount - 1000, created_at + 3600000, 'make_up', 'hub', 'M', 'paid less', 'living-make-up', created_at + 3600000,
       created_at + 3600000, 'ops', 'hub', '203.0.113.20'
  FROM deposit_records
 WHERE product_id = 11 AND product_order_sn GLOB 'L-*' AND status = 0
   AND CAST(substr(product_order_sn, 3) AS INTEGER) <= 210 AND CAST(substr(product_order_sn, 3) AS INTEGER) % 12 = 0;

-- Withdrawals: one in three hours. The newest ten wait: five for the first approval, five for the second.
INSERT INTO withdraw_records (product_id, merchant_id, customer_id, channel_id, withdraw_channel_code, currency, amount, billno,
                              product_billno, customer_bank_id, bank_type, bank_account_name, bank_account_no, bank_name,
                              bank_province, bank_cities, bank_countries, branch_name, request_hash, change_action, change_actor,
                              change_user_type, change_trace, created_at, updated_at)
WITH RECURSIVE
  n (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM n WHERE n < 80),
  o AS (SELECT n, unixepoch() * 1000 - (80 - n) * 10800000 - (n * 6151 % 9000) * 1000 - 5000 AS at FROM n)
SELECT 11, h.merchant_id, c.id, h.id, h.code, h.currency, (200 + n * 53 % 1800) * 100,
       m.code || 'W' || printf('%015d', 500000000000000 + n),
       'L-' || n, b.id, b.type, b.bank_account_name, b.bank_account_no, b.bank_name, b.bank_province, b.bank_cities,
       b.bank_countries, b.branch_name, 'living', 'create', c.product_user_id, 'P', 'living-w' || n, at, at
  FROM o
  JOIN withdraw_channels h ON h.product_id = 11 AND h.code = 'W1'
  JOIN merchants m ON m.id = h.merchant_id
  JOIN customers c ON c.product_id = 11 AND c.product_user_id = printf('shopper%02d', 1 + n * 5 % 24)
  JOIN customer_banks b ON b.customer_id = c.id
 WHERE NOT EXISTS (SELECT 1 FROM withdraw_records w WHERE w.product_id = 11 AND w.product_billno = 'L-' || n)
 ORDER BY n;
UPDATE withdraw_records
   SET status = -1, updated_at = created_at + 600000, change_action = 'approve', change_user_type = 'U', change_actor = 'amy',
       change_remarks = 'card holder differs', change_session_account = 'ops', change_session_role = 'all',
       change_client_ip = '203.0.113.21', change_trace = 'living-refused'
 WHERE product_id = 11 AND product_billno GLOB 'L-*' AND status = 0 AND CAST(substr(product_billno, 3) AS INTEGER) <= 70
   AND CAST(substr(product_billno, 3) AS INTEGER) % 6 = 0;
UPDATE withdraw_records
   SET status = 1, updated_at = created_at + 600000, change_action = 'approve', change_user_type = 'U', change_actor = 'amy',
       change_session_account = 'ops', change_session_role = 'all', change_client_ip = '203.0.113.21',
       change_trace = 'living-approved'
 WHERE product_id = 11 AND product_billno GLOB 'L-*' AND status = 0 AND CAST(substr(product_billno, 3) AS INTEGER) <= 75;
UPDATE withdraw_records
   SET status = iif(CAST(substr(product_billno, 3) AS INTEGER) % 6 = 5, -1, 2), updated_at = created_at + 1800000,
       approved_person = 'tom', approved_at = created_at + 1800000, change_action = 'approve', change_user_type = 'Z',
       change_actor = 'tom', change_session_account = 'ops', change_session_role = 'all', change_client_ip = '203.0.113.22',
       change_trace = 'living-paid'
 WHERE product_id = 11 AND product_billno GLOB 'L-*' AND status = 1 AND CAST(substr(product_billno, 3) AS INTEGER) <= 70;
