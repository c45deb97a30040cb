-- The wallet (wallet.md section 6): users, wallets, withdrawals, an append-only ledger, settings with their audit.
-- Money is INTEGER cents, a rate INTEGER millionths, time INTEGER unix milliseconds given by the component.
-- Every statement may be run again at any start.
--
-- A command is one INSERT or UPDATE. The BEFORE trigger of its table tests the rules in the order of the specification,
-- in one SELECT CASE, and aborts with the code of the first that is broken; the AFTER trigger writes the ledger row;
-- the ledger row's own trigger moves the balances, and nothing else can. So a command happens as a whole or not at all.
--
-- "The row exists" is tested by BEFORE triggers because INSERT OR REPLACE removes the old row without delete triggers.

CREATE TABLE IF NOT EXISTS users (
  id         INTEGER PRIMARY KEY CHECK (id BETWEEN 1 AND 9007199254740991),
  username   TEXT NOT NULL CHECK (length(username) BETWEEN 1 AND 100),
  mobile     TEXT NOT NULL DEFAULT '' CHECK (length(mobile) <= 20),
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL
) STRICT;

CREATE TABLE IF NOT EXISTS user_wechats (
  user_id    INTEGER PRIMARY KEY REFERENCES users (id),
  openid     TEXT NOT NULL CHECK (length(openid) BETWEEN 1 AND 64),
  nickname   TEXT NOT NULL DEFAULT '' CHECK (length(nickname) <= 100),
  sex        INTEGER NOT NULL DEFAULT 0 CHECK (sex IN (0, 1, 2)),
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL
) STRICT;

CREATE TABLE IF NOT EXISTS user_wallets (
  user_id          INTEGER PRIMARY KEY REFERENCES users (id),
  available_amount INTEGER NOT NULL DEFAULT 0 CHECK (available_amount >= 0),
  freeze_amount    INTEGER NOT NULL DEFAULT 0 CHECK (freeze_amount >= 0),
  wallet_status    INTEGER NOT NULL DEFAULT 0 CHECK (wallet_status IN (0, 1)),
  created_at       INTEGER NOT NULL,
  updated_at       INTEGER NOT NULL,
  -- So that a refund always fits.
  CHECK (available_amount + freeze_amount <= 9999999999)
) STRICT;

CREATE TABLE IF NOT EXISTS wallet_settings (
  id                 INTEGER PRIMARY KEY CHECK (id = 1),
  cash_rate          INTEGER NOT NULL DEFAULT 0 CHECK (cash_rate BETWEEN 0 AND 1000000),
  cash_min_sum       INTEGER NOT NULL DEFAULT 100,
  cash_max_sum       INTEGER NOT NULL DEFAULT 500000,
  cash_sum_limit     INTEGER NOT NULL DEFAULT 500000,
  cash_interval_time INTEGER NOT NULL DEFAULT 0 CHECK (cash_interval_time BETWEEN 0 AND 365),
  payout_enabled     INTEGER NOT NULL DEFAULT 0 CHECK (payout_enabled IN (0, 1)),
  operator_id        INTEGER NOT NULL DEFAULT 0,
  updated_at         INTEGER,
  CONSTRAINT settings_order CHECK (1 <= cash_min_sum AND cash_min_sum <= cash_max_sum AND cash_max_sum <= 500000
    AND cash_max_sum <= cash_sum_limit AND cash_sum_limit <= 10000000000)
) STRICT;

-- JSON objects of the six values.
CREATE TABLE IF NOT EXISTS wallet_settings_logs (
  id          INTEGER PRIMARY KEY AUTOINCREMENT,
  operator_id INTEGER NOT NULL,
  "before"    TEXT NOT NULL,
  "after"     TEXT NOT NULL,
  created_at  INTEGER NOT NULL
) STRICT;

