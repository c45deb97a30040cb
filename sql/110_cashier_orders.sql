-- The cashier's merchants, channels, orders and their audit (cashier.md sections 4 to 7). Money is INTEGER minor units,
-- time INTEGER unix milliseconds. Every statement may be run again at any start.
--
-- How one statement decides a command, and says why not
-- -----------------------------------------------------
-- A command is one INSERT … SELECT or one UPDATE. Its own expression for `change_action` is the verdict: a CASE that goes
-- through the checks in the order of the specification and ends in the action, or in the word of the first check that
-- failed. The statement holds the write lock from its first read to its commit, so nothing can change between the
-- verdict and its effect. A word of refusal never reaches a row: the BEFORE triggers raise it (RAISE takes literals only,
-- hence their list), the statement fails as a whole and nothing is written. What was not found may be NULL in the
-- statement: BEFORE triggers run ahead of NOT NULL and CHECK.
--
-- A row: done (or, of an INSERT with ON CONFLICT, the order that has the key already). No row: there is no such order of this
-- merchant. A raised <field>_<key> is a 422 of that field, already_done a replay; the other words: docs/decisions/verdicts.md.
--
-- The triggers after it copy `change_*` into audit_log, mark the quote, move the parent of a make-up and fill the outbox.

CREATE TABLE IF NOT EXISTS merchants (
  id                  INTEGER PRIMARY KEY,
  product_id          INTEGER NOT NULL REFERENCES products (id),
  code                TEXT NOT NULL UNIQUE CHECK (length(code) BETWEEN 1 AND 20 AND code NOT GLOB '*[^A-Za-z0-9]*'),
  account             TEXT NOT NULL,
  -- A PHC string; see the crate of the component `merchant` for the algorithm.
  password_hash       TEXT NOT NULL,
  -- Signs the calls to the upstream; `domain` is the upstream's base URL, empty for none.
  key                 TEXT NOT NULL DEFAULT '',
  domain              TEXT NOT NULL DEFAULT '',
  callback_url        TEXT NOT NULL DEFAULT '',
  region_id           INTEGER NOT NULL DEFAULT 1,
  group_id            INTEGER NOT NULL DEFAULT 1,
  status              INTEGER NOT NULL DEFAULT 1 CHECK (status IN (0, 1)),
  created_at          INTEGER NOT NULL,
  updated_at          INTEGER NOT NULL,
  -- Counts what ends the sessions of `account`: a new password, account or status (sql/140_merchant_users.sql).
  session_epoch       INTEGER NOT NULL DEFAULT 0,
  -- Counts the logins that have put the same password under stronger parameters: those end no session.
  password_rehashes   INTEGER NOT NULL DEFAULT 0,
  -- Whether the account that has made a step as U is refused the step as Z on the same request.
  four_eyes           INTEGER NOT NULL DEFAULT 1 CHECK (four_eyes IN (0, 1)),
  -- What one make-up order of an account with the role `admin` may come to: {"CNY":100000}, minor units by currency.
  -- A currency that is not named is 0, which is none at all.
  make_up_ceiling     TEXT NOT NULL DEFAULT '{}' CHECK (json_valid(make_up_ceiling)),
  -- As those of products: each counts from its not_before on and before its not_after.
  key_not_before      INTEGER,
  key_not_after       INTEGER CHECK (key_not_before IS NULL OR key_not_after IS NULL OR key_not_before < key_not_after),
  next_key            TEXT NOT NULL DEFAULT '',
  next_key_not_before INTEGER,
  next_key_not_after  INTEGER CHECK (next_key_not_before IS NULL OR next_key_not_after IS NULL
                                     OR next_key_not_before < next_key_not_after),
  -- By how many minutes the business day of statements begins before that of UTC.
  day_offset          INTEGER NOT NULL DEFAULT 0 CHECK (day_offset BETWEEN -720 AND 840)
) STRICT;

CREATE TABLE IF NOT EXISTS deposit_channels (
  id             INTEGER PRIMARY KEY,
  product_id     INTEGER NOT NULL REFERENCES products (id),
  merchant_id    INTEGER NOT NULL REFERENCES merchants (id),
  code           TEXT NOT NULL CHECK (length(code) BETWEEN 1 AND 10),
  kind           TEXT NOT NULL CHECK (kind IN ('transfer', 'online', 'redirect')),
  channel        TEXT NOT NULL DEFAULT '',
  name           TEXT NOT NULL,
  category       INTEGER NOT NULL DEFAULT 0 CHECK (category IN (0, 1, 2)),
  -- Those of `currencies`, which a CHECK cannot read; nor in the other two tables.
  currency       TEXT NOT NULL CHECK (currency IN ('CNY', 'USD', 'VND', 'JPY', 'USDT', 'BTC')),
  status         INTEGER NOT NULL DEFAULT 1 CHECK (status IN (0, 1)),
  recommend      INTEGER NOT NULL DEFAULT 0,
  sort           INTEGER NOT NULL DEFAULT 0,
  -- In 1/100 %.
  fee_bp         INTEGER NOT NULL DEFAULT 0,
  -- 0 is no limit.
  min_amount     INTEGER NOT NULL DEFAULT 0,
  max_amount     INTEGER NOT NULL DEFAULT 0,
  -- Comma lists; empty or `*` is everyone.
  star_levels    TEXT NOT NULL DEFAULT '',
  credit_levels  TEXT NOT NULL DEFAULT '',
  customer_types TEXT NOT NULL DEFAULT '',
  created_at     INTEGER NOT NULL,
  updated_at     INTEGER NOT NULL,
  UNIQUE (product_id, code)
) STRICT;

