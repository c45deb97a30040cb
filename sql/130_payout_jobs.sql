-- Orders of money to a payout provider (outbox.md section 1): over only when their outcome is definite. One table and
-- one runner for wallet and payees. Rows are written by the triggers of the record that is to be paid.
CREATE TABLE IF NOT EXISTS payout_jobs (
  kind            TEXT NOT NULL CHECK (kind IN ('wallet', 'payee')),
  ref             TEXT NOT NULL,                 -- cash_sn or transactionNo
  state           TEXT NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'done')),
  attempts        INTEGER NOT NULL DEFAULT 0,
  next_attempt_at INTEGER NOT NULL,
  lease_until     INTEGER NOT NULL DEFAULT 0,
  last_outcome    TEXT,
  created_at      INTEGER NOT NULL,
  updated_at      INTEGER NOT NULL,
  PRIMARY KEY (kind, ref)
) STRICT;
CREATE INDEX IF NOT EXISTS payout_jobs_due ON payout_jobs (next_attempt_at) WHERE state = 'open';
-- The desk's lists: by time, and what waits for a person.
CREATE INDEX IF NOT EXISTS payout_jobs_created ON payout_jobs (created_at);
CREATE INDEX IF NOT EXISTS payout_jobs_open ON payout_jobs (created_at) WHERE state = 'open';
CREATE INDEX IF NOT EXISTS payout_jobs_conflict ON payout_jobs (created_at) WHERE state = 'open' AND last_outcome = 'conflict';