CREATE TABLE IF NOT EXISTS user_wallet_cash (
  id                 INTEGER PRIMARY KEY AUTOINCREMENT,
  user_id            INTEGER NOT NULL REFERENCES user_wallets (user_id),
  cash_sn            TEXT NOT NULL UNIQUE CHECK (length(cash_sn) = 18 AND cash_sn NOT GLOB '*[^0-9]*'),
  cash_apply_amount  INTEGER NOT NULL CHECK (cash_apply_amount > 0),
  cash_rate          INTEGER NOT NULL CHECK (cash_rate BETWEEN 0 AND 1000000),
  cash_charge        INTEGER NOT NULL CHECK (cash_charge = (cash_apply_amount * cash_rate + 999999) / 1000000),
  cash_actual_amount INTEGER NOT NULL CHECK (cash_actual_amount > 0
                                             AND cash_actual_amount = cash_apply_amount - cash_charge),
  cash_status        INTEGER NOT NULL DEFAULT 1 CHECK (cash_status BETWEEN 1 AND 6),
  cash_type          INTEGER NOT NULL CHECK (cash_type IN (0, 1)),
  cash_mobile        TEXT NOT NULL DEFAULT '' CHECK (cash_mobile = ''
                       OR cash_mobile GLOB '1[3-9][0-9][0-9][0-9][0-9][0-9][0-9][0-9][0-9][0-9]'),
  openid             TEXT NOT NULL DEFAULT '',
  remark             TEXT NOT NULL DEFAULT '' CHECK (length(remark) <= 255),
  operator_id        INTEGER NOT NULL,                -- author of the last change, 0 = the payout runner
  reviewed_at        INTEGER,
  trade_no           TEXT CHECK (length(trade_no) BETWEEN 1 AND 64),
  trade_time         INTEGER,
  error_code         TEXT CHECK (length(error_code) BETWEEN 1 AND 64),
  error_message      TEXT CHECK (length(error_message) <= 255),
  refunds_status     INTEGER NOT NULL DEFAULT 0,
  notice_url         TEXT NOT NULL DEFAULT '',
  idem_key           TEXT,
  idem_hash          TEXT,
  created_at         INTEGER NOT NULL,
  updated_at         INTEGER NOT NULL,
  -- `traceparent` of the newest request about it that named one; NULL for none.
  traceparent        TEXT,
  CHECK (refunds_status = (cash_status IN (3, 6))),
  CHECK ((cash_status = 6) = (error_code IS NOT NULL)),
  CHECK ((cash_status = 5 AND cash_type = 1) = (trade_no IS NOT NULL)),
  CHECK (CASE cash_type WHEN 0 THEN cash_mobile <> '' AND openid = '' AND cash_status IN (1, 3, 5)
                        ELSE openid <> '' END)
) STRICT;

CREATE TABLE IF NOT EXISTS wallet_adjustments (
  id             INTEGER PRIMARY KEY AUTOINCREMENT,
  command_id     TEXT NOT NULL UNIQUE,
  user_id        INTEGER NOT NULL REFERENCES user_wallets (user_id),
  operator_id    INTEGER NOT NULL CHECK (operator_id > 0),
  operate_type   INTEGER CHECK (operate_type IN (1, 2)),
  operate_amount INTEGER CHECK (operate_amount > 0),
  operate_reason TEXT NOT NULL DEFAULT '' CHECK (length(operate_reason) <= 255),
  wallet_status  INTEGER CHECK (wallet_status IN (0, 1)),
  idem_key       TEXT,
  idem_hash      TEXT,
  created_at     INTEGER NOT NULL,
  CHECK ((operate_type IS NULL) = (operate_amount IS NULL)),
  CHECK (operate_type IS NOT NULL OR wallet_status IS NOT NULL)
) STRICT;

CREATE TABLE IF NOT EXISTS user_wallet_logs (
  id                      INTEGER PRIMARY KEY AUTOINCREMENT,
  user_id                 INTEGER NOT NULL REFERENCES user_wallets (user_id),
  source_user_id          INTEGER NOT NULL DEFAULT 0,
  operator_id             INTEGER NOT NULL,
  change_available_amount INTEGER NOT NULL,
  change_freeze_amount    INTEGER NOT NULL,
  available_after         INTEGER NOT NULL CHECK (available_after >= 0),
  freeze_after            INTEGER NOT NULL CHECK (freeze_after >= 0),
  change_type             INTEGER NOT NULL,
  change_desc             TEXT NOT NULL CHECK (length(change_desc) BETWEEN 1 AND 255),
  user_wallet_cash_id     INTEGER REFERENCES user_wallet_cash (id),
  wallet_adjustment_id    INTEGER UNIQUE REFERENCES wallet_adjustments (id),
  created_at              INTEGER NOT NULL,
  CHECK (CASE change_type
    WHEN 10 THEN change_available_amount < 0 AND change_freeze_amount = -change_available_amount
    WHEN 11 THEN change_available_amount = 0 AND change_freeze_amount < 0
    WHEN 12 THEN change_available_amount > 0 AND change_freeze_amount = -change_available_amount
    WHEN 32 THEN change_available_amount > 0 AND change_freeze_amount = 0
    WHEN 50 THEN change_available_amount < 0 AND change_freeze_amount = 0
    ELSE 0 END),
  CHECK ((change_type IN (10, 11, 12)) = (user_wallet_cash_id IS NOT NULL)),
  CHECK ((change_type IN (32, 50)) = (wallet_adjustment_id IS NOT NULL))
) STRICT;

