-- Requests of callers in each minute, of which most are not counted one by one: a row is a sum of samples
-- (docs/decisions/request-limits.md). Nothing is lost with this table but counts; the dispatcher deletes what is over.
CREATE TABLE IF NOT EXISTS rate_windows (
  -- Kind and caller: product:1, merchant:3:ops, payee:900001, wallet:7.
  subject      TEXT NOT NULL,
  window_start INTEGER NOT NULL,
  requests     INTEGER NOT NULL,
  PRIMARY KEY (subject, window_start)
);
CREATE INDEX IF NOT EXISTS rate_windows_start ON rate_windows (window_start);
