-- What operators provision for payees (docs/admin.md): merchants, stores, API tokens, fees, top-ups of balances, which one
-- operator asks for and another approves, and the status of payees and of their accounts. As sql/510_admin_resources.sql. Every
-- statement may be run again at any start.

CREATE TABLE IF NOT EXISTS admin_top_ups (
  merchant_no     TEXT NOT NULL REFERENCES payee_merchant (merchant_no),
  reference       TEXT NOT NULL CHECK (length(reference) BETWEEN 1 AND 64),
  currency        TEXT NOT NULL REFERENCES payee_currency (currency),
  amount          INTEGER NOT NULL CHECK (amount > 0),
  reason          TEXT NOT NULL,
  status          TEXT NOT NULL DEFAULT 'asked' CHECK (status IN ('asked', 'approved', 'refused')),
  asked_by        TEXT NOT NULL REFERENCES admin_operators (name),
  asked_at        INTEGER NOT NULL,
  decided_by      TEXT REFERENCES admin_operators (name),
  decided_at      INTEGER,
  decision_reason TEXT,
  PRIMARY KEY (merchant_no, reference),
  CHECK ((status = 'asked') = (decided_by IS NULL) AND (status = 'asked') = (decided_at IS NULL)),
  CHECK (decided_by IS NULL OR decided_by <> asked_by)
);

CREATE INDEX IF NOT EXISTS admin_top_ups_asked ON admin_top_ups (asked_at) WHERE status = 'asked';
CREATE INDEX IF NOT EXISTS payee_pending ON payee (created_at) WHERE status = 'Pending';

CREATE TRIGGER IF NOT EXISTS admin_commands_payee_merchant INSTEAD OF INSERT ON admin_commands
WHEN NEW.resource = 'payee_merchant' BEGIN
  INSERT INTO payee_merchant (merchant_no, name, enabled, payout_right, accept_empty_in_sign, require_header_sign,
    require_timestamp, allow_cross_currency, day_offset, created_at)
  VALUES (NEW.c0, NEW.c1, NEW.c2, NEW.c3, NEW.c4, NEW.c5, NEW.c6, NEW.c7, NEW.c8, NEW.created_at)
  ON CONFLICT (merchant_no) DO UPDATE SET
    name = excluded.name, enabled = excluded.enabled, payout_right = excluded.payout_right, accept_empty_in_sign
    = excluded.accept_empty_in_sign, require_header_sign = excluded.require_header_sign, require_timestamp
    = excluded.require_timestamp, allow_cross_currency = excluded.allow_cross_currency, day_offset
    = excluded.day_offset;
END;

CREATE TRIGGER IF NOT EXISTS admin_commands_payee_store INSTEAD OF INSERT ON admin_commands
WHEN NEW.resource = 'payee_store' BEGIN
  SELECT RAISE(ABORT, 'payee_merchant_exists')
   WHERE NOT EXISTS (SELECT 1 FROM payee_merchant WHERE merchant_no = NEW.c0);
  INSERT INTO payee_store (merchant_no, store_no, enabled, created_at)
  VALUES (NEW.c0, NEW.c1, NEW.c2, NEW.created_at)
  ON CONFLICT (merchant_no, store_no) DO UPDATE SET
    enabled = excluded.enabled;
END;

CREATE TRIGGER IF NOT EXISTS admin_commands_payee_fee INSTEAD OF INSERT ON admin_commands
WHEN NEW.resource = 'payee_fee' BEGIN
  SELECT RAISE(ABORT, 'payee_merchant_exists')
   WHERE NOT EXISTS (SELECT 1 FROM payee_merchant WHERE merchant_no = NEW.c0);
  SELECT RAISE(ABORT, 'payee_currency_exists')
   WHERE NOT EXISTS (SELECT 1 FROM payee_currency WHERE currency = NEW.c1);
  INSERT INTO payee_fee (merchant_no, currency, fee_fixed, fee_rate_ppm)
  VALUES (NEW.c0, NEW.c1, NEW.c2, NEW.c3)
  ON CONFLICT (merchant_no, currency) DO UPDATE SET
    fee_fixed = excluded.fee_fixed, fee_rate_ppm = excluded.fee_rate_ppm;
