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

-- A payee of merchant 900001 with an account and money to pay out to it; nothing is ever sent, so nothing is sealed.
INSERT INTO payee (customer_no, merchant_no, store_no, profile_type, first_name, last_name, email, email_norm,
                   date_of_birth, gov_id_type, gov_id_enc, gov_id_key_id, gov_id_bidx, country_code, state, city, street, zip,
                   lang, status, created_at, updated_at)
SELECT '2000900001000000000001', '900001', '800001', 'INDIVIDUAL', '霸', '雄', 'bench@example.test', 'bench@example.test',
       '1990-03-07', 'ID_CARD', zeroblob(40), 'dev1', zeroblob(32), 'CN', '北京', '北京', '长城', '100000', 'English',
       'Activated', 1767323045000, 1767323045000
 WHERE NOT EXISTS (SELECT 1 FROM payee WHERE customer_no = '2000900001000000000001');
INSERT INTO payee_account (account_token, customer_no, merchant_no, account_tag, account_type, country, currency,
                           number_enc, number_key_id, number_bidx, bank_name, client_ip, ipn_url, details_hash, status,
                           created_at, updated_at)
SELECT '2010900001000000000001', '2000900001000000000001', '900001', 'bench', 'BANK_ACCOUNT', 'US', 'USD', zeroblob(40),
       'dev1', zeroblob(32), 'First Bank', '192.0.2.1', 'https://example.com/notify', zeroblob(32), 'ACTIVATED',
       1767323045000, 1767323045000
 WHERE NOT EXISTS (SELECT 1 FROM payee_account WHERE account_token = '2010900001000000000001');
INSERT INTO payee_posting (merchant_no, currency, reference, kind, from_kind, to_kind, amount, created_at)
VALUES ('900001', 'USD', 'bench', 'TOPUP', 'FUNDING', 'AVAILABLE', 1000000000000, 1767323045000)
ON CONFLICT DO NOTHING;
