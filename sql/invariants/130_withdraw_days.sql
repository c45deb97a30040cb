-- Each query answers no row at any committed state; the line before it is its name.

-- cashier: what a customer withdrew through a channel in a day is the sum of the orders
SELECT * FROM (
  SELECT customer_id, channel_id, created_at / 86400000, sum(amount) FROM withdraw_records
   WHERE status IN (0, 1, 2) GROUP BY 1, 2, 3
  EXCEPT SELECT customer_id, channel_id, day, withdrawn FROM withdraw_days)
UNION ALL
SELECT * FROM (
  SELECT customer_id, channel_id, day, withdrawn FROM withdraw_days WHERE withdrawn <> 0
  EXCEPT SELECT customer_id, channel_id, created_at / 86400000, sum(amount) FROM withdraw_records
          WHERE status IN (0, 1, 2) GROUP BY 1, 2, 3);
