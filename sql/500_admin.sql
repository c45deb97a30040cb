-- The operators' desk (docs/admin.md): who may use it, and what they did. Every statement may be run again at any start.
--
-- How one statement changes something and leaves its audit row
-- ------------------------------------------------------------
-- A command is one INSERT into the view `admin_commands`, one row for each thing that changes. The triggers on the view do
-- three things in that statement: they compare the thing with what the operator has seen (`old_body`), change it to
-- `new_body`, and write the audit row. What does not match raises a word, and nothing is written. The views of
-- sql/510_admin_resources.sql say what a body is; the same views serve reads and the export, so a body that was written is
-- the body that is read. Passwords, keys and hashes travel in `secrets`, which no table keeps.
--
--   raised word             meaning
--   changed_meanwhile       the thing is no longer as the operator has seen it
--   chain_moved             another audit row was written: read the head again and repeat
--   *_exists, account_taken, …  a rule about other rows is broken (components/admin/src/refusal.rs)
--   wrong_body, wrong_resource, append_only   a fault of ours

-- The people who run the bundle. Not the accounts of merchants: those are `merchants` and `merchant_users`.
CREATE TABLE IF NOT EXISTS admin_operators (
  name          TEXT    NOT NULL PRIMARY KEY CHECK (length(name) BETWEEN 1 AND 64 AND name NOT GLOB '*[^a-z0-9._-]*'),
  role          TEXT    NOT NULL CHECK (role IN ('owner', 'operations', 'finance', 'auditor')),
  -- A PHC string; see crates/password.
  password_hash TEXT    NOT NULL CHECK (password_hash LIKE '$argon2id$%'),
  -- The secret of the one-time codes (RFC 6238) in base32, sealed under `pii_key`.
  totp_secret   TEXT    NOT NULL CHECK (totp_secret LIKE 'sealed:v1:%'),
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
  id_hash    TEXT    NOT NULL PRIMARY KEY CHECK (length(id_hash) = 64),
  operator   TEXT    NOT NULL REFERENCES admin_operators (name),
  -- `session_epoch` of the operator at the sign-in: a later one has ended this session.
  epoch      INTEGER NOT NULL,
  client_ip  TEXT    NOT NULL,
  created_at INTEGER NOT NULL,
  -- When it was last used, to the minute.
  seen_at    INTEGER NOT NULL,
  expires_at INTEGER NOT NULL
);
CREATE INDEX IF NOT EXISTS admin_sessions_expires ON admin_sessions (expires_at);
CREATE INDEX IF NOT EXISTS admin_sessions_operator ON admin_sessions (operator);

