-- What must be told to others (outbox.md section 1), and the cashier's rows of it (cashier.md section 7).
-- Every statement may be run again at any start.

CREATE TABLE IF NOT EXISTS outbox (
  seq         INTEGER PRIMARY KEY AUTOINCREMENT,  -- order of events
  event_id    TEXT NOT NULL UNIQUE,               -- 32 hex digits, given to receivers, stable over repeats
  topic       TEXT NOT NULL,
  tenant      TEXT NOT NULL,                      -- product id, merchant number or user id
  ref         TEXT NOT NULL,                      -- bill number, cash_sn, transactionNo, accountToken
  status      TEXT NOT NULL,                      -- the state being told
  target      TEXT NOT NULL,                      -- URL at the time of the event, '' = nobody to tell
  payload     TEXT NOT NULL,                      -- JSON of the fields, without signature; never a card number or secret
  state       TEXT NOT NULL CHECK (state IN ('queued', 'done', 'dead', 'skipped')),
  attempts    INTEGER NOT NULL DEFAULT 0,         -- scheduled sends that were settled
  next_at     INTEGER NOT NULL,                   -- unix ms
  lease_until INTEGER,                            -- unix ms, NULL = unclaimed
  lease_by    TEXT,                               -- random id of the claiming call
  last_result TEXT,                               -- short text: status code, 'timeout', 'refused: private address'
  created_at  INTEGER NOT NULL,
  done_at     INTEGER,
  -- Whose the target is, and scheme and host of it: 'cashier.1 https://shop.example'. One operator's webhook serves all
  -- users of the wallet.
  receiver    TEXT GENERATED ALWAYS AS (
                CASE substr(topic, 1, 7) WHEN 'wallet.' THEN 'wallet'
                     ELSE substr(topic, 1, instr(topic, '.')) || tenant END
                || ' ' || lower(substr(target, 1, instr(target, '://') + 1
                     + instr(replace(substr(target, instr(target, '://') + 3), '?', '/') || '/', '/')))) VIRTUAL,
  -- The trace that the message belongs to (W3C Trace Context); NULL for none.
  traceparent TEXT,
  CHECK ((lease_until IS NULL) = (lease_by IS NULL)),
  UNIQUE (topic, ref, status)
) STRICT;
CREATE INDEX IF NOT EXISTS outbox_due ON outbox (next_at) WHERE state = 'queued';
CREATE INDEX IF NOT EXISTS outbox_ref ON outbox (ref, seq);
CREATE INDEX IF NOT EXISTS outbox_receiver ON outbox (receiver, next_at) WHERE state = 'queued';
CREATE INDEX IF NOT EXISTS outbox_tried ON outbox (receiver, next_at) WHERE state = 'queued' AND attempts > 0;
CREATE INDEX IF NOT EXISTS outbox_leased ON outbox (receiver) WHERE state = 'queued' AND lease_until IS NOT NULL;
-- What was given up (GET /internal/metrics); only a row that dies costs a write.
CREATE INDEX IF NOT EXISTS outbox_dead ON outbox (topic) WHERE state = 'dead';

-- The desk's lists by time.
CREATE INDEX IF NOT EXISTS outbox_created ON outbox (created_at);

CREATE TABLE IF NOT EXISTS outbox_attempts (
  event_id    TEXT NOT NULL REFERENCES outbox (event_id),
  attempt     INTEGER NOT NULL,                   -- 1, 2, 3 … per event, manual sends included
  manual      INTEGER NOT NULL DEFAULT 0 CHECK (manual IN (0, 1)),
  lease_by    TEXT NOT NULL,                      -- must be the row's lease at this moment
  started_at  INTEGER NOT NULL,
  duration_ms INTEGER NOT NULL,
  outcome     TEXT NOT NULL CHECK (outcome IN ('done', 'retry', 'dead')),
  next_at     INTEGER,                            -- of a scheduled retry
  result      TEXT NOT NULL,
  answer      TEXT NOT NULL CHECK (length(CAST(answer AS BLOB)) <= 200),
  CHECK ((outcome = 'retry' AND manual = 0) = (next_at IS NOT NULL)),
  PRIMARY KEY (event_id, attempt)
) STRICT;

-- An attempt is the settlement of its row; it counts only while the caller holds the lease.
CREATE TRIGGER IF NOT EXISTS outbox_attempts_bi BEFORE INSERT ON outbox_attempts BEGIN
  SELECT CASE WHEN (SELECT lease_by FROM outbox WHERE event_id = NEW.event_id) IS NOT NEW.lease_by
              THEN RAISE(ABORT, 'lease_lost') END;
