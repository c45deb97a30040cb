-- The operators' desk (docs/admin.md): who may use it, and what they did. Every statement may be run again at any start.
--
-- How one statement changes something and leaves its audit row
-- ------------------------------------------------------------
-- A command is one INSERT into the view `admin_commands`, one row for each thing that changes. The component reads things as
-- bodies (JSON; the `VIEW` of each file in components/admin/src and components/finance/src) and compares, in the same
-- statement, the body that the operator has seen with the one that is there: `is_seen`. The triggers on the view refuse what
-- has changed meanwhile, change the thing to the cells `c0` to `c17`, which are the members of the new body in their order, and
-- write the audit row. Passwords' hashes, keys and the like travel in `s0` and `s1`, which no audit row keeps. The triggers are
-- short because every connection of every component reads the whole schema.
--
-- `changed_meanwhile`: the thing is no longer as the operator has seen it. `chain_moved`: another audit row was written, so the
-- command reads the head again and repeats. The other words: `refused` in src/command.rs of components/admin and
-- components/finance.

-- The people who run the bundle. Not the accounts of merchants: those are `merchants` and `merchant_users`.
CREATE TABLE IF NOT EXISTS admin_operators (
  name          TEXT NOT NULL PRIMARY KEY CHECK (length(name) BETWEEN 1 AND 64 AND name NOT GLOB '*[^a-z0-9._-]*'),
  role          TEXT NOT NULL CHECK (role IN ('owner', 'operations', 'finance', 'auditor')),
  -- A PHC string; see crates/password.
  password_hash TEXT NOT NULL CHECK (password_hash LIKE '$argon2id$%'),
  -- The secret of the one-time codes (RFC 6238) in base32, sealed under `pii_key`.
  totp_secret   TEXT NOT NULL CHECK (totp_secret LIKE 'sealed:v1:%'),
  -- The time step of the last code that was accepted: no code is good twice.
  totp_step     INTEGER NOT NULL DEFAULT 0,
  -- 0 is suspended.
  status        INTEGER NOT NULL DEFAULT 1 CHECK (status IN (0, 1)),
  -- Counts what ends this operator's sessions: a new password, secret, role or status.
  session_epoch INTEGER NOT NULL DEFAULT 0,
  created_at    INTEGER NOT NULL,
  updated_at    INTEGER NOT NULL
);

CREATE TABLE IF NOT EXISTS admin_sessions (
  -- SHA-256 of the cookie.
  id_hash    TEXT NOT NULL PRIMARY KEY CHECK (length(id_hash) = 64),
  operator   TEXT NOT NULL REFERENCES admin_operators (name),
  -- `session_epoch` of the operator at the sign-in: a later one has ended this session.
  epoch      INTEGER NOT NULL,
  client_ip  TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  -- When it was last used, to the minute.
  seen_at    INTEGER NOT NULL,
  expires_at INTEGER NOT NULL
);
CREATE INDEX IF NOT EXISTS admin_sessions_expires ON admin_sessions (expires_at);
CREATE INDEX IF NOT EXISTS admin_sessions_operator ON admin_sessions (operator);

-- Bearer tokens of machines. One acts for the operator who has made it, within its scopes.
CREATE TABLE IF NOT EXISTS admin_tokens (
  id         TEXT NOT NULL PRIMARY KEY CHECK (length(id) = 16),
  -- SHA-256 of the token.
  token_hash TEXT NOT NULL UNIQUE CHECK (length(token_hash) = 64),
  label      TEXT NOT NULL,
  operator   TEXT NOT NULL REFERENCES admin_operators (name),
  -- A JSON array of names (crates/operator/src/role.rs).
  scopes     TEXT NOT NULL CHECK (json_valid(scopes)),
  -- 0 is revoked.
  status     INTEGER NOT NULL DEFAULT 1 CHECK (status IN (0, 1)),
  created_at INTEGER NOT NULL,
  expires_at INTEGER NOT NULL
);