-- Bearer tokens of machines. One acts for the operator who has made it, within its scopes.
CREATE TABLE IF NOT EXISTS admin_tokens (
  id         TEXT    NOT NULL PRIMARY KEY CHECK (length(id) = 16),
  -- SHA-256 of the token.
  token_hash TEXT    NOT NULL UNIQUE CHECK (length(token_hash) = 64),
  label      TEXT    NOT NULL,
  operator   TEXT    NOT NULL REFERENCES admin_operators (name),
  -- A JSON array of names (components/admin/src/scope.rs).
  scopes     TEXT    NOT NULL CHECK (json_valid(scopes)),
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
  operator   TEXT    NOT NULL,
  role       TEXT    NOT NULL,
  token_id   TEXT    NOT NULL,
  -- From where.
  client_ip  TEXT    NOT NULL,
  trace_id   TEXT    NOT NULL,
  action     TEXT    NOT NULL,
  resource   TEXT    NOT NULL,
  key        TEXT    NOT NULL,
  -- Before and after, NULL for nothing; of a secret only that it changed.
  old_body   TEXT    CHECK (json_valid(old_body)),
  new_body   TEXT    CHECK (json_valid(new_body)),
  prev_hash  TEXT    NOT NULL CHECK (length(prev_hash) = 64),
  hash       TEXT    NOT NULL CHECK (length(hash) = 64)
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

-- Commands. `told_old` and `told_new` are what the audit keeps of `old_body` and `new_body`.
CREATE VIEW IF NOT EXISTS admin_commands AS
SELECT id, created_at, operator, role, token_id, client_ip, trace_id, action, resource, key, old_body, new_body,
       old_body AS told_old, new_body AS told_new, prev_hash, hash, '{}' AS secrets
  FROM admin_audit WHERE 0;

-- The audit row of any command.
CREATE TRIGGER IF NOT EXISTS admin_commands_audit INSTEAD OF INSERT ON admin_commands BEGIN
  SELECT RAISE(ABORT, 'wrong_resource')
   WHERE NEW.resource NOT IN ('session', 'operator', 'token', 'product', 'merchant', 'merchant_user', 'hub', 'deposit_channel',
                              'withdraw_channel', 'receiving_account', 'bank');
  INSERT INTO admin_audit (id, created_at, operator, role, token_id, client_ip, trace_id, action, resource, key, old_body,
                           new_body, prev_hash, hash)
  VALUES (NEW.id, NEW.created_at, NEW.operator, NEW.role, NEW.token_id, NEW.client_ip, NEW.trace_id, NEW.action,
          NEW.resource, NEW.key, NEW.told_old, NEW.told_new, NEW.prev_hash, NEW.hash);
END;

-- Operators. `bootstrap` makes the first one, an owner; there is always an owner who can sign in.
CREATE VIEW IF NOT EXISTS admin_view_operators AS
SELECT name AS key, NULL AS parent, NULL AS id,
       json_object('name', name, 'role', role, 'status', CASE status WHEN 1 THEN 'active' ELSE 'suspended' END) AS body,
       json_object('created_at', strftime('%Y-%m-%dT%H:%M:%SZ', created_at / 1000, 'unixepoch'),
                   'updated_at', strftime('%Y-%m-%dT%H:%M:%SZ', updated_at / 1000, 'unixepoch')) AS info,
       password_hash AS secret
  FROM admin_operators;

CREATE TRIGGER IF NOT EXISTS admin_commands_operator INSTEAD OF INSERT ON admin_commands WHEN NEW.resource = 'operator' BEGIN
  SELECT RAISE(ABORT, 'changed_meanwhile')
   WHERE NEW.old_body IS NOT (SELECT body FROM admin_view_operators WHERE key = NEW.key);
  SELECT RAISE(ABORT, 'already_bootstrapped')
   WHERE NEW.action = 'bootstrap' AND EXISTS (SELECT 1 FROM admin_operators);
  INSERT INTO admin_operators (name, role, password_hash, totp_secret, status, created_at, updated_at)
  SELECT NEW.key, NEW.new_body ->> 'role', NEW.secrets ->> 'password_hash', NEW.secrets ->> 'totp_secret',
         NEW.new_body ->> 'status' = 'active', NEW.created_at, NEW.created_at
   WHERE NEW.old_body IS NULL;
  UPDATE admin_operators
     SET role = NEW.new_body ->> 'role', status = NEW.new_body ->> 'status' = 'active',
         password_hash = coalesce(NEW.secrets ->> 'password_hash', password_hash),
         totp_secret = coalesce(NEW.secrets ->> 'totp_secret', totp_secret),
         session_epoch = session_epoch + 1, updated_at = NEW.created_at
   WHERE name = NEW.key AND NEW.old_body IS NOT NULL;
  DELETE FROM admin_sessions WHERE operator = NEW.key AND NEW.old_body IS NOT NULL;
  SELECT RAISE(ABORT, 'last_owner')
   WHERE NOT EXISTS (SELECT 1 FROM admin_operators WHERE role = 'owner' AND status = 1);
  SELECT RAISE(ABORT, 'wrong_body')
   WHERE NEW.new_body IS NOT (SELECT body FROM admin_view_operators WHERE key = NEW.key);
END;
-- An operator is suspended, never renamed or deleted: the audit would name somebody else, or nobody.
CREATE TRIGGER IF NOT EXISTS admin_operators_bu BEFORE UPDATE OF name ON admin_operators WHEN NEW.name <> OLD.name BEGIN
  SELECT RAISE(ABORT, 'fixed_column');
END;
CREATE TRIGGER IF NOT EXISTS admin_operators_bd BEFORE DELETE ON admin_operators BEGIN
  SELECT RAISE(ABORT, 'append_only');
END;

-- Sessions. The key is the operator; secrets: step (of the code), epoch, id_hash, expires_at, and the session that the
-- browser had before.
CREATE TRIGGER IF NOT EXISTS admin_commands_sign_in INSTEAD OF INSERT ON admin_commands
WHEN NEW.resource = 'session' AND NEW.action = 'sign_in' BEGIN
  SELECT RAISE(ABORT, 'code_used')
   WHERE NOT EXISTS (SELECT 1 FROM admin_operators
                      WHERE name = NEW.key AND status = 1 AND session_epoch = NEW.secrets ->> 'epoch'
                        AND totp_step < NEW.secrets ->> 'step');
  UPDATE admin_operators SET totp_step = NEW.secrets ->> 'step' WHERE name = NEW.key;
  DELETE FROM admin_sessions WHERE expires_at <= NEW.created_at OR id_hash = NEW.secrets ->> 'old_id_hash';
  INSERT INTO admin_sessions (id_hash, operator, epoch, client_ip, created_at, seen_at, expires_at)
  VALUES (NEW.secrets ->> 'id_hash', NEW.key, NEW.secrets ->> 'epoch', NEW.client_ip, NEW.created_at, NEW.created_at,
          NEW.secrets ->> 'expires_at');
END;
CREATE TRIGGER IF NOT EXISTS admin_commands_sign_out INSTEAD OF INSERT ON admin_commands
WHEN NEW.resource = 'session' AND NEW.action = 'sign_out' BEGIN
  DELETE FROM admin_sessions WHERE id_hash = NEW.secrets ->> 'id_hash';
END;

-- Tokens: made once, revoked once.
CREATE VIEW IF NOT EXISTS admin_view_tokens AS
SELECT id AS key, NULL AS parent, NULL AS id,
       json_object('id', id, 'label', label, 'scopes', json(scopes),
                   'expires_at', strftime('%Y-%m-%dT%H:%M:%SZ', expires_at / 1000, 'unixepoch'),
                   'status', CASE status WHEN 1 THEN 'active' ELSE 'revoked' END) AS body,
       json_object('operator', operator,
                   'created_at', strftime('%Y-%m-%dT%H:%M:%SZ', created_at / 1000, 'unixepoch')) AS info,
       NULL AS secret
  FROM admin_tokens;

CREATE TRIGGER IF NOT EXISTS admin_commands_token INSTEAD OF INSERT ON admin_commands WHEN NEW.resource = 'token' BEGIN
  SELECT RAISE(ABORT, 'changed_meanwhile')
   WHERE NEW.old_body IS NOT (SELECT body FROM admin_view_tokens WHERE key = NEW.key);
  INSERT INTO admin_tokens (id, token_hash, label, operator, scopes, created_at, expires_at)
  SELECT NEW.key, NEW.secrets ->> 'token_hash', NEW.new_body ->> 'label', NEW.operator, NEW.new_body -> 'scopes',
         NEW.created_at, NEW.secrets ->> 'expires_at'
   WHERE NEW.old_body IS NULL;
  UPDATE admin_tokens SET status = 0 WHERE id = NEW.key AND NEW.new_body ->> 'status' = 'revoked';
  SELECT RAISE(ABORT, 'wrong_body')
   WHERE NEW.new_body IS NOT (SELECT body FROM admin_view_tokens WHERE key = NEW.key);
END;
CREATE TRIGGER IF NOT EXISTS admin_tokens_bu BEFORE UPDATE ON admin_tokens
WHEN (NEW.id, NEW.token_hash, NEW.operator, NEW.scopes, NEW.created_at, NEW.expires_at)
  IS NOT (OLD.id, OLD.token_hash, OLD.operator, OLD.scopes, OLD.created_at, OLD.expires_at) OR OLD.status = 0 BEGIN
  SELECT RAISE(ABORT, 'fixed_column');
END;
