-- Which changes of tables a database has had (sql/migrations). A fresh one has had them all; an older one, whose tables
-- `CREATE TABLE IF NOT EXISTS` leaves as they are, gets its rows from `cargo xtask migrate`.
CREATE TABLE IF NOT EXISTS schema_migrations (
  version    INTEGER PRIMARY KEY,
  name       TEXT    NOT NULL,
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
