-- Each query answers no row at any committed state; the line before it is its name. The hashes themselves: cargo xtask audit.

-- audit: the links of a merchant are numbered without a gap, and each follows the one before
SELECT merchant_id, seq FROM (
  SELECT merchant_id, seq, prev_hash, lag(seq, 1, 0) OVER w AS "before",
         lag(hash, 1, '0000000000000000000000000000000000000000000000000000000000000000') OVER w AS head
    FROM audit_chain WINDOW w AS (PARTITION BY merchant_id ORDER BY seq))
 WHERE seq <> "before" + 1 OR prev_hash <> head;

-- audit: a link names an audit row of its merchant
SELECT source, audit_id FROM audit_chain c
 WHERE c.merchant_id IS NOT CASE source WHEN 1 THEN (SELECT merchant_id FROM audit_log WHERE id = c.audit_id)
                                        ELSE (SELECT merchant_id FROM receipt_bank_audit WHERE id = c.audit_id) END;

-- audit: a receiving account is what its last audit row says
SELECT r.id FROM receipt_banks r
  JOIN receipt_bank_audit a ON a.id = (SELECT max(id) FROM receipt_bank_audit WHERE receipt_bank_id = r.id)
 WHERE r.status <> (a.action = 'create');

-- audit: an account of the back office is no second one of its merchant
SELECT u.id FROM merchant_users u JOIN merchants m ON m.id = u.merchant_id AND m.account = u.account;
