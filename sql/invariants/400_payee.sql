-- The payee API's books, uniqueness and jobs (payee.md section 10). No query may answer a row.

-- payee I01 balances equal postings
SELECT l.merchant_no, l.currency, l.kind
 FROM payee_ledger l
 WHERE l.balance <> (SELECT coalesce(sum(CASE WHEN p.to_kind = l.kind THEN p.amount ELSE -p.amount END), 0)
 FROM payee_posting p
 WHERE p.merchant_no = l.merchant_no AND p.currency = l.currency AND l.kind IN (p.from_kind, p.to_kind));

-- payee I02 no negative balance
SELECT * FROM payee_ledger WHERE kind <> 'FUNDING' AND balance < 0;

-- payee I03 the books sum to zero
SELECT merchant_no, currency FROM payee_ledger GROUP BY 1, 2 HAVING sum(balance) <> 0;

-- payee I04 reserved money belongs to open payouts
SELECT l.merchant_no, l.currency
 FROM payee_ledger l
 WHERE l.kind = 'RESERVED' AND l.balance <> (SELECT coalesce(sum(fee + CASE WHEN submitted_at IS NULL THEN amount ELSE 0
   END), 0)
 FROM payee_payout p
 WHERE p.merchant_no = l.merchant_no AND p.currency = l.currency AND p.status IN ('pending', 'onhold', 'unclaimed'));

-- payee I05 money in flight belongs to submitted open payouts
SELECT l.merchant_no, l.currency
 FROM payee_ledger l
 WHERE l.kind = 'IN_FLIGHT' AND l.balance <> (SELECT coalesce(sum(amount), 0)
 FROM payee_payout p
 WHERE p.merchant_no = l.merchant_no AND p.currency = l.currency AND p.submitted_at IS NOT NULL AND p.status
   IN ('pending', 'onhold', 'unclaimed'));

-- payee I06 settled money
SELECT l.merchant_no, l.currency
 FROM payee_ledger l
 WHERE l.kind = 'SETTLED' AND l.balance <> (SELECT coalesce(sum(amount), 0)
 FROM payee_payout p
 WHERE p.merchant_no = l.merchant_no AND p.currency = l.currency AND p.status = 'success');

-- payee I07 fees earned
SELECT l.merchant_no, l.currency
 FROM payee_ledger l
 WHERE l.kind = 'FEES' AND l.balance <> (SELECT coalesce(sum(fee), 0)
 FROM payee_payout p
 WHERE p.merchant_no = l.merchant_no AND p.currency = l.currency AND p.payment_at IS NOT NULL);

-- payee I08 one reservation per payout
SELECT transaction_no
 FROM payee_payout o
 WHERE (SELECT count(*)
 FROM payee_posting p
 WHERE p.transaction_no = o.transaction_no AND p.kind = 'RESERVE' AND p.amount = o.amount + o.fee) <> 1;

-- payee I09 never settled and released
SELECT transaction_no FROM payee_posting WHERE kind IN ('SETTLE', 'RELEASE_AMOUNT') GROUP BY 1 HAVING count(*) > 1;

-- payee I10 ownership is consistent
SELECT a.account_token
 FROM payee_account a
 JOIN payee c USING (customer_no)
 WHERE a.merchant_no <> c.merchant_no
 UNION ALL SELECT o.transaction_no
 FROM payee_payout o
 JOIN payee_account a USING (account_token)
 WHERE o.customer_no <> a.customer_no OR o.merchant_no <> a.merchant_no;

-- payee I11 live tags, invoices and signatures are unique
SELECT account_tag
 FROM payee_account
 WHERE deleted_at IS NULL
 GROUP BY merchant_no, customer_no, account_tag HAVING count(*) > 1
 UNION ALL SELECT invoice_id
 FROM payee_payout
 WHERE invoice_id IS NOT NULL
 GROUP BY merchant_no, invoice_id HAVING count(*) > 1
 UNION ALL SELECT verify_sign
 FROM payee_payout
 GROUP BY merchant_no, verify_sign HAVING count(*) > 1;

-- payee I12 no open payout on a deleted account
SELECT o.transaction_no
 FROM payee_payout o
 JOIN payee_account a USING (account_token)
 WHERE a.deleted_at IS NOT NULL AND o.status IN ('pending', 'onhold', 'unclaimed');

-- payee I13 at most two active tokens and 100 live accounts
SELECT merchant_no
 FROM payee_token
 WHERE active = 1
 GROUP BY 1 HAVING count(*) > 2
 UNION ALL SELECT customer_no
 FROM payee_account
 WHERE deleted_at IS NULL
 GROUP BY 1 HAVING count(*) > 100;

-- payee I14 every reached status but pending has its IPN row, every payout its provider job
SELECT transaction_no
 FROM payee_payout o
 WHERE (status <> 'pending' AND NOT EXISTS (SELECT 1
 FROM outbox b
 WHERE b.topic = 'ipn.payout' AND b.ref = o.transaction_no AND b.status = o.status)) OR NOT EXISTS (SELECT 1
 FROM payout_jobs b
 WHERE b.kind = 'payee' AND b.ref = o.transaction_no);

-- payee I15 IPN attempts stay in bounds
SELECT event_id
 FROM outbox
 WHERE topic LIKE 'ipn.%' AND (attempts > 9 OR (state = 'queued' AND attempts >= 9) OR (state = 'dead' AND attempts < 9

 AND NOT EXISTS (SELECT 1 FROM outbox_abandoned b WHERE b.event_id = outbox.event_id)
 AND NOT EXISTS (SELECT 1 FROM outbox_attempts a WHERE a.event_id = outbox.event_id AND a.outcome = 'dead'
   AND a.result = '410')));

-- payee I16 at most one live payee per e-mail and government id
SELECT email_norm
 FROM payee
 WHERE status IN ('Pending', 'Activated')
 GROUP BY merchant_no, email_norm HAVING count(*) > 1
 UNION ALL SELECT hex(gov_id_bidx)
 FROM payee
 WHERE status IN ('Pending', 'Activated')
 GROUP BY merchant_no, gov_id_bidx HAVING count(*) > 1;

-- payee I17 the provider job is open exactly as long as the payout
SELECT o.transaction_no
 FROM payee_payout o
 JOIN payout_jobs j ON j.kind = 'payee' AND j.ref = o.transaction_no
 WHERE (o.status IN ('pending', 'onhold', 'unclaimed')) <> (j.state = 'open');