CREATE TABLE IF NOT EXISTS withdraw_channels (
  id               INTEGER PRIMARY KEY,
  product_id       INTEGER NOT NULL REFERENCES products (id),
  merchant_id      INTEGER NOT NULL REFERENCES merchants (id),
  code             TEXT NOT NULL CHECK (length(code) BETWEEN 1 AND 10),
  channel          TEXT NOT NULL DEFAULT '',
  name             TEXT NOT NULL,
  currency         TEXT NOT NULL CHECK (currency IN ('CNY', 'USD', 'VND', 'JPY', 'USDT', 'BTC')),
  status           INTEGER NOT NULL DEFAULT 1 CHECK (status IN (0, 1)),
  recommend        INTEGER NOT NULL DEFAULT 0,
  sort             INTEGER NOT NULL DEFAULT 0,
  fee_bp           INTEGER NOT NULL DEFAULT 0,
  min_amount       INTEGER NOT NULL DEFAULT 0,
  max_amount       INTEGER NOT NULL DEFAULT 0,
  star_levels      TEXT NOT NULL DEFAULT '',
  credit_levels    TEXT NOT NULL DEFAULT '',
  customer_types   TEXT NOT NULL DEFAULT '',
  -- A customer's withdrawals through the channel in one UTC day.
  max_total_amount INTEGER NOT NULL DEFAULT 0,
  created_at       INTEGER NOT NULL,
  updated_at       INTEGER NOT NULL,
  UNIQUE (product_id, code)
) STRICT;

-- Where a merchant without an upstream receives transfers; type 1 is manual, 2 transfer.
CREATE TABLE IF NOT EXISTS receipt_banks (
  id                     INTEGER PRIMARY KEY,
  merchant_id            INTEGER NOT NULL REFERENCES merchants (id),
  type                   INTEGER NOT NULL CHECK (type IN (1, 2)),
  bank_code              TEXT NOT NULL,
  bank_name              TEXT NOT NULL,
  account_name           TEXT NOT NULL,
  account_no             TEXT NOT NULL,
  branch                 TEXT NOT NULL,
  province               TEXT NOT NULL DEFAULT '',
  city                   TEXT NOT NULL DEFAULT '',
  currency               TEXT NOT NULL DEFAULT 'CNY' CHECK (currency IN ('CNY', 'USD', 'VND', 'JPY', 'USDT', 'BTC')),
  star_levels            TEXT NOT NULL DEFAULT '',
  credit_levels          TEXT NOT NULL DEFAULT '',
  area_limit             TEXT NOT NULL DEFAULT '',
  special_member         TEXT NOT NULL DEFAULT '',
  -- What the account may collect in one UTC day; 0 is no cap.
  limit_amount           INTEGER NOT NULL DEFAULT 0 CHECK (limit_amount >= 0),
  is_show                INTEGER NOT NULL DEFAULT 0 CHECK (is_show IN (0, 1)),
  created_by             TEXT NOT NULL DEFAULT '',
  ip_address             TEXT NOT NULL DEFAULT '',
  remarks                TEXT NOT NULL DEFAULT '',
  created_at             INTEGER NOT NULL,
  updated_at             INTEGER NOT NULL,
  -- 0 is deleted. Who creates the same account again finds this row and fills it anew: receipt_bank_audit has what it was.
  status                 INTEGER NOT NULL DEFAULT 1 CHECK (status IN (0, 1)),
  -- No order is given the account before this time (`receipt_account_delay_seconds`).
  usable_from            INTEGER NOT NULL DEFAULT 0,
  -- The session that has made the last change, empty: SQL.
  change_session_account TEXT NOT NULL DEFAULT '',
  change_session_role    TEXT NOT NULL DEFAULT '',
  change_client_ip       TEXT NOT NULL DEFAULT '',
  change_trace           TEXT NOT NULL DEFAULT '',
  UNIQUE (merchant_id, type, currency, account_no)
) STRICT;