CREATE TABLE IF NOT EXISTS idempotency_keys (
  user_id      INTEGER NOT NULL,
  endpoint     TEXT NOT NULL,
  idem_key     TEXT NOT NULL CHECK (length(idem_key) BETWEEN 1 AND 128),
  request_hash TEXT NOT NULL,
  resource_id  INTEGER NOT NULL,
  response     TEXT,
  created_at   INTEGER NOT NULL,
  expires_at   INTEGER NOT NULL,
  PRIMARY KEY (user_id, endpoint, idem_key)
) STRICT;

-- What each user applied for in each business day, without what was refunded: the sum that the daily limit is about. Kept by
-- the triggers of the withdrawals, because adding them up would make each application dearer than the one before.
CREATE TABLE IF NOT EXISTS wallet_cash_days (
  user_id INTEGER NOT NULL REFERENCES user_wallets (user_id),
  -- Business days since 1970-01-01; one begins at 16:00 UTC.
  day     INTEGER NOT NULL,
  applied INTEGER NOT NULL CHECK (applied >= 0),
  PRIMARY KEY (user_id, day)
) STRICT;

-- Of withdrawals that are older than this table.
INSERT INTO wallet_cash_days (user_id, day, applied)
SELECT user_id, (created_at + 28800000) / 86400000, sum(cash_apply_amount) FROM user_wallet_cash
 WHERE refunds_status = 0 AND NOT EXISTS (SELECT 1 FROM wallet_cash_days) GROUP BY 1, 2;

-- One freeze and one settlement for each withdrawal.
CREATE UNIQUE INDEX IF NOT EXISTS ux_logs_cash ON user_wallet_logs (user_wallet_cash_id, (change_type = 10))
  WHERE user_wallet_cash_id IS NOT NULL;
CREATE INDEX IF NOT EXISTS ix_users_username ON users (username);
CREATE INDEX IF NOT EXISTS ix_adjustments_user ON wallet_adjustments (user_id, id);
CREATE INDEX IF NOT EXISTS ix_logs_user ON user_wallet_logs (user_id, id);
CREATE INDEX IF NOT EXISTS ix_logs_created ON user_wallet_logs (created_at);
CREATE INDEX IF NOT EXISTS ix_cash_user ON user_wallet_cash (user_id, created_at);
CREATE INDEX IF NOT EXISTS ix_cash_status ON user_wallet_cash (cash_status, created_at);
CREATE INDEX IF NOT EXISTS ix_cash_created ON user_wallet_cash (created_at);
CREATE INDEX IF NOT EXISTS ix_idem_expires ON idempotency_keys (expires_at);

-- Users and wallets ------------------------------------------------------------------------------------------------

CREATE TRIGGER IF NOT EXISTS users_ai AFTER INSERT ON users BEGIN
  INSERT INTO user_wallets (user_id, created_at, updated_at) VALUES (NEW.id, NEW.created_at, NEW.created_at);
END;
CREATE TRIGGER IF NOT EXISTS users_bd BEFORE DELETE ON users BEGIN SELECT RAISE(ABORT, 'append_only'); END;

CREATE TRIGGER IF NOT EXISTS user_wallets_bi BEFORE INSERT ON user_wallets BEGIN
  SELECT CASE
    WHEN EXISTS (SELECT 1 FROM user_wallets WHERE user_id = NEW.user_id) THEN RAISE(ABORT, 'append_only')
    WHEN NEW.available_amount <> 0 OR NEW.freeze_amount <> 0 OR NEW.wallet_status <> 0
      THEN RAISE(ABORT, 'wallet_without_ledger')
  END;
