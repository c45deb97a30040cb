-- Each query answers no row at any quiet moment; the line before it is its name (cashier.md section 11, outbox.md section 5).

-- cashier 1: the status of a deposit is its last audit entry's
SELECT d.id FROM deposit_records d
 WHERE d.status IS NOT (SELECT new_flag FROM audit_log a WHERE a.request_type = 1 AND a.record_id = d.id
                         ORDER BY a.id DESC LIMIT 1);

-- cashier 1: the status of a withdrawal is its last audit entry's
SELECT w.id FROM withdraw_records w
 WHERE w.status IS NOT (SELECT new_flag FROM audit_log a WHERE a.request_type = 2 AND a.record_id = w.id
                         ORDER BY a.id DESC LIMIT 1);

-- cashier 2: audit rows form a chain that starts at NULL
SELECT id FROM (SELECT id, old_flag, lag(new_flag) OVER (PARTITION BY request_type, record_id ORDER BY id) AS prev
                  FROM audit_log)
 WHERE old_flag IS NOT prev;

-- cashier 2: an audit row names its record, number and merchant
SELECT a.id FROM audit_log a
 WHERE a.request_type = 1 AND NOT EXISTS (SELECT 1 FROM deposit_records d
         WHERE d.id = a.record_id AND d.order_sn = a.bill_no AND d.merchant_id = a.merchant_id)
    OR a.request_type = 2 AND NOT EXISTS (SELECT 1 FROM withdraw_records w
         WHERE w.id = a.record_id AND w.billno = a.bill_no AND w.merchant_id = a.merchant_id);

-- cashier 3: a record becomes paid at most once
SELECT request_type, record_id FROM audit_log WHERE new_flag = 2 GROUP BY 1, 2 HAVING count(*) > 1;

-- cashier 4: made-up orders and their children match one to one
SELECT d.id FROM deposit_records d LEFT JOIN deposit_records c ON c.parent_id = d.id
 WHERE (d.status = 4) <> (c.id IS NOT NULL)
    OR (c.id IS NOT NULL AND (c.status <> 2 OR c.customer_id <> d.customer_id OR c.merchant_id <> d.merchant_id
                              OR c.currency <> d.currency OR c.order_sn <> d.order_sn || '_1'));

-- cashier 5: every paid deposit and every final withdrawal has its notification
SELECT 1, id FROM deposit_records r
 WHERE status = 2 AND NOT EXISTS (SELECT 1 FROM outbox o
         WHERE o.topic = 'cashier.deposit' AND o.ref = r.order_sn AND o.status = '2')
UNION ALL
SELECT 2, id FROM withdraw_records r
 WHERE status IN (2, -1) AND NOT EXISTS (SELECT 1 FROM outbox o
         WHERE o.topic = 'cashier.withdraw' AND o.ref = r.billno AND o.status = CAST(r.status AS TEXT));

-- cashier 5: no notification tells what no audit entry says, or tells another tenant
SELECT o.seq FROM outbox o
 WHERE o.topic = 'cashier.deposit' AND NOT EXISTS (
         SELECT 1 FROM deposit_records d JOIN audit_log a ON a.record_id = d.id
          WHERE a.request_type = 1 AND a.bill_no = o.ref AND CAST(a.new_flag AS TEXT) = o.status
            AND d.order_sn = o.ref AND o.tenant = CAST(d.product_id AS TEXT))
    OR o.topic = 'cashier.withdraw' AND NOT EXISTS (
         SELECT 1 FROM withdraw_records w JOIN audit_log a ON a.record_id = w.id
          WHERE a.request_type = 2 AND a.bill_no = o.ref AND CAST(a.new_flag AS TEXT) = o.status
            AND w.billno = o.ref AND o.tenant = CAST(w.product_id AS TEXT));

-- cashier 6: no deposit crosses tenants
SELECT d.id FROM deposit_records d JOIN customers c ON c.id = d.customer_id JOIN merchants m ON m.id = d.merchant_id
  JOIN deposit_channels h ON h.id = d.channel_id
 WHERE c.product_id <> d.product_id OR m.product_id <> d.product_id OR h.product_id <> d.product_id
    OR h.merchant_id <> d.merchant_id;

-- cashier 6: no withdrawal crosses tenants
SELECT w.id FROM withdraw_records w JOIN customers c ON c.id = w.customer_id JOIN merchants m ON m.id = w.merchant_id
  JOIN withdraw_channels h ON h.id = w.channel_id JOIN customer_banks b ON b.id = w.customer_bank_id
 WHERE c.product_id <> w.product_id OR m.product_id <> w.product_id OR h.product_id <> w.product_id
    OR h.merchant_id <> w.merchant_id OR b.customer_id <> w.customer_id;

-- cashier 7: a paid deposit is paid in full
SELECT id FROM deposit_records WHERE status = 2 AND (paid_at IS NULL OR paid_amount IS NOT amount);

-- cashier 8: a failed upstream call leaves no open order
SELECT id FROM deposit_records WHERE upstream_state = 'failed' AND status = 0;

-- cashier 9: withdrawals keep their card
SELECT id FROM withdraw_records WHERE bank_account_no = '' OR bank_account_name = '';

-- cashier 10: no clear passwords
SELECT id FROM merchants WHERE password_hash NOT LIKE '$argon2id$%' AND password_hash NOT LIKE '$pbkdf2-sha256$%';

-- cashier: a quote whose payid an order has is used
SELECT q.id FROM pay_quotes q JOIN deposit_records d ON d.channel_id = q.channel_id AND d.payid = q.payid WHERE q.used = 0;

-- cashier: a bill number has its form
SELECT order_sn FROM deposit_records
 WHERE length(order_sn) < 19 OR replace(order_sn, '_1', '') GLOB '*[^0-9A-Za-z]*'
    OR (parent_id IS NOT NULL) <> (order_sn LIKE '%\_1' ESCAPE '\')
UNION ALL SELECT billno FROM withdraw_records WHERE length(billno) < 19 OR billno GLOB '*[^0-9A-Za-z]*';

-- outbox: a skipped row is never tried
SELECT event_id FROM outbox WHERE state = 'skipped' AND (lease_by IS NOT NULL OR attempts > 0);

-- outbox: a row is skipped if and only if there is nobody to tell
SELECT event_id FROM outbox WHERE (state = 'skipped') <> (target = '');

-- outbox: the attempts of a row are its scheduled sends
SELECT event_id FROM outbox o
 WHERE attempts <> (SELECT count(*) FROM outbox_attempts a WHERE a.event_id = o.event_id AND a.manual = 0);

-- outbox: what is done was done at some time
SELECT event_id FROM outbox WHERE state = 'done' AND done_at IS NULL;

-- outbox: an event id is 32 hexadecimal digits, a payload an object
SELECT event_id FROM outbox
 WHERE length(event_id) <> 32 OR event_id GLOB '*[^0-9a-f]*' OR NOT json_valid(payload) OR json_type(payload) <> 'object';