END;

-- A new token beside the one that counts, which gets an end; two active ones are the most. Number, merchant, token (hex), id of
-- its key, when it begins, when the one before ends, whether to let go of one.
CREATE TRIGGER IF NOT EXISTS admin_commands_payee_token INSTEAD OF INSERT ON admin_commands
WHEN NEW.resource = 'payee_token' AND NEW.action = 'create' BEGIN
  SELECT RAISE(ABORT, 'payee_merchant_exists')
   WHERE NOT EXISTS (SELECT 1 FROM payee_merchant WHERE merchant_no = NEW.c1);
  SELECT RAISE(ABORT, 'changed_meanwhile') WHERE NEW.c0 <> 1 + coalesce((SELECT max(token_id) FROM payee_token), 0);
  UPDATE payee_token SET active = 0, retired_at = NEW.created_at
   WHERE merchant_no = NEW.c1 AND active = 1 AND not_after <= NEW.created_at;
  -- Of two the older one; or the one that has not begun.
  UPDATE payee_token SET active = 0, retired_at = NEW.created_at
   WHERE NEW.c6 = 1
     AND token_id = (SELECT token_id FROM payee_token WHERE merchant_no = NEW.c1 AND active = 1
                      ORDER BY coalesce(not_before, 0) > NEW.created_at DESC, token_id LIMIT 1)
     AND (SELECT count(*) FROM payee_token WHERE merchant_no = NEW.c1 AND active = 1) > 1;
  SELECT RAISE(ABORT, 'two_active')
   WHERE (SELECT count(*) FROM payee_token WHERE merchant_no = NEW.c1 AND active = 1) > 1;
  UPDATE payee_token
     SET not_after = max(min(coalesce(not_after, NEW.c5), NEW.c5), coalesce(not_before, NEW.c5 - 1) + 1)
   WHERE merchant_no = NEW.c1 AND active = 1;
  INSERT INTO payee_token (token_id, merchant_no, token_enc, token_key_id, created_at, not_before)
  VALUES (NEW.c0, NEW.c1, unhex(NEW.c2), NEW.c3, NEW.created_at, NEW.c4);
END;
CREATE TRIGGER IF NOT EXISTS admin_commands_payee_token_retire INSTEAD OF INSERT ON admin_commands
WHEN NEW.resource = 'payee_token' AND NEW.action = 'retire' BEGIN
  UPDATE payee_token SET active = 0, retired_at = NEW.created_at WHERE token_id = CAST(NEW.key AS INTEGER);
END;

-- A top-up is asked for; no money moves.
CREATE TRIGGER IF NOT EXISTS admin_commands_top_up INSTEAD OF INSERT ON admin_commands
WHEN NEW.resource = 'top_up' AND NEW.action = 'create' BEGIN
  SELECT RAISE(ABORT, 'payee_merchant_exists')
   WHERE NOT EXISTS (SELECT 1 FROM payee_merchant WHERE merchant_no = NEW.c0);
  SELECT RAISE(ABORT, 'payee_fee_exists')
   WHERE NOT EXISTS (SELECT 1 FROM payee_fee WHERE merchant_no = NEW.c0 AND currency = NEW.c2);
  SELECT RAISE(ABORT, 'reference_taken')
   WHERE EXISTS (SELECT 1 FROM payee_posting WHERE merchant_no = NEW.c0 AND reference = NEW.c1);
  SELECT RAISE(ABORT, 'reason_exists')
   WHERE EXISTS (SELECT 1 FROM reasons WHERE kind = 'funding' AND status = 1)
     AND NOT EXISTS (SELECT 1 FROM reasons WHERE kind = 'funding' AND status = 1 AND text = NEW.c4);
  INSERT INTO admin_top_ups (merchant_no, reference, currency, amount, reason, asked_by, asked_at)
  VALUES (NEW.c0, NEW.c1, NEW.c2, NEW.c3, NEW.c4, NEW.operator, NEW.created_at);