END;
CREATE TRIGGER IF NOT EXISTS user_wallets_bu BEFORE UPDATE ON user_wallets BEGIN
  SELECT CASE
    WHEN NEW.user_id <> OLD.user_id THEN RAISE(ABORT, 'fixed_column')
    WHEN (NEW.available_amount <> OLD.available_amount OR NEW.freeze_amount <> OLD.freeze_amount)
     AND NOT EXISTS (SELECT 1 FROM (SELECT available_after, freeze_after FROM user_wallet_logs
                                     WHERE user_id = OLD.user_id ORDER BY id DESC LIMIT 1)
                      WHERE available_after = NEW.available_amount AND freeze_after = NEW.freeze_amount)
      THEN RAISE(ABORT, 'wallet_without_ledger')
    WHEN NEW.wallet_status <> OLD.wallet_status
     AND NEW.wallet_status IS NOT (SELECT wallet_status FROM wallet_adjustments
                                    WHERE user_id = OLD.user_id AND wallet_status IS NOT NULL
                                    ORDER BY id DESC LIMIT 1)
      THEN RAISE(ABORT, 'wallet_without_adjustment')
  END;
END;
CREATE TRIGGER IF NOT EXISTS user_wallets_bd BEFORE DELETE ON user_wallets BEGIN SELECT RAISE(ABORT, 'append_only'); END;

-- The ledger -------------------------------------------------------------------------------------------------------

CREATE TRIGGER IF NOT EXISTS user_wallet_logs_bi BEFORE INSERT ON user_wallet_logs BEGIN
  SELECT CASE
    WHEN EXISTS (SELECT 1 FROM user_wallet_logs WHERE id = NEW.id) THEN RAISE(ABORT, 'append_only')
    WHEN NOT EXISTS (SELECT 1 FROM user_wallets WHERE user_id = NEW.user_id) THEN RAISE(ABORT, 'model_not_found')
    WHEN NEW.available_after < 0 THEN RAISE(ABORT, 'available_amount_error')
    WHEN NEW.available_after + NEW.freeze_after > 9999999999 THEN RAISE(ABORT, 'wallet_limit_error')
    WHEN NEW.freeze_after < 0
      OR NOT EXISTS (SELECT 1 FROM user_wallets WHERE user_id = NEW.user_id
                        AND available_amount + NEW.change_available_amount = NEW.available_after
                        AND freeze_amount + NEW.change_freeze_amount = NEW.freeze_after)
      THEN RAISE(ABORT, 'ledger_error')
  END;
END;
CREATE TRIGGER IF NOT EXISTS user_wallet_logs_ai AFTER INSERT ON user_wallet_logs BEGIN
  UPDATE user_wallets SET available_amount = NEW.available_after, freeze_amount = NEW.freeze_after,
         updated_at = NEW.created_at
   WHERE user_id = NEW.user_id;
END;
CREATE TRIGGER IF NOT EXISTS user_wallet_logs_bu BEFORE UPDATE ON user_wallet_logs BEGIN
  SELECT RAISE(ABORT, 'append_only');
END;
CREATE TRIGGER IF NOT EXISTS user_wallet_logs_bd BEFORE DELETE ON user_wallet_logs BEGIN
  SELECT RAISE(ABORT, 'append_only');
END;

-- Withdrawals ------------------------------------------------------------------------------------------------------

