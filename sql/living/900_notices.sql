-- What the living system has told others: nearly all was acknowledged, some was given up after its last try, some is tried
-- again, some waits. The last file of sql/living.

-- Given up: three of its tries are kept.
UPDATE outbox SET lease_by = 'living', lease_until = 0
 WHERE state = 'queued' AND attempts = 0
   AND (ref IN (SELECT order_sn FROM deposit_records WHERE product_id = 11
     AND product_order_sn IN ('L-13', 'L-37', 'L-61', 'L-85', 'L-109'))
        OR ref IN (SELECT billno FROM withdraw_records WHERE product_id = 11 AND product_billno IN ('L-7', 'L-19'))
        OR ref IN (SELECT transaction_no FROM payee_payout WHERE merchant_no = '900011' AND invoice_id IN ('L-5', 'L-15')));
INSERT INTO outbox_attempts (event_id, attempt, lease_by, started_at, duration_ms, outcome, next_at, result, answer)
SELECT event_id, 1, 'living', created_at + 1000, 180, 'retry', created_at + 61000, '500', 'out of order' FROM outbox
 WHERE lease_by = 'living' AND attempts = 0;
UPDATE outbox SET lease_by = 'living', lease_until = 0
 WHERE state = 'queued' AND attempts = 1 AND last_result = '500'
   AND EXISTS (SELECT 1 FROM outbox_attempts a WHERE a.event_id = outbox.event_id AND a.lease_by = 'living');
INSERT INTO outbox_attempts (event_id, attempt, lease_by, started_at, duration_ms, outcome, next_at, result, answer)
SELECT event_id, 2, 'living', created_at + 61000, 10000, 'retry', created_at + 361000, 'timeout', '' FROM outbox
 WHERE lease_by = 'living' AND attempts = 1;
UPDATE outbox SET lease_by = 'living', lease_until = 0
 WHERE state = 'queued' AND attempts = 2 AND last_result = 'timeout'
   AND EXISTS (SELECT 1 FROM outbox_attempts a WHERE a.event_id = outbox.event_id AND a.lease_by = 'living');
INSERT INTO outbox_attempts (event_id, attempt, lease_by, started_at, duration_ms, outcome, result, answer)
SELECT event_id, 3, 'living', created_at + 7200000, 95, 'dead', '410', 'gone' FROM outbox
 WHERE lease_by = 'living' AND attempts = 2;

-- Acknowledged: what was told five minutes before the product was made, which was then dated back by 14 days.
UPDATE outbox SET lease_by = 'living', lease_until = 0
 WHERE state = 'queued' AND attempts = 0 AND created_at < (SELECT created_at + 1209300000 FROM products WHERE id = 11)
   AND (ref IN (SELECT order_sn FROM deposit_records
                 WHERE product_id = 11 AND (product_order_sn GLOB 'L-*' AND product_order_sn NOT IN ('L-218', 'L-219', 'L-220')
                                            OR parent_id IS NOT NULL AND change_trace = 'living-make-up'))
        OR ref IN (SELECT billno FROM withdraw_records WHERE product_id = 11 AND product_billno GLOB 'L-*')
        OR ref IN (SELECT transaction_no FROM payee_payout WHERE merchant_no = '900011' AND invoice_id GLOB 'L-*'))
   AND NOT EXISTS (SELECT 1 FROM outbox e WHERE e.ref = outbox.ref AND e.seq < outbox.seq AND e.state = 'queued');
INSERT INTO outbox_attempts (event_id, attempt, lease_by, started_at, duration_ms, outcome, result, answer)
SELECT event_id, 1, 'living', created_at + 1000 + seq % 700, 20 + seq % 90, 'done', '200', 'success' FROM outbox
 WHERE lease_by = 'living' AND attempts = 0;
-- The second events of those with two.
UPDATE outbox SET lease_by = 'living', lease_until = 0
 WHERE state = 'queued' AND attempts = 0 AND created_at < (SELECT created_at + 1209300000 FROM products WHERE id = 11)
   AND ref IN (SELECT transaction_no FROM payee_payout WHERE merchant_no = '900011' AND invoice_id GLOB 'L-*')
   AND NOT EXISTS (SELECT 1 FROM outbox e WHERE e.ref = outbox.ref AND e.seq < outbox.seq AND e.state = 'queued');
INSERT INTO outbox_attempts (event_id, attempt, lease_by, started_at, duration_ms, outcome, result, answer)
SELECT event_id, 1, 'living', created_at + 1000, 20 + seq % 90, 'done', '200', 'success' FROM outbox
 WHERE lease_by = 'living' AND attempts = 0;

-- Tried again in half an hour.
UPDATE outbox SET lease_by = 'living', lease_until = 0
 WHERE state = 'queued' AND attempts = 0
   AND ref IN (SELECT order_sn FROM deposit_records WHERE product_id = 11 AND product_order_sn IN ('L-218', 'L-219', 'L-220'));
INSERT INTO outbox_attempts (event_id, attempt, lease_by, started_at, duration_ms, outcome, next_at, result, answer)
SELECT event_id, 1, 'living', created_at + 1000, 10000, 'retry', unixepoch() * 1000 + 1800000, 'timeout', '' FROM outbox
 WHERE lease_by = 'living' AND attempts = 0;