-- What was done at the desk. `hash` is SHA-256 over `prev_hash` and the text of the row (crates/signing/src/chain.rs), so
-- that a changed, missing, added or exchanged row breaks every hash after it.
CREATE TABLE IF NOT EXISTS admin_audit (
  id         INTEGER PRIMARY KEY AUTOINCREMENT,
  created_at INTEGER NOT NULL,
  -- Who: the operator, what role that had, and the token that acted for it.
  operator   TEXT NOT NULL,
  role       TEXT NOT NULL,
  token_id   TEXT NOT NULL,
  -- From where.
  client_ip  TEXT NOT NULL,
  trace_id   TEXT NOT NULL,
  action     TEXT NOT NULL,
  resource   TEXT NOT NULL,
  key        TEXT NOT NULL,
  -- Before and after, NULL for nothing; of a secret only that it changed.
  old_body   TEXT CHECK (json_valid(old_body)),
  new_body   TEXT CHECK (json_valid(new_body)),
  prev_hash  TEXT NOT NULL CHECK (length(prev_hash) = 64),
  hash       TEXT NOT NULL CHECK (length(hash) = 64)
);
CREATE INDEX IF NOT EXISTS admin_audit_thing ON admin_audit (resource, key, id);
CREATE INDEX IF NOT EXISTS admin_audit_operator ON admin_audit (operator, id);

CREATE TRIGGER IF NOT EXISTS admin_audit_bi BEFORE INSERT ON admin_audit
WHEN NEW.id <> 1 + coalesce((SELECT max(id) FROM admin_audit), 0)
  OR NEW.prev_hash <> coalesce((SELECT hash FROM admin_audit ORDER BY id DESC LIMIT 1),
                               '0000000000000000000000000000000000000000000000000000000000000000') BEGIN
  SELECT RAISE(ABORT, 'chain_moved');
END;
CREATE TRIGGER IF NOT EXISTS admin_audit_bu BEFORE UPDATE ON admin_audit BEGIN
  SELECT RAISE(ABORT, 'append_only');
END;
CREATE TRIGGER IF NOT EXISTS admin_audit_bd BEFORE DELETE ON admin_audit BEGIN
  SELECT RAISE(ABORT, 'append_only');
END;

CREATE VIEW IF NOT EXISTS admin_commands AS
SELECT id, created_at, operator, role, token_id, client_ip, trace_id, action, resource, key, old_body, new_body, prev_hash, hash,
       1 AS is_seen, 0 AS s0, 0 AS s1, 0 AS c0, 0 AS c1, 0 AS c2, 0 AS c3, 0 AS c4, 0 AS c5, 0 AS c6, 0 AS c7, 0 AS c8, 0 AS c9,
       0 AS c10, 0 AS c11, 0 AS c12, 0 AS c13, 0 AS c14, 0 AS c15, 0 AS c16, 0 AS c17
  FROM admin_audit WHERE 0;

-- The audit row of any command.
CREATE TRIGGER IF NOT EXISTS admin_commands_audit INSTEAD OF INSERT ON admin_commands BEGIN
  SELECT RAISE(ABORT, 'changed_meanwhile') WHERE NEW.is_seen IS NOT 1;
  SELECT RAISE(ABORT, 'wrong_resource')
   WHERE NEW.resource NOT IN ('session', 'operator', 'token', 'product', 'merchant', 'merchant_user', 'hub', 'deposit_channel',
                              'withdraw_channel', 'receiving_account', 'bank', 'payee_merchant', 'payee_store', 'payee_fee',
                              'payee_token', 'top_up', 'payee', 'payee_account', 'wallet_user', 'wallet_settings', 'reason',
                              'deposit', 'withdrawal', 'wallet_application', 'wallet_payout', 'payee_payout', 'notice',
                              'receiver', 'test_notice', 'refused_payment', 'statement_format', 'reconciliation',
                              'reconciliation_item');
  INSERT INTO admin_audit (id, created_at, operator, role, token_id, client_ip, trace_id, action, resource, key, old_body,
                           new_body, prev_hash, hash)
  VALUES (NEW.id, NEW.created_at, NEW.operator, NEW.role, NEW.token_id, NEW.client_ip, NEW.trace_id, NEW.action,
          NEW.resource, NEW.key, NEW.old_body, NEW.new_body, NEW.prev_hash, NEW.hash);
END;

