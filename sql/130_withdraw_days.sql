-- What each customer withdrew through each channel in each UTC day (cashier.md section 8.2, max_total_amount): the sum of the
-- orders with status 0, 1 or 2. Kept by triggers, because adding the orders up would make each one dearer than the one
-- before.
CREATE TABLE IF NOT EXISTS withdraw_days (
  customer_id INTEGER NOT NULL REFERENCES customers (id),
  channel_id  INTEGER NOT NULL REFERENCES withdraw_channels (id),
  -- Days since 1970-01-01.
  day         INTEGER NOT NULL,
  withdrawn   INTEGER NOT NULL CHECK (withdrawn >= 0),
  PRIMARY KEY (customer_id, channel_id, day)
) STRICT;

-- Of orders that are older than this table.
INSERT INTO withdraw_days (customer_id, channel_id, day, withdrawn)
SELECT customer_id, channel_id, created_at / 86400000, sum(amount) FROM withdraw_records
 WHERE status IN (0, 1, 2) AND NOT EXISTS (SELECT 1 FROM withdraw_days) GROUP BY 1, 2, 3;

CREATE TRIGGER IF NOT EXISTS withdraw_records_days_ai AFTER INSERT ON withdraw_records BEGIN
  INSERT INTO withdraw_days (customer_id, channel_id, day, withdrawn)
  VALUES (NEW.customer_id, NEW.channel_id, NEW.created_at / 86400000, NEW.amount)
  ON CONFLICT (customer_id, channel_id, day) DO UPDATE SET withdrawn = withdrawn + excluded.withdrawn;
END;

-- A refused order no longer counts; nothing makes it count again.
CREATE TRIGGER IF NOT EXISTS withdraw_records_days_au AFTER UPDATE OF status ON withdraw_records
WHEN NEW.status = -1 AND OLD.status <> -1 BEGIN
  UPDATE withdraw_days SET withdrawn = withdrawn - NEW.amount
   WHERE customer_id = NEW.customer_id AND channel_id = NEW.channel_id AND day = NEW.created_at / 86400000;
END;