CREATE TRIGGER IF NOT EXISTS user_wallet_cash_bi BEFORE INSERT ON user_wallet_cash BEGIN
  SELECT CASE
    WHEN EXISTS (SELECT 1 FROM user_wallet_cash WHERE id = NEW.id OR cash_sn = NEW.cash_sn)
      THEN RAISE(ABORT, 'cash_sn_taken')
    WHEN NEW.cash_status <> 1 THEN RAISE(ABORT, 'cash_status_error')
    WHEN NEW.idem_key IS NOT NULL
     AND EXISTS (SELECT 1 FROM idempotency_keys WHERE user_id = NEW.user_id AND endpoint = 'POST /api/wallet/cash'
                    AND idem_key = NEW.idem_key AND expires_at > NEW.created_at)
      THEN RAISE(ABORT, 'idempotency_replay')
    WHEN NOT EXISTS (SELECT 1 FROM wallet_settings WHERE cash_rate = NEW.cash_rate
                        AND NEW.cash_apply_amount BETWEEN cash_min_sum AND cash_max_sum)
      THEN RAISE(ABORT, 'settings_changed')
    WHEN NOT EXISTS (SELECT 1 FROM user_wallets WHERE user_id = NEW.user_id) THEN RAISE(ABORT, 'model_not_found')
    WHEN NEW.cash_type = 1 AND NOT (SELECT payout_enabled FROM wallet_settings) THEN RAISE(ABORT, 'cash_mch_invalid')
    -- No binding is no openid; a binding that changed since the openid was read is none either.
    WHEN NEW.cash_type = 1
     AND NEW.openid IS NOT (SELECT openid FROM user_wechats WHERE user_id = NEW.user_id)
      THEN RAISE(ABORT, 'unbind_wechat')
    -- The settings first: without an interval no withdrawal is looked at.
    WHEN EXISTS (SELECT 1 FROM wallet_settings s CROSS JOIN user_wallet_cash c
                  WHERE s.cash_interval_time > 0 AND c.user_id = NEW.user_id AND c.refunds_status = 0
                    AND c.created_at > NEW.created_at - s.cash_interval_time * 86400000)
      THEN RAISE(ABORT, 'cash_interval_time')
    WHEN coalesce((SELECT applied FROM wallet_cash_days
                    WHERE user_id = NEW.user_id AND day = (NEW.created_at + 28800000) / 86400000), 0)
         + NEW.cash_apply_amount > (SELECT cash_sum_limit FROM wallet_settings)
      THEN RAISE(ABORT, 'cash_sum_limit')
    WHEN (SELECT wallet_status FROM user_wallets WHERE user_id = NEW.user_id) = 1
      THEN RAISE(ABORT, 'status_cash_freeze')
    WHEN (SELECT available_amount FROM user_wallets WHERE user_id = NEW.user_id) < NEW.cash_apply_amount
      THEN RAISE(ABORT, 'available_amount_error')
  END;
END;

CREATE TRIGGER IF NOT EXISTS user_wallet_cash_ai AFTER INSERT ON user_wallet_cash BEGIN
  INSERT INTO user_wallet_logs (user_id, operator_id, change_available_amount, change_freeze_amount, available_after,
                                freeze_after, change_type, change_desc, user_wallet_cash_id, created_at)
  SELECT NEW.user_id, NEW.operator_id, -NEW.cash_apply_amount, NEW.cash_apply_amount,
         available_amount - NEW.cash_apply_amount, freeze_amount + NEW.cash_apply_amount, 10, '提现冻结', NEW.id,
         NEW.created_at
    FROM user_wallets WHERE user_id = NEW.user_id;
  INSERT INTO wallet_cash_days (user_id, day, applied)
  VALUES (NEW.user_id, (NEW.created_at + 28800000) / 86400000, NEW.cash_apply_amount)
  ON CONFLICT (user_id, day) DO UPDATE SET applied = applied + excluded.applied;
  -- Deleted a few at a time: an application must not pay for all that expired since the last one.
  DELETE FROM idempotency_keys WHERE NEW.idem_key IS NOT NULL
     AND rowid IN (SELECT rowid FROM idempotency_keys WHERE expires_at <= NEW.created_at LIMIT 100);
  DELETE FROM idempotency_keys WHERE NEW.idem_key IS NOT NULL AND user_id = NEW.user_id
     AND endpoint = 'POST /api/wallet/cash' AND idem_key = NEW.idem_key AND expires_at <= NEW.created_at;
  INSERT INTO idempotency_keys (user_id, endpoint, idem_key, request_hash, resource_id, created_at, expires_at)
  SELECT NEW.user_id, 'POST /api/wallet/cash', NEW.idem_key, NEW.idem_hash, NEW.id, NEW.created_at,
         NEW.created_at + 86400000
   WHERE NEW.idem_key IS NOT NULL;
END;