-- Limits that an upstream offered a customer. amount_list: JSON array of minor units, [] = any;
-- bank_list: JSON array of {"code","name"}, [] = any.
CREATE TABLE IF NOT EXISTS pay_quotes (
  id          INTEGER PRIMARY KEY,
  customer_id INTEGER NOT NULL REFERENCES customers (id),
  channel_id  INTEGER NOT NULL REFERENCES deposit_channels (id),
  payid       TEXT,
  min_amount  INTEGER NOT NULL,
  max_amount  INTEGER NOT NULL,
  amount_list TEXT NOT NULL DEFAULT '[]' CHECK (json_valid(amount_list)),
  bank_list   TEXT NOT NULL DEFAULT '[]' CHECK (json_valid(bank_list)),
  used        INTEGER NOT NULL DEFAULT 0 CHECK (used IN (0, 1)),
  created_at  INTEGER NOT NULL,
  expires_at  INTEGER NOT NULL,
  UNIQUE (channel_id, payid)
) STRICT;
CREATE INDEX IF NOT EXISTS pay_quotes_newest ON pay_quotes (customer_id, channel_id, expires_at);
CREATE INDEX IF NOT EXISTS pay_quotes_expires ON pay_quotes (expires_at);

CREATE TABLE IF NOT EXISTS deposit_records (
  id                     INTEGER PRIMARY KEY AUTOINCREMENT,
  product_id             INTEGER NOT NULL REFERENCES products (id),
  merchant_id            INTEGER NOT NULL REFERENCES merchants (id),
  customer_id            INTEGER NOT NULL REFERENCES customers (id),
  channel_id             INTEGER NOT NULL REFERENCES deposit_channels (id),
  deposit_channel_code   TEXT NOT NULL,
  currency               TEXT NOT NULL,
  amount                 INTEGER NOT NULL CHECK (amount > 0),
  order_sn               TEXT NOT NULL UNIQUE CHECK (length(order_sn) <= 64),
  merchant_order_sn      TEXT,
  product_order_sn       TEXT,
  parent_id              INTEGER UNIQUE REFERENCES deposit_records (id),
  status                 INTEGER NOT NULL DEFAULT 0 CHECK (status IN (0, 2, 4, -1, -3)),
  upstream_state         TEXT NOT NULL CHECK (upstream_state IN ('none', 'pending', 'ok', 'failed')),
  upstream_message       TEXT NOT NULL DEFAULT '',
  depositor              TEXT NOT NULL DEFAULT '',
  receipt_bank_name      TEXT NOT NULL DEFAULT '',
  receipt_account        TEXT NOT NULL DEFAULT '',
  receipt_depositor      TEXT NOT NULL DEFAULT '',
  pay_url                TEXT NOT NULL DEFAULT '',
  paid_amount            INTEGER,
  paid_at                INTEGER,
  paid_remarks           TEXT NOT NULL DEFAULT '',
  request_hash           TEXT NOT NULL DEFAULT '',
  response_code          INTEGER,
  response_json          TEXT,
  payid                  TEXT,
  change_action          TEXT NOT NULL,
  change_actor           TEXT NOT NULL,
  change_user_type       TEXT NOT NULL,
  change_remarks         TEXT NOT NULL DEFAULT '',
  change_ip              TEXT NOT NULL DEFAULT '',
  change_trace           TEXT NOT NULL,
  created_at             INTEGER NOT NULL,
  updated_at             INTEGER NOT NULL,
  -- The session behind the last change and the address it really came from, beside what the caller claims.
  change_session_account TEXT NOT NULL DEFAULT '',
  change_session_role    TEXT NOT NULL DEFAULT '',
  change_client_ip       TEXT NOT NULL DEFAULT '',
  -- `traceparent` of the newest request about it that named one; NULL for none.
  change_traceparent     TEXT,
  UNIQUE (channel_id, payid),
  UNIQUE (product_id, product_order_sn),
  UNIQUE (merchant_id, merchant_order_sn)
) STRICT;
CREATE INDEX IF NOT EXISTS deposit_records_list ON deposit_records (merchant_id, status, id);
CREATE INDEX IF NOT EXISTS deposit_records_rate ON deposit_records (channel_id, id);
CREATE INDEX IF NOT EXISTS deposit_records_stale ON deposit_records (upstream_state, created_at);
-- How many orders of a customer are open (`open_orders_per_customer`).
CREATE INDEX IF NOT EXISTS deposit_records_open ON deposit_records (customer_id, created_at) WHERE status = 0;
-- Which orders to a receiving account of the merchant's own nobody has paid (`local_order_ttl_seconds`).
CREATE INDEX IF NOT EXISTS deposit_records_unpaid ON deposit_records (created_at)
  WHERE status = 0 AND upstream_state = 'none' AND receipt_account <> '';

