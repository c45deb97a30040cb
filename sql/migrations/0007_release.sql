-- 0.2.0: which release's files were applied last. The table is new; this number makes a database without it an older one.
CREATE TABLE IF NOT EXISTS schema_release (
  id         INTEGER PRIMARY KEY CHECK (id = 1),
  since      TEXT NOT NULL,
  "release"  TEXT NOT NULL,
  digest     TEXT NOT NULL,
  rules      TEXT NOT NULL,
  applied_at INTEGER NOT NULL
);
