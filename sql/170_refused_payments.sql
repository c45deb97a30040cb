-- Payments that a hub has reported and that fit no open order (cashier.md section 9.8): another amount, another currency, an
-- order that is closed or unknown. The report itself is refused; the row keeps it in sight until a make-up order books the
-- money or an operator has dealt with it. Every statement may be run again at any start.

CREATE TABLE IF NOT EXISTS refused_payments (
  id              INTEGER PRIMARY KEY AUTOINCREMENT,
  merchant_id     INTEGER NOT NULL REFERENCES merchants (id),
  billno          TEXT NOT NULL,
  -- NULL: the merchant has no such order.
  record_id       INTEGER REFERENCES deposit_records (id),
  reason          TEXT NOT NULL CHECK (reason IN ('unknown_order', 'currency', 'customer', 'channel', 'amount', 'closed_order')),
  -- As reported.
  amount          TEXT NOT NULL,
  currency        TEXT NOT NULL,
  login_name      TEXT NOT NULL,
  channel_code    TEXT NOT NULL,
  actor           TEXT NOT NULL,
  remarks         TEXT NOT NULL,
  session_account TEXT NOT NULL,
  session_role    TEXT NOT NULL,
  client_ip       TEXT NOT NULL,
  trace_id        TEXT NOT NULL,
  -- How often the same was reported, first and last.
  times           INTEGER NOT NULL DEFAULT 1 CHECK (times > 0),
  created_at      INTEGER NOT NULL,
  updated_at      INTEGER NOT NULL CHECK (updated_at >= created_at),
  -- The order that booked the money, or who has dealt with it.
  resolved_at     INTEGER,
  resolved_by     TEXT NOT NULL DEFAULT '',
  CHECK ((resolved_at IS NULL) = (resolved_by = '')),
  UNIQUE (merchant_id, billno, reason, amount, currency)
);
CREATE INDEX IF NOT EXISTS refused_payments_open ON refused_payments (merchant_id, id) WHERE resolved_at IS NULL;
CREATE INDEX IF NOT EXISTS refused_payments_created ON refused_payments (created_at);
CREATE INDEX IF NOT EXISTS refused_payments_record ON refused_payments (record_id) WHERE record_id IS NOT NULL;

-- A make-up order books the money that came in.
CREATE TRIGGER IF NOT EXISTS deposit_records_resolved_au AFTER UPDATE OF status ON deposit_records
WHEN NEW.status IN (2, 4) AND NEW.status <> OLD.status BEGIN
  UPDATE refused_payments
     SET resolved_at = NEW.updated_at, resolved_by = NEW.order_sn || CASE NEW.status WHEN 4 THEN '_1' ELSE '' END
   WHERE record_id = NEW.id AND resolved_at IS NULL;
END;
