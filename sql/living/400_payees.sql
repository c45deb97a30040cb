-- Payouts to payees of a living system: 60 of the last ten days in every state, and top-ups that wait. The payees with their
-- sealed columns are those of crates/vault/src/living.rs, which is loaded before. As sql/living/100_cashier.sql.

INSERT INTO payee_payout (transaction_no, merchant_no, store_no, customer_no, account_token, invoice_id, verify_sign, body_hash,
                          currency, amount, fee, status, provider, reply, created_at, updated_at)
WITH RECURSIVE
  n (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM n WHERE n < 60),
  o AS (SELECT n, (20 + n * 31 % 400) * 100 AS amount,
               CASE WHEN n > 55 THEN unixepoch() * 1000 - (61 - n) * 40000
                    ELSE unixepoch() * 1000 - (56 - n) * 15000000 - (n * 3301 % 14000) * 1000 - 600000 END AS at FROM n)
SELECT strftime('%Y%m%d', at / 1000, 'unixepoch') || printf('%010d', 9000000000 + n), a.merchant_no, '800011', a.customer_no,
       a.account_token, 'L-' || n, 'living-' || n, zeroblob(32), a.currency, amount,
       f.fee_fixed + (amount * f.fee_rate_ppm + 500000) / 1000000, 'pending', 'default', '{}', at, at
  FROM o
  JOIN payee_account a ON a.merchant_no = '900011' AND a.account_tag = 'living-' || (1 + n * 5 % 6) AND a.status = 'ACTIVATED'
   AND a.deleted_at IS NULL
  JOIN payee_fee f ON f.merchant_no = a.merchant_no AND f.currency = a.currency
 WHERE NOT EXISTS (SELECT 1 FROM payee_payout p WHERE p.merchant_no = '900011' AND p.invoice_id = 'L-' || n)
 ORDER BY n;

-- What the provider refused before the money left, and what it has taken.
UPDATE payee_payout
   SET status = iif(CAST(substr(invoice_id, 3) AS INTEGER) % 10 = 0, 'failed', 'blocked'), fail_reason = 'account closed',
       updated_at = created_at + 60000
 WHERE merchant_no = '900011' AND invoice_id GLOB 'L-*' AND status = 'pending' AND CAST(substr(invoice_id, 3) AS INTEGER) <= 50
   AND CAST(substr(invoice_id, 3) AS INTEGER) % 10 IN (0, 1);
UPDATE payee_payout SET submitted_at = created_at + 30000, provider_ref = 'SIM' || transaction_no, updated_at = created_at + 30000
 WHERE merchant_no = '900011' AND invoice_id GLOB 'L-*' AND status = 'pending' AND submitted_at IS NULL
   AND CAST(substr(invoice_id, 3) AS INTEGER) <= 55;
UPDATE payee_payout SET status = 'unclaimed', updated_at = created_at + 60000
 WHERE merchant_no = '900011' AND invoice_id GLOB 'L-*' AND status = 'pending'
   AND (CAST(substr(invoice_id, 3) AS INTEGER) <= 50 AND CAST(substr(invoice_id, 3) AS INTEGER) % 10 = 2 OR invoice_id = 'L-52');
UPDATE payee_payout SET status = 'onhold', updated_at = created_at + 60000
 WHERE merchant_no = '900011' AND invoice_id = 'L-51' AND status = 'pending';
UPDATE payee_payout SET status = 'success', payment_at = created_at + 90000, updated_at = created_at + 90000
 WHERE merchant_no = '900011' AND invoice_id GLOB 'L-*' AND status = 'pending' AND CAST(substr(invoice_id, 3) AS INTEGER) <= 50;
-- What came back.
UPDATE payee_payout SET status = 'returned', updated_at = created_at + 7200000
 WHERE merchant_no = '900011' AND invoice_id GLOB 'L-*' AND status = 'unclaimed' AND CAST(substr(invoice_id, 3) AS INTEGER) <= 50;
UPDATE payee_payout
   SET status = iif(CAST(substr(invoice_id, 3) AS INTEGER) % 10 = 3, 'reversed', 'refunded'), updated_at = created_at + 7200000
 WHERE merchant_no = '900011' AND invoice_id GLOB 'L-*' AND status = 'success'
   AND CAST(substr(invoice_id, 3) AS INTEGER) IN (13, 23, 34);

-- Outcomes that wait for a person or for the provider; the newest five are paid by the next dispatch.
UPDATE payout_jobs
   SET attempts = 4, next_attempt_at = unixepoch() * 1000 + 2592000000,
       last_outcome = (SELECT CASE invoice_id WHEN 'L-53' THEN 'conflict' WHEN 'L-54' THEN 'conflict' WHEN 'L-55' THEN 'unknown'
                              ELSE 'processing' END FROM payee_payout WHERE transaction_no = ref)
 WHERE kind = 'payee' AND state = 'open' AND attempts = 0
   AND ref IN (SELECT transaction_no FROM payee_payout
                WHERE merchant_no = '900011' AND invoice_id IN ('L-51', 'L-52', 'L-53', 'L-54', 'L-55'));
UPDATE payout_jobs SET attempts = 1, last_outcome = (SELECT CASE status WHEN 'failed' THEN 'failed' WHEN 'blocked' THEN 'failed'
                                                            ELSE 'paid' END FROM payee_payout WHERE transaction_no = ref)
 WHERE kind = 'payee' AND state = 'done' AND attempts = 0
   AND ref IN (SELECT transaction_no FROM payee_payout WHERE merchant_no = '900011' AND invoice_id GLOB 'L-*');

-- Top-ups: two wait for another operator than the one who asked, one was refused.
INSERT INTO admin_top_ups (merchant_no, reference, currency, amount, reason, status, asked_by, asked_at, decided_by, decided_at,
                           decision_reason)
SELECT '900011', column1, 'USD', column2, 'bank transfer', column3, 'ruth', unixepoch() * 1000 - column4,
       CASE column3 WHEN 'asked' THEN NULL ELSE 'demo' END,
       CASE column3 WHEN 'asked' THEN NULL ELSE unixepoch() * 1000 - column4 + 3600000 END,
       CASE column3 WHEN 'asked' THEN NULL ELSE 'not on the account' END
  FROM (VALUES ('L-3001', 2500000, 'asked', 5400000), ('L-3002', 800000, 'asked', 90000000),
               ('L-3000', 90000, 'refused', 400000000))
 WHERE EXISTS (SELECT 1 FROM payee_fee WHERE merchant_no = '900011')
   AND EXISTS (SELECT 1 FROM admin_operators WHERE name = 'demo')
ON CONFLICT (merchant_no, reference) DO NOTHING;
