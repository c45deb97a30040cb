-- What the simulator (components/simulator, outbox.md section 4) remembers. Development and tests only: no table of
-- the bundle refers to these, and production never has them.

-- Payments a hub was told to expect with OnlinePaymentFirst.
CREATE TABLE IF NOT EXISTS simulator_payids (
  payid        TEXT NOT NULL PRIMARY KEY,
  merchant     TEXT NOT NULL,
  channel_code TEXT NOT NULL,
  login_name   TEXT NOT NULL,
  currency     TEXT NOT NULL,
  created_at   INTEGER NOT NULL
) STRICT;

-- Payments a hub has accepted; `amount` is the decimal text of the call.
CREATE TABLE IF NOT EXISTS simulator_orders (
  billno       TEXT NOT NULL PRIMARY KEY,
  merchant     TEXT NOT NULL,
  channel_code TEXT NOT NULL,
  login_name   TEXT NOT NULL,
  currency     TEXT NOT NULL,
  amount       TEXT NOT NULL,
  created_at   INTEGER NOT NULL
) STRICT;

-- Notifications that arrived with the headers that a receiver checks, and how each was answered. The table of version 0.1.0
-- had no headers of Standard Webhooks; what it remembers is worth nothing.
DROP TABLE IF EXISTS simulator_sink;
CREATE TABLE IF NOT EXISTS simulator_notices (
  id                INTEGER PRIMARY KEY AUTOINCREMENT,
  content_type      TEXT NOT NULL,
  event_id          TEXT NOT NULL,
  sent_at           TEXT NOT NULL,
  signature         TEXT NOT NULL,
  webhook_id        TEXT NOT NULL,
  webhook_timestamp TEXT NOT NULL,
  webhook_signature TEXT NOT NULL,
  body              TEXT NOT NULL,
  status            INTEGER NOT NULL,
  answer            TEXT NOT NULL,               -- empty: the status's own
  delay_ms          INTEGER NOT NULL,
  received_at       INTEGER NOT NULL
);

-- How many of the next notifications are answered otherwise, and how: status, body (empty: the status's own), wait.
CREATE TABLE IF NOT EXISTS simulator_failures (
  id       INTEGER PRIMARY KEY CHECK (id = 1),
  times    INTEGER NOT NULL CHECK (times >= 0),
  status   INTEGER NOT NULL,
  body     TEXT NOT NULL,
  delay_ms INTEGER NOT NULL
) STRICT;
INSERT INTO simulator_failures (id, times, status, body, delay_ms) VALUES (1, 0, 500, '', 0) ON CONFLICT (id) DO NOTHING;

-- Counted in the insert itself, so that notifications side by side use up one failure each; the list stays short.
CREATE TRIGGER IF NOT EXISTS simulator_notices_ai AFTER INSERT ON simulator_notices BEGIN
  UPDATE simulator_failures SET times = times - 1 WHERE times > 0;
  DELETE FROM simulator_notices WHERE id <= NEW.id - 1000;
END;

-- Transfers that the wallet's payout provider was asked for, with how often they were posted and queried.
CREATE TABLE IF NOT EXISTS sim_transfers (
  cash_sn    TEXT NOT NULL PRIMARY KEY,
  amount     INTEGER NOT NULL,
  openid     TEXT NOT NULL,
  posts      INTEGER NOT NULL DEFAULT 0,
  queries    INTEGER NOT NULL DEFAULT 0,
  created_at INTEGER NOT NULL
) STRICT;

-- Numbers that found that provider down; it has no transfer of them.
CREATE TABLE IF NOT EXISTS simulator_outages (
  cash_sn TEXT NOT NULL PRIMARY KEY
) STRICT;

-- Payouts that the payees' provider was asked for. `account` is a keyed digest of where the money goes, `digits` are
-- the last two of its number: the number itself is never stored.
CREATE TABLE IF NOT EXISTS simulator_payouts (
  reference  TEXT NOT NULL PRIMARY KEY,
  amount     INTEGER NOT NULL,
  currency   TEXT NOT NULL,
  account    TEXT NOT NULL,
  digits     TEXT NOT NULL CHECK (length(digits) <= 2),
  posts      INTEGER NOT NULL DEFAULT 0,
  queries    INTEGER NOT NULL DEFAULT 0,
  created_at INTEGER NOT NULL
) STRICT;
