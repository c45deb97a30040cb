-- The audit beside `audit_log`: what happened to receiving accounts, and the chain of hashes over both.
-- Every statement may be run again at any start.

-- Who created and deleted which receiving account; `account` is the row as it was then. Filled by triggers alone.
CREATE TABLE IF NOT EXISTS receipt_bank_audit (
  id              INTEGER PRIMARY KEY AUTOINCREMENT,
  receipt_bank_id INTEGER NOT NULL,
  merchant_id     INTEGER NOT NULL REFERENCES merchants (id),
  -- `erase` is a DELETE by SQL: no endpoint does that.
  action          TEXT NOT NULL CHECK (action IN ('create', 'delete', 'erase')),
  account         TEXT NOT NULL CHECK (json_valid(account)),
  actor           TEXT NOT NULL DEFAULT '',
  ip_address      TEXT NOT NULL DEFAULT '',
  session_account TEXT NOT NULL DEFAULT '',
  session_role    TEXT NOT NULL DEFAULT '',
  client_ip       TEXT NOT NULL DEFAULT '',
  trace_id        TEXT NOT NULL DEFAULT '',
  created_at      INTEGER NOT NULL
);
CREATE INDEX IF NOT EXISTS receipt_bank_audit_account ON receipt_bank_audit (receipt_bank_id, id);

CREATE TRIGGER IF NOT EXISTS receipt_banks_audit_ai AFTER INSERT ON receipt_banks BEGIN
  INSERT INTO receipt_bank_audit (receipt_bank_id, merchant_id, action, account, actor, ip_address, session_account,
                                  session_role, client_ip, trace_id, created_at)
  VALUES (NEW.id, NEW.merchant_id, CASE NEW.status WHEN 1 THEN 'create' ELSE 'delete' END,
    json_object('type', NEW.type, 'bank_code', NEW.bank_code, 'bank_name', NEW.bank_name,
      'account_name', NEW.account_name, 'account_no', NEW.account_no, 'branch', NEW.branch, 'currency', NEW.currency,
      'star_levels', NEW.star_levels, 'credit_levels', NEW.credit_levels, 'area_limit', NEW.area_limit,
      'special_member', NEW.special_member, 'limit_amount', NEW.limit_amount, 'is_show', NEW.is_show,
      'usable_from', NEW.usable_from, 'remarks', NEW.remarks),
    NEW.created_by, NEW.ip_address, NEW.change_session_account, NEW.change_session_role, NEW.change_client_ip,
    NEW.change_trace, NEW.updated_at);
END;
CREATE TRIGGER IF NOT EXISTS receipt_banks_audit_au AFTER UPDATE OF status ON receipt_banks
WHEN NEW.status <> OLD.status BEGIN
  INSERT INTO receipt_bank_audit (receipt_bank_id, merchant_id, action, account, actor, ip_address, session_account,
                                  session_role, client_ip, trace_id, created_at)
  VALUES (NEW.id, NEW.merchant_id, CASE NEW.status WHEN 1 THEN 'create' ELSE 'delete' END,
    json_object('type', NEW.type, 'bank_code', NEW.bank_code, 'bank_name', NEW.bank_name,
      'account_name', NEW.account_name, 'account_no', NEW.account_no, 'branch', NEW.branch, 'currency', NEW.currency,
      'star_levels', NEW.star_levels, 'credit_levels', NEW.credit_levels, 'area_limit', NEW.area_limit,
      'special_member', NEW.special_member, 'limit_amount', NEW.limit_amount, 'is_show', NEW.is_show,
      'usable_from', NEW.usable_from, 'remarks', NEW.remarks),
    -- A deletion says nothing of its own: `created_by` and `ip_address` are those of the creation.
    CASE NEW.status WHEN 1 THEN NEW.created_by ELSE '' END, CASE NEW.status WHEN 1 THEN NEW.ip_address ELSE '' END,
    NEW.change_session_account, NEW.change_session_role, NEW.change_client_ip, NEW.change_trace, NEW.updated_at);
END;
CREATE TRIGGER IF NOT EXISTS receipt_banks_audit_ad AFTER DELETE ON receipt_banks WHEN OLD.status = 1 BEGIN
  INSERT INTO receipt_bank_audit (receipt_bank_id, merchant_id, action, account, created_at)
  VALUES (OLD.id, OLD.merchant_id, 'erase',
    json_object('type', OLD.type, 'account_no', OLD.account_no, 'currency', OLD.currency), OLD.updated_at);
END;
CREATE TRIGGER IF NOT EXISTS receipt_bank_audit_bu BEFORE UPDATE ON receipt_bank_audit BEGIN
  SELECT RAISE(ABORT, 'append_only');
END;
CREATE TRIGGER IF NOT EXISTS receipt_bank_audit_bd BEFORE DELETE ON receipt_bank_audit BEGIN
  SELECT RAISE(ABORT, 'append_only');
END;

-- One chain a merchant: `hash` is SHA-256 over `prev_hash` and the text of the audit row (crates/signing/src/chain.rs), so
-- that a changed, missing, added or exchanged row breaks every hash after it. SQL has no SHA-256, hence the rows are
-- chained by the dispatcher, at its next full call.
CREATE TABLE IF NOT EXISTS audit_chain (
  merchant_id INTEGER NOT NULL REFERENCES merchants (id),
  seq         INTEGER NOT NULL CHECK (seq > 0),
  -- 1 is audit_log, 2 receipt_bank_audit.
  source      INTEGER NOT NULL CHECK (source IN (1, 2)),
  audit_id    INTEGER NOT NULL,
  prev_hash   TEXT NOT NULL CHECK (length(prev_hash) = 64),
  hash        TEXT NOT NULL CHECK (length(hash) = 64),
  sealed_at   INTEGER NOT NULL,
  PRIMARY KEY (merchant_id, seq)
);
CREATE UNIQUE INDEX IF NOT EXISTS audit_chain_row ON audit_chain (source, audit_id);

-- Compare and set: a link hangs on the head as it is now, and names the next audit row of its source. Of two dispatchers
-- with the same head one writes.
CREATE TRIGGER IF NOT EXISTS audit_chain_bi BEFORE INSERT ON audit_chain
WHEN NEW.seq <> 1 + coalesce((SELECT max(seq) FROM audit_chain WHERE merchant_id = NEW.merchant_id), 0)
  OR NEW.prev_hash <> coalesce((SELECT hash FROM audit_chain WHERE merchant_id = NEW.merchant_id ORDER BY seq DESC LIMIT 1),
                               '0000000000000000000000000000000000000000000000000000000000000000')
  OR NEW.audit_id <= coalesce((SELECT max(audit_id) FROM audit_chain WHERE source = NEW.source), 0) BEGIN
  SELECT RAISE(ABORT, 'chain_moved');
END;
CREATE TRIGGER IF NOT EXISTS audit_chain_bu BEFORE UPDATE ON audit_chain BEGIN
  SELECT RAISE(ABORT, 'append_only');
END;
CREATE TRIGGER IF NOT EXISTS audit_chain_bd BEFORE DELETE ON audit_chain BEGIN
  SELECT RAISE(ABORT, 'append_only');
END;
