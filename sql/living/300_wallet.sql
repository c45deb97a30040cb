-- The wallet of a living system: 30 users and 60 applications of the last ten days in every state. All of it is invented. As
-- sql/living/100_cashier.sql.

INSERT INTO users (id, username, mobile, created_at, updated_at)
WITH RECURSIVE n (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM n WHERE n < 30)
SELECT 1000 + n, printf('holder%02d', n), printf('138%08d', 1000 + n), unixepoch() * 1000 - 1209600000,
       unixepoch() * 1000 - 1209600000
  FROM n WHERE NOT EXISTS (SELECT 1 FROM users WHERE id = 1000 + n);

INSERT INTO user_wechats (user_id, openid, nickname, created_at, updated_at)
SELECT id, 'living-openid-' || id, username, created_at, created_at FROM users
 WHERE id BETWEEN 1001 AND 1030 AND username GLOB 'holder*'
   AND NOT EXISTS (SELECT 1 FROM user_wechats w WHERE w.user_id = users.id);

INSERT INTO wallet_adjustments (command_id, user_id, operator_id, operate_type, operate_amount, operate_reason, created_at)
SELECT 'living-' || id, id, 2, 1, 20000 + id * 700, 'opening balance', created_at FROM users
 WHERE id BETWEEN 1001 AND 1030 AND username GLOB 'holder*'
   AND NOT EXISTS (SELECT 1 FROM wallet_adjustments WHERE command_id = 'living-' || users.id);

-- Applications to WeChat need payouts, which the demo data has switched off; afterwards they are off again. Their author is -1
-- in between.
UPDATE wallet_settings SET payout_enabled = 1, operator_id = -1
 WHERE payout_enabled = 0 AND NOT EXISTS (SELECT 1 FROM user_wallet_cash WHERE cash_sn GLOB '*90000000[0-9][0-9]');

-- Odd numbers go to WeChat, even ones are paid by hand.
INSERT INTO user_wallet_cash (user_id, cash_sn, cash_apply_amount, cash_rate, cash_charge, cash_actual_amount, cash_type,
                              cash_mobile, openid, operator_id, created_at, updated_at)
WITH RECURSIVE
  n (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM n WHERE n < 60),
  o AS (SELECT n, 1001 + n * 7 % 30 AS user_id, (5 + n * 3 % 20) * 100 AS amount,
               unixepoch() * 1000 - (60 - n) * 14400000 - (n * 4211 % 14000) * 1000 - 5000 AS at FROM n)
SELECT o.user_id, strftime('%Y%m%d', at / 1000 + 28800, 'unixepoch') || printf('%010d', 9000000000 + n), amount, cash_rate,
       (amount * cash_rate + 999999) / 1000000, amount - (amount * cash_rate + 999999) / 1000000, n % 2,
       CASE n % 2 WHEN 0 THEN u.mobile ELSE '' END, CASE n % 2 WHEN 1 THEN w.openid ELSE '' END, o.user_id, at, at
  FROM o JOIN wallet_settings s JOIN users u ON u.id = o.user_id AND u.username GLOB 'holder*'
  JOIN user_wechats w ON w.user_id = u.id AND w.openid = 'living-openid-' || u.id
 WHERE amount BETWEEN s.cash_min_sum AND s.cash_max_sum AND s.cash_interval_time = 0 AND s.payout_enabled = 1
   AND NOT EXISTS (SELECT 1 FROM user_wallet_cash c WHERE c.cash_sn GLOB '*' || printf('%010d', 9000000000 + n))
 ORDER BY n;
UPDATE wallet_settings SET payout_enabled = 0, operator_id = 0 WHERE operator_id = -1;

-- Reviewed: the fourth part of the older ones is rejected. Those that are paid by hand are paid.
UPDATE user_wallet_cash
   SET cash_status = 3, refunds_status = 1, operator_id = 2, remark = 'name differs', reviewed_at = created_at + 3600000,
       updated_at = created_at + 3600000
 WHERE cash_sn GLOB '*90000000[0-9][0-9]' AND cash_status = 1 AND substr(cash_sn, 17) + 0 <= 50
   AND (substr(cash_sn, 17) + 0) % 8 IN (0, 1);
UPDATE user_wallet_cash
   SET cash_status = 5, operator_id = 2, reviewed_at = created_at + 3600000, updated_at = created_at + 3600000
 WHERE cash_sn GLOB '*90000000[0-9][0-9]' AND cash_status = 1 AND cash_type = 0 AND substr(cash_sn, 17) + 0 <= 50;
UPDATE user_wallet_cash
   SET cash_status = 2, operator_id = 2, reviewed_at = created_at + 3600000, updated_at = created_at + 3600000
 WHERE cash_sn GLOB '*90000000[0-9][0-9]' AND cash_status = 1 AND cash_type = 1 AND substr(cash_sn, 17) + 0 <= 57;

-- Sent to the provider, but for two: paid, failed, or of an outcome that is not known.
UPDATE user_wallet_cash SET cash_status = 4, operator_id = 0, updated_at = created_at + 3660000
 WHERE cash_sn GLOB '*90000000[0-9][0-9]' AND cash_status = 2 AND substr(cash_sn, 17) + 0 <= 57
   AND substr(cash_sn, 17) + 0 NOT IN (51, 53);
UPDATE user_wallet_cash
   SET cash_status = 5, operator_id = 0, trade_no = 'SIM' || cash_sn, trade_time = created_at + 3661000,
       updated_at = created_at + 3661000
 WHERE cash_sn GLOB '*90000000[0-9][0-9]' AND cash_status = 4 AND substr(cash_sn, 17) + 0 <= 50
   AND (substr(cash_sn, 17) + 0) % 10 <> 9;
UPDATE user_wallet_cash
   SET cash_status = 6, refunds_status = 1, operator_id = 0, error_code = 'NAME_MISMATCH', error_message = 'the name differs',
       updated_at = created_at + 3661000
 WHERE cash_sn GLOB '*90000000[0-9][0-9]' AND cash_status = 4 AND substr(cash_sn, 17) + 0 <= 50;
UPDATE payout_jobs
   SET attempts = 4, last_outcome = iif(substr(ref, 17) + 0 = 55, 'conflict', 'unknown'),
       next_attempt_at = unixepoch() * 1000 + 2592000000
 WHERE kind = 'wallet' AND ref GLOB '*90000000[0-9][0-9]' AND state = 'open' AND attempts = 0 AND substr(ref, 17) + 0 IN (55, 57);