CREATE TRIGGER IF NOT EXISTS user_wallet_cash_bu BEFORE UPDATE ON user_wallet_cash BEGIN
  SELECT CASE
    WHEN NEW.id <> OLD.id OR NEW.user_id <> OLD.user_id OR NEW.cash_sn <> OLD.cash_sn
      OR NEW.cash_apply_amount <> OLD.cash_apply_amount OR NEW.cash_rate <> OLD.cash_rate
      OR NEW.cash_charge <> OLD.cash_charge OR NEW.cash_actual_amount <> OLD.cash_actual_amount
      OR NEW.cash_type <> OLD.cash_type OR NEW.cash_mobile <> OLD.cash_mobile OR NEW.openid <> OLD.openid
      OR NEW.created_at <> OLD.created_at OR NEW.idem_key IS NOT OLD.idem_key OR NEW.idem_hash IS NOT OLD.idem_hash
      THEN RAISE(ABORT, 'fixed_column')
    WHEN OLD.cash_status = 1 AND (NEW.cash_status = 2 AND OLD.cash_type = 0 OR NEW.cash_status = 5 AND OLD.cash_type = 1)
      THEN RAISE(ABORT, 'cash_type_error')
    WHEN (OLD.cash_status, NEW.cash_status) NOT IN (VALUES (1, 2), (1, 3), (1, 5), (2, 4), (4, 5), (4, 6))
      THEN RAISE(ABORT, 'cash_status_error')
  END;
END;

-- Nobody reviews an application of his own, whatever his token allows. A change that names no author is none by a reviewer.
CREATE TRIGGER IF NOT EXISTS user_wallet_cash_reviewer_bu BEFORE UPDATE OF operator_id ON user_wallet_cash
WHEN OLD.cash_status = 1 AND NEW.operator_id = OLD.user_id
 -- What does not suit the type is refused as that.
 AND NOT (NEW.cash_status = 2 AND OLD.cash_type = 0 OR NEW.cash_status = 5 AND OLD.cash_type = 1) BEGIN
  SELECT RAISE(ABORT, 'reviewer_is_applicant');
END;

CREATE TRIGGER IF NOT EXISTS user_wallet_cash_au AFTER UPDATE ON user_wallet_cash BEGIN
  INSERT INTO user_wallet_logs (user_id, operator_id, change_available_amount, change_freeze_amount, available_after,
                                freeze_after, change_type, change_desc, user_wallet_cash_id, created_at)
  SELECT NEW.user_id, NEW.operator_id, iif(NEW.refunds_status, NEW.cash_apply_amount, 0), -NEW.cash_apply_amount,
         available_amount + iif(NEW.refunds_status, NEW.cash_apply_amount, 0), freeze_amount - NEW.cash_apply_amount,
         iif(NEW.refunds_status, 12, 11),
         CASE NEW.cash_status WHEN 3 THEN '审核不通过，退回' WHEN 5 THEN '提现成功，扣除' ELSE '提现失败，退回' END,
         NEW.id, NEW.updated_at
    FROM user_wallets WHERE user_id = NEW.user_id AND NEW.cash_status IN (3, 5, 6);
  UPDATE wallet_cash_days SET applied = applied - NEW.cash_apply_amount
   WHERE NEW.refunds_status > OLD.refunds_status AND user_id = NEW.user_id
     AND day = (NEW.created_at + 28800000) / 86400000;

  INSERT INTO payout_jobs (kind, ref, next_attempt_at, created_at, updated_at)
  SELECT 'wallet', NEW.cash_sn, NEW.updated_at, NEW.updated_at, NEW.updated_at WHERE NEW.cash_status = 4;
  UPDATE payout_jobs SET state = 'done', lease_until = 0, last_outcome = iif(NEW.cash_status = 5, 'paid', 'failed'),
         updated_at = NEW.updated_at
   WHERE kind = 'wallet' AND ref = NEW.cash_sn AND OLD.cash_status = 4;

  -- Amounts are written from integers; cash_actual_amount is a JSON number in minimal notation.
  INSERT INTO outbox (event_id, topic, tenant, ref, status, target, payload, state, next_at, created_at, traceparent)
  SELECT lower(hex(randomblob(16))), 'wallet.notice', CAST(NEW.user_id AS TEXT), NEW.cash_sn,
         CAST(NEW.cash_status AS TEXT), NEW.notice_url, json_object(
           'cash_sn', NEW.cash_sn, 'user_id', NEW.user_id, 'cash_status', NEW.cash_status, 'cash_type', NEW.cash_type,
           'cash_apply_amount', printf('%d.%02d', NEW.cash_apply_amount / 100, NEW.cash_apply_amount % 100),
           'cash_charge', printf('%d.%02d', NEW.cash_charge / 100, NEW.cash_charge % 100),
           'cash_actual_amount', json(rtrim(rtrim(
             printf('%d.%02d', NEW.cash_actual_amount / 100, NEW.cash_actual_amount % 100), '0'), '.')),
           'remark', nullif(NEW.remark, ''), 'error_code', NEW.error_code,
           'updated_at', strftime('%Y-%m-%dT%H:%M:%S+08:00', NEW.updated_at / 1000 + 28800, 'unixepoch')),
         CASE NEW.notice_url WHEN '' THEN 'skipped' ELSE 'queued' END, NEW.updated_at, NEW.updated_at, NEW.traceparent
   WHERE NEW.cash_status IN (3, 5, 6)
  ON CONFLICT (topic, ref, status) DO NOTHING;
