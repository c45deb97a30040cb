-- Reasons that operators have agreed on (docs/admin.md): of `funding`, why a balance of a payee merchant is topped up, and of
-- `adjustment`, why a wallet's balance is adjusted. As long as a kind has no active reason any text will do; else the text must
-- be that of one. Every statement may be run again at any start.
CREATE TABLE IF NOT EXISTS reasons (
  kind       TEXT NOT NULL CHECK (kind IN ('funding', 'adjustment')),
  code       TEXT NOT NULL CHECK (length(code) BETWEEN 1 AND 32),
  text       TEXT NOT NULL CHECK (length(text) BETWEEN 1 AND 255),
  -- 0 is suspended.
  status     INTEGER NOT NULL DEFAULT 1 CHECK (status IN (0, 1)),
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL,
  PRIMARY KEY (kind, code)
);