END;
CREATE TRIGGER IF NOT EXISTS outbox_attempts_ai AFTER INSERT ON outbox_attempts BEGIN
  UPDATE outbox SET
    attempts = attempts + (NEW.manual = 0), last_result = NEW.result, lease_until = NULL, lease_by = NULL,
    next_at = coalesce(NEW.next_at, next_at),
    state = CASE WHEN NEW.outcome = 'done' THEN 'done' WHEN NEW.outcome = 'dead' AND NEW.manual = 0 THEN 'dead'
                 ELSE state END,
    done_at = CASE WHEN NEW.outcome = 'done' AND state <> 'done' THEN NEW.started_at + NEW.duration_ms ELSE done_at END
  WHERE event_id = NEW.event_id;
END;
CREATE TRIGGER IF NOT EXISTS outbox_attempts_bu BEFORE UPDATE ON outbox_attempts BEGIN
  SELECT RAISE(ABORT, 'append_only');
END;
CREATE TRIGGER IF NOT EXISTS outbox_attempts_bd BEFORE DELETE ON outbox_attempts BEGIN
  SELECT RAISE(ABORT, 'append_only');
END;

-- Receivers whose last answer was no acknowledgement (outbox.md section 2). After ten failures in a row one is left alone
-- for 5 s, twice as long after each further failure, but no longer than a minute: the first delay of every schedule.
CREATE TABLE IF NOT EXISTS outbox_receivers (
  receiver   TEXT NOT NULL PRIMARY KEY,       -- outbox.receiver
  failures   INTEGER NOT NULL CHECK (failures > 0),   -- in a row
  opened_at  INTEGER,                            -- unix ms, NULL = asked as ever
  open_until INTEGER,
  updated_at INTEGER NOT NULL,
  CHECK ((opened_at IS NULL) = (open_until IS NULL)),
  CHECK ((opened_at IS NULL) = (failures < 10))
);
CREATE INDEX IF NOT EXISTS outbox_receivers_old ON outbox_receivers (updated_at);

-- Only what was sent says something of its receiver, and a failure by hand nothing. One that began before the receiver was
-- left alone does not prolong that.
CREATE TRIGGER IF NOT EXISTS outbox_attempts_receiver_ai AFTER INSERT ON outbox_attempts
WHEN NEW.outcome = 'done' OR NEW.manual = 0 AND substr(NEW.result, 1, 8) <> 'refused:' BEGIN
  DELETE FROM outbox_receivers
   WHERE NEW.outcome = 'done' AND receiver = (SELECT receiver FROM outbox WHERE event_id = NEW.event_id);
  -- What was heard two days ago counts no more: longer than the longest delay of a schedule.
  DELETE FROM outbox_receivers WHERE updated_at < NEW.started_at - 172800000;
  INSERT INTO outbox_receivers (receiver, failures, updated_at)
  SELECT receiver, 1, NEW.started_at + NEW.duration_ms FROM outbox
   WHERE event_id = NEW.event_id AND NEW.outcome <> 'done'
  ON CONFLICT (receiver) DO UPDATE SET
    failures = failures + 1,
    opened_at = CASE WHEN failures < 9 THEN NULL
                     WHEN opened_at IS NULL OR NEW.started_at > opened_at THEN excluded.updated_at
                     ELSE opened_at END,
    open_until = CASE WHEN failures < 9 THEN NULL
                      WHEN opened_at IS NULL THEN excluded.updated_at + 5000
                      WHEN NEW.started_at > opened_at
                        THEN excluded.updated_at + min(60000, 2 * (open_until - opened_at))
                      ELSE open_until END,
    updated_at = excluded.updated_at;
END;

-- What operators have asked for (sql/530_admin_money.sql): to send an event once more, until that is tried; to give one up.
CREATE TABLE IF NOT EXISTS outbox_resends (
  event_id TEXT NOT NULL PRIMARY KEY REFERENCES outbox (event_id),
  asked_at INTEGER NOT NULL
);
CREATE TABLE IF NOT EXISTS outbox_abandoned (
  event_id     TEXT NOT NULL PRIMARY KEY REFERENCES outbox (event_id),
  abandoned_at INTEGER NOT NULL
);
CREATE TRIGGER IF NOT EXISTS outbox_attempts_resent_ai AFTER INSERT ON outbox_attempts WHEN NEW.manual = 1 BEGIN
  DELETE FROM outbox_resends WHERE event_id = NEW.event_id;
