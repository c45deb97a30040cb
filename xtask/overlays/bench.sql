-- Laid over the demo data for `cargo xtask bench`: a card to withdraw to, days without a total, and wallets with funds.
INSERT INTO customer_banks (customer_id, bank_account_name, bank_account_no, bank_name, bank_province, bank_cities,
                            bank_countries, created_at, updated_at)
VALUES (1, '张三', '6222020000000000001', '工商银行', '北京市', '市辖区', '东城区', 1767323045000, 1767323045000)
ON CONFLICT (customer_id) DO NOTHING;
UPDATE withdraw_channels SET max_total_amount = 0;

UPDATE wallet_settings SET cash_sum_limit = 10000000000 WHERE id = 1;
WITH RECURSIVE n (n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM n WHERE n < 199)
INSERT INTO users (id, username, created_at, updated_at)
SELECT first + n, 'user' || (first + n), 1573879665000, 1573879665000
  FROM n, (SELECT 1001 AS first UNION ALL SELECT 2001)
 WHERE true
ON CONFLICT (id) DO NOTHING;
INSERT INTO wallet_adjustments (command_id, user_id, operator_id, operate_type, operate_amount, created_at)
SELECT 'bench-' || id, id, 2, 1, 9000000000, 1573879665000
  FROM users WHERE id > 1000 AND NOT EXISTS (SELECT 1 FROM wallet_adjustments WHERE command_id = 'bench-' || id);
