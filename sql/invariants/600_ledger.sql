-- Each query answers no row at any committed state; the line before it is its name (docs/ledger.md).

-- ledger: the accounts of each currency sum to zero
SELECT currency FROM (SELECT currency, debit AS account, amount FROM ledger_entries
                      UNION ALL SELECT currency, credit, -amount FROM ledger_entries)
 GROUP BY currency HAVING sum(amount) <> 0;

-- ledger: an entry moves a positive amount between two accounts of one part and currency
SELECT source, seq FROM ledger_entries
 WHERE amount <= 0 OR typeof(amount) <> 'integer' OR debit = credit OR debit IS NULL OR credit IS NULL OR reference IS NULL
    OR debit NOT LIKE part || '.%.' || currency || '.%' OR credit NOT LIKE part || '.%.' || currency || '.%';

-- ledger: every order that the audit has seen settled is one entry of its amount, and nothing else is
SELECT request_type, record_id FROM audit_log a WHERE new_flag = 2 AND NOT EXISTS (
  SELECT 1 FROM ledger_deposits e JOIN deposit_records d ON d.order_sn = e.reference
   WHERE a.request_type = 1 AND d.id = a.record_id AND e.seq = 2 * d.id AND e.action = 'deposit' AND e.amount = d.paid_amount
  UNION ALL
  SELECT 1 FROM ledger_withdrawals e JOIN withdraw_records w ON w.billno = e.reference
   WHERE a.request_type = 2 AND w.id = a.record_id AND e.seq = 2 * w.id AND e.action = 'withdrawal' AND e.amount = w.amount)
UNION ALL
SELECT 1, seq / 2 FROM ledger_deposits WHERE action = 'deposit'
   AND NOT EXISTS (SELECT 1 FROM audit_log WHERE request_type = 1 AND record_id = seq / 2 AND new_flag = 2)
UNION ALL
SELECT 2, seq / 2 FROM ledger_withdrawals WHERE action = 'withdrawal'
   AND NOT EXISTS (SELECT 1 FROM audit_log WHERE request_type = 2 AND record_id = seq / 2 AND new_flag = 2);

-- ledger: a settled withdrawal has not been changed since
SELECT w.id FROM withdraw_records w JOIN audit_log a ON a.request_type = 2 AND a.record_id = w.id AND a.new_flag = 2
 WHERE w.status = 2 AND w.updated_at <> a.created_at;

-- ledger: the books of a payee merchant are what its entries say
SELECT * FROM (
  SELECT 'payee.' || merchant_no || '.' || currency || '.' || lower(kind) AS account, balance FROM payee_ledger WHERE balance <> 0
  EXCEPT SELECT account, sum(amount) FROM (SELECT credit AS account, amount FROM ledger_payees
                                           UNION ALL SELECT debit, -amount FROM ledger_payees) GROUP BY account);

-- ledger: a wallet is what its entries say
SELECT * FROM (
  SELECT 'wallet.' || user_id || '.CNY.available' AS account, available_amount FROM user_wallets WHERE available_amount <> 0
  UNION ALL SELECT 'wallet.' || user_id || '.CNY.frozen', freeze_amount FROM user_wallets WHERE freeze_amount <> 0
  EXCEPT SELECT account, sum(amount) FROM (SELECT credit AS account, amount FROM ledger_wallets
                                           UNION ALL SELECT debit, -amount FROM ledger_wallets) GROUP BY account);

-- ledger: every channel has had a rate from the beginning, and its last one is the one it has
SELECT id FROM deposit_channels c
 WHERE NOT EXISTS (SELECT 1 FROM channel_fees WHERE direction = 'deposit' AND channel_id = c.id AND since = 0)
    OR fee_bp <> (SELECT fee_bp FROM channel_fees WHERE direction = 'deposit' AND channel_id = c.id ORDER BY since DESC LIMIT 1)
UNION ALL
SELECT id FROM withdraw_channels c
 WHERE NOT EXISTS (SELECT 1 FROM channel_fees WHERE direction = 'withdrawal' AND channel_id = c.id AND since = 0)
    OR fee_bp <> (SELECT fee_bp FROM channel_fees WHERE direction = 'withdrawal'
      AND channel_id = c.id ORDER BY since DESC LIMIT 1);
