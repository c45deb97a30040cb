-- Write-ahead log: readers do not wait for a writer, and a commit is one fsync. It stays in the file, so this is
-- effective once; `synchronous` stays FULL, so that what was acknowledged survives a power loss.
-- A remote libSQL server keeps its own log: leave this file out there.
PRAGMA journal_mode = WAL;