-- The desk's list of a customer.
CREATE INDEX IF NOT EXISTS deposit_records_customer ON deposit_records (customer_id, id);

CREATE TABLE IF NOT EXISTS withdraw_records (
  id                     INTEGER PRIMARY KEY AUTOINCREMENT,
  product_id             INTEGER NOT NULL REFERENCES products (id),
  merchant_id            INTEGER NOT NULL REFERENCES merchants (id),
  customer_id            INTEGER NOT NULL REFERENCES customers (id),
  channel_id             INTEGER NOT NULL REFERENCES withdraw_channels (id),
  withdraw_channel_code  TEXT NOT NULL,
  currency               TEXT NOT NULL,
  amount                 INTEGER NOT NULL CHECK (amount > 0),
  billno                 TEXT NOT NULL UNIQUE CHECK (length(billno) <= 64),
  product_billno         TEXT NOT NULL,
  status                 INTEGER NOT NULL DEFAULT 0 CHECK (status IN (0, 1, 2, -1)),
  customer_bank_id       INTEGER NOT NULL REFERENCES customer_banks (id),
  -- The card as it was when the order was made.
  bank_type              INTEGER NOT NULL,
  bank_account_name      TEXT NOT NULL,
  bank_account_no        TEXT NOT NULL,
  bank_name              TEXT NOT NULL,
  bank_province          TEXT NOT NULL,
  bank_cities            TEXT NOT NULL,
  bank_countries         TEXT NOT NULL,
  branch_name            TEXT NOT NULL,
  approved_person        TEXT NOT NULL DEFAULT '',
  approved_at            INTEGER,
  approved_remark        TEXT NOT NULL DEFAULT '',
  request_hash           TEXT NOT NULL,
  response_json          TEXT,
  change_action          TEXT NOT NULL,
  change_actor           TEXT NOT NULL,
  change_user_type       TEXT NOT NULL,
  change_remarks         TEXT NOT NULL DEFAULT '',
  change_ip              TEXT NOT NULL DEFAULT '',
  change_trace           TEXT NOT NULL,
  created_at             INTEGER NOT NULL,
  updated_at             INTEGER NOT NULL,
  -- The session behind the last change and the address it really came from, beside what the caller claims.
  change_session_account TEXT NOT NULL DEFAULT '',
  change_session_role    TEXT NOT NULL DEFAULT '',
  change_client_ip       TEXT NOT NULL DEFAULT '',
  -- `traceparent` of the newest request about it that named one; NULL for none.
  change_traceparent     TEXT,
  UNIQUE (product_id, product_billno)
) STRICT;
CREATE INDEX IF NOT EXISTS withdraw_records_list ON withdraw_records (merchant_id, status, id);
CREATE INDEX IF NOT EXISTS withdraw_records_rate ON withdraw_records (channel_id, id);
CREATE INDEX IF NOT EXISTS withdraw_records_customer ON withdraw_records (customer_id, id);
-- The desk's list by time.
CREATE INDEX IF NOT EXISTS withdraw_records_created ON withdraw_records (created_at);

