-- The ledger (docs/ledger.md): every settled movement of money as a double entry, read from the tables that have it. Nothing is
-- written twice: an entry is a row of a view. Every statement may be run again at any start.
--
-- An entry moves `amount` from the account `credit` to the account `debit`. An account is PART.OWNER.CURRENCY.BOOK:
--
--   cashier.M001.CNY.clearing     what the merchant holds of the product's money: paid deposits less paid withdrawals
--   cashier.M001.CNY.owed         what of it belongs to the product: the same less the merchant's fees
--   cashier.M001.CNY.fees         the merchant's fees, by the rates of its channels
--   payee.123456.USD.available …  the books of a merchant of the payee API (payee_ledger)
--   wallet.7.CNY.available …      a user's wallet, and its frozen part
--   wallet.operator.CNY.funding, .paid_out, .fees   where the wallets' money comes from and goes to
--
-- `source` and `seq` name an entry and order those of one millisecond.

-- Which rate a channel has had from when on. A settled order bears the rate of the time of its settlement.
CREATE TABLE IF NOT EXISTS channel_fees (
  direction  TEXT NOT NULL CHECK (direction IN ('deposit', 'withdrawal')),
  channel_id INTEGER NOT NULL,
  since      INTEGER NOT NULL,
  -- In 1/100 %.
  fee_bp     INTEGER NOT NULL,
  PRIMARY KEY (direction, channel_id, since)
);
-- Of channels that are older than this table.
INSERT INTO channel_fees (direction, channel_id, since, fee_bp)
SELECT 'deposit', id, 0, fee_bp FROM deposit_channels c
 WHERE NOT EXISTS (SELECT 1 FROM channel_fees f WHERE f.direction = 'deposit' AND f.channel_id = c.id)
UNION ALL
SELECT 'withdrawal', id, 0, fee_bp FROM withdraw_channels c
 WHERE NOT EXISTS (SELECT 1 FROM channel_fees f WHERE f.direction = 'withdrawal' AND f.channel_id = c.id);

CREATE TRIGGER IF NOT EXISTS deposit_channels_fee_ai AFTER INSERT ON deposit_channels BEGIN
  INSERT INTO channel_fees (direction, channel_id, since, fee_bp) VALUES ('deposit', NEW.id, 0, NEW.fee_bp)
  ON CONFLICT (direction, channel_id, since) DO UPDATE SET fee_bp = excluded.fee_bp;
END;
CREATE TRIGGER IF NOT EXISTS withdraw_channels_fee_ai AFTER INSERT ON withdraw_channels BEGIN
  INSERT INTO channel_fees (direction, channel_id, since, fee_bp) VALUES ('withdrawal', NEW.id, 0, NEW.fee_bp)
  ON CONFLICT (direction, channel_id, since) DO UPDATE SET fee_bp = excluded.fee_bp;
END;
CREATE TRIGGER IF NOT EXISTS deposit_channels_fee_au AFTER UPDATE OF fee_bp ON deposit_channels
WHEN NEW.fee_bp <> OLD.fee_bp BEGIN
  INSERT INTO channel_fees (direction, channel_id, since, fee_bp)
  VALUES ('deposit', NEW.id, iif(NEW.updated_at > OLD.updated_at, NEW.updated_at, unixepoch() * 1000), NEW.fee_bp)
  ON CONFLICT (direction, channel_id, since) DO UPDATE SET fee_bp = excluded.fee_bp;
END;
CREATE TRIGGER IF NOT EXISTS withdraw_channels_fee_au AFTER UPDATE OF fee_bp ON withdraw_channels
WHEN NEW.fee_bp <> OLD.fee_bp BEGIN
  INSERT INTO channel_fees (direction, channel_id, since, fee_bp)
  VALUES ('withdrawal', NEW.id, iif(NEW.updated_at > OLD.updated_at, NEW.updated_at, unixepoch() * 1000), NEW.fee_bp)
  ON CONFLICT (direction, channel_id, since) DO UPDATE SET fee_bp = excluded.fee_bp;
END;
CREATE TRIGGER IF NOT EXISTS channel_fees_bd BEFORE DELETE ON channel_fees BEGIN
  SELECT RAISE(ABORT, 'append_only');
END;

-- Settled orders by time, and by merchant and currency with what sums need. A paid deposit and a paid withdrawal are final, so
-- a withdrawal's last change is its settlement.
CREATE INDEX IF NOT EXISTS deposit_records_settled ON deposit_records (paid_at) WHERE status = 2;
CREATE INDEX IF NOT EXISTS deposit_records_booked
  ON deposit_records (merchant_id, currency, paid_at, channel_id, amount, status) WHERE status = 2;
CREATE INDEX IF NOT EXISTS withdraw_records_settled ON withdraw_records (updated_at) WHERE status = 2;
CREATE INDEX IF NOT EXISTS withdraw_records_booked
  ON withdraw_records (merchant_id, currency, updated_at, channel_id, amount, status) WHERE status = 2;
CREATE INDEX IF NOT EXISTS payee_posting_time ON payee_posting (created_at);
CREATE INDEX IF NOT EXISTS payee_posting_booked
  ON payee_posting (merchant_no, currency, created_at, from_kind, to_kind, amount);