END;

-- The decision of another operator: merchant, reference, reason. Only an approval moves money, in this statement.
CREATE TRIGGER IF NOT EXISTS admin_commands_top_up_decision INSTEAD OF INSERT ON admin_commands
WHEN NEW.resource = 'top_up' AND NEW.action IN ('approve', 'refuse') BEGIN
  SELECT CASE WHEN asked_by = NEW.operator THEN RAISE(ABORT, 'four_eyes')
              WHEN status <> 'asked' THEN RAISE(ABORT, 'decided_already') END
    FROM admin_top_ups WHERE merchant_no = NEW.c0 AND reference = NEW.c1;
  SELECT RAISE(ABORT, 'reference_taken')
   WHERE NEW.action = 'approve'
     AND EXISTS (SELECT 1 FROM payee_posting WHERE merchant_no = NEW.c0 AND reference = NEW.c1);
  UPDATE admin_top_ups
     SET status = CASE NEW.action WHEN 'approve' THEN 'approved' ELSE 'refused' END, decided_by = NEW.operator,
         decided_at = NEW.created_at, decision_reason = NEW.c2
   WHERE merchant_no = NEW.c0 AND reference = NEW.c1;
  INSERT INTO payee_posting (merchant_no, currency, reference, kind, from_kind, to_kind, amount, created_at)
  SELECT merchant_no, currency, reference, 'TOPUP', 'FUNDING', 'AVAILABLE', amount, NEW.created_at
    FROM admin_top_ups WHERE merchant_no = NEW.c0 AND reference = NEW.c1 AND status = 'approved';
END;
-- What was asked for and decided stays.
CREATE TRIGGER IF NOT EXISTS admin_top_ups_bu BEFORE UPDATE ON admin_top_ups
WHEN OLD.status <> 'asked'
  OR (NEW.merchant_no, NEW.reference, NEW.currency, NEW.amount, NEW.reason, NEW.asked_by, NEW.asked_at)
  IS NOT (OLD.merchant_no, OLD.reference, OLD.currency, OLD.amount, OLD.reason, OLD.asked_by, OLD.asked_at) BEGIN
  SELECT RAISE(ABORT, 'fixed_column');
END;
CREATE TRIGGER IF NOT EXISTS admin_top_ups_bd BEFORE DELETE ON admin_top_ups BEGIN
  SELECT RAISE(ABORT, 'append_only');
END;

-- The status of a payee: the fifth member. What may follow what is decided by the trigger of the table.
CREATE TRIGGER IF NOT EXISTS admin_commands_payee INSTEAD OF INSERT ON admin_commands
WHEN NEW.resource = 'payee' BEGIN
  UPDATE payee
     SET status = CASE NEW.c4 WHEN 'pending' THEN 'Pending' WHEN 'activated' THEN 'Activated' WHEN 'declined' THEN 'Declined'
                              ELSE 'Deactivated' END,
         request_sign = NULL, request_key = NULL, updated_at = max(updated_at, NEW.created_at)
   WHERE customer_no = NEW.c0;
END;

-- The status of a payee's account: the sixth member. One that is deleted keeps its own.
CREATE TRIGGER IF NOT EXISTS admin_commands_payee_account INSTEAD OF INSERT ON admin_commands
WHEN NEW.resource = 'payee_account' BEGIN
  SELECT RAISE(ABORT, 'illegal_move')
    FROM payee_account WHERE account_token = NEW.c0 AND deleted_at IS NOT NULL;
  UPDATE payee_account
     SET status = upper(NEW.c5), request_sign = NULL, request_key = NULL, updated_at = max(updated_at, NEW.created_at)
   WHERE account_token = NEW.c0;
END;
