-- Each query answers no row at any committed state; the line before it is its name.

-- cashier: what an account collected in a day is the sum of its orders
SELECT * FROM (
  SELECT merchant_id, receipt_account, currency, created_at / 86400000, sum(amount) FROM deposit_records
   WHERE status IN (0, 2) AND receipt_account <> '' GROUP BY 1, 2, 3, 4
  EXCEPT SELECT merchant_id, account_no, currency, day, collected FROM receipt_days)
UNION ALL
SELECT * FROM (
  SELECT merchant_id, account_no, currency, day, collected FROM receipt_days WHERE collected <> 0
  EXCEPT SELECT merchant_id, receipt_account, currency, created_at / 86400000, sum(amount) FROM deposit_records
          WHERE status IN (0, 2) AND receipt_account <> '' GROUP BY 1, 2, 3, 4);
