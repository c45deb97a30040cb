-- Each query answers no row at any time; the line before it is its name (wallet.md section 7).

-- wallet I1: balances = ledger sums
SELECT w.user_id FROM user_wallets w
 LEFT JOIN user_wallet_logs l USING (user_id)
 GROUP BY w.user_id
 HAVING w.available_amount <> coalesce(sum(l.change_available_amount), 0)
   OR w.freeze_amount <> coalesce(sum(l.change_freeze_amount), 0);

-- wallet I2: frozen = open withdrawals
SELECT w.user_id FROM user_wallets w
 LEFT JOIN user_wallet_cash c ON c.user_id = w.user_id AND c.cash_status IN (1, 2, 4)
 GROUP BY w.user_id
 HAVING w.freeze_amount <> coalesce(sum(c.cash_apply_amount), 0);

-- wallet I3: ledger is an unbroken chain
SELECT id FROM (SELECT *, lag(available_after, 1, 0) OVER x AS a, lag(freeze_after, 1, 0) OVER x AS f
                  FROM user_wallet_logs WINDOW x AS (PARTITION BY user_id ORDER BY id))
 WHERE available_after <> a + change_available_amount OR freeze_after <> f + change_freeze_amount;

-- wallet I4: frozen exactly once
SELECT c.id FROM user_wallet_cash c
 WHERE 1 <> (SELECT count(*) FROM user_wallet_logs l
 WHERE l.user_wallet_cash_id = c.id AND +l.user_id = c.user_id AND l.change_type = 10
   AND l.change_available_amount = -c.cash_apply_amount);

-- wallet I5: final: settled once, rightly
SELECT c.id FROM user_wallet_cash c
 WHERE (c.cash_status IN (3, 5, 6)) * (11 + c.refunds_status) <> (SELECT coalesce(sum(l.change_type), 0) FROM user_wallet_logs l
 WHERE l.user_wallet_cash_id = c.id AND l.change_type <> 10 AND +l.user_id = c.user_id
   AND l.change_freeze_amount = -c.cash_apply_amount);

-- wallet I6: fee and actual are exact
SELECT id FROM user_wallet_cash
 WHERE cash_charge <> (cash_apply_amount * cash_rate + 999999) / 1000000
   OR cash_actual_amount <> cash_apply_amount - cash_charge OR cash_actual_amount <= 0;

-- wallet I7: refund flag matches state
SELECT id FROM user_wallet_cash
 WHERE refunds_status <> (cash_status IN (3, 6));

-- wallet I8: cash_sn has the business day
SELECT id FROM user_wallet_cash
 WHERE length(cash_sn) <> 18 OR substr(cash_sn, 1, 8) <> strftime('%Y%m%d', created_at / 1000 + 28800, 'unixepoch');

-- wallet I9: cash_sn is unique
SELECT cash_sn FROM user_wallet_cash
 GROUP BY cash_sn
 HAVING count(*) > 1;

-- wallet I10: one wallet per user
SELECT u.id FROM users u
 LEFT JOIN user_wallets w ON w.user_id = u.id
 WHERE w.user_id IS NULL
 UNION ALL SELECT w.user_id FROM user_wallets w
 LEFT JOIN users u ON u.id = w.user_id
 WHERE u.id IS NULL;

-- wallet I11: balances within bounds
SELECT user_id FROM user_wallets
 WHERE available_amount < 0 OR freeze_amount < 0 OR available_amount + freeze_amount > 9999999999;

-- wallet I12: adjustments = manual rows
SELECT a.id FROM wallet_adjustments a
 LEFT JOIN user_wallet_logs l ON l.wallet_adjustment_id = a.id
 WHERE (a.operate_type IS NULL) <> (l.id IS NULL)
 OR l.user_id <> a.user_id OR l.operator_id <> a.operator_id
   OR l.change_available_amount <> iif(a.operate_type = 1, 1, -1) * a.operate_amount;

-- wallet I13: payout job open iff status 4
SELECT c.id FROM user_wallet_cash c
 LEFT JOIN payout_jobs o ON o.kind = 'wallet' AND o.ref = c.cash_sn
 WHERE (c.cash_status = 4) <> (o.state IS 'open')
    OR (c.cash_status = 6 OR c.cash_status = 5 AND c.cash_type = 1) <> (o.state IS 'done');

-- wallet I14: status is the one last set
SELECT w.user_id FROM user_wallets w
 WHERE w.wallet_status <> coalesce((SELECT a.wallet_status FROM wallet_adjustments a
 WHERE a.user_id = w.user_id AND a.wallet_status IS NOT NULL ORDER BY a.id DESC LIMIT 1), 0);

-- wallet I15: keys belong to their command
SELECT k.idem_key FROM idempotency_keys k
 WHERE NOT EXISTS (SELECT 1 FROM user_wallet_cash c
 WHERE k.endpoint = 'POST /api/wallet/cash' AND c.id = k.resource_id AND c.user_id = k.user_id AND c.idem_key = k.idem_key)
 AND NOT EXISTS (SELECT 1 FROM wallet_adjustments a
 WHERE k.endpoint = 'PATCH /api/wallet/user/' || a.user_id AND a.id = k.resource_id AND a.operator_id = k.user_id
   AND a.idem_key = k.idem_key);

-- wallet I16: one settings row
SELECT 1
 WHERE (SELECT count(*) FROM wallet_settings) <> 1;

-- wallet I17: audit trail is unbroken
SELECT l.id FROM wallet_settings_logs l JOIN wallet_settings_logs p ON p.id = (SELECT max(id) FROM wallet_settings_logs
 WHERE id < l.id)
 WHERE l."before" <> p."after";

-- outbox 5: a payout job that is over is held by nobody
SELECT ref FROM payout_jobs WHERE state = 'done' AND lease_until <> 0;

-- wallet I18: what counts for the daily limit is the sum of the day's withdrawals
SELECT * FROM (
  SELECT user_id, (created_at + 28800000) / 86400000, sum(cash_apply_amount) FROM user_wallet_cash
   WHERE refunds_status = 0 GROUP BY 1, 2
  EXCEPT SELECT user_id, day, applied FROM wallet_cash_days)
UNION ALL
SELECT * FROM (
  SELECT user_id, day, applied FROM wallet_cash_days WHERE applied <> 0
  EXCEPT SELECT user_id, (created_at + 28800000) / 86400000, sum(cash_apply_amount) FROM user_wallet_cash
          WHERE refunds_status = 0 GROUP BY 1, 2);
