-- Who may sign in to a merchant's back office besides `merchants.account`, whose role is `all` (docs/cashier.md, "Roles").
-- Every statement may be run again at any start.

CREATE TABLE IF NOT EXISTS merchant_users (
  id                INTEGER PRIMARY KEY,
  merchant_id       INTEGER NOT NULL REFERENCES merchants (id),
  account           TEXT NOT NULL CHECK (length(account) BETWEEN 1 AND 64),
  -- A PHC string; see crates/password.
  password_hash     TEXT NOT NULL CHECK (password_hash LIKE '$argon2id$%'),
  role              TEXT NOT NULL CHECK (role IN ('hub', 'service', 'treasury', 'admin', 'auditor')),
  -- 0 is suspended.
  status            INTEGER NOT NULL DEFAULT 1 CHECK (status IN (0, 1)),
  -- Counts what ends this account's sessions: a new password, role or status.
  session_epoch     INTEGER NOT NULL DEFAULT 0,
  -- Counts the logins that have put the same password under stronger parameters: those end no session.
  password_rehashes INTEGER NOT NULL DEFAULT 0,
  created_at        INTEGER NOT NULL,
  updated_at        INTEGER NOT NULL,
  UNIQUE (merchant_id, account)
);

-- One account name stands for one person: the audit names nothing else.
CREATE TRIGGER IF NOT EXISTS merchant_users_bi BEFORE INSERT ON merchant_users
WHEN EXISTS (SELECT 1 FROM merchants WHERE id = NEW.merchant_id AND account = NEW.account) BEGIN
  SELECT RAISE(ABORT, 'account_taken');
END;
CREATE TRIGGER IF NOT EXISTS merchants_account_bu BEFORE UPDATE OF account ON merchants
WHEN EXISTS (SELECT 1 FROM merchant_users WHERE merchant_id = NEW.id AND account = NEW.account) BEGIN
  SELECT RAISE(ABORT, 'account_taken');
END;
-- An account is suspended, never renamed or deleted: the audit would name somebody else, or nobody.
CREATE TRIGGER IF NOT EXISTS merchant_users_bu BEFORE UPDATE OF id, merchant_id, account ON merchant_users
WHEN (NEW.id, NEW.merchant_id, NEW.account) IS NOT (OLD.id, OLD.merchant_id, OLD.account) BEGIN
  SELECT RAISE(ABORT, 'fixed_column');
END;
CREATE TRIGGER IF NOT EXISTS merchant_users_bd BEFORE DELETE ON merchant_users BEGIN
  SELECT RAISE(ABORT, 'append_only');
END;

-- What ends sessions.
CREATE TRIGGER IF NOT EXISTS merchant_users_epoch_au AFTER UPDATE OF password_hash, role, status ON merchant_users
WHEN NEW.password_hash <> OLD.password_hash AND NEW.password_rehashes = OLD.password_rehashes
  OR NEW.role <> OLD.role OR NEW.status <> OLD.status BEGIN
  UPDATE merchant_users SET session_epoch = OLD.session_epoch + 1 WHERE id = NEW.id;
END;
CREATE TRIGGER IF NOT EXISTS merchants_epoch_au AFTER UPDATE OF password_hash, account, status ON merchants
WHEN NEW.password_hash <> OLD.password_hash AND NEW.password_rehashes = OLD.password_rehashes
  OR NEW.account <> OLD.account OR NEW.status <> OLD.status BEGIN
  UPDATE merchants SET session_epoch = OLD.session_epoch + 1 WHERE id = NEW.id;
  UPDATE merchant_users SET session_epoch = session_epoch + 1 WHERE merchant_id = NEW.id AND NEW.status <> OLD.status;
END;
