-- The currencies (cashier.md section 1.3): the one place in SQL that says how an amount in minor units is written, which is
-- `printf(format, amount / unit, amount % unit)`. `crates/money` has the same in Rust; a test compares the two, and the lists
-- that cannot read a table: the CHECKs of the columns `currency`. Every statement may be run again at any start.
CREATE TABLE IF NOT EXISTS currencies (
  code         TEXT NOT NULL PRIMARY KEY,
  -- How many decimal digits a minor unit has, and how many minor units are one.
  exponent     INTEGER NOT NULL,
  unit         INTEGER NOT NULL,
  format       TEXT NOT NULL,
  -- `type` of a channel on the wire (cashier.md section 8.2).
  channel_type INTEGER NOT NULL
);
INSERT INTO currencies (code, exponent, unit, format, channel_type) VALUES
  ('CNY', 2, 100, '%d.%02d', 0),
  ('BTC', 8, 100000000, '%d.%08d', 1),
  ('USDT', 6, 1000000, '%d.%06d', 2),
  ('VND', 0, 1, '%d', 3),
  ('USD', 2, 100, '%d.%02d', 4),
  ('JPY', 0, 1, '%d', 5)
ON CONFLICT (code) DO NOTHING;

-- What is written in one way is read in no other. An order whose currency were gone would be told to nobody.
CREATE TRIGGER IF NOT EXISTS currencies_bu BEFORE UPDATE ON currencies BEGIN SELECT RAISE(ABORT, 'fixed_column'); END;
CREATE TRIGGER IF NOT EXISTS currencies_bd BEFORE DELETE ON currencies BEGIN SELECT RAISE(ABORT, 'append_only'); END;