END;
CREATE TRIGGER IF NOT EXISTS user_wallet_cash_bd BEFORE DELETE ON user_wallet_cash BEGIN
  SELECT RAISE(ABORT, 'append_only');
END;

-- Adjustments ------------------------------------------------------------------------------------------------------

CREATE TRIGGER IF NOT EXISTS wallet_adjustments_bi BEFORE INSERT ON wallet_adjustments BEGIN
  SELECT CASE
    WHEN EXISTS (SELECT 1 FROM wallet_adjustments WHERE id = NEW.id OR command_id = NEW.command_id)
      THEN RAISE(ABORT, 'append_only')
    WHEN NEW.idem_key IS NOT NULL
     AND EXISTS (SELECT 1 FROM idempotency_keys WHERE user_id = NEW.operator_id
                    AND endpoint = 'PATCH /api/wallet/user/' || NEW.user_id AND idem_key = NEW.idem_key
                    AND expires_at > NEW.created_at)
      THEN RAISE(ABORT, 'idempotency_replay')
    WHEN NOT EXISTS (SELECT 1 FROM user_wallets WHERE user_id = NEW.user_id) THEN RAISE(ABORT, 'model_not_found')
    -- Nobody adjusts a wallet of his own, whatever his token allows. A command of the API has 32 hex digits; an opening
    -- balance by SQL has another name.
    WHEN NEW.operator_id = NEW.user_id AND length(NEW.command_id) = 32 AND NEW.command_id NOT GLOB '*[^0-9a-f]*'
      THEN RAISE(ABORT, 'adjuster_is_owner')
    -- As sql/290_reasons.sql. Of a command of the API only.
    WHEN NEW.operate_type IS NOT NULL AND length(NEW.command_id) = 32 AND NEW.command_id NOT GLOB '*[^0-9a-f]*'
     AND EXISTS (SELECT 1 FROM reasons WHERE kind = 'adjustment' AND status = 1)
     AND NOT EXISTS (SELECT 1 FROM reasons WHERE kind = 'adjustment' AND status = 1 AND text = NEW.operate_reason)
      THEN RAISE(ABORT, 'reason_exists')
    WHEN NEW.operate_type = 2
     AND NEW.operate_amount > (SELECT available_amount FROM user_wallets WHERE user_id = NEW.user_id)
      THEN RAISE(ABORT, 'available_amount_error')
  END;