END;

-- What a product is told of an order as it stands. Amounts are written from integers, never through a float.
CREATE VIEW IF NOT EXISTS deposit_notices AS
SELECT d.id AS record_id, d.product_id, d.order_sn AS ref, d.status, p.deposit_callback AS target, json_object(
         'product_id', d.product_id, 'product_user_id', c.product_user_id, 'order_sn', d.order_sn,
         'parent_order_sn', coalesce(parent.order_sn, ''),
         'product_order_sn', coalesce(parent.product_order_sn, d.product_order_sn, ''),
         'amount', printf(y.format, d.amount / y.unit, d.amount % y.unit),
         'currency', d.currency, 'status', d.status, 'remarks', d.change_remarks) AS payload
  FROM deposit_records d
  JOIN products p ON p.id = d.product_id
  JOIN customers c ON c.id = d.customer_id
  JOIN currencies y ON y.code = d.currency
  LEFT JOIN deposit_records parent ON parent.id = d.parent_id;

CREATE VIEW IF NOT EXISTS withdraw_notices AS
SELECT w.id AS record_id, w.product_id, w.billno AS ref, w.status, p.withdraw_callback AS target, json_object(
         'product_id', w.product_id, 'product_user_id', c.product_user_id, 'billno', w.billno,
         'product_billno', w.product_billno,
         'amount', printf(y.format, w.amount / y.unit, w.amount % y.unit),
         'currency', w.currency, 'status', w.status, 'remarks', w.change_remarks) AS payload
  FROM withdraw_records w
  JOIN products p ON p.id = w.product_id
  JOIN customers c ON c.id = w.customer_id
  JOIN currencies y ON y.code = w.currency;

-- A make-up is born paid.
CREATE TRIGGER IF NOT EXISTS deposit_records_told_ai AFTER INSERT ON deposit_records WHEN NEW.status = 2 BEGIN
  INSERT INTO outbox (event_id, topic, tenant, ref, status, target, payload, state, next_at, created_at, traceparent)
  SELECT lower(hex(randomblob(16))), 'cashier.deposit', CAST(product_id AS TEXT), ref, CAST(status AS TEXT), target,
         payload, CASE target WHEN '' THEN 'skipped' ELSE 'queued' END, NEW.created_at, NEW.created_at, NEW.change_traceparent
    FROM deposit_notices WHERE record_id = NEW.id
  ON CONFLICT (topic, ref, status) DO NOTHING;
END;

-- An upstream failure is answered by /pay itself and a made-up order by its child: neither is told.
CREATE TRIGGER IF NOT EXISTS deposit_records_told_au AFTER UPDATE OF status ON deposit_records
WHEN NEW.status <> OLD.status
 AND (NEW.status = 2 OR NEW.status IN (-1, -3) AND NEW.change_action IN ('approve', 'expire')) BEGIN
  INSERT INTO outbox (event_id, topic, tenant, ref, status, target, payload, state, next_at, created_at, traceparent)
  SELECT lower(hex(randomblob(16))), 'cashier.deposit', CAST(product_id AS TEXT), ref, CAST(status AS TEXT), target,
         payload, CASE target WHEN '' THEN 'skipped' ELSE 'queued' END, NEW.updated_at, NEW.updated_at, NEW.change_traceparent
    FROM deposit_notices WHERE record_id = NEW.id
  ON CONFLICT (topic, ref, status) DO NOTHING;
END;

CREATE TRIGGER IF NOT EXISTS withdraw_records_told_au AFTER UPDATE OF status ON withdraw_records
WHEN NEW.status <> OLD.status AND NEW.status IN (2, -1) BEGIN
  INSERT INTO outbox (event_id, topic, tenant, ref, status, target, payload, state, next_at, created_at, traceparent)
  SELECT lower(hex(randomblob(16))), 'cashier.withdraw', CAST(product_id AS TEXT), ref, CAST(status AS TEXT), target,
         payload, CASE target WHEN '' THEN 'skipped' ELSE 'queued' END, NEW.updated_at, NEW.updated_at, NEW.change_traceparent
    FROM withdraw_notices WHERE record_id = NEW.id
  ON CONFLICT (topic, ref, status) DO NOTHING;
END;
