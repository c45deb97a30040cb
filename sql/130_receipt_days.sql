-- What each receiving account collected in each UTC day (cashier.md section 5, Receiving account): the sum of the
-- merchant's deposits to the account number with status 0 or 2. Kept by triggers, because choosing an account adds up
-- the day for every candidate: from the orders themselves that would cost each order a scan of all of today's. In a
-- database of 0.1.0 it is WITHOUT ROWID, which makes no difference to anybody; libSQL does not know that beside STRICT.
CREATE TABLE IF NOT EXISTS receipt_days (
  merchant_id INTEGER NOT NULL REFERENCES merchants (id),
  account_no  TEXT NOT NULL,
  currency    TEXT NOT NULL,
  -- Days since 1970-01-01.
  day         INTEGER NOT NULL,
  collected   INTEGER NOT NULL CHECK (collected >= 0),
  PRIMARY KEY (merchant_id, account_no, currency, day)
) STRICT;

-- Of orders that are older than this table.
INSERT INTO receipt_days (merchant_id, account_no, currency, day, collected)
SELECT merchant_id, receipt_account, currency, created_at / 86400000, sum(amount) FROM deposit_records
 WHERE status IN (0, 2) AND receipt_account <> '' AND NOT EXISTS (SELECT 1 FROM receipt_days)
 GROUP BY 1, 2, 3, 4;

CREATE TRIGGER IF NOT EXISTS deposit_records_collected_ai AFTER INSERT ON deposit_records
WHEN NEW.status IN (0, 2) AND NEW.receipt_account <> '' BEGIN
  INSERT INTO receipt_days (merchant_id, account_no, currency, day, collected)
  VALUES (NEW.merchant_id, NEW.receipt_account, NEW.currency, NEW.created_at / 86400000, NEW.amount)
  ON CONFLICT (merchant_id, account_no, currency, day) DO UPDATE SET collected = collected + excluded.collected;
END;

-- An order stops counting when it is closed or made up, and begins when its hub names the account.
CREATE TRIGGER IF NOT EXISTS deposit_records_collected_au AFTER UPDATE OF status, receipt_account ON deposit_records
WHEN (NEW.receipt_account, NEW.status IN (0, 2)) IS NOT (OLD.receipt_account, OLD.status IN (0, 2)) BEGIN
  UPDATE receipt_days SET collected = collected - OLD.amount
   WHERE merchant_id = OLD.merchant_id AND account_no = OLD.receipt_account AND currency = OLD.currency
     AND day = OLD.created_at / 86400000 AND OLD.status IN (0, 2) AND OLD.receipt_account <> '';
  INSERT INTO receipt_days (merchant_id, account_no, currency, day, collected)
  SELECT NEW.merchant_id, NEW.receipt_account, NEW.currency, NEW.created_at / 86400000, NEW.amount
   WHERE NEW.status IN (0, 2) AND NEW.receipt_account <> ''
  ON CONFLICT (merchant_id, account_no, currency, day) DO UPDATE SET collected = collected + excluded.collected;
END;
