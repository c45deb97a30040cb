-- The wallet's development fixture (wallet.md section 9). Never loaded by production. The settings change once only, so
-- that a change made while developing stays.
UPDATE wallet_settings SET cash_rate = 10000, updated_at = 1573879665000 WHERE id = 1 AND updated_at IS NULL;

INSERT INTO users (id, username, mobile, created_at, updated_at)
SELECT column1, column2, column3, 1573879665000, 1573879665000
FROM (VALUES (1, 'username', '13800138000'), (2, 'reviewer', ''))
WHERE NOT EXISTS (SELECT 1 FROM users WHERE id = column1);

INSERT INTO wallet_adjustments (command_id, user_id, operator_id, operate_type, operate_amount, created_at)
SELECT column1, column2, 3 - column2, 1, column3, 1573879665000
FROM (VALUES ('demo-1', 1, 3400), ('demo-2', 2, 10000))
WHERE NOT EXISTS (SELECT 1 FROM wallet_adjustments WHERE command_id = column1);

-- The rate is that of the settings, should they have been changed before this row was first written.
INSERT INTO user_wallet_cash (user_id, cash_sn, cash_apply_amount, cash_rate, cash_charge, cash_actual_amount, cash_type,
                              cash_mobile, operator_id, created_at, updated_at)
SELECT 1, '201911210000000001', 3200, cash_rate, (3200 * cash_rate + 999999) / 1000000,
       3200 - (3200 * cash_rate + 999999) / 1000000, 0, '13800138000', 1, 1574305665000, 1574305665000
  FROM wallet_settings
 WHERE NOT EXISTS (SELECT 1 FROM user_wallet_cash WHERE cash_sn = '201911210000000001');