-- An entry of the amount, and one of the fee: rounded half up, in two parts because the product would not fit into 64 bits.
CREATE VIEW IF NOT EXISTS ledger_deposits AS
SELECT 'cashier' AS part, 1 AS source, 2 * id + is_fee AS seq, at, iif(is_fee, 'deposit_fee', 'deposit') AS action,
       order_sn AS reference, owner, currency,
       amount,
       'cashier.' || owner || '.' || currency || iif(is_fee, '.owed', '.clearing') AS debit,
       'cashier.' || owner || '.' || currency || iif(is_fee, '.fees', '.owed') AS credit
  FROM (SELECT d.id, d.paid_at AS at, d.order_sn, m.code AS owner, d.currency, l.is_fee,
               CASE l.is_fee WHEN 0 THEN d.amount ELSE (
                 SELECT d.amount / 10000 * f.fee_bp + (d.amount % 10000 * f.fee_bp + 5000) / 10000 FROM channel_fees f
                  WHERE f.direction = 'deposit' AND f.channel_id = d.channel_id AND f.since <= d.paid_at
                  ORDER BY f.since DESC LIMIT 1) END AS amount
          FROM (deposit_records d JOIN merchants m ON m.id = d.merchant_id)
          CROSS JOIN (SELECT 0 AS is_fee UNION ALL SELECT 1) l
         WHERE d.status = 2)
 WHERE amount > 0;

CREATE VIEW IF NOT EXISTS ledger_withdrawals AS
SELECT 'cashier' AS part, 2 AS source, 2 * id + is_fee AS seq, at, iif(is_fee, 'withdrawal_fee', 'withdrawal') AS action,
       billno AS reference, owner, currency,
       amount,
       'cashier.' || owner || '.' || currency || '.owed' AS debit,
       'cashier.' || owner || '.' || currency || iif(is_fee, '.fees', '.clearing') AS credit
  FROM (SELECT w.id, w.updated_at AS at, w.billno, m.code AS owner, w.currency, l.is_fee,
               CASE l.is_fee WHEN 0 THEN w.amount ELSE (
                 SELECT w.amount / 10000 * f.fee_bp + (w.amount % 10000 * f.fee_bp + 5000) / 10000 FROM channel_fees f
                  WHERE f.direction = 'withdrawal' AND f.channel_id = w.channel_id AND f.since <= w.updated_at
                  ORDER BY f.since DESC LIMIT 1) END AS amount
          FROM (withdraw_records w JOIN merchants m ON m.id = w.merchant_id)
          CROSS JOIN (SELECT 0 AS is_fee UNION ALL SELECT 1) l
         WHERE w.status = 2)
 WHERE amount > 0;

-- What the payor's books call from and to: a balance there is what the account has been credited.
CREATE VIEW IF NOT EXISTS ledger_payees AS
SELECT 'payee' AS part, 3 AS source, posting_id AS seq, created_at AS at, lower(kind) AS action,
       coalesce(transaction_no, reference) AS reference, merchant_no AS owner, currency, amount,
       'payee.' || merchant_no || '.' || currency || '.' || lower(from_kind) AS debit,
       'payee.' || merchant_no || '.' || currency || '.' || lower(to_kind) AS credit
  FROM payee_posting;

-- A withdrawal that has succeeded is what was paid out and the fee.
CREATE VIEW IF NOT EXISTS ledger_wallets AS
SELECT 'wallet' AS part, 4 AS source, 2 * l.id + f.is_fee AS seq, l.created_at AS at,
       CASE l.change_type WHEN 10 THEN 'freeze' WHEN 11 THEN iif(f.is_fee, 'payout_fee', 'payout') WHEN 12 THEN 'refund'
                          WHEN 32 THEN 'income' ELSE 'expense' END AS action,
       coalesce(c.cash_sn, 'adjustment ' || l.wallet_adjustment_id) AS reference, l.user_id AS owner, 'CNY' AS currency,
       CASE WHEN f.is_fee THEN c.cash_charge WHEN l.change_type = 11 THEN c.cash_actual_amount
            WHEN l.change_available_amount < 0 THEN -l.change_available_amount
            ELSE l.change_available_amount END AS amount,
       CASE l.change_type WHEN 32 THEN 'wallet.operator.CNY.funding'
            ELSE 'wallet.' || l.user_id || iif(l.change_type IN (11, 12), '.CNY.frozen', '.CNY.available') END AS debit,
       CASE l.change_type WHEN 10 THEN 'wallet.' || l.user_id || '.CNY.frozen'
            WHEN 11 THEN iif(f.is_fee, 'wallet.operator.CNY.fees', 'wallet.operator.CNY.paid_out')
            WHEN 50 THEN 'wallet.operator.CNY.funding'
            ELSE 'wallet.' || l.user_id || '.CNY.available' END AS credit
  FROM (user_wallet_logs l LEFT JOIN user_wallet_cash c ON c.id = l.user_wallet_cash_id)
  CROSS JOIN (SELECT 0 AS is_fee UNION ALL SELECT 1) f
 WHERE f.is_fee = 0 OR l.change_type = 11 AND c.cash_charge > 0;

CREATE VIEW IF NOT EXISTS ledger_entries AS
SELECT * FROM ledger_deposits UNION ALL SELECT * FROM ledger_withdrawals
UNION ALL SELECT * FROM ledger_payees UNION ALL SELECT * FROM ledger_wallets;