-- Operators: name, role, status; the hash of the password, the sealed secret of codes. `bootstrap` makes the first one; there is
-- always an owner who can sign in.
CREATE TRIGGER IF NOT EXISTS admin_commands_operator INSTEAD OF INSERT ON admin_commands WHEN NEW.resource = 'operator' BEGIN
  SELECT RAISE(ABORT, 'already_bootstrapped')
   WHERE NEW.action = 'bootstrap' AND EXISTS (SELECT 1 FROM admin_operators);
  INSERT INTO admin_operators (name, role, status, password_hash, totp_secret, created_at, updated_at)
  VALUES (NEW.c0, NEW.c1, NEW.c2,
          coalesce(NEW.s0, (SELECT password_hash FROM admin_operators WHERE name = NEW.c0)),
          coalesce(NEW.s1, (SELECT totp_secret FROM admin_operators WHERE name = NEW.c0)), NEW.created_at, NEW.created_at)
  ON CONFLICT (name) DO UPDATE SET
    role = excluded.role, status = excluded.status, password_hash = excluded.password_hash,
    totp_secret = excluded.totp_secret, session_epoch = session_epoch + 1, updated_at = excluded.updated_at;
  DELETE FROM admin_sessions WHERE operator = NEW.c0;
  SELECT RAISE(ABORT, 'last_owner')
   WHERE NOT EXISTS (SELECT 1 FROM admin_operators WHERE role = 'owner' AND status = 1);
END;
-- An operator is suspended, never renamed or deleted: the audit would name somebody else, or nobody.
CREATE TRIGGER IF NOT EXISTS admin_operators_bu BEFORE UPDATE OF name ON admin_operators WHEN NEW.name <> OLD.name BEGIN
  SELECT RAISE(ABORT, 'fixed_column');
END;
CREATE TRIGGER IF NOT EXISTS admin_operators_bd BEFORE DELETE ON admin_operators BEGIN
  SELECT RAISE(ABORT, 'append_only');
END;

-- Sessions: the key is the operator; step of the code, epoch, hash of the cookie, end, and the hash of the cookie that the
-- browser had before.
CREATE TRIGGER IF NOT EXISTS admin_commands_sign_in INSTEAD OF INSERT ON admin_commands
WHEN NEW.resource = 'session' AND NEW.action = 'sign_in' BEGIN
  SELECT RAISE(ABORT, 'code_used')
   WHERE NOT EXISTS (SELECT 1 FROM admin_operators
                      WHERE name = NEW.key AND status = 1 AND session_epoch = NEW.c1 AND totp_step < NEW.c0);
  UPDATE admin_operators SET totp_step = NEW.c0 WHERE name = NEW.key;
  DELETE FROM admin_sessions WHERE expires_at <= NEW.created_at OR id_hash = NEW.c4;
  INSERT INTO admin_sessions (id_hash, operator, epoch, client_ip, created_at, seen_at, expires_at)
  VALUES (NEW.c2, NEW.key, NEW.c1, NEW.client_ip, NEW.created_at, NEW.created_at, NEW.c3);
END;
CREATE TRIGGER IF NOT EXISTS admin_commands_sign_out INSTEAD OF INSERT ON admin_commands
WHEN NEW.resource = 'session' AND NEW.action = 'sign_out' BEGIN
  DELETE FROM admin_sessions WHERE id_hash = NEW.c0;
END;

-- Tokens, made once: id, label, scopes, end; the hash. Revoked once.
CREATE TRIGGER IF NOT EXISTS admin_commands_token INSTEAD OF INSERT ON admin_commands WHEN NEW.resource = 'token' BEGIN
  INSERT INTO admin_tokens (id, label, scopes, expires_at, token_hash, operator, created_at)
  SELECT NEW.key, NEW.c1, NEW.c2, NEW.c3, NEW.s0, NEW.operator, NEW.created_at WHERE NEW.action = 'create';
  UPDATE admin_tokens SET status = 0 WHERE id = NEW.key AND NEW.action = 'revoke';
END;
CREATE TRIGGER IF NOT EXISTS admin_tokens_bu BEFORE UPDATE ON admin_tokens
WHEN (NEW.id, NEW.token_hash, NEW.operator, NEW.scopes, NEW.created_at, NEW.expires_at)
  IS NOT (OLD.id, OLD.token_hash, OLD.operator, OLD.scopes, OLD.created_at, OLD.expires_at) OR OLD.status = 0 BEGIN
  SELECT RAISE(ABORT, 'fixed_column');
END;
