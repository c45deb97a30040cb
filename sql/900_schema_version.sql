-- Which changes of tables a database has had (sql/migrations). A fresh one has had them all; an older one, whose tables
-- `CREATE TABLE IF NOT EXISTS` leaves as they are, gets its rows from a migration. A migration reads this file first, so it
-- stays the last of the folder and recognises each change by what it leaves behind.
CREATE TABLE IF NOT EXISTS schema_migrations (
  version    INTEGER PRIMARY KEY,
  name       TEXT NOT NULL,
  applied_at INTEGER NOT NULL
);
INSERT INTO schema_migrations (version, name, applied_at)
SELECT 2, 'integrity', unixepoch() * 1000
WHERE EXISTS (SELECT 1 FROM pragma_table_info('products') WHERE name = 'minimum_scheme')
ON CONFLICT (version) DO NOTHING;
INSERT INTO schema_migrations (version, name, applied_at)
SELECT 3, 'back_office', unixepoch() * 1000
WHERE EXISTS (SELECT 1 FROM pragma_table_info('audit_log') WHERE name = 'session_account')
ON CONFLICT (version) DO NOTHING;
INSERT INTO schema_migrations (version, name, applied_at)
SELECT 4, 'keys', unixepoch() * 1000
WHERE EXISTS (SELECT 1 FROM pragma_table_info('products') WHERE name = 'next_key')
ON CONFLICT (version) DO NOTHING;
INSERT INTO schema_migrations (version, name, applied_at)
SELECT 6, 'delivery', unixepoch() * 1000
WHERE EXISTS (SELECT 1 FROM pragma_table_xinfo('outbox') WHERE name = 'receiver')
ON CONFLICT (version) DO NOTHING;
INSERT INTO schema_migrations (version, name, applied_at)
SELECT 9, 'business_day', unixepoch() * 1000
WHERE EXISTS (SELECT 1 FROM pragma_table_info('merchants') WHERE name = 'day_offset')
ON CONFLICT (version) DO NOTHING;

-- Which release's files a migration applied last: the first and the last release that has had them so, their hash, and the
-- hash of the indexes, triggers and views that they left. No row: the database was made by these files alone.
CREATE TABLE IF NOT EXISTS schema_release (
  id         INTEGER PRIMARY KEY CHECK (id = 1),
  since      TEXT NOT NULL,
  "release"  TEXT NOT NULL,
  digest     TEXT NOT NULL,
  rules      TEXT NOT NULL,
  applied_at INTEGER NOT NULL
);
INSERT INTO schema_migrations (version, name, applied_at)
SELECT 7, 'release', unixepoch() * 1000
WHERE true
ON CONFLICT (version) DO NOTHING;
INSERT INTO schema_migrations (version, name, applied_at)
SELECT 10, 'trace', unixepoch() * 1000
WHERE EXISTS (SELECT 1 FROM pragma_table_xinfo('outbox') WHERE name = 'traceparent')
ON CONFLICT (version) DO NOTHING;
