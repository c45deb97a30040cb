-- Orders of money to providers (outbox.md section 1): over only when their outcome is definite.
-- Every statement may be run again at any start.

CREATE TABLE IF NOT EXISTS payout_jobs (
  kind            TEXT    NOT NULL CHECK (kind IN ('wallet', 'payee')),
  ref             TEXT    NOT NULL,               -- cash_sn or transactionNo
  state           TEXT    NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'done')),
  attempts        INTEGER NOT NULL DEFAULT 0,
  next_attempt_at INTEGER NOT NULL,               -- unix ms
  lease_until     INTEGER NOT NULL DEFAULT 0,     -- unix ms
  last_outcome    TEXT,
  created_at      INTEGER NOT NULL,
  updated_at      INTEGER NOT NULL,
  PRIMARY KEY (kind, ref)
) STRICT;
CREATE INDEX IF NOT EXISTS payout_jobs_due ON payout_jobs (next_attempt_at) WHERE state = 'open';