-- Who moved which order and when; request_type 1 is a deposit, 2 a withdrawal. Filled by triggers alone.
CREATE TABLE IF NOT EXISTS audit_log (
  id              INTEGER PRIMARY KEY AUTOINCREMENT,
  request_type    INTEGER NOT NULL CHECK (request_type IN (1, 2)),
  record_id       INTEGER NOT NULL,
  bill_no         TEXT NOT NULL,
  merchant_id     INTEGER NOT NULL REFERENCES merchants (id),
  action          TEXT NOT NULL CHECK (action IN ('create', 'upstream', 'expire', 'callback', 'make_up', 'approve')),
  old_flag        INTEGER,
  new_flag        INTEGER NOT NULL,
  actor           TEXT NOT NULL,
  user_type       TEXT NOT NULL CHECK (user_type IN ('P', 'S', 'M', 'C', 'U', 'Z')),
  remarks         TEXT NOT NULL DEFAULT '',
  ip_address      TEXT NOT NULL DEFAULT '',
  trace_id        TEXT NOT NULL,
  created_at      INTEGER NOT NULL,
  -- Whose session it was, in which role, and the address that the request really came from; `actor` and `ip_address` are
  -- what the caller says. Empty where nobody was signed in (user_type P and S).
  session_account TEXT NOT NULL DEFAULT '',
  session_role    TEXT NOT NULL DEFAULT '',
  client_ip       TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX IF NOT EXISTS audit_log_record ON audit_log (request_type, record_id, id);

-- Logins tried since `window_start`, by three keys: (merchant code, address); ('', address) over all merchants; (merchant
-- code, '@' and a hash of the account) over all addresses, where `window_start` is the last attempt. An IPv6 address is
-- its /64.
CREATE TABLE IF NOT EXISTS login_windows (
  pid          TEXT NOT NULL,
  ip           TEXT NOT NULL,
  window_start INTEGER NOT NULL,
  attempts     INTEGER NOT NULL,
  PRIMARY KEY (pid, ip)
) STRICT;
CREATE INDEX IF NOT EXISTS login_windows_start ON login_windows (window_start);

-- Which channels each active customer sees (cashier.md section 5): the one place that says so.
CREATE VIEW IF NOT EXISTS visible_deposit_channels AS
SELECT c.id AS customer_id, h.id AS channel_id
  FROM customers c
  JOIN products p ON p.id = c.product_id AND p.status = 1 AND p.deposit_status = 1
  JOIN deposit_channels h ON h.product_id = c.product_id AND h.status = 1
  JOIN merchants m ON m.id = h.merchant_id AND m.product_id = h.product_id AND m.status = 1
 WHERE c.status = 1
   AND (h.star_levels IN ('', '*') OR instr(',' || replace(h.star_levels, ' ', '') || ',', ',' || c.star_level || ',') > 0)
   AND (h.credit_levels IN ('', '*') OR instr(',' || replace(h.credit_levels, ' ', '') || ',', ',' || c.credit_level || ',') > 0)
   AND (h.customer_types IN ('', '*')
     OR instr(',' || replace(h.customer_types, ' ', '') || ',', ',' || c.customer_type || ',') > 0);

CREATE VIEW IF NOT EXISTS visible_withdraw_channels AS
SELECT c.id AS customer_id, h.id AS channel_id
  FROM customers c
  JOIN products p ON p.id = c.product_id AND p.status = 1 AND p.withdraw_status = 1
  JOIN withdraw_channels h ON h.product_id = c.product_id AND h.status = 1
  JOIN merchants m ON m.id = h.merchant_id AND m.product_id = h.product_id AND m.status = 1
 WHERE c.status = 1
   AND (h.star_levels IN ('', '*') OR instr(',' || replace(h.star_levels, ' ', '') || ',', ',' || c.star_level || ',') > 0)
   AND (h.credit_levels IN ('', '*') OR instr(',' || replace(h.credit_levels, ' ', '') || ',', ',' || c.credit_level || ',') > 0)
   AND (h.customer_types IN ('', '*')
     OR instr(',' || replace(h.customer_types, ' ', '') || ',', ',' || c.customer_type || ',') > 0);

-- Deposits: what an insert must be.
CREATE TRIGGER IF NOT EXISTS deposit_records_bi BEFORE INSERT ON deposit_records BEGIN
  SELECT CASE NEW.change_action
    WHEN 'product_user_id_max' THEN RAISE(ABORT, 'product_user_id_max')
    WHEN 'payment_code_exists' THEN RAISE(ABORT, 'payment_code_exists')
    WHEN 'bankcode_exists' THEN RAISE(ABORT, 'bankcode_exists')
    WHEN 'payid_exists' THEN RAISE(ABORT, 'payid_exists')
    WHEN 'amount_numeric' THEN RAISE(ABORT, 'amount_numeric')
    WHEN 'amount_max' THEN RAISE(ABORT, 'amount_max')
    WHEN 'billno_exists' THEN RAISE(ABORT, 'billno_exists')
    WHEN 'currency_in' THEN RAISE(ABORT, 'currency_in')
    WHEN 'login_name_in' THEN RAISE(ABORT, 'login_name_in')
    WHEN 'orderType_exists' THEN RAISE(ABORT, 'orderType_exists')
    WHEN 'already_done' THEN RAISE(ABORT, 'already_done')
    WHEN 'wrong_state' THEN RAISE(ABORT, 'wrong_state')
  END;
  -- Safety net: an order begins open, a make-up paid, under a parent of the same customer that may still be made up.
  SELECT RAISE(ABORT, 'illegal_move') WHERE NOT coalesce(CASE
    WHEN NEW.parent_id IS NULL THEN NEW.change_action = 'create' AND NEW.change_user_type = 'P' AND NEW.status = 0
                                AND NEW.paid_amount IS NULL AND NEW.paid_at IS NULL
    ELSE NEW.change_action = 'make_up' AND NEW.change_user_type = 'M' AND NEW.status = 2
     AND NEW.paid_amount IS NEW.amount AND NEW.paid_at IS NOT NULL AND NEW.upstream_state = 'none'
     AND EXISTS (SELECT 1 FROM deposit_records p
                  WHERE p.id = NEW.parent_id AND p.status IN (0, -1, -3) AND NEW.order_sn = p.order_sn || '_1'
                    AND p.customer_id = NEW.customer_id AND p.merchant_id = NEW.merchant_id
                    AND p.currency = NEW.currency)
  END, 0);
  -- Safety net: nothing of an order belongs to another tenant, and nothing of it is a copy that differs.
  SELECT RAISE(ABORT, 'foreign_row') WHERE NOT EXISTS (
    SELECT 1 FROM customers c, deposit_channels h, merchants m
     WHERE c.id = NEW.customer_id AND h.id = NEW.channel_id AND m.id = NEW.merchant_id
       AND c.product_id = NEW.product_id AND h.product_id = NEW.product_id AND m.product_id = NEW.product_id
       AND h.merchant_id = NEW.merchant_id AND h.currency = NEW.currency AND h.code = NEW.deposit_channel_code);
END;

CREATE TRIGGER IF NOT EXISTS deposit_records_ai AFTER INSERT ON deposit_records BEGIN
  INSERT INTO audit_log (request_type, record_id, bill_no, merchant_id, action, old_flag, new_flag, actor, user_type,
                         remarks, ip_address, trace_id, created_at, session_account, session_role, client_ip)
  VALUES (1, NEW.id, NEW.order_sn, NEW.merchant_id, NEW.change_action, NULL, NEW.status, NEW.change_actor,
          NEW.change_user_type, NEW.change_remarks, NEW.change_ip, NEW.change_trace, NEW.created_at,
          CASE WHEN NEW.change_user_type IN ('P', 'S') THEN '' ELSE NEW.change_session_account END,
          CASE WHEN NEW.change_user_type IN ('P', 'S') THEN '' ELSE NEW.change_session_role END,
          CASE NEW.change_user_type WHEN 'P' THEN NEW.change_ip WHEN 'S' THEN '' ELSE NEW.change_client_ip END);
  UPDATE pay_quotes SET used = 1 WHERE channel_id = NEW.channel_id AND payid = NEW.payid;
  UPDATE deposit_records
     SET status = 4, change_action = NEW.change_action, change_actor = NEW.change_actor,
         change_user_type = NEW.change_user_type, change_remarks = NEW.change_remarks, change_ip = NEW.change_ip,
         change_trace = NEW.change_trace, updated_at = NEW.created_at,
         change_session_account = NEW.change_session_account, change_session_role = NEW.change_session_role,
         change_client_ip = NEW.change_client_ip
   WHERE id = NEW.parent_id;
END;

-- Deposits: what a change must be.
CREATE TRIGGER IF NOT EXISTS deposit_records_bu BEFORE UPDATE ON deposit_records BEGIN
  SELECT CASE NEW.change_action
    WHEN 'currency_in' THEN RAISE(ABORT, 'currency_in')
    WHEN 'login_name_in' THEN RAISE(ABORT, 'login_name_in')
    WHEN 'orderType_in' THEN RAISE(ABORT, 'orderType_in')
    WHEN 'amount_numeric' THEN RAISE(ABORT, 'amount_numeric')
    WHEN 'amount_max' THEN RAISE(ABORT, 'amount_max')
    WHEN 'amount_in' THEN RAISE(ABORT, 'amount_in')
    WHEN 'new_flag_in' THEN RAISE(ABORT, 'new_flag_in')
    WHEN 'not_allowed' THEN RAISE(ABORT, 'not_allowed')
    WHEN 'already_done' THEN RAISE(ABORT, 'already_done')
    WHEN 'wrong_state' THEN RAISE(ABORT, 'wrong_state')
  END;
  SELECT RAISE(ABORT, 'fixed_column')
   WHERE (NEW.id, NEW.product_id, NEW.merchant_id, NEW.customer_id, NEW.channel_id, NEW.deposit_channel_code,
          NEW.currency, NEW.amount, NEW.order_sn, NEW.depositor, NEW.request_hash, NEW.created_at)
      IS NOT (OLD.id, OLD.product_id, OLD.merchant_id, OLD.customer_id, OLD.channel_id, OLD.deposit_channel_code,
          OLD.currency, OLD.amount, OLD.order_sn, OLD.depositor, OLD.request_hash, OLD.created_at)
      OR NEW.product_order_sn IS NOT OLD.product_order_sn OR NEW.parent_id IS NOT OLD.parent_id
      OR NEW.payid IS NOT OLD.payid
      -- The stored answer and the upstream's outcome are written once.
      OR OLD.response_json IS NOT NULL
         AND (NEW.response_json IS NOT OLD.response_json OR NEW.response_code IS NOT OLD.response_code)
      OR OLD.merchant_order_sn IS NOT NULL AND NEW.merchant_order_sn IS NOT OLD.merchant_order_sn
      OR OLD.upstream_state <> 'pending' AND NEW.upstream_state <> OLD.upstream_state
      OR NEW.upstream_state = 'pending' AND OLD.upstream_state <> 'pending'
      -- What was paid is written by the move to 2 alone.
      OR NOT (OLD.status = 0 AND NEW.status = 2)
         AND (NEW.paid_amount, NEW.paid_at, NEW.paid_remarks) IS NOT (OLD.paid_amount, OLD.paid_at, OLD.paid_remarks);
  -- The table of section 7.
  SELECT RAISE(ABORT, 'illegal_move') WHERE NEW.status IS NOT OLD.status AND NOT coalesce(
       OLD.status = 0 AND NEW.status = -1 AND NEW.change_action IN ('upstream', 'expire') AND NEW.change_user_type = 'S'
    OR OLD.status = 0 AND NEW.status = 2 AND NEW.paid_amount IS NEW.amount AND NEW.paid_at IS NOT NULL
       AND (NEW.change_action = 'callback' AND NEW.change_user_type = 'M'
         OR NEW.change_action = 'approve' AND NEW.change_user_type = 'Z'
            AND (SELECT kind FROM deposit_channels WHERE id = NEW.channel_id) = 'transfer')
    OR OLD.status = 0 AND NEW.status = -1 AND NEW.change_action = 'approve'
       AND (NEW.change_user_type = 'U' OR NEW.change_user_type = 'C'
            AND NEW.change_actor = (SELECT product_user_id FROM customers WHERE id = NEW.customer_id))
    OR OLD.status = 0 AND NEW.status = -3 AND NEW.change_action = 'approve' AND NEW.change_user_type IN ('U', 'Z')
    OR OLD.status IN (0, -1, -3) AND NEW.status = 4 AND NEW.change_action = 'make_up' AND NEW.change_user_type = 'M'
       AND EXISTS (SELECT 1 FROM deposit_records c WHERE c.parent_id = NEW.id), 0);
END;

CREATE TRIGGER IF NOT EXISTS deposit_records_au AFTER UPDATE OF status ON deposit_records
WHEN NEW.status <> OLD.status BEGIN
  INSERT INTO audit_log (request_type, record_id, bill_no, merchant_id, action, old_flag, new_flag, actor, user_type,
                         remarks, ip_address, trace_id, created_at, session_account, session_role, client_ip)
  VALUES (1, NEW.id, NEW.order_sn, NEW.merchant_id, NEW.change_action, OLD.status, NEW.status, NEW.change_actor,
          NEW.change_user_type, NEW.change_remarks, NEW.change_ip, NEW.change_trace, NEW.updated_at,
          CASE WHEN NEW.change_user_type IN ('P', 'S') THEN '' ELSE NEW.change_session_account END,
          CASE WHEN NEW.change_user_type IN ('P', 'S') THEN '' ELSE NEW.change_session_role END,
          CASE NEW.change_user_type WHEN 'P' THEN NEW.change_ip WHEN 'S' THEN '' ELSE NEW.change_client_ip END);
END;

CREATE TRIGGER IF NOT EXISTS deposit_records_bd BEFORE DELETE ON deposit_records BEGIN
  SELECT RAISE(ABORT, 'append_only');
END;

-- Withdrawals: the same.
CREATE TRIGGER IF NOT EXISTS withdraw_records_bi BEFORE INSERT ON withdraw_records BEGIN
  SELECT CASE NEW.change_action
    WHEN 'product_user_id_exists' THEN RAISE(ABORT, 'product_user_id_exists')
    WHEN 'withdraw_channel_code_exists' THEN RAISE(ABORT, 'withdraw_channel_code_exists')
    WHEN 'bank_account_no_exists' THEN RAISE(ABORT, 'bank_account_no_exists')
    WHEN 'amount_numeric' THEN RAISE(ABORT, 'amount_numeric')
    WHEN 'amount_min' THEN RAISE(ABORT, 'amount_min')
    WHEN 'amount_max' THEN RAISE(ABORT, 'amount_max')
    WHEN 'no_limits' THEN RAISE(ABORT, 'no_limits')
  END;
  SELECT RAISE(ABORT, 'illegal_move') WHERE NOT coalesce(
    NEW.change_action = 'create' AND NEW.change_user_type = 'P' AND NEW.status = 0, 0);
  SELECT RAISE(ABORT, 'foreign_row') WHERE NOT EXISTS (
    SELECT 1 FROM customers c, withdraw_channels h, merchants m, customer_banks b
     WHERE c.id = NEW.customer_id AND h.id = NEW.channel_id AND m.id = NEW.merchant_id AND b.id = NEW.customer_bank_id
       AND c.product_id = NEW.product_id AND h.product_id = NEW.product_id AND m.product_id = NEW.product_id
       AND h.merchant_id = NEW.merchant_id AND h.currency = NEW.currency AND h.code = NEW.withdraw_channel_code
       AND b.customer_id = NEW.customer_id);
END;

CREATE TRIGGER IF NOT EXISTS withdraw_records_ai AFTER INSERT ON withdraw_records BEGIN
  INSERT INTO audit_log (request_type, record_id, bill_no, merchant_id, action, old_flag, new_flag, actor, user_type,
                         remarks, ip_address, trace_id, created_at, session_account, session_role, client_ip)
  VALUES (2, NEW.id, NEW.billno, NEW.merchant_id, NEW.change_action, NULL, NEW.status, NEW.change_actor,
          NEW.change_user_type, NEW.change_remarks, NEW.change_ip, NEW.change_trace, NEW.created_at,
          CASE WHEN NEW.change_user_type IN ('P', 'S') THEN '' ELSE NEW.change_session_account END,
          CASE WHEN NEW.change_user_type IN ('P', 'S') THEN '' ELSE NEW.change_session_role END,
          CASE NEW.change_user_type WHEN 'P' THEN NEW.change_ip WHEN 'S' THEN '' ELSE NEW.change_client_ip END);
END;

CREATE TRIGGER IF NOT EXISTS withdraw_records_bu BEFORE UPDATE ON withdraw_records BEGIN
  SELECT CASE NEW.change_action
    WHEN 'new_flag_in' THEN RAISE(ABORT, 'new_flag_in')
    WHEN 'not_allowed' THEN RAISE(ABORT, 'not_allowed')
    WHEN 'already_done' THEN RAISE(ABORT, 'already_done')
    WHEN 'wrong_state' THEN RAISE(ABORT, 'wrong_state')
  END;
  SELECT RAISE(ABORT, 'fixed_column')
   WHERE (NEW.id, NEW.product_id, NEW.merchant_id, NEW.customer_id, NEW.channel_id, NEW.withdraw_channel_code,
          NEW.currency, NEW.amount, NEW.billno, NEW.product_billno, NEW.customer_bank_id, NEW.bank_type,
          NEW.bank_account_name, NEW.bank_account_no, NEW.bank_name, NEW.bank_province, NEW.bank_cities,
          NEW.bank_countries, NEW.branch_name, NEW.request_hash, NEW.created_at)
      IS NOT (OLD.id, OLD.product_id, OLD.merchant_id, OLD.customer_id, OLD.channel_id, OLD.withdraw_channel_code,
          OLD.currency, OLD.amount, OLD.billno, OLD.product_billno, OLD.customer_bank_id, OLD.bank_type,
          OLD.bank_account_name, OLD.bank_account_no, OLD.bank_name, OLD.bank_province, OLD.bank_cities,
          OLD.bank_countries, OLD.branch_name, OLD.request_hash, OLD.created_at)
      OR OLD.response_json IS NOT NULL AND NEW.response_json IS NOT OLD.response_json;
  SELECT RAISE(ABORT, 'illegal_move') WHERE NEW.status IS NOT OLD.status AND NOT coalesce(
    NEW.change_action = 'approve'
    AND (OLD.status = 0 AND NEW.status = 1 AND NEW.change_user_type = 'U'
      OR OLD.status = 0 AND NEW.status = -1
         AND (NEW.change_user_type = 'U' OR NEW.change_user_type = 'C'
              AND NEW.change_actor = (SELECT product_user_id FROM customers WHERE id = NEW.customer_id))
      OR OLD.status = 1 AND NEW.status IN (2, -1) AND NEW.change_user_type = 'Z'), 0);
END;

CREATE TRIGGER IF NOT EXISTS withdraw_records_au AFTER UPDATE OF status ON withdraw_records
WHEN NEW.status <> OLD.status BEGIN
  INSERT INTO audit_log (request_type, record_id, bill_no, merchant_id, action, old_flag, new_flag, actor, user_type,
                         remarks, ip_address, trace_id, created_at, session_account, session_role, client_ip)
  VALUES (2, NEW.id, NEW.billno, NEW.merchant_id, NEW.change_action, OLD.status, NEW.status, NEW.change_actor,
          NEW.change_user_type, NEW.change_remarks, NEW.change_ip, NEW.change_trace, NEW.updated_at,
          CASE WHEN NEW.change_user_type IN ('P', 'S') THEN '' ELSE NEW.change_session_account END,
          CASE WHEN NEW.change_user_type IN ('P', 'S') THEN '' ELSE NEW.change_session_role END,
          CASE NEW.change_user_type WHEN 'P' THEN NEW.change_ip WHEN 'S' THEN '' ELSE NEW.change_client_ip END);
END;

CREATE TRIGGER IF NOT EXISTS withdraw_records_bd BEFORE DELETE ON withdraw_records BEGIN
  SELECT RAISE(ABORT, 'append_only');
END;

CREATE TRIGGER IF NOT EXISTS audit_log_bu BEFORE UPDATE ON audit_log BEGIN
  SELECT RAISE(ABORT, 'append_only');
END;
CREATE TRIGGER IF NOT EXISTS audit_log_bd BEFORE DELETE ON audit_log BEGIN
  SELECT RAISE(ABORT, 'append_only');
END;