END;
CREATE TRIGGER IF NOT EXISTS wallet_adjustments_ai AFTER INSERT ON wallet_adjustments BEGIN
  UPDATE user_wallets SET wallet_status = NEW.wallet_status, updated_at = NEW.created_at
   WHERE user_id = NEW.user_id AND NEW.wallet_status IS NOT NULL;
  INSERT INTO user_wallet_logs (user_id, operator_id, change_available_amount, change_freeze_amount, available_after,
                                freeze_after, change_type, change_desc, wallet_adjustment_id, created_at)
  SELECT NEW.user_id, NEW.operator_id, iif(NEW.operate_type = 1, 1, -1) * NEW.operate_amount, 0,
         available_amount + iif(NEW.operate_type = 1, 1, -1) * NEW.operate_amount, freeze_amount,
         iif(NEW.operate_type = 1, 32, 50),
         CASE WHEN NEW.operate_reason <> '' THEN NEW.operate_reason WHEN NEW.operate_type = 1 THEN '人工收入'
              ELSE '人工支出' END, NEW.id, NEW.created_at
    FROM user_wallets WHERE user_id = NEW.user_id AND NEW.operate_type IS NOT NULL;
  DELETE FROM idempotency_keys WHERE NEW.idem_key IS NOT NULL
     AND rowid IN (SELECT rowid FROM idempotency_keys WHERE expires_at <= NEW.created_at LIMIT 100);
  DELETE FROM idempotency_keys WHERE NEW.idem_key IS NOT NULL AND user_id = NEW.operator_id
     AND endpoint = 'PATCH /api/wallet/user/' || NEW.user_id AND idem_key = NEW.idem_key
     AND expires_at <= NEW.created_at;
  INSERT INTO idempotency_keys (user_id, endpoint, idem_key, request_hash, resource_id, created_at, expires_at)
  SELECT NEW.operator_id, 'PATCH /api/wallet/user/' || NEW.user_id, NEW.idem_key, NEW.idem_hash, NEW.id,
         NEW.created_at, NEW.created_at + 86400000
   WHERE NEW.idem_key IS NOT NULL;
END;
CREATE TRIGGER IF NOT EXISTS wallet_adjustments_bu BEFORE UPDATE ON wallet_adjustments BEGIN
  SELECT RAISE(ABORT, 'append_only');
END;
CREATE TRIGGER IF NOT EXISTS wallet_adjustments_bd BEFORE DELETE ON wallet_adjustments BEGIN
  SELECT RAISE(ABORT, 'append_only');
END;

-- Settings ---------------------------------------------------------------------------------------------------------

CREATE TRIGGER IF NOT EXISTS wallet_settings_bi BEFORE INSERT ON wallet_settings
WHEN EXISTS (SELECT 1 FROM wallet_settings) BEGIN
  SELECT RAISE(IGNORE);
END;
CREATE TRIGGER IF NOT EXISTS wallet_settings_bd BEFORE DELETE ON wallet_settings BEGIN
  SELECT RAISE(ABORT, 'append_only');
END;
INSERT OR IGNORE INTO wallet_settings (id) VALUES (1);

CREATE TRIGGER IF NOT EXISTS wallet_settings_au AFTER UPDATE ON wallet_settings
WHEN (NEW.cash_rate, NEW.cash_min_sum, NEW.cash_max_sum, NEW.cash_sum_limit, NEW.cash_interval_time, NEW.payout_enabled)
  IS NOT (OLD.cash_rate, OLD.cash_min_sum, OLD.cash_max_sum, OLD.cash_sum_limit, OLD.cash_interval_time,
          OLD.payout_enabled) BEGIN
  INSERT INTO wallet_settings_logs (operator_id, "before", "after", created_at)
  VALUES (NEW.operator_id,
    json_object('cash_rate', OLD.cash_rate, 'cash_min_sum', OLD.cash_min_sum, 'cash_max_sum', OLD.cash_max_sum,
      'cash_sum_limit', OLD.cash_sum_limit, 'cash_interval_time', OLD.cash_interval_time,
      'payout_enabled', OLD.payout_enabled),
    json_object('cash_rate', NEW.cash_rate, 'cash_min_sum', NEW.cash_min_sum, 'cash_max_sum', NEW.cash_max_sum,
      'cash_sum_limit', NEW.cash_sum_limit, 'cash_interval_time', NEW.cash_interval_time,
      'payout_enabled', NEW.payout_enabled), NEW.updated_at);
END;
CREATE TRIGGER IF NOT EXISTS wallet_settings_logs_bu BEFORE UPDATE ON wallet_settings_logs BEGIN
  SELECT RAISE(ABORT, 'append_only');
END;
CREATE TRIGGER IF NOT EXISTS wallet_settings_logs_bd BEFORE DELETE ON wallet_settings_logs BEGIN
  SELECT RAISE(ABORT, 'append_only');
END;
