-- The schema of commit 53e2520, version 6, as its sql/ files made it: tables first, then indexes, views and triggers.
CREATE TABLE products (
  id                INTEGER PRIMARY KEY,
  name              TEXT    NOT NULL,
  key               TEXT    NOT NULL CHECK (key <> ''),
  status            INTEGER NOT NULL DEFAULT 1 CHECK (status IN (0, 1)),
  deposit_status    INTEGER NOT NULL DEFAULT 1 CHECK (deposit_status IN (0, 1)),
  withdraw_status   INTEGER NOT NULL DEFAULT 1 CHECK (withdraw_status IN (0, 1)),
  require_nonce     INTEGER NOT NULL DEFAULT 0 CHECK (require_nonce IN (0, 1)),
  deposit_callback  TEXT    NOT NULL DEFAULT '',
  withdraw_callback TEXT    NOT NULL DEFAULT '',
  created_at        INTEGER NOT NULL,
  updated_at        INTEGER NOT NULL,
  minimum_scheme    TEXT    NOT NULL DEFAULT 'hmac' CHECK (minimum_scheme IN ('md5', 'hmac', 'rfc9421')),
  -- `key` and `next_key` count from not_before on and before not_after; NULL leaves that end open, '' is no next key.
  key_not_before      INTEGER,
  key_not_after       INTEGER CHECK (key_not_before IS NULL OR key_not_after IS NULL OR key_not_before < key_not_after),
  next_key            TEXT    NOT NULL DEFAULT '',
  next_key_not_before INTEGER,
  next_key_not_after  INTEGER CHECK (next_key_not_before IS NULL OR next_key_not_after IS NULL
                                     OR next_key_not_before < next_key_not_after)
) STRICT;
CREATE TABLE customers (
  id              INTEGER PRIMARY KEY,
  product_id      INTEGER NOT NULL REFERENCES products (id),
  product_user_id TEXT    NOT NULL CHECK (length(product_user_id) BETWEEN 1 AND 64),
  credit_level    INTEGER NOT NULL DEFAULT 0,
  star_level      INTEGER NOT NULL DEFAULT 0,
  priority_level  INTEGER NOT NULL DEFAULT 0,
  customer_type   INTEGER NOT NULL DEFAULT 1 CHECK (customer_type IN (1, 2)),
  ip              TEXT    NOT NULL DEFAULT '0.0.0.0',
  status          INTEGER NOT NULL DEFAULT 1 CHECK (status IN (0, 1)),
  created_at      INTEGER NOT NULL,
  updated_at      INTEGER NOT NULL,
  UNIQUE (product_id, product_user_id)
) STRICT;
CREATE TABLE customer_banks (
  id                INTEGER PRIMARY KEY,
  customer_id       INTEGER NOT NULL UNIQUE REFERENCES customers (id),
  type              INTEGER NOT NULL DEFAULT 0 CHECK (type IN (0, 1)),
  bank_account_name TEXT    NOT NULL,
  bank_account_no   TEXT    NOT NULL,
  bank_name         TEXT    NOT NULL,
  bank_province     TEXT    NOT NULL,
  bank_cities       TEXT    NOT NULL,
  bank_countries    TEXT    NOT NULL,
  branch_name       TEXT    NOT NULL DEFAULT '',
  status            INTEGER NOT NULL DEFAULT 1 CHECK (status IN (0, 1)),
  created_at        INTEGER NOT NULL,
  updated_at        INTEGER NOT NULL
) STRICT;
CREATE TABLE bank_codes (
  id     INTEGER PRIMARY KEY,
  type   INTEGER NOT NULL CHECK (type IN (1, 2, 3)),
  name   TEXT    NOT NULL,
  code   TEXT    NOT NULL CHECK (length(code) <= 15),
  status INTEGER NOT NULL DEFAULT 1 CHECK (status IN (0, 1)),
  UNIQUE (type, code)
) STRICT;
CREATE TABLE provinces (
  id          INTEGER PRIMARY KEY,
  name        TEXT NOT NULL,
  province_id TEXT NOT NULL UNIQUE CHECK (length(province_id) = 12 AND province_id NOT GLOB '*[^0-9]*')
) STRICT;
CREATE TABLE cities (
  id          INTEGER PRIMARY KEY,
  name        TEXT NOT NULL,
  city_id     TEXT NOT NULL UNIQUE CHECK (length(city_id) = 12 AND city_id NOT GLOB '*[^0-9]*'),
  province_id TEXT NOT NULL REFERENCES provinces (province_id)
) STRICT;
CREATE TABLE districts (
  id          INTEGER PRIMARY KEY,
  name        TEXT NOT NULL,
  district_id TEXT NOT NULL UNIQUE CHECK (length(district_id) = 12 AND district_id NOT GLOB '*[^0-9]*'),
  city_id     TEXT NOT NULL REFERENCES cities (city_id)
) STRICT;
CREATE TABLE nonces (
  product_id INTEGER NOT NULL,
  nonce      TEXT    NOT NULL,
  expires_at INTEGER NOT NULL,
  PRIMARY KEY (product_id, nonce)
) STRICT;
CREATE TABLE merchants (
  id            INTEGER PRIMARY KEY,
  product_id    INTEGER NOT NULL REFERENCES products (id),
  code          TEXT    NOT NULL UNIQUE CHECK (length(code) BETWEEN 1 AND 20 AND code NOT GLOB '*[^A-Za-z0-9]*'),
  account       TEXT    NOT NULL,
  -- A PHC string; see the crate of the component `merchant` for the algorithm.
  password_hash TEXT    NOT NULL,
  -- Signs the calls to the upstream; `domain` is the upstream's base URL, empty for none.
  key           TEXT    NOT NULL DEFAULT '',
  domain        TEXT    NOT NULL DEFAULT '',
  callback_url  TEXT    NOT NULL DEFAULT '',
  region_id     INTEGER NOT NULL DEFAULT 1,
  group_id      INTEGER NOT NULL DEFAULT 1,
  status        INTEGER NOT NULL DEFAULT 1 CHECK (status IN (0, 1)),
  created_at    INTEGER NOT NULL,
  updated_at    INTEGER NOT NULL,
  -- Counts what ends the sessions of `account`: a new password, account or status (sql/140_merchant_users.sql).
  session_epoch    INTEGER NOT NULL DEFAULT 0,
  -- Counts the logins that have put the same password under stronger parameters: those end no session.
  password_rehashes INTEGER NOT NULL DEFAULT 0,
  -- Whether the account that has made a step as U is refused the step as Z on the same request.
  four_eyes        INTEGER NOT NULL DEFAULT 1 CHECK (four_eyes IN (0, 1)),
  -- What one make-up order of an account with the role `admin` may come to: {"CNY":100000}, minor units by currency.
  -- A currency that is not named is 0, which is none at all.
  make_up_ceiling  TEXT    NOT NULL DEFAULT '{}' CHECK (json_valid(make_up_ceiling)),
  -- As those of products: each counts from its not_before on and before its not_after.
  key_not_before      INTEGER,
  key_not_after       INTEGER CHECK (key_not_before IS NULL OR key_not_after IS NULL OR key_not_before < key_not_after),
  next_key            TEXT    NOT NULL DEFAULT '',
  next_key_not_before INTEGER,
  next_key_not_after  INTEGER CHECK (next_key_not_before IS NULL OR next_key_not_after IS NULL
                                     OR next_key_not_before < next_key_not_after)
) STRICT;
CREATE TABLE deposit_channels (
  id             INTEGER PRIMARY KEY,
  product_id     INTEGER NOT NULL REFERENCES products (id),
  merchant_id    INTEGER NOT NULL REFERENCES merchants (id),
  code           TEXT    NOT NULL CHECK (length(code) BETWEEN 1 AND 10),
  kind           TEXT    NOT NULL CHECK (kind IN ('transfer', 'online', 'redirect')),
  channel        TEXT    NOT NULL DEFAULT '',
  name           TEXT    NOT NULL,
  category       INTEGER NOT NULL DEFAULT 0 CHECK (category IN (0, 1, 2)),
  currency       TEXT    NOT NULL CHECK (currency IN ('CNY', 'USD', 'VND', 'JPY', 'USDT', 'BTC')),
  status         INTEGER NOT NULL DEFAULT 1 CHECK (status IN (0, 1)),
  recommend      INTEGER NOT NULL DEFAULT 0,
  sort           INTEGER NOT NULL DEFAULT 0,
  -- In 1/100 %.
  fee_bp         INTEGER NOT NULL DEFAULT 0,
  -- 0 is no limit.
  min_amount     INTEGER NOT NULL DEFAULT 0,
  max_amount     INTEGER NOT NULL DEFAULT 0,
  -- Comma lists; empty or `*` is everyone.
  star_levels    TEXT    NOT NULL DEFAULT '',
  credit_levels  TEXT    NOT NULL DEFAULT '',
  customer_types TEXT    NOT NULL DEFAULT '',
  created_at     INTEGER NOT NULL,
  updated_at     INTEGER NOT NULL,
  UNIQUE (product_id, code)
) STRICT;
CREATE TABLE withdraw_channels (
  id               INTEGER PRIMARY KEY,
  product_id       INTEGER NOT NULL REFERENCES products (id),
  merchant_id      INTEGER NOT NULL REFERENCES merchants (id),
  code             TEXT    NOT NULL CHECK (length(code) BETWEEN 1 AND 10),
  channel          TEXT    NOT NULL DEFAULT '',
  name             TEXT    NOT NULL,
  currency         TEXT    NOT NULL CHECK (currency IN ('CNY', 'USD', 'VND', 'JPY', 'USDT', 'BTC')),
  status           INTEGER NOT NULL DEFAULT 1 CHECK (status IN (0, 1)),
  recommend        INTEGER NOT NULL DEFAULT 0,
  sort             INTEGER NOT NULL DEFAULT 0,
  fee_bp           INTEGER NOT NULL DEFAULT 0,
  min_amount       INTEGER NOT NULL DEFAULT 0,
  max_amount       INTEGER NOT NULL DEFAULT 0,
  star_levels      TEXT    NOT NULL DEFAULT '',
  credit_levels    TEXT    NOT NULL DEFAULT '',
  customer_types   TEXT    NOT NULL DEFAULT '',
  -- A customer's withdrawals through the channel in one UTC day.
  max_total_amount INTEGER NOT NULL DEFAULT 0,
  created_at       INTEGER NOT NULL,
  updated_at       INTEGER NOT NULL,
  UNIQUE (product_id, code)
) STRICT;
CREATE TABLE receipt_banks (
  id             INTEGER PRIMARY KEY,
  merchant_id    INTEGER NOT NULL REFERENCES merchants (id),
  type           INTEGER NOT NULL CHECK (type IN (1, 2)),
  bank_code      TEXT    NOT NULL,
  bank_name      TEXT    NOT NULL,
  account_name   TEXT    NOT NULL,
  account_no     TEXT    NOT NULL,
  branch         TEXT    NOT NULL,
  province       TEXT    NOT NULL DEFAULT '',
  city           TEXT    NOT NULL DEFAULT '',
  currency       TEXT    NOT NULL DEFAULT 'CNY' CHECK (currency IN ('CNY', 'USD', 'VND', 'JPY', 'USDT', 'BTC')),
  star_levels    TEXT    NOT NULL DEFAULT '',
  credit_levels  TEXT    NOT NULL DEFAULT '',
  area_limit     TEXT    NOT NULL DEFAULT '',
  special_member TEXT    NOT NULL DEFAULT '',
  -- What the account may collect in one UTC day; 0 is no cap.
  limit_amount   INTEGER NOT NULL DEFAULT 0 CHECK (limit_amount >= 0),
  is_show        INTEGER NOT NULL DEFAULT 0 CHECK (is_show IN (0, 1)),
  created_by     TEXT    NOT NULL DEFAULT '',
  ip_address     TEXT    NOT NULL DEFAULT '',
  remarks        TEXT    NOT NULL DEFAULT '',
  created_at     INTEGER NOT NULL,
  updated_at     INTEGER NOT NULL,
  -- 0 is deleted. Who creates the same account again finds this row and fills it anew: receipt_bank_audit has what it was.
  status         INTEGER NOT NULL DEFAULT 1 CHECK (status IN (0, 1)),
  -- No order is given the account before this time (`receipt_account_delay_seconds`).
  usable_from    INTEGER NOT NULL DEFAULT 0,
  -- The session that has made the last change, empty: SQL.
  change_session_account TEXT NOT NULL DEFAULT '',
  change_session_role    TEXT NOT NULL DEFAULT '',
  change_client_ip       TEXT NOT NULL DEFAULT '',
  change_trace           TEXT NOT NULL DEFAULT '',
  UNIQUE (merchant_id, type, currency, account_no)
) STRICT;
CREATE TABLE pay_quotes (
  id          INTEGER PRIMARY KEY,
  customer_id INTEGER NOT NULL REFERENCES customers (id),
  channel_id  INTEGER NOT NULL REFERENCES deposit_channels (id),
  payid       TEXT,
  min_amount  INTEGER NOT NULL,
  max_amount  INTEGER NOT NULL,
  amount_list TEXT    NOT NULL DEFAULT '[]' CHECK (json_valid(amount_list)),
  bank_list   TEXT    NOT NULL DEFAULT '[]' CHECK (json_valid(bank_list)),
  used        INTEGER NOT NULL DEFAULT 0 CHECK (used IN (0, 1)),
  created_at  INTEGER NOT NULL,
  expires_at  INTEGER NOT NULL,
  UNIQUE (channel_id, payid)
) STRICT;
CREATE TABLE deposit_records (
  id                   INTEGER PRIMARY KEY AUTOINCREMENT,
  product_id           INTEGER NOT NULL REFERENCES products (id),
  merchant_id          INTEGER NOT NULL REFERENCES merchants (id),
  customer_id          INTEGER NOT NULL REFERENCES customers (id),
  channel_id           INTEGER NOT NULL REFERENCES deposit_channels (id),
  deposit_channel_code TEXT    NOT NULL,
  currency             TEXT    NOT NULL,
  amount               INTEGER NOT NULL CHECK (amount > 0),
  order_sn             TEXT    NOT NULL UNIQUE CHECK (length(order_sn) <= 64),
  merchant_order_sn    TEXT,
  product_order_sn     TEXT,
  parent_id            INTEGER UNIQUE REFERENCES deposit_records (id),
  status               INTEGER NOT NULL DEFAULT 0 CHECK (status IN (0, 2, 4, -1, -3)),
  upstream_state       TEXT    NOT NULL CHECK (upstream_state IN ('none', 'pending', 'ok', 'failed')),
  upstream_message     TEXT    NOT NULL DEFAULT '',
  depositor            TEXT    NOT NULL DEFAULT '',
  receipt_bank_name    TEXT    NOT NULL DEFAULT '',
  receipt_account      TEXT    NOT NULL DEFAULT '',
  receipt_depositor    TEXT    NOT NULL DEFAULT '',
  pay_url              TEXT    NOT NULL DEFAULT '',
  paid_amount          INTEGER,
  paid_at              INTEGER,
  paid_remarks         TEXT    NOT NULL DEFAULT '',
  request_hash         TEXT    NOT NULL DEFAULT '',
  response_code        INTEGER,
  response_json        TEXT,
  payid                TEXT,
  change_action        TEXT    NOT NULL,
  change_actor         TEXT    NOT NULL,
  change_user_type     TEXT    NOT NULL,
  change_remarks       TEXT    NOT NULL DEFAULT '',
  change_ip            TEXT    NOT NULL DEFAULT '',
  change_trace         TEXT    NOT NULL,
  created_at           INTEGER NOT NULL,
  updated_at           INTEGER NOT NULL,
  -- The session behind the last change and the address it really came from, beside what the caller claims.
  change_session_account TEXT NOT NULL DEFAULT '',
  change_session_role    TEXT NOT NULL DEFAULT '',
  change_client_ip       TEXT NOT NULL DEFAULT '',
  UNIQUE (channel_id, payid),
  UNIQUE (product_id, product_order_sn),
  UNIQUE (merchant_id, merchant_order_sn)
) STRICT;
CREATE TABLE withdraw_records (
  id                    INTEGER PRIMARY KEY AUTOINCREMENT,
  product_id            INTEGER NOT NULL REFERENCES products (id),
  merchant_id           INTEGER NOT NULL REFERENCES merchants (id),
  customer_id           INTEGER NOT NULL REFERENCES customers (id),
  channel_id            INTEGER NOT NULL REFERENCES withdraw_channels (id),
  withdraw_channel_code TEXT    NOT NULL,
  currency              TEXT    NOT NULL,
  amount                INTEGER NOT NULL CHECK (amount > 0),
  billno                TEXT    NOT NULL UNIQUE CHECK (length(billno) <= 64),
  product_billno        TEXT    NOT NULL,
  status                INTEGER NOT NULL DEFAULT 0 CHECK (status IN (0, 1, 2, -1)),
  customer_bank_id      INTEGER NOT NULL REFERENCES customer_banks (id),
  -- The card as it was when the order was made.
  bank_type             INTEGER NOT NULL,
  bank_account_name     TEXT    NOT NULL,
  bank_account_no       TEXT    NOT NULL,
  bank_name             TEXT    NOT NULL,
  bank_province         TEXT    NOT NULL,
  bank_cities           TEXT    NOT NULL,
  bank_countries        TEXT    NOT NULL,
  branch_name           TEXT    NOT NULL,
  approved_person       TEXT    NOT NULL DEFAULT '',
  approved_at           INTEGER,
  approved_remark       TEXT    NOT NULL DEFAULT '',
  request_hash          TEXT    NOT NULL,
  response_json         TEXT,
  change_action         TEXT    NOT NULL,
  change_actor          TEXT    NOT NULL,
  change_user_type      TEXT    NOT NULL,
  change_remarks        TEXT    NOT NULL DEFAULT '',
  change_ip             TEXT    NOT NULL DEFAULT '',
  change_trace          TEXT    NOT NULL,
  created_at            INTEGER NOT NULL,
  updated_at            INTEGER NOT NULL,
  -- The session behind the last change and the address it really came from, beside what the caller claims.
  change_session_account TEXT NOT NULL DEFAULT '',
  change_session_role    TEXT NOT NULL DEFAULT '',
  change_client_ip       TEXT NOT NULL DEFAULT '',
  UNIQUE (product_id, product_billno)
) STRICT;
CREATE TABLE audit_log (
  id           INTEGER PRIMARY KEY AUTOINCREMENT,
  request_type INTEGER NOT NULL CHECK (request_type IN (1, 2)),
  record_id    INTEGER NOT NULL,
  bill_no      TEXT    NOT NULL,
  merchant_id  INTEGER NOT NULL REFERENCES merchants (id),
  action       TEXT    NOT NULL CHECK (action IN ('create', 'upstream', 'expire', 'callback', 'make_up', 'approve')),
  old_flag     INTEGER,
  new_flag     INTEGER NOT NULL,
  actor        TEXT    NOT NULL,
  user_type    TEXT    NOT NULL CHECK (user_type IN ('P', 'S', 'M', 'C', 'U', 'Z')),
  remarks      TEXT    NOT NULL DEFAULT '',
  ip_address   TEXT    NOT NULL DEFAULT '',
  trace_id     TEXT    NOT NULL,
  created_at   INTEGER NOT NULL,
  -- Whose session it was, in which role, and the address that the request really came from; `actor` and `ip_address` are
  -- what the caller says. Empty where nobody was signed in (user_type P and S).
  session_account TEXT NOT NULL DEFAULT '',
  session_role    TEXT NOT NULL DEFAULT '',
  client_ip       TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE TABLE login_windows (
  pid          TEXT    NOT NULL,
  ip           TEXT    NOT NULL,
  window_start INTEGER NOT NULL,
  attempts     INTEGER NOT NULL,
  PRIMARY KEY (pid, ip)
) STRICT;
CREATE TABLE outbox (
  seq         INTEGER PRIMARY KEY AUTOINCREMENT,  -- order of events
  event_id    TEXT NOT NULL UNIQUE,               -- 32 hex digits, given to receivers, stable over repeats
  topic       TEXT NOT NULL,
  tenant      TEXT NOT NULL,                      -- product id, merchant number or user id
  ref         TEXT NOT NULL,                      -- bill number, cash_sn, transactionNo, accountToken
  status      TEXT NOT NULL,                      -- the state being told
  target      TEXT NOT NULL,                      -- URL at the time of the event, '' = nobody to tell
  payload     TEXT NOT NULL,                      -- JSON of the fields, without signature; never a card number or secret
  state       TEXT NOT NULL CHECK (state IN ('queued', 'done', 'dead', 'skipped')),
  attempts    INTEGER NOT NULL DEFAULT 0,         -- scheduled sends that were settled
  next_at     INTEGER NOT NULL,                   -- unix ms
  lease_until INTEGER,                            -- unix ms, NULL = unclaimed
  lease_by    TEXT,                               -- random id of the claiming call
  last_result TEXT,                               -- short text: status code, 'timeout', 'refused: private address'
  created_at  INTEGER NOT NULL,
  done_at     INTEGER,
  -- Whose the target is, and scheme and host of it: 'cashier.1 https://shop.example'. One operator's webhook serves all
  -- users of the wallet.
  receiver    TEXT GENERATED ALWAYS AS (
                CASE substr(topic, 1, 7) WHEN 'wallet.' THEN 'wallet'
                     ELSE substr(topic, 1, instr(topic, '.')) || tenant END
                || ' ' || lower(substr(target, 1, instr(target, '://') + 1
                     + instr(replace(substr(target, instr(target, '://') + 3), '?', '/') || '/', '/')))) VIRTUAL,
  CHECK ((lease_until IS NULL) = (lease_by IS NULL)),
  UNIQUE (topic, ref, status)
) STRICT;
CREATE TABLE outbox_attempts (
  event_id    TEXT NOT NULL REFERENCES outbox (event_id),
  attempt     INTEGER NOT NULL,                   -- 1, 2, 3 … per event, manual sends included
  manual      INTEGER NOT NULL DEFAULT 0 CHECK (manual IN (0, 1)),
  lease_by    TEXT NOT NULL,                      -- must be the row's lease at this moment
  started_at  INTEGER NOT NULL,
  duration_ms INTEGER NOT NULL,
  outcome     TEXT NOT NULL CHECK (outcome IN ('done', 'retry', 'dead')),
  next_at     INTEGER,                            -- of a scheduled retry
  result      TEXT NOT NULL,
  answer      TEXT NOT NULL CHECK (length(CAST(answer AS BLOB)) <= 200),
  CHECK ((outcome = 'retry' AND manual = 0) = (next_at IS NOT NULL)),
  PRIMARY KEY (event_id, attempt)
) STRICT;
CREATE TABLE outbox_receivers (
  receiver   TEXT    NOT NULL PRIMARY KEY,       -- outbox.receiver
  failures   INTEGER NOT NULL CHECK (failures > 0),   -- in a row
  opened_at  INTEGER,                            -- unix ms, NULL = asked as ever
  open_until INTEGER,
  updated_at INTEGER NOT NULL,
  CHECK ((opened_at IS NULL) = (open_until IS NULL)),
  CHECK ((opened_at IS NULL) = (failures < 10))
);
CREATE TABLE payout_jobs (
  kind            TEXT    NOT NULL CHECK (kind IN ('wallet', 'payee')),
  ref             TEXT    NOT NULL,                 -- cash_sn or transactionNo
  state           TEXT    NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'done')),
  attempts        INTEGER NOT NULL DEFAULT 0,
  next_attempt_at INTEGER NOT NULL,
  lease_until     INTEGER NOT NULL DEFAULT 0,
  last_outcome    TEXT,
  created_at      INTEGER NOT NULL,
  updated_at      INTEGER NOT NULL,
  PRIMARY KEY (kind, ref)
) STRICT;
CREATE TABLE receipt_days (
  merchant_id INTEGER NOT NULL REFERENCES merchants (id),
  account_no  TEXT    NOT NULL,
  currency    TEXT    NOT NULL,
  -- Days since 1970-01-01.
  day         INTEGER NOT NULL,
  collected   INTEGER NOT NULL CHECK (collected >= 0),
  PRIMARY KEY (merchant_id, account_no, currency, day)
) STRICT;
CREATE TABLE merchant_users (
  id                INTEGER PRIMARY KEY,
  merchant_id       INTEGER NOT NULL REFERENCES merchants (id),
  account           TEXT    NOT NULL CHECK (length(account) BETWEEN 1 AND 64),
  -- A PHC string; see crates/password.
  password_hash     TEXT    NOT NULL CHECK (password_hash LIKE '$argon2id$%'),
  role              TEXT    NOT NULL CHECK (role IN ('hub', 'service', 'treasury', 'admin', 'auditor')),
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
CREATE TABLE receipt_bank_audit (
  id              INTEGER PRIMARY KEY AUTOINCREMENT,
  receipt_bank_id INTEGER NOT NULL,
  merchant_id     INTEGER NOT NULL REFERENCES merchants (id),
  -- `erase` is a DELETE by SQL: no endpoint does that.
  action          TEXT    NOT NULL CHECK (action IN ('create', 'delete', 'erase')),
  account         TEXT    NOT NULL CHECK (json_valid(account)),
  actor           TEXT    NOT NULL DEFAULT '',
  ip_address      TEXT    NOT NULL DEFAULT '',
  session_account TEXT    NOT NULL DEFAULT '',
  session_role    TEXT    NOT NULL DEFAULT '',
  client_ip       TEXT    NOT NULL DEFAULT '',
  trace_id        TEXT    NOT NULL DEFAULT '',
  created_at      INTEGER NOT NULL
);
CREATE TABLE audit_chain (
  merchant_id INTEGER NOT NULL REFERENCES merchants (id),
  seq         INTEGER NOT NULL CHECK (seq > 0),
  -- 1 is audit_log, 2 receipt_bank_audit.
  source      INTEGER NOT NULL CHECK (source IN (1, 2)),
  audit_id    INTEGER NOT NULL,
  prev_hash   TEXT    NOT NULL CHECK (length(prev_hash) = 64),
  hash        TEXT    NOT NULL CHECK (length(hash) = 64),
  sealed_at   INTEGER NOT NULL,
  PRIMARY KEY (merchant_id, seq)
);
CREATE TABLE rate_windows (
  -- Kind and caller: product:1, merchant:3:ops, payee:900001, wallet:7.
  subject      TEXT    NOT NULL,
  window_start INTEGER NOT NULL,
  requests     INTEGER NOT NULL,
  PRIMARY KEY (subject, window_start)
);
CREATE TABLE users (
  id         INTEGER PRIMARY KEY CHECK (id BETWEEN 1 AND 9007199254740991),
  username   TEXT    NOT NULL CHECK (length(username) BETWEEN 1 AND 100),
  mobile     TEXT    NOT NULL DEFAULT '' CHECK (length(mobile) <= 20),
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL
) STRICT;
CREATE TABLE user_wechats (
  user_id    INTEGER PRIMARY KEY REFERENCES users (id),
  openid     TEXT    NOT NULL CHECK (length(openid) BETWEEN 1 AND 64),
  nickname   TEXT    NOT NULL DEFAULT '' CHECK (length(nickname) <= 100),
  sex        INTEGER NOT NULL DEFAULT 0 CHECK (sex IN (0, 1, 2)),
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL
) STRICT;
CREATE TABLE user_wallets (
  user_id          INTEGER PRIMARY KEY REFERENCES users (id),
  available_amount INTEGER NOT NULL DEFAULT 0 CHECK (available_amount >= 0),
  freeze_amount    INTEGER NOT NULL DEFAULT 0 CHECK (freeze_amount >= 0),
  wallet_status    INTEGER NOT NULL DEFAULT 0 CHECK (wallet_status IN (0, 1)),
  created_at       INTEGER NOT NULL,
  updated_at       INTEGER NOT NULL,
  -- So that a refund always fits.
  CHECK (available_amount + freeze_amount <= 9999999999)
) STRICT;
CREATE TABLE wallet_settings (
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
CREATE TABLE wallet_settings_logs (
  id          INTEGER PRIMARY KEY AUTOINCREMENT,
  operator_id INTEGER NOT NULL,
  before      TEXT    NOT NULL,
  after       TEXT    NOT NULL,
  created_at  INTEGER NOT NULL
) STRICT;
CREATE TABLE user_wallet_cash (
  id                 INTEGER PRIMARY KEY AUTOINCREMENT,
  user_id            INTEGER NOT NULL REFERENCES user_wallets (user_id),
  cash_sn            TEXT    NOT NULL UNIQUE CHECK (length(cash_sn) = 18 AND cash_sn NOT GLOB '*[^0-9]*'),
  cash_apply_amount  INTEGER NOT NULL CHECK (cash_apply_amount > 0),
  cash_rate          INTEGER NOT NULL CHECK (cash_rate BETWEEN 0 AND 1000000),
  cash_charge        INTEGER NOT NULL CHECK (cash_charge = (cash_apply_amount * cash_rate + 999999) / 1000000),
  cash_actual_amount INTEGER NOT NULL CHECK (cash_actual_amount > 0
                                             AND cash_actual_amount = cash_apply_amount - cash_charge),
  cash_status        INTEGER NOT NULL DEFAULT 1 CHECK (cash_status BETWEEN 1 AND 6),
  cash_type          INTEGER NOT NULL CHECK (cash_type IN (0, 1)),
  cash_mobile        TEXT    NOT NULL DEFAULT '' CHECK (cash_mobile = ''
                       OR cash_mobile GLOB '1[3-9][0-9][0-9][0-9][0-9][0-9][0-9][0-9][0-9][0-9]'),
  openid             TEXT    NOT NULL DEFAULT '',
  remark             TEXT    NOT NULL DEFAULT '' CHECK (length(remark) <= 255),
  operator_id        INTEGER NOT NULL,                -- author of the last change, 0 = the payout runner
  reviewed_at        INTEGER,
  trade_no           TEXT CHECK (length(trade_no) BETWEEN 1 AND 64),
  trade_time         INTEGER,
  error_code         TEXT CHECK (length(error_code) BETWEEN 1 AND 64),
  error_message      TEXT CHECK (length(error_message) <= 255),
  refunds_status     INTEGER NOT NULL DEFAULT 0,
  notice_url         TEXT    NOT NULL DEFAULT '',
  idem_key           TEXT,
  idem_hash          TEXT,
  created_at         INTEGER NOT NULL,
  updated_at         INTEGER NOT NULL,
  CHECK (refunds_status = (cash_status IN (3, 6))),
  CHECK ((cash_status = 6) = (error_code IS NOT NULL)),
  CHECK ((cash_status = 5 AND cash_type = 1) = (trade_no IS NOT NULL)),
  CHECK (CASE cash_type WHEN 0 THEN cash_mobile <> '' AND openid = '' AND cash_status IN (1, 3, 5)
                        ELSE openid <> '' END)
) STRICT;
CREATE TABLE wallet_adjustments (
  id             INTEGER PRIMARY KEY AUTOINCREMENT,
  command_id     TEXT    NOT NULL UNIQUE,
  user_id        INTEGER NOT NULL REFERENCES user_wallets (user_id),
  operator_id    INTEGER NOT NULL CHECK (operator_id > 0),
  operate_type   INTEGER CHECK (operate_type IN (1, 2)),
  operate_amount INTEGER CHECK (operate_amount > 0),
  operate_reason TEXT    NOT NULL DEFAULT '' CHECK (length(operate_reason) <= 255),
  wallet_status  INTEGER CHECK (wallet_status IN (0, 1)),
  idem_key       TEXT,
  idem_hash      TEXT,
  created_at     INTEGER NOT NULL,
  CHECK ((operate_type IS NULL) = (operate_amount IS NULL)),
  CHECK (operate_type IS NOT NULL OR wallet_status IS NOT NULL)
) STRICT;
CREATE TABLE user_wallet_logs (
  id                      INTEGER PRIMARY KEY AUTOINCREMENT,
  user_id                 INTEGER NOT NULL REFERENCES user_wallets (user_id),
  source_user_id          INTEGER NOT NULL DEFAULT 0,
  operator_id             INTEGER NOT NULL,
  change_available_amount INTEGER NOT NULL,
  change_freeze_amount    INTEGER NOT NULL,
  available_after         INTEGER NOT NULL CHECK (available_after >= 0),
  freeze_after            INTEGER NOT NULL CHECK (freeze_after >= 0),
  change_type             INTEGER NOT NULL,
  change_desc             TEXT    NOT NULL CHECK (length(change_desc) BETWEEN 1 AND 255),
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
CREATE TABLE idempotency_keys (
  user_id      INTEGER NOT NULL,
  endpoint     TEXT    NOT NULL,
  idem_key     TEXT    NOT NULL CHECK (length(idem_key) BETWEEN 1 AND 128),
  request_hash TEXT    NOT NULL,
  resource_id  INTEGER NOT NULL,
  response     TEXT,
  created_at   INTEGER NOT NULL,
  expires_at   INTEGER NOT NULL,
  PRIMARY KEY (user_id, endpoint, idem_key)
) STRICT;
CREATE TABLE payee_merchant (
  merchant_no          TEXT    NOT NULL PRIMARY KEY CHECK (length(merchant_no) = 6 AND merchant_no NOT GLOB '*[^0-9]*'),
  name                 TEXT    NOT NULL,
  enabled              INTEGER NOT NULL DEFAULT 1 CHECK (enabled IN (0, 1)),
  payout_right         INTEGER NOT NULL DEFAULT 1 CHECK (payout_right IN (0, 1)),
  accept_empty_in_sign INTEGER NOT NULL DEFAULT 0 CHECK (accept_empty_in_sign IN (0, 1)),
  require_header_sign  INTEGER NOT NULL DEFAULT 0 CHECK (require_header_sign IN (0, 1)),
  allow_cross_currency INTEGER NOT NULL DEFAULT 0 CHECK (allow_cross_currency IN (0, 1)),
  created_at           INTEGER NOT NULL,
  -- Whether every state-changing call must carry a timestamp, registrations and payments too.
  require_timestamp    INTEGER NOT NULL DEFAULT 1 CHECK (require_timestamp IN (0, 1))
) STRICT;
CREATE TABLE payee_store (
  merchant_no TEXT    NOT NULL REFERENCES payee_merchant (merchant_no),
  store_no    TEXT    NOT NULL CHECK (length(store_no) = 6 AND store_no NOT GLOB '*[^0-9]*'),
  enabled     INTEGER NOT NULL DEFAULT 1 CHECK (enabled IN (0, 1)),
  created_at  INTEGER NOT NULL,
  PRIMARY KEY (merchant_no, store_no)
) STRICT;
CREATE TABLE payee_token (
  token_id     INTEGER PRIMARY KEY,
  merchant_no  TEXT    NOT NULL REFERENCES payee_merchant (merchant_no),
  token_enc    BLOB    NOT NULL CHECK (length(token_enc) >= 30),
  token_key_id TEXT    NOT NULL,
  active       INTEGER NOT NULL DEFAULT 1 CHECK (active IN (0, 1)),
  created_at   INTEGER NOT NULL,
  retired_at   INTEGER,
  -- An active token counts from not_before on and before not_after; NULL leaves that end open.
  not_before   INTEGER,
  not_after    INTEGER CHECK (not_before IS NULL OR not_after IS NULL OR not_before < not_after)
) STRICT;
CREATE TABLE payee_currency (
  currency TEXT    NOT NULL PRIMARY KEY,
  exponent INTEGER NOT NULL CHECK (exponent IN (0, 2))
) STRICT;
CREATE TABLE payee_rule (
  account_type TEXT    NOT NULL CHECK (account_type IN ('BANK_ACCOUNT', 'PAYPAL', 'VENMO')),
  country      TEXT    NOT NULL,
  currency     TEXT    NOT NULL REFERENCES payee_currency (currency),
  provider     TEXT    NOT NULL,
  enabled      INTEGER NOT NULL DEFAULT 1 CHECK (enabled IN (0, 1)),
  PRIMARY KEY (account_type, country, currency)
) STRICT;
CREATE TABLE payee_bank (
  bank_code TEXT NOT NULL PRIMARY KEY,
  country   TEXT NOT NULL,
  bank_name TEXT NOT NULL,
  UNIQUE (country, bank_name)
) STRICT;
CREATE TABLE payee_fee (
  merchant_no  TEXT    NOT NULL REFERENCES payee_merchant (merchant_no),
  currency     TEXT    NOT NULL REFERENCES payee_currency (currency),
  fee_fixed    INTEGER NOT NULL CHECK (fee_fixed BETWEEN 0 AND 1000000000),
  fee_rate_ppm INTEGER NOT NULL CHECK (fee_rate_ppm BETWEEN 0 AND 1000000),
  PRIMARY KEY (merchant_no, currency)
) STRICT;
CREATE TABLE payee (
  customer_no   TEXT    NOT NULL PRIMARY KEY CHECK (length(customer_no) = 22 AND customer_no GLOB '2000*'
                                                    AND customer_no NOT GLOB '*[^0-9]*'),
  merchant_no   TEXT    NOT NULL,
  store_no      TEXT    NOT NULL,
  profile_type  TEXT    NOT NULL CHECK (profile_type IN ('INDIVIDUAL', 'BUSINESS')),
  first_name    TEXT    NOT NULL,
  last_name     TEXT    NOT NULL,
  company       TEXT,
  email         TEXT    NOT NULL,
  email_norm    TEXT    NOT NULL,
  customer_code TEXT,
  phone         TEXT,
  date_of_birth TEXT    NOT NULL,
  gov_id_type   TEXT    NOT NULL CHECK (gov_id_type IN ('ID_CARD', 'PASSPORT', 'DRIVER_LICENSE',
                                                        'BUSINESS_REGISTRATION_CERT', 'SSN')),
  gov_id_enc    BLOB    NOT NULL CHECK (length(gov_id_enc) >= 30),
  gov_id_key_id TEXT    NOT NULL,
  gov_id_last4  TEXT    CHECK (length(gov_id_last4) = 4),
  gov_id_bidx   BLOB    NOT NULL CHECK (length(gov_id_bidx) = 32),
  country_code  TEXT    NOT NULL,
  country       TEXT,
  state         TEXT    NOT NULL,
  city          TEXT    NOT NULL,
  street        TEXT    NOT NULL,
  street2       TEXT,
  zip           TEXT    NOT NULL,
  lang          TEXT    NOT NULL,
  status        TEXT    NOT NULL CHECK (status IN ('Pending', 'Activated', 'Declined', 'Deactivated')),
  request_sign  TEXT,
  request_key   TEXT,
  created_at    INTEGER NOT NULL,
  updated_at    INTEGER NOT NULL,
  -- The index under the other key while pii_index_key names two: who is registered under either is found. NULL else.
  gov_id_bidx_other BLOB CHECK (length(gov_id_bidx_other) = 32),
  FOREIGN KEY (merchant_no, store_no) REFERENCES payee_store (merchant_no, store_no),
  CHECK (profile_type <> 'BUSINESS' OR company IS NOT NULL),
  CHECK (updated_at >= created_at)
) STRICT;
CREATE TABLE payee_account (
  account_id    INTEGER PRIMARY KEY AUTOINCREMENT,
  account_token TEXT    NOT NULL UNIQUE CHECK (length(account_token) = 22 AND account_token GLOB '2010*'
                                               AND account_token NOT GLOB '*[^0-9]*'),
  customer_no   TEXT    NOT NULL REFERENCES payee (customer_no),
  merchant_no   TEXT    NOT NULL,
  account_tag   TEXT    NOT NULL,
  account_type  TEXT    NOT NULL CHECK (account_type IN ('BANK_ACCOUNT', 'PAYPAL', 'VENMO')),
  country       TEXT    NOT NULL,
  currency      TEXT    NOT NULL,
  number_enc    BLOB    NOT NULL CHECK (length(number_enc) >= 30),
  number_key_id TEXT    NOT NULL,
  number_last4  TEXT    CHECK (length(number_last4) = 4),
  number_bidx   BLOB    NOT NULL CHECK (length(number_bidx) = 32),
  bank_name     TEXT    NOT NULL,
  bank_code     TEXT,
  branch_id     TEXT,
  purpose       TEXT    CHECK (purpose IN ('CHECKING', 'SAVINGS')),
  client_ip     TEXT    NOT NULL,
  ipn_url       TEXT    NOT NULL,
  details_hash  BLOB    NOT NULL CHECK (length(details_hash) = 32),
  status        TEXT    NOT NULL CHECK (status IN ('PENDING', 'ACTIVATED', 'INVALID')),
  request_sign  TEXT,
  request_key   TEXT,
  created_at    INTEGER NOT NULL,
  updated_at    INTEGER NOT NULL,
  deleted_at    INTEGER,
  -- As in payee.
  number_bidx_other  BLOB CHECK (length(number_bidx_other) = 32),
  details_hash_other BLOB CHECK (length(details_hash_other) = 32),
  CHECK (deleted_at >= created_at)
) STRICT;
CREATE TABLE payee_payout (
  transaction_no     TEXT    NOT NULL PRIMARY KEY CHECK (length(transaction_no) = 18
                                                         AND transaction_no NOT GLOB '*[^0-9]*'),
  merchant_no        TEXT    NOT NULL,
  store_no           TEXT    NOT NULL,
  customer_no        TEXT    NOT NULL REFERENCES payee (customer_no),
  account_token      TEXT    NOT NULL REFERENCES payee_account (account_token),
  invoice_id         TEXT,
  idem_key           TEXT,
  verify_sign        TEXT    NOT NULL,
  body_hash          BLOB    NOT NULL CHECK (length(body_hash) = 32),
  currency           TEXT    NOT NULL,
  amount             INTEGER NOT NULL CHECK (amount BETWEEN 1 AND 9000000000000),
  fee                INTEGER NOT NULL CHECK (fee >= 0),
  status             TEXT    NOT NULL CHECK (status IN ('pending', 'success', 'failed', 'onhold', 'unclaimed', 'blocked',
                                                        'returned', 'reversed', 'refunded')),
  subject            TEXT,
  note               TEXT,
  description        TEXT,
  processing_channel TEXT    CHECK (processing_channel IN ('STANDARD_ACH', 'SAME_DAY_ACH', 'REAL_TIME_PAY')),
  ipn_url            TEXT,
  provider           TEXT    NOT NULL,
  provider_ref       TEXT,
  fail_reason        TEXT,
  reply              TEXT    NOT NULL,
  created_at         INTEGER NOT NULL,
  updated_at         INTEGER NOT NULL,
  submitted_at       INTEGER,
  payment_at         INTEGER,
  CHECK (invoice_id IS NOT NULL OR idem_key IS NOT NULL),
  CHECK (status NOT IN ('success', 'reversed', 'refunded') OR payment_at IS NOT NULL),
  CHECK (status NOT IN ('pending', 'onhold', 'unclaimed', 'failed', 'blocked') OR payment_at IS NULL),
  CHECK (submitted_at IS NOT NULL OR payment_at IS NULL AND status NOT IN ('unclaimed', 'returned'))
) STRICT;
CREATE TABLE payee_payout_transition (
  from_status TEXT NOT NULL,
  to_status   TEXT NOT NULL,
  PRIMARY KEY (from_status, to_status)
) STRICT;
CREATE TABLE payee_ledger (
  merchant_no TEXT    NOT NULL REFERENCES payee_merchant (merchant_no),
  currency    TEXT    NOT NULL REFERENCES payee_currency (currency),
  kind        TEXT    NOT NULL CHECK (kind IN ('AVAILABLE', 'RESERVED', 'IN_FLIGHT', 'FEES', 'SETTLED', 'FUNDING')),
  balance     INTEGER NOT NULL DEFAULT 0,
  PRIMARY KEY (merchant_no, currency, kind),
  CHECK (balance >= 0 OR kind = 'FUNDING')
) STRICT;
CREATE TABLE payee_posting (
  posting_id     INTEGER PRIMARY KEY,
  merchant_no    TEXT    NOT NULL,
  currency       TEXT    NOT NULL,
  transaction_no TEXT    REFERENCES payee_payout (transaction_no),
  reference      TEXT,
  kind           TEXT    NOT NULL CHECK (kind IN ('TOPUP', 'RESERVE', 'SEND', 'SETTLE', 'FEE', 'RELEASE_AMOUNT',
                                                  'RELEASE_FEE', 'RETURN')),
  from_kind      TEXT    NOT NULL,
  to_kind        TEXT    NOT NULL,
  amount         INTEGER NOT NULL CHECK (amount > 0),
  created_at     INTEGER NOT NULL,
  FOREIGN KEY (merchant_no, currency, from_kind) REFERENCES payee_ledger (merchant_no, currency, kind),
  FOREIGN KEY (merchant_no, currency, to_kind) REFERENCES payee_ledger (merchant_no, currency, kind),
  CHECK (from_kind <> to_kind),
  CHECK ((kind = 'TOPUP') = (reference IS NOT NULL) AND (kind = 'TOPUP') = (transaction_no IS NULL))
) STRICT;
CREATE TABLE payee_request (
  merchant_no TEXT    NOT NULL,
  kind        TEXT    NOT NULL CHECK (kind IN ('SIGN', 'KEY')),
  key         TEXT    NOT NULL,
  path        TEXT    NOT NULL,
  hash        BLOB    NOT NULL,
  reply       TEXT,
  created_at  INTEGER NOT NULL,
  expires_at  INTEGER NOT NULL,
  -- Of a payment without a timestamp, which whoever has seen it could repeat at any time: code|message if it was refused,
  -- empty until then. Repeated, it stays refused. NULL of every other call, which is tried again.
  refusal     TEXT,
  PRIMARY KEY (merchant_no, kind, key)
) STRICT;
CREATE TABLE payee_nonce (
  merchant_no TEXT    NOT NULL,
  nonce       TEXT    NOT NULL,
  expires_at  INTEGER NOT NULL,
  PRIMARY KEY (merchant_no, nonce)
) STRICT;
CREATE TABLE schema_migrations (
  version    INTEGER PRIMARY KEY,
  name       TEXT    NOT NULL,
  applied_at INTEGER NOT NULL
);
-- after the data
CREATE INDEX cities_province ON cities (province_id);
CREATE INDEX districts_city ON districts (city_id);
CREATE INDEX nonces_expires ON nonces (expires_at);
CREATE INDEX pay_quotes_newest ON pay_quotes (customer_id, channel_id, expires_at);
CREATE INDEX pay_quotes_expires ON pay_quotes (expires_at);
CREATE INDEX deposit_records_list ON deposit_records (merchant_id, status, id);
CREATE INDEX deposit_records_rate ON deposit_records (channel_id, id);
CREATE INDEX deposit_records_collected ON deposit_records (merchant_id, receipt_account, created_at);
CREATE INDEX deposit_records_stale ON deposit_records (upstream_state, created_at);
CREATE INDEX deposit_records_open ON deposit_records (customer_id, created_at) WHERE status = 0;
CREATE INDEX deposit_records_unpaid ON deposit_records (created_at)
  WHERE status = 0 AND upstream_state = 'none' AND receipt_account <> '';
CREATE INDEX withdraw_records_list ON withdraw_records (merchant_id, status, id);
CREATE INDEX withdraw_records_rate ON withdraw_records (channel_id, id);
CREATE INDEX withdraw_records_daily ON withdraw_records (customer_id, channel_id, created_at);
CREATE INDEX audit_log_record ON audit_log (request_type, record_id, id);
CREATE INDEX login_windows_start ON login_windows (window_start);
CREATE INDEX outbox_due ON outbox (next_at) WHERE state = 'queued';
CREATE INDEX outbox_ref ON outbox (ref, seq);
CREATE INDEX outbox_receiver ON outbox (receiver, next_at) WHERE state = 'queued';
CREATE INDEX outbox_tried ON outbox (receiver, next_at) WHERE state = 'queued' AND attempts > 0;
CREATE INDEX outbox_leased ON outbox (receiver) WHERE state = 'queued' AND lease_until IS NOT NULL;
CREATE INDEX outbox_receivers_old ON outbox_receivers (updated_at);
CREATE INDEX payout_jobs_due ON payout_jobs (next_attempt_at) WHERE state = 'open';
CREATE INDEX receipt_bank_audit_account ON receipt_bank_audit (receipt_bank_id, id);
CREATE UNIQUE INDEX audit_chain_row ON audit_chain (source, audit_id);
CREATE INDEX rate_windows_start ON rate_windows (window_start);
CREATE UNIQUE INDEX ux_logs_cash ON user_wallet_logs (user_wallet_cash_id, (change_type = 10))
  WHERE user_wallet_cash_id IS NOT NULL;
CREATE INDEX ix_users_username ON users (username);
CREATE INDEX ix_adjustments_user ON wallet_adjustments (user_id, id);
CREATE INDEX ix_logs_user ON user_wallet_logs (user_id, id);
CREATE INDEX ix_logs_created ON user_wallet_logs (created_at);
CREATE INDEX ix_cash_user ON user_wallet_cash (user_id, created_at);
CREATE INDEX ix_cash_status ON user_wallet_cash (cash_status, created_at);
CREATE INDEX ix_cash_created ON user_wallet_cash (created_at);
CREATE INDEX ix_idem_expires ON idempotency_keys (expires_at);
CREATE INDEX payee_token_active ON payee_token (merchant_no) WHERE active = 1;
CREATE UNIQUE INDEX payee_live_email ON payee (merchant_no, email_norm)
  WHERE status IN ('Pending', 'Activated');
CREATE UNIQUE INDEX payee_live_gov_id ON payee (merchant_no, gov_id_bidx)
  WHERE status IN ('Pending', 'Activated');
CREATE INDEX payee_email ON payee (merchant_no, email_norm);
CREATE INDEX payee_customer_code ON payee (merchant_no, customer_code);
CREATE UNIQUE INDEX payee_account_live_tag ON payee_account (merchant_no, customer_no, account_tag)
  WHERE deleted_at IS NULL;
CREATE INDEX payee_account_list ON payee_account (customer_no, created_at, account_id);
CREATE INDEX payee_account_number ON payee_account (merchant_no, number_bidx);
CREATE UNIQUE INDEX payee_payout_invoice ON payee_payout (merchant_no, invoice_id)
  WHERE invoice_id IS NOT NULL;
CREATE UNIQUE INDEX payee_payout_key ON payee_payout (merchant_no, idem_key) WHERE idem_key IS NOT NULL;
CREATE UNIQUE INDEX payee_payout_sign ON payee_payout (merchant_no, verify_sign);
CREATE INDEX payee_payout_open ON payee_payout (account_token)
  WHERE status IN ('pending', 'onhold', 'unclaimed');
CREATE UNIQUE INDEX payee_posting_once ON payee_posting (transaction_no, kind)
  WHERE transaction_no IS NOT NULL;
CREATE UNIQUE INDEX payee_posting_reference ON payee_posting (merchant_no, reference)
  WHERE reference IS NOT NULL;
CREATE INDEX payee_posting_book ON payee_posting (merchant_no, currency);
CREATE INDEX payee_request_expiry ON payee_request (expires_at);
CREATE INDEX payee_request_refused ON payee_request (merchant_no, created_at) WHERE refusal <> '';
CREATE INDEX payee_nonce_expiry ON payee_nonce (expires_at);
CREATE VIEW visible_deposit_channels AS
SELECT c.id AS customer_id, h.id AS channel_id
  FROM customers c
  JOIN products p ON p.id = c.product_id AND p.status = 1 AND p.deposit_status = 1
  JOIN deposit_channels h ON h.product_id = c.product_id AND h.status = 1
  JOIN merchants m ON m.id = h.merchant_id AND m.product_id = h.product_id AND m.status = 1
 WHERE c.status = 1
   AND (h.star_levels IN ('', '*') OR instr(',' || replace(h.star_levels, ' ', '') || ',', ',' || c.star_level || ',') > 0)
   AND (h.credit_levels IN ('', '*') OR instr(',' || replace(h.credit_levels, ' ', '') || ',', ',' || c.credit_level || ',') > 0)
   AND (h.customer_types IN ('', '*') OR instr(',' || replace(h.customer_types, ' ', '') || ',', ',' || c.customer_type || ',') > 0);
CREATE VIEW visible_withdraw_channels AS
SELECT c.id AS customer_id, h.id AS channel_id
  FROM customers c
  JOIN products p ON p.id = c.product_id AND p.status = 1 AND p.withdraw_status = 1
  JOIN withdraw_channels h ON h.product_id = c.product_id AND h.status = 1
  JOIN merchants m ON m.id = h.merchant_id AND m.product_id = h.product_id AND m.status = 1
 WHERE c.status = 1
   AND (h.star_levels IN ('', '*') OR instr(',' || replace(h.star_levels, ' ', '') || ',', ',' || c.star_level || ',') > 0)
   AND (h.credit_levels IN ('', '*') OR instr(',' || replace(h.credit_levels, ' ', '') || ',', ',' || c.credit_level || ',') > 0)
   AND (h.customer_types IN ('', '*') OR instr(',' || replace(h.customer_types, ' ', '') || ',', ',' || c.customer_type || ',') > 0);
CREATE VIEW deposit_notices AS
SELECT d.id AS record_id, d.product_id, d.order_sn AS ref, d.status, p.deposit_callback AS target, json_object(
         'product_id', d.product_id, 'product_user_id', c.product_user_id, 'order_sn', d.order_sn,
         'parent_order_sn', coalesce(parent.order_sn, ''),
         'product_order_sn', coalesce(parent.product_order_sn, d.product_order_sn, ''),
         'amount', CASE WHEN d.currency IN ('VND', 'JPY') THEN printf('%d', d.amount)
                        WHEN d.currency = 'USDT' THEN printf('%d.%06d', d.amount / 1000000, d.amount % 1000000)
                        WHEN d.currency = 'BTC' THEN printf('%d.%08d', d.amount / 100000000, d.amount % 100000000)
                        ELSE printf('%d.%02d', d.amount / 100, d.amount % 100) END,
         'currency', d.currency, 'status', d.status, 'remarks', d.change_remarks) AS payload
  FROM deposit_records d
  JOIN products p ON p.id = d.product_id
  JOIN customers c ON c.id = d.customer_id
  LEFT JOIN deposit_records parent ON parent.id = d.parent_id;
CREATE VIEW withdraw_notices AS
SELECT w.id AS record_id, w.product_id, w.billno AS ref, w.status, p.withdraw_callback AS target, json_object(
         'product_id', w.product_id, 'product_user_id', c.product_user_id, 'billno', w.billno,
         'product_billno', w.product_billno,
         'amount', CASE WHEN w.currency IN ('VND', 'JPY') THEN printf('%d', w.amount)
                        WHEN w.currency = 'USDT' THEN printf('%d.%06d', w.amount / 1000000, w.amount % 1000000)
                        WHEN w.currency = 'BTC' THEN printf('%d.%08d', w.amount / 100000000, w.amount % 100000000)
                        ELSE printf('%d.%02d', w.amount / 100, w.amount % 100) END,
         'currency', w.currency, 'status', w.status, 'remarks', w.change_remarks) AS payload
  FROM withdraw_records w
  JOIN products p ON p.id = w.product_id
  JOIN customers c ON c.id = w.customer_id;
CREATE VIEW payee_register_reply AS
SELECT customer_no, json_object('customer', json_patch('{}', json_object(
         'firstName', first_name, 'lastName', last_name, 'customerCode', customer_code,
         'createdTime', strftime('%Y-%m-%dT%H:%M:%SZ', created_at / 1000, 'unixepoch'),
         'customerNo', customer_no, 'email', email)), 'ret_msg', 'success', 'ret_code', '000100') AS reply
  FROM payee;
CREATE VIEW payee_account_reply AS
SELECT a.account_token, json_object('result', json_object(
         'accountTag', a.account_tag, 'accountStatus', a.status, 'country', a.country, 'lastName', c.last_name,
         'firstName', c.first_name, 'accountType', a.account_type, 'currency', a.currency,
         'accountToken', a.account_token, 'customerNo', a.customer_no, 'email', c.email,
         'timestamp', strftime('%Y-%m-%dT%H:%M:%SZ', a.created_at / 1000, 'unixepoch'), 'status', 'success'),
         'ret_msg', 'success', 'ret_code', '000100') AS reply
  FROM payee_account a JOIN payee c ON c.customer_no = a.customer_no;
CREATE VIEW payee_verdict AS
SELECT merchant_no, key AS verify_sign, refusal AS verdict FROM payee_request WHERE kind = 'SIGN';
CREATE TRIGGER deposit_records_bi BEFORE INSERT ON deposit_records BEGIN
  SELECT CASE NEW.change_action
    WHEN 'product_user_id_exists' THEN RAISE(ABORT, 'product_user_id_exists')
    WHEN 'product_user_id_max' THEN RAISE(ABORT, 'product_user_id_max')
    WHEN 'payment_code_exists' THEN RAISE(ABORT, 'payment_code_exists')
    WHEN 'depositor_required' THEN RAISE(ABORT, 'depositor_required')
    WHEN 'bankcode_required' THEN RAISE(ABORT, 'bankcode_required')
    WHEN 'payid_required' THEN RAISE(ABORT, 'payid_required')
    WHEN 'bankcode_exists' THEN RAISE(ABORT, 'bankcode_exists')
    WHEN 'payid_exists' THEN RAISE(ABORT, 'payid_exists')
    WHEN 'amount_numeric' THEN RAISE(ABORT, 'amount_numeric')
    WHEN 'amount_min' THEN RAISE(ABORT, 'amount_min')
    WHEN 'amount_max' THEN RAISE(ABORT, 'amount_max')
    WHEN 'amount_in' THEN RAISE(ABORT, 'amount_in')
    WHEN 'quote_wanted' THEN RAISE(ABORT, 'quote_wanted')
    WHEN 'no_limits' THEN RAISE(ABORT, 'no_limits')
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
CREATE TRIGGER deposit_records_ai AFTER INSERT ON deposit_records BEGIN
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
CREATE TRIGGER deposit_records_bu BEFORE UPDATE ON deposit_records BEGIN
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
CREATE TRIGGER deposit_records_au AFTER UPDATE OF status ON deposit_records
WHEN NEW.status <> OLD.status BEGIN
  INSERT INTO audit_log (request_type, record_id, bill_no, merchant_id, action, old_flag, new_flag, actor, user_type,
                         remarks, ip_address, trace_id, created_at, session_account, session_role, client_ip)
  VALUES (1, NEW.id, NEW.order_sn, NEW.merchant_id, NEW.change_action, OLD.status, NEW.status, NEW.change_actor,
          NEW.change_user_type, NEW.change_remarks, NEW.change_ip, NEW.change_trace, NEW.updated_at,
          CASE WHEN NEW.change_user_type IN ('P', 'S') THEN '' ELSE NEW.change_session_account END,
          CASE WHEN NEW.change_user_type IN ('P', 'S') THEN '' ELSE NEW.change_session_role END,
          CASE NEW.change_user_type WHEN 'P' THEN NEW.change_ip WHEN 'S' THEN '' ELSE NEW.change_client_ip END);
END;
CREATE TRIGGER deposit_records_bd BEFORE DELETE ON deposit_records BEGIN
  SELECT RAISE(ABORT, 'append_only');
END;
CREATE TRIGGER withdraw_records_bi BEFORE INSERT ON withdraw_records BEGIN
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
CREATE TRIGGER withdraw_records_ai AFTER INSERT ON withdraw_records BEGIN
  INSERT INTO audit_log (request_type, record_id, bill_no, merchant_id, action, old_flag, new_flag, actor, user_type,
                         remarks, ip_address, trace_id, created_at, session_account, session_role, client_ip)
  VALUES (2, NEW.id, NEW.billno, NEW.merchant_id, NEW.change_action, NULL, NEW.status, NEW.change_actor,
          NEW.change_user_type, NEW.change_remarks, NEW.change_ip, NEW.change_trace, NEW.created_at,
          CASE WHEN NEW.change_user_type IN ('P', 'S') THEN '' ELSE NEW.change_session_account END,
          CASE WHEN NEW.change_user_type IN ('P', 'S') THEN '' ELSE NEW.change_session_role END,
          CASE NEW.change_user_type WHEN 'P' THEN NEW.change_ip WHEN 'S' THEN '' ELSE NEW.change_client_ip END);
END;
CREATE TRIGGER withdraw_records_bu BEFORE UPDATE ON withdraw_records BEGIN
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
CREATE TRIGGER withdraw_records_au AFTER UPDATE OF status ON withdraw_records
WHEN NEW.status <> OLD.status BEGIN
  INSERT INTO audit_log (request_type, record_id, bill_no, merchant_id, action, old_flag, new_flag, actor, user_type,
                         remarks, ip_address, trace_id, created_at, session_account, session_role, client_ip)
  VALUES (2, NEW.id, NEW.billno, NEW.merchant_id, NEW.change_action, OLD.status, NEW.status, NEW.change_actor,
          NEW.change_user_type, NEW.change_remarks, NEW.change_ip, NEW.change_trace, NEW.updated_at,
          CASE WHEN NEW.change_user_type IN ('P', 'S') THEN '' ELSE NEW.change_session_account END,
          CASE WHEN NEW.change_user_type IN ('P', 'S') THEN '' ELSE NEW.change_session_role END,
          CASE NEW.change_user_type WHEN 'P' THEN NEW.change_ip WHEN 'S' THEN '' ELSE NEW.change_client_ip END);
END;
CREATE TRIGGER withdraw_records_bd BEFORE DELETE ON withdraw_records BEGIN
  SELECT RAISE(ABORT, 'append_only');
END;
CREATE TRIGGER audit_log_bu BEFORE UPDATE ON audit_log BEGIN
  SELECT RAISE(ABORT, 'append_only');
END;
CREATE TRIGGER audit_log_bd BEFORE DELETE ON audit_log BEGIN
  SELECT RAISE(ABORT, 'append_only');
END;
CREATE TRIGGER outbox_attempts_bi BEFORE INSERT ON outbox_attempts BEGIN
  SELECT CASE WHEN (SELECT lease_by FROM outbox WHERE event_id = NEW.event_id) IS NOT NEW.lease_by
              THEN RAISE(ABORT, 'lease_lost') END;
END;
CREATE TRIGGER outbox_attempts_ai AFTER INSERT ON outbox_attempts BEGIN
  UPDATE outbox SET
    attempts = attempts + (NEW.manual = 0), last_result = NEW.result, lease_until = NULL, lease_by = NULL,
    next_at = coalesce(NEW.next_at, next_at),
    state = CASE WHEN NEW.outcome = 'done' THEN 'done' WHEN NEW.outcome = 'dead' AND NEW.manual = 0 THEN 'dead'
                 ELSE state END,
    done_at = CASE WHEN NEW.outcome = 'done' AND state <> 'done' THEN NEW.started_at + NEW.duration_ms ELSE done_at END
  WHERE event_id = NEW.event_id;
END;
CREATE TRIGGER outbox_attempts_bu BEFORE UPDATE ON outbox_attempts BEGIN
  SELECT RAISE(ABORT, 'append_only');
END;
CREATE TRIGGER outbox_attempts_bd BEFORE DELETE ON outbox_attempts BEGIN
  SELECT RAISE(ABORT, 'append_only');
END;
CREATE TRIGGER outbox_attempts_receiver_ai AFTER INSERT ON outbox_attempts
WHEN NEW.outcome = 'done' OR NEW.manual = 0 AND substr(NEW.result, 1, 8) <> 'refused:' BEGIN
  DELETE FROM outbox_receivers
   WHERE NEW.outcome = 'done' AND receiver = (SELECT receiver FROM outbox WHERE event_id = NEW.event_id);
  -- What was heard two days ago counts no more: longer than the longest delay of a schedule.
  DELETE FROM outbox_receivers WHERE updated_at < NEW.started_at - 172800000;
  INSERT INTO outbox_receivers (receiver, failures, updated_at)
  SELECT receiver, 1, NEW.started_at + NEW.duration_ms FROM outbox
   WHERE event_id = NEW.event_id AND NEW.outcome <> 'done'
  ON CONFLICT (receiver) DO UPDATE SET
    failures = failures + 1,
    opened_at = CASE WHEN failures < 9 THEN NULL
                     WHEN opened_at IS NULL OR NEW.started_at > opened_at THEN excluded.updated_at
                     ELSE opened_at END,
    open_until = CASE WHEN failures < 9 THEN NULL
                      WHEN opened_at IS NULL THEN excluded.updated_at + 5000
                      WHEN NEW.started_at > opened_at
                        THEN excluded.updated_at + min(60000, 2 * (open_until - opened_at))
                      ELSE open_until END,
    updated_at = excluded.updated_at;
END;
CREATE TRIGGER deposit_records_told_ai AFTER INSERT ON deposit_records WHEN NEW.status = 2 BEGIN
  INSERT INTO outbox (event_id, topic, tenant, ref, status, target, payload, state, next_at, created_at)
  SELECT lower(hex(randomblob(16))), 'cashier.deposit', CAST(product_id AS TEXT), ref, CAST(status AS TEXT), target,
         payload, CASE target WHEN '' THEN 'skipped' ELSE 'queued' END, NEW.created_at, NEW.created_at
    FROM deposit_notices WHERE record_id = NEW.id
  ON CONFLICT (topic, ref, status) DO NOTHING;
END;
CREATE TRIGGER deposit_records_told_au AFTER UPDATE OF status ON deposit_records
WHEN NEW.status <> OLD.status
 AND (NEW.status = 2 OR NEW.status IN (-1, -3) AND NEW.change_action IN ('approve', 'expire')) BEGIN
  INSERT INTO outbox (event_id, topic, tenant, ref, status, target, payload, state, next_at, created_at)
  SELECT lower(hex(randomblob(16))), 'cashier.deposit', CAST(product_id AS TEXT), ref, CAST(status AS TEXT), target,
         payload, CASE target WHEN '' THEN 'skipped' ELSE 'queued' END, NEW.updated_at, NEW.updated_at
    FROM deposit_notices WHERE record_id = NEW.id
  ON CONFLICT (topic, ref, status) DO NOTHING;
END;
CREATE TRIGGER withdraw_records_told_au AFTER UPDATE OF status ON withdraw_records
WHEN NEW.status <> OLD.status AND NEW.status IN (2, -1) BEGIN
  INSERT INTO outbox (event_id, topic, tenant, ref, status, target, payload, state, next_at, created_at)
  SELECT lower(hex(randomblob(16))), 'cashier.withdraw', CAST(product_id AS TEXT), ref, CAST(status AS TEXT), target,
         payload, CASE target WHEN '' THEN 'skipped' ELSE 'queued' END, NEW.updated_at, NEW.updated_at
    FROM withdraw_notices WHERE record_id = NEW.id
  ON CONFLICT (topic, ref, status) DO NOTHING;
END;
CREATE TRIGGER deposit_records_collected_ai AFTER INSERT ON deposit_records
WHEN NEW.status IN (0, 2) AND NEW.receipt_account <> '' BEGIN
  INSERT INTO receipt_days (merchant_id, account_no, currency, day, collected)
  VALUES (NEW.merchant_id, NEW.receipt_account, NEW.currency, NEW.created_at / 86400000, NEW.amount)
  ON CONFLICT (merchant_id, account_no, currency, day) DO UPDATE SET collected = collected + excluded.collected;
END;
CREATE TRIGGER deposit_records_collected_au AFTER UPDATE OF status, receipt_account ON deposit_records
WHEN (NEW.receipt_account, NEW.status IN (0, 2)) IS NOT (OLD.receipt_account, OLD.status IN (0, 2)) BEGIN
  UPDATE receipt_days SET collected = collected - OLD.amount
   WHERE merchant_id = OLD.merchant_id AND account_no = OLD.receipt_account AND currency = OLD.currency
     AND day = OLD.created_at / 86400000 AND OLD.status IN (0, 2) AND OLD.receipt_account <> '';
  INSERT INTO receipt_days (merchant_id, account_no, currency, day, collected)
  SELECT NEW.merchant_id, NEW.receipt_account, NEW.currency, NEW.created_at / 86400000, NEW.amount
   WHERE NEW.status IN (0, 2) AND NEW.receipt_account <> ''
  ON CONFLICT (merchant_id, account_no, currency, day) DO UPDATE SET collected = collected + excluded.collected;
END;
CREATE TRIGGER merchant_users_bi BEFORE INSERT ON merchant_users
WHEN EXISTS (SELECT 1 FROM merchants WHERE id = NEW.merchant_id AND account = NEW.account) BEGIN
  SELECT RAISE(ABORT, 'account_taken');
END;
CREATE TRIGGER merchants_account_bu BEFORE UPDATE OF account ON merchants
WHEN EXISTS (SELECT 1 FROM merchant_users WHERE merchant_id = NEW.id AND account = NEW.account) BEGIN
  SELECT RAISE(ABORT, 'account_taken');
END;
CREATE TRIGGER merchant_users_bu BEFORE UPDATE OF id, merchant_id, account ON merchant_users
WHEN (NEW.id, NEW.merchant_id, NEW.account) IS NOT (OLD.id, OLD.merchant_id, OLD.account) BEGIN
  SELECT RAISE(ABORT, 'fixed_column');
END;
CREATE TRIGGER merchant_users_bd BEFORE DELETE ON merchant_users BEGIN
  SELECT RAISE(ABORT, 'append_only');
END;
CREATE TRIGGER merchant_users_epoch_au AFTER UPDATE OF password_hash, role, status ON merchant_users
WHEN NEW.password_hash <> OLD.password_hash AND NEW.password_rehashes = OLD.password_rehashes
  OR NEW.role <> OLD.role OR NEW.status <> OLD.status BEGIN
  UPDATE merchant_users SET session_epoch = OLD.session_epoch + 1 WHERE id = NEW.id;
END;
CREATE TRIGGER merchants_epoch_au AFTER UPDATE OF password_hash, account, status ON merchants
WHEN NEW.password_hash <> OLD.password_hash AND NEW.password_rehashes = OLD.password_rehashes
  OR NEW.account <> OLD.account OR NEW.status <> OLD.status BEGIN
  UPDATE merchants SET session_epoch = OLD.session_epoch + 1 WHERE id = NEW.id;
  UPDATE merchant_users SET session_epoch = session_epoch + 1 WHERE merchant_id = NEW.id AND NEW.status <> OLD.status;
END;
CREATE TRIGGER receipt_banks_audit_ai AFTER INSERT ON receipt_banks BEGIN
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
CREATE TRIGGER receipt_banks_audit_au AFTER UPDATE OF status ON receipt_banks
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
CREATE TRIGGER receipt_banks_audit_ad AFTER DELETE ON receipt_banks WHEN OLD.status = 1 BEGIN
  INSERT INTO receipt_bank_audit (receipt_bank_id, merchant_id, action, account, created_at)
  VALUES (OLD.id, OLD.merchant_id, 'erase',
    json_object('type', OLD.type, 'account_no', OLD.account_no, 'currency', OLD.currency), OLD.updated_at);
END;
CREATE TRIGGER receipt_bank_audit_bu BEFORE UPDATE ON receipt_bank_audit BEGIN
  SELECT RAISE(ABORT, 'append_only');
END;
CREATE TRIGGER receipt_bank_audit_bd BEFORE DELETE ON receipt_bank_audit BEGIN
  SELECT RAISE(ABORT, 'append_only');
END;
CREATE TRIGGER audit_chain_bi BEFORE INSERT ON audit_chain
WHEN NEW.seq <> 1 + coalesce((SELECT max(seq) FROM audit_chain WHERE merchant_id = NEW.merchant_id), 0)
  OR NEW.prev_hash <> coalesce((SELECT hash FROM audit_chain WHERE merchant_id = NEW.merchant_id ORDER BY seq DESC LIMIT 1),
                               '0000000000000000000000000000000000000000000000000000000000000000')
  OR NEW.audit_id <= coalesce((SELECT max(audit_id) FROM audit_chain WHERE source = NEW.source), 0) BEGIN
  SELECT RAISE(ABORT, 'chain_moved');
END;
CREATE TRIGGER audit_chain_bu BEFORE UPDATE ON audit_chain BEGIN
  SELECT RAISE(ABORT, 'append_only');
END;
CREATE TRIGGER audit_chain_bd BEFORE DELETE ON audit_chain BEGIN
  SELECT RAISE(ABORT, 'append_only');
END;
CREATE TRIGGER users_ai AFTER INSERT ON users BEGIN
  INSERT INTO user_wallets (user_id, created_at, updated_at) VALUES (NEW.id, NEW.created_at, NEW.created_at);
END;
CREATE TRIGGER users_bd BEFORE DELETE ON users BEGIN SELECT RAISE(ABORT, 'append_only'); END;
CREATE TRIGGER user_wallets_bi BEFORE INSERT ON user_wallets BEGIN
  SELECT CASE
    WHEN EXISTS (SELECT 1 FROM user_wallets WHERE user_id = NEW.user_id) THEN RAISE(ABORT, 'append_only')
    WHEN NEW.available_amount <> 0 OR NEW.freeze_amount <> 0 OR NEW.wallet_status <> 0
      THEN RAISE(ABORT, 'wallet_without_ledger')
  END;
END;
CREATE TRIGGER user_wallets_bu BEFORE UPDATE ON user_wallets BEGIN
  SELECT CASE
    WHEN NEW.user_id <> OLD.user_id THEN RAISE(ABORT, 'immutable')
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
CREATE TRIGGER user_wallets_bd BEFORE DELETE ON user_wallets BEGIN SELECT RAISE(ABORT, 'append_only'); END;
CREATE TRIGGER user_wallet_logs_bi BEFORE INSERT ON user_wallet_logs BEGIN
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
CREATE TRIGGER user_wallet_logs_ai AFTER INSERT ON user_wallet_logs BEGIN
  UPDATE user_wallets SET available_amount = NEW.available_after, freeze_amount = NEW.freeze_after,
         updated_at = NEW.created_at
   WHERE user_id = NEW.user_id;
END;
CREATE TRIGGER user_wallet_logs_bu BEFORE UPDATE ON user_wallet_logs BEGIN
  SELECT RAISE(ABORT, 'append_only');
END;
CREATE TRIGGER user_wallet_logs_bd BEFORE DELETE ON user_wallet_logs BEGIN
  SELECT RAISE(ABORT, 'append_only');
END;
CREATE TRIGGER user_wallet_cash_bi BEFORE INSERT ON user_wallet_cash BEGIN
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
    WHEN EXISTS (SELECT 1 FROM user_wallet_cash c, wallet_settings s
                  WHERE s.cash_interval_time > 0 AND c.user_id = NEW.user_id AND c.refunds_status = 0
                    AND c.created_at > NEW.created_at - s.cash_interval_time * 86400000)
      THEN RAISE(ABORT, 'cash_interval_time')
    -- A business day begins at 16:00 UTC.
    WHEN (SELECT coalesce(sum(cash_apply_amount), 0) FROM user_wallet_cash
           WHERE user_id = NEW.user_id AND refunds_status = 0
             AND created_at >= NEW.created_at - (NEW.created_at + 28800000) % 86400000
             AND created_at < NEW.created_at - (NEW.created_at + 28800000) % 86400000 + 86400000)
         + NEW.cash_apply_amount > (SELECT cash_sum_limit FROM wallet_settings)
      THEN RAISE(ABORT, 'cash_sum_limit')
    WHEN (SELECT wallet_status FROM user_wallets WHERE user_id = NEW.user_id) = 1
      THEN RAISE(ABORT, 'status_cash_freeze')
    WHEN (SELECT available_amount FROM user_wallets WHERE user_id = NEW.user_id) < NEW.cash_apply_amount
      THEN RAISE(ABORT, 'available_amount_error')
  END;
END;
CREATE TRIGGER user_wallet_cash_ai AFTER INSERT ON user_wallet_cash BEGIN
  INSERT INTO user_wallet_logs (user_id, operator_id, change_available_amount, change_freeze_amount, available_after,
                                freeze_after, change_type, change_desc, user_wallet_cash_id, created_at)
  SELECT NEW.user_id, NEW.operator_id, -NEW.cash_apply_amount, NEW.cash_apply_amount,
         available_amount - NEW.cash_apply_amount, freeze_amount + NEW.cash_apply_amount, 10, '提现冻结', NEW.id,
         NEW.created_at
    FROM user_wallets WHERE user_id = NEW.user_id;
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
CREATE TRIGGER user_wallet_cash_bu BEFORE UPDATE ON user_wallet_cash BEGIN
  SELECT CASE
    WHEN NEW.id <> OLD.id OR NEW.user_id <> OLD.user_id OR NEW.cash_sn <> OLD.cash_sn
      OR NEW.cash_apply_amount <> OLD.cash_apply_amount OR NEW.cash_rate <> OLD.cash_rate
      OR NEW.cash_charge <> OLD.cash_charge OR NEW.cash_actual_amount <> OLD.cash_actual_amount
      OR NEW.cash_type <> OLD.cash_type OR NEW.cash_mobile <> OLD.cash_mobile OR NEW.openid <> OLD.openid
      OR NEW.created_at <> OLD.created_at OR NEW.idem_key IS NOT OLD.idem_key OR NEW.idem_hash IS NOT OLD.idem_hash
      THEN RAISE(ABORT, 'immutable')
    WHEN OLD.cash_status = 1 AND (NEW.cash_status = 2 AND OLD.cash_type = 0 OR NEW.cash_status = 5 AND OLD.cash_type = 1)
      THEN RAISE(ABORT, 'cash_type_error')
    WHEN (OLD.cash_status, NEW.cash_status) NOT IN (VALUES (1, 2), (1, 3), (1, 5), (2, 4), (4, 5), (4, 6))
      THEN RAISE(ABORT, 'cash_status_error')
  END;
END;
CREATE TRIGGER user_wallet_cash_reviewer_bu BEFORE UPDATE OF operator_id ON user_wallet_cash
WHEN OLD.cash_status = 1 AND NEW.operator_id = OLD.user_id
 -- What does not suit the type is refused as that.
 AND NOT (NEW.cash_status = 2 AND OLD.cash_type = 0 OR NEW.cash_status = 5 AND OLD.cash_type = 1) BEGIN
  SELECT RAISE(ABORT, 'reviewer_is_applicant');
END;
CREATE TRIGGER user_wallet_cash_au AFTER UPDATE ON user_wallet_cash BEGIN
  INSERT INTO user_wallet_logs (user_id, operator_id, change_available_amount, change_freeze_amount, available_after,
                                freeze_after, change_type, change_desc, user_wallet_cash_id, created_at)
  SELECT NEW.user_id, NEW.operator_id, iif(NEW.refunds_status, NEW.cash_apply_amount, 0), -NEW.cash_apply_amount,
         available_amount + iif(NEW.refunds_status, NEW.cash_apply_amount, 0), freeze_amount - NEW.cash_apply_amount,
         iif(NEW.refunds_status, 12, 11),
         CASE NEW.cash_status WHEN 3 THEN '审核不通过，退回' WHEN 5 THEN '提现成功，扣除' ELSE '提现失败，退回' END,
         NEW.id, NEW.updated_at
    FROM user_wallets WHERE user_id = NEW.user_id AND NEW.cash_status IN (3, 5, 6);

  INSERT INTO payout_jobs (kind, ref, next_attempt_at, created_at, updated_at)
  SELECT 'wallet', NEW.cash_sn, NEW.updated_at, NEW.updated_at, NEW.updated_at WHERE NEW.cash_status = 4;
  UPDATE payout_jobs SET state = 'done', lease_until = 0, last_outcome = iif(NEW.cash_status = 5, 'paid', 'failed'),
         updated_at = NEW.updated_at
   WHERE kind = 'wallet' AND ref = NEW.cash_sn AND OLD.cash_status = 4;

  -- Amounts are written from integers; cash_actual_amount is a JSON number in minimal notation.
  INSERT INTO outbox (event_id, topic, tenant, ref, status, target, payload, state, next_at, created_at)
  SELECT lower(hex(randomblob(16))), 'wallet.notice', CAST(NEW.user_id AS TEXT), NEW.cash_sn,
         CAST(NEW.cash_status AS TEXT), NEW.notice_url, json_object(
           'cash_sn', NEW.cash_sn, 'user_id', NEW.user_id, 'cash_status', NEW.cash_status, 'cash_type', NEW.cash_type,
           'cash_apply_amount', printf('%d.%02d', NEW.cash_apply_amount / 100, NEW.cash_apply_amount % 100),
           'cash_charge', printf('%d.%02d', NEW.cash_charge / 100, NEW.cash_charge % 100),
           'cash_actual_amount', json(rtrim(rtrim(
             printf('%d.%02d', NEW.cash_actual_amount / 100, NEW.cash_actual_amount % 100), '0'), '.')),
           'remark', nullif(NEW.remark, ''), 'error_code', NEW.error_code,
           'updated_at', strftime('%Y-%m-%dT%H:%M:%S+08:00', NEW.updated_at / 1000 + 28800, 'unixepoch')),
         CASE NEW.notice_url WHEN '' THEN 'skipped' ELSE 'queued' END, NEW.updated_at, NEW.updated_at
   WHERE NEW.cash_status IN (3, 5, 6)
  ON CONFLICT (topic, ref, status) DO NOTHING;
END;
CREATE TRIGGER user_wallet_cash_bd BEFORE DELETE ON user_wallet_cash BEGIN
  SELECT RAISE(ABORT, 'append_only');
END;
CREATE TRIGGER wallet_adjustments_bi BEFORE INSERT ON wallet_adjustments BEGIN
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
    WHEN NEW.operate_type = 2
     AND NEW.operate_amount > (SELECT available_amount FROM user_wallets WHERE user_id = NEW.user_id)
      THEN RAISE(ABORT, 'available_amount_error')
  END;
END;
CREATE TRIGGER wallet_adjustments_ai AFTER INSERT ON wallet_adjustments BEGIN
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
CREATE TRIGGER wallet_adjustments_bu BEFORE UPDATE ON wallet_adjustments BEGIN
  SELECT RAISE(ABORT, 'append_only');
END;
CREATE TRIGGER wallet_adjustments_bd BEFORE DELETE ON wallet_adjustments BEGIN
  SELECT RAISE(ABORT, 'append_only');
END;
CREATE TRIGGER wallet_settings_bi BEFORE INSERT ON wallet_settings
WHEN EXISTS (SELECT 1 FROM wallet_settings) BEGIN
  SELECT RAISE(IGNORE);
END;
CREATE TRIGGER wallet_settings_bd BEFORE DELETE ON wallet_settings BEGIN
  SELECT RAISE(ABORT, 'append_only');
END;
CREATE TRIGGER wallet_settings_au AFTER UPDATE ON wallet_settings
WHEN (NEW.cash_rate, NEW.cash_min_sum, NEW.cash_max_sum, NEW.cash_sum_limit, NEW.cash_interval_time, NEW.payout_enabled)
  IS NOT (OLD.cash_rate, OLD.cash_min_sum, OLD.cash_max_sum, OLD.cash_sum_limit, OLD.cash_interval_time,
          OLD.payout_enabled) BEGIN
  INSERT INTO wallet_settings_logs (operator_id, before, after, created_at)
  VALUES (NEW.operator_id,
    json_object('cash_rate', OLD.cash_rate, 'cash_min_sum', OLD.cash_min_sum, 'cash_max_sum', OLD.cash_max_sum,
      'cash_sum_limit', OLD.cash_sum_limit, 'cash_interval_time', OLD.cash_interval_time,
      'payout_enabled', OLD.payout_enabled),
    json_object('cash_rate', NEW.cash_rate, 'cash_min_sum', NEW.cash_min_sum, 'cash_max_sum', NEW.cash_max_sum,
      'cash_sum_limit', NEW.cash_sum_limit, 'cash_interval_time', NEW.cash_interval_time,
      'payout_enabled', NEW.payout_enabled), NEW.updated_at);
END;
CREATE TRIGGER wallet_settings_logs_bu BEFORE UPDATE ON wallet_settings_logs BEGIN
  SELECT RAISE(ABORT, 'append_only');
END;
CREATE TRIGGER wallet_settings_logs_bd BEFORE DELETE ON wallet_settings_logs BEGIN
  SELECT RAISE(ABORT, 'append_only');
END;
CREATE TRIGGER payee_request_ai AFTER INSERT ON payee_request BEGIN
  DELETE FROM payee_request
   WHERE rowid IN (SELECT rowid FROM payee_request WHERE expires_at <= NEW.created_at LIMIT 4);
END;
CREATE TRIGGER payee_nonce_ai AFTER INSERT ON payee_nonce BEGIN
  DELETE FROM payee_nonce
   WHERE rowid IN (SELECT rowid FROM payee_nonce WHERE expires_at <= NEW.expires_at - 172801000 LIMIT 4);
END;
CREATE TRIGGER payee_token_bi BEFORE INSERT ON payee_token WHEN NEW.active = 1 BEGIN
  SELECT RAISE(ABORT, 'payee|000040|token limit reached|')
   WHERE (SELECT count(*) FROM payee_token WHERE merchant_no = NEW.merchant_no AND active = 1) >= 2;
END;
CREATE TRIGGER payee_token_bu BEFORE UPDATE ON payee_token WHEN NEW.active = 1 BEGIN
  SELECT RAISE(ABORT, 'payee|000040|token limit reached|')
   WHERE (SELECT count(*) FROM payee_token
           WHERE merchant_no = NEW.merchant_no AND active = 1 AND token_id <> OLD.token_id) >= 2;
END;
CREATE TRIGGER payee_fee_ai AFTER INSERT ON payee_fee BEGIN
  INSERT INTO payee_ledger (merchant_no, currency, kind)
  SELECT NEW.merchant_no, NEW.currency, value
    FROM json_each('["AVAILABLE","RESERVED","IN_FLIGHT","FEES","SETTLED","FUNDING"]') WHERE true
  ON CONFLICT DO NOTHING;
END;
CREATE TRIGGER payee_bi BEFORE INSERT ON payee BEGIN
  SELECT RAISE(ABORT, 'payee|replay||')
   WHERE EXISTS (SELECT 1 FROM payee_request WHERE merchant_no = NEW.merchant_no AND reply IS NOT NULL
                    AND (kind = 'SIGN' AND key = NEW.request_sign OR kind = 'KEY' AND key = NEW.request_key));
  SELECT RAISE(ABORT, 'payee_initial_status') WHERE NEW.status NOT IN ('Pending', 'Activated');
  SELECT RAISE(ABORT, 'payee|000022|parameters do not match : email|')
   WHERE EXISTS (SELECT 1 FROM payee WHERE merchant_no = NEW.merchant_no AND email_norm = NEW.email_norm
                    AND status IN ('Pending', 'Activated'));
  SELECT RAISE(ABORT, 'payee|000022|parameters do not match : governmentId|')
   WHERE EXISTS (SELECT 1 FROM payee
                  WHERE merchant_no = NEW.merchant_no AND gov_id_bidx IN (NEW.gov_id_bidx, NEW.gov_id_bidx_other)
                    AND status IN ('Pending', 'Activated'));
END;
CREATE TRIGGER payee_ai AFTER INSERT ON payee BEGIN
  UPDATE payee_request SET reply = (SELECT reply FROM payee_register_reply WHERE customer_no = NEW.customer_no)
   WHERE merchant_no = NEW.merchant_no
     AND kind IN ('SIGN', 'KEY') AND key IN (NEW.request_sign, NEW.request_key)
     AND key = iif(kind = 'SIGN', NEW.request_sign, NEW.request_key);
END;
CREATE TRIGGER payee_bu BEFORE UPDATE ON payee BEGIN
  SELECT RAISE(ABORT, 'payee|replay||')
   WHERE NEW.request_sign IS NOT OLD.request_sign
     AND EXISTS (SELECT 1 FROM payee_request WHERE merchant_no = NEW.merchant_no AND reply IS NOT NULL
                    AND (kind = 'SIGN' AND key = NEW.request_sign OR kind = 'KEY' AND key = NEW.request_key));
  SELECT RAISE(ABORT, 'fixed_column')
   WHERE NEW.customer_no <> OLD.customer_no OR NEW.merchant_no <> OLD.merchant_no OR NEW.store_no <> OLD.store_no
      OR NEW.created_at <> OLD.created_at;
  SELECT RAISE(ABORT, 'illegal_move')
   WHERE NEW.status <> OLD.status
     AND NOT (OLD.status = 'Pending' AND NEW.status IN ('Activated', 'Declined')
              OR OLD.status IN ('Activated', 'Declined') AND NEW.status = 'Deactivated');
  SELECT RAISE(ABORT, 'payee|000023|data error : state|')
   WHERE NEW.country_code = 'US' AND NEW.state NOT GLOB '[A-Z][A-Z]'
     AND (NEW.state <> OLD.state OR NEW.country_code <> OLD.country_code);
  SELECT RAISE(ABORT, 'payee|000022|parameters do not match : profileType|') WHERE NEW.profile_type <> OLD.profile_type;
  SELECT RAISE(ABORT, 'payee|000022|parameters do not match : email|')
   WHERE NEW.email_norm <> OLD.email_norm
     AND EXISTS (SELECT 1 FROM payee WHERE merchant_no = NEW.merchant_no AND email_norm = NEW.email_norm
                    AND customer_no <> NEW.customer_no AND status IN ('Pending', 'Activated'));
  SELECT RAISE(ABORT, 'payee|000022|parameters do not match : governmentId|')
   WHERE NEW.gov_id_bidx <> OLD.gov_id_bidx AND NEW.gov_id_bidx IS NOT OLD.gov_id_bidx_other
     AND EXISTS (SELECT 1 FROM payee
                  WHERE merchant_no = NEW.merchant_no AND gov_id_bidx IN (NEW.gov_id_bidx, NEW.gov_id_bidx_other)
                    AND customer_no <> NEW.customer_no AND status IN ('Pending', 'Activated'));
  SELECT RAISE(ABORT, 'payee|000040|payee status Declined|')
   WHERE OLD.status = 'Declined' AND NEW.request_sign IS NOT OLD.request_sign;
  SELECT RAISE(ABORT, 'payee|000040|payee status Deactivated|')
   WHERE OLD.status = 'Deactivated' AND NEW.request_sign IS NOT OLD.request_sign;
  SELECT RAISE(ABORT, 'payee|000040|payee status Activated|')
   WHERE OLD.status <> 'Pending'
     AND (NEW.first_name <> OLD.first_name OR NEW.last_name <> OLD.last_name OR NEW.company IS NOT OLD.company
          OR NEW.date_of_birth <> OLD.date_of_birth
          OR NEW.gov_id_bidx <> OLD.gov_id_bidx AND NEW.gov_id_bidx IS NOT OLD.gov_id_bidx_other
          OR NEW.gov_id_type <> OLD.gov_id_type OR NEW.country_code <> OLD.country_code);
END;
CREATE TRIGGER payee_au AFTER UPDATE ON payee WHEN NEW.request_sign IS NOT OLD.request_sign BEGIN
  UPDATE payee_request SET reply = '{"ret_msg":"success","ret_code":"000100"}'
   WHERE merchant_no = NEW.merchant_no
     AND kind IN ('SIGN', 'KEY') AND key IN (NEW.request_sign, NEW.request_key)
     AND key = iif(kind = 'SIGN', NEW.request_sign, NEW.request_key);
END;
CREATE TRIGGER payee_bd BEFORE DELETE ON payee BEGIN SELECT RAISE(ABORT, 'append_only'); END;
CREATE TRIGGER payee_account_bi BEFORE INSERT ON payee_account BEGIN
  SELECT RAISE(ABORT, 'payee|replay||')
   WHERE EXISTS (SELECT 1 FROM payee_request WHERE merchant_no = NEW.merchant_no AND reply IS NOT NULL
                    AND (kind = 'SIGN' AND key = NEW.request_sign OR kind = 'KEY' AND key = NEW.request_key));
  SELECT RAISE(ABORT, 'payee|000021|no related information : customerNo|')
   WHERE NOT EXISTS (SELECT 1 FROM payee WHERE customer_no = NEW.customer_no AND merchant_no = NEW.merchant_no);
  SELECT RAISE(ABORT, 'payee|000022|parameters do not match : accountTag|')
   WHERE EXISTS (SELECT 1 FROM payee_account WHERE merchant_no = NEW.merchant_no AND customer_no = NEW.customer_no
                    AND account_tag = NEW.account_tag AND deleted_at IS NULL
                    AND details_hash <> NEW.details_hash AND details_hash IS NOT NEW.details_hash_other);
  SELECT RAISE(ABORT, 'payee|000040|payee status Unverified|')
   WHERE (SELECT status FROM payee WHERE customer_no = NEW.customer_no) <> 'Activated';
  SELECT RAISE(IGNORE)
   WHERE EXISTS (SELECT 1 FROM payee_account WHERE merchant_no = NEW.merchant_no AND customer_no = NEW.customer_no
                    AND account_tag = NEW.account_tag AND deleted_at IS NULL);
  SELECT RAISE(ABORT, 'payee|000040|account limit reached|')
   WHERE (SELECT count(*) FROM payee_account WHERE customer_no = NEW.customer_no AND deleted_at IS NULL) >= 100;
END;
CREATE TRIGGER payee_account_ai AFTER INSERT ON payee_account BEGIN
  UPDATE payee_request SET reply = (SELECT reply FROM payee_account_reply WHERE account_token = NEW.account_token)
   WHERE merchant_no = NEW.merchant_no
     AND kind IN ('SIGN', 'KEY') AND key IN (NEW.request_sign, NEW.request_key)
     AND key = iif(kind = 'SIGN', NEW.request_sign, NEW.request_key);
END;
CREATE TRIGGER payee_account_bu BEFORE UPDATE ON payee_account BEGIN
  SELECT RAISE(ABORT, 'payee|replay||')
   WHERE NEW.request_sign IS NOT OLD.request_sign
     AND EXISTS (SELECT 1 FROM payee_request WHERE merchant_no = NEW.merchant_no AND reply IS NOT NULL
                    AND (kind = 'SIGN' AND key = NEW.request_sign OR kind = 'KEY' AND key = NEW.request_key));
  -- number_enc and its key may change, and what is indexed under another key: the operator brings old rows under new keys.
  SELECT RAISE(ABORT, 'fixed_column')
   WHERE NEW.account_id <> OLD.account_id OR NEW.account_token <> OLD.account_token
      OR NEW.customer_no <> OLD.customer_no OR NEW.merchant_no <> OLD.merchant_no OR NEW.account_tag <> OLD.account_tag
      OR NEW.account_type <> OLD.account_type OR NEW.country <> OLD.country OR NEW.currency <> OLD.currency
      OR NEW.number_last4 IS NOT OLD.number_last4
      OR NEW.number_bidx <> OLD.number_bidx AND NEW.number_bidx IS NOT OLD.number_bidx_other
      OR NEW.bank_name <> OLD.bank_name OR NEW.bank_code IS NOT OLD.bank_code OR NEW.branch_id IS NOT OLD.branch_id
      OR NEW.purpose IS NOT OLD.purpose OR NEW.client_ip <> OLD.client_ip OR NEW.ipn_url <> OLD.ipn_url
      OR NEW.details_hash <> OLD.details_hash AND NEW.details_hash IS NOT OLD.details_hash_other
      OR NEW.created_at <> OLD.created_at
      OR OLD.deleted_at IS NOT NULL AND (NEW.deleted_at IS NOT OLD.deleted_at OR NEW.status <> OLD.status);
  SELECT RAISE(ABORT, 'illegal_move')
   WHERE NEW.status <> OLD.status
     AND NOT (OLD.status = 'PENDING' AND NEW.status IN ('ACTIVATED', 'INVALID')
              OR OLD.status = 'ACTIVATED' AND NEW.status = 'INVALID');
  SELECT RAISE(ABORT, 'payee|000040|payee status Unverified|')
   WHERE OLD.deleted_at IS NULL AND NEW.deleted_at IS NOT NULL
     AND (SELECT status FROM payee WHERE customer_no = NEW.customer_no) <> 'Activated';
  SELECT RAISE(ABORT, 'payee|000040|transaction status error : accountToken|')
   WHERE OLD.deleted_at IS NULL AND NEW.deleted_at IS NOT NULL
     AND EXISTS (SELECT 1 FROM payee_payout WHERE account_token = NEW.account_token
                    AND status IN ('pending', 'onhold', 'unclaimed'));
END;
CREATE TRIGGER payee_account_au AFTER UPDATE ON payee_account BEGIN
  UPDATE payee_request SET reply = '{"ret_msg":"deleted","ret_code":"000100"}'
   WHERE NEW.request_sign IS NOT OLD.request_sign AND merchant_no = NEW.merchant_no
     AND kind IN ('SIGN', 'KEY') AND key IN (NEW.request_sign, NEW.request_key)
     AND key = iif(kind = 'SIGN', NEW.request_sign, NEW.request_key);
  INSERT INTO outbox (event_id, topic, tenant, ref, status, target, payload, state, next_at, created_at)
  SELECT lower(hex(randomblob(16))), 'ipn.account', NEW.merchant_no, NEW.account_token, NEW.status, NEW.ipn_url,
         json_object('accountStatus', NEW.status, 'accountTag', NEW.account_tag, 'accountToken', NEW.account_token,
           'accountType', NEW.account_type, 'country', NEW.country, 'currency', NEW.currency,
           'customerNo', NEW.customer_no, 'payeeAccount', '****' || coalesce(NEW.number_last4, '')),
         'queued', NEW.updated_at, NEW.updated_at
   WHERE NEW.status <> OLD.status
  ON CONFLICT (topic, ref, status) DO NOTHING;
END;
CREATE TRIGGER payee_account_bd BEFORE DELETE ON payee_account BEGIN
  SELECT RAISE(ABORT, 'append_only');
END;
CREATE TRIGGER payee_verdict_ii INSTEAD OF INSERT ON payee_verdict BEGIN
  SELECT RAISE(ABORT, 'payout_shape') WHERE NEW.verdict = 'payout_shape';
  UPDATE payee_request SET refusal = NEW.verdict, expires_at = 9223372036854775807
   WHERE merchant_no = NEW.merchant_no AND kind = 'SIGN' AND key = NEW.verify_sign AND refusal = '';
  SELECT CASE NEW.verdict
      WHEN '000022|Duplicate request error' THEN RAISE(ABORT, 'payee|000022|Duplicate request error|')
      WHEN '000030|Access Denied' THEN RAISE(ABORT, 'payee|000030|Access Denied|')
      WHEN '000021|no related information : customerNo' THEN RAISE(ABORT, 'payee|000021|no related information : customerNo|')
      WHEN '000021|no related information : accountToken' THEN RAISE(ABORT, 'payee|000021|no related information : accountToken|')
      WHEN '000021|no related information : currency' THEN RAISE(ABORT, 'payee|000021|no related information : currency|')
      WHEN '000022|parameters do not match : currency' THEN RAISE(ABORT, 'payee|000022|parameters do not match : currency|')
      WHEN '000022|parameters do not match : processingChannel' THEN RAISE(ABORT, 'payee|000022|parameters do not match : processingChannel|')
      WHEN '000040|payee status Unverified' THEN RAISE(ABORT, 'payee|000040|payee status Unverified|')
      WHEN '000040|account status Pending' THEN RAISE(ABORT, 'payee|000040|account status Pending|')
      WHEN '000040|account status Invalid' THEN RAISE(ABORT, 'payee|000040|account status Invalid|')
      WHEN '000080|supplier system error' THEN RAISE(ABORT, 'payee|000080|supplier system error|')
      WHEN '000040|Account balance is not sufficient' THEN RAISE(ABORT, 'payee|000040|Account balance is not sufficient|')
      ELSE RAISE(ABORT, 'payout_verdict')
    END
   WHERE NOT EXISTS (SELECT 1 FROM payee_request
                      WHERE merchant_no = NEW.merchant_no AND kind = 'SIGN' AND key = NEW.verify_sign AND refusal <> '');
END;
CREATE TRIGGER payee_payout_bi BEFORE INSERT ON payee_payout BEGIN
  INSERT INTO payee_verdict (merchant_no, verify_sign, verdict)
  SELECT NEW.merchant_no, NEW.verify_sign, '000022|Duplicate request error'
   WHERE EXISTS (SELECT 1 FROM payee_payout WHERE merchant_no = NEW.merchant_no AND invoice_id = NEW.invoice_id
                    AND body_hash <> NEW.body_hash)
      OR EXISTS (SELECT 1 FROM payee_payout WHERE merchant_no = NEW.merchant_no AND idem_key = NEW.idem_key
                    AND body_hash <> NEW.body_hash)
      OR EXISTS (SELECT 1 FROM payee_payout WHERE merchant_no = NEW.merchant_no AND verify_sign = NEW.verify_sign
                    AND body_hash <> NEW.body_hash);
  SELECT RAISE(IGNORE)
   WHERE EXISTS (SELECT 1 FROM payee_payout WHERE merchant_no = NEW.merchant_no AND invoice_id = NEW.invoice_id)
      OR EXISTS (SELECT 1 FROM payee_payout WHERE merchant_no = NEW.merchant_no AND idem_key = NEW.idem_key)
      OR EXISTS (SELECT 1 FROM payee_payout WHERE merchant_no = NEW.merchant_no AND verify_sign = NEW.verify_sign);
  INSERT INTO payee_verdict (merchant_no, verify_sign, verdict)
  SELECT NEW.merchant_no, NEW.verify_sign, verdict FROM (SELECT CASE
    WHEN NOT EXISTS (SELECT 1 FROM payee_merchant WHERE merchant_no = NEW.merchant_no AND payout_right = 1)
      THEN '000030|Access Denied'
    WHEN NOT EXISTS (SELECT 1 FROM payee WHERE customer_no = NEW.customer_no AND merchant_no = NEW.merchant_no)
      THEN '000021|no related information : customerNo'
    WHEN NOT EXISTS (SELECT 1 FROM payee_account WHERE account_token = NEW.account_token
                        AND customer_no = NEW.customer_no AND merchant_no = NEW.merchant_no AND deleted_at IS NULL)
      THEN '000021|no related information : accountToken'
    WHEN NOT EXISTS (SELECT 1 FROM payee_fee WHERE merchant_no = NEW.merchant_no AND currency = NEW.currency)
      THEN '000021|no related information : currency'
    WHEN (SELECT currency FROM payee_account WHERE account_token = NEW.account_token) <> NEW.currency
     AND (SELECT allow_cross_currency FROM payee_merchant WHERE merchant_no = NEW.merchant_no) = 0
      THEN '000022|parameters do not match : currency'
    WHEN NEW.processing_channel IS NOT NULL
     AND NOT EXISTS (SELECT 1 FROM payee_account WHERE account_token = NEW.account_token
                        AND account_type = 'BANK_ACCOUNT' AND country = 'US')
      THEN '000022|parameters do not match : processingChannel'
    WHEN (SELECT status FROM payee WHERE customer_no = NEW.customer_no) <> 'Activated'
      THEN '000040|payee status Unverified'
    WHEN (SELECT status FROM payee_account WHERE account_token = NEW.account_token) = 'PENDING'
      THEN '000040|account status Pending'
    WHEN (SELECT status FROM payee_account WHERE account_token = NEW.account_token) = 'INVALID'
      THEN '000040|account status Invalid'
    WHEN NEW.provider = '' THEN '000080|supplier system error'
    WHEN NEW.status <> 'pending' OR NEW.submitted_at IS NOT NULL
      OR NEW.fee IS NOT (SELECT fee_fixed + (NEW.amount * fee_rate_ppm + 500000) / 1000000 FROM payee_fee
                          WHERE merchant_no = NEW.merchant_no AND currency = NEW.currency)
      THEN 'payout_shape'
    WHEN (SELECT balance FROM payee_ledger
           WHERE merchant_no = NEW.merchant_no AND currency = NEW.currency AND kind = 'AVAILABLE')
         < NEW.amount + NEW.fee
      THEN '000040|Account balance is not sufficient'
    END AS verdict) WHERE verdict IS NOT NULL;
  -- It has just been refused for good.
  SELECT RAISE(IGNORE)
   WHERE EXISTS (SELECT 1 FROM payee_request
                  WHERE merchant_no = NEW.merchant_no AND kind = 'SIGN' AND key = NEW.verify_sign AND refusal <> '');
END;
CREATE TRIGGER payee_payout_ai AFTER INSERT ON payee_payout BEGIN
  INSERT INTO payee_posting (merchant_no, currency, transaction_no, kind, from_kind, to_kind, amount, created_at)
  VALUES (NEW.merchant_no, NEW.currency, NEW.transaction_no, 'RESERVE', 'AVAILABLE', 'RESERVED', NEW.amount + NEW.fee,
          NEW.created_at);
  INSERT INTO payout_jobs (kind, ref, next_attempt_at, created_at, updated_at)
  VALUES ('payee', NEW.transaction_no, NEW.created_at, NEW.created_at, NEW.created_at);
END;
CREATE TRIGGER payee_payout_bu BEFORE UPDATE ON payee_payout BEGIN
  SELECT RAISE(ABORT, 'fixed_column')
   WHERE NEW.transaction_no <> OLD.transaction_no OR NEW.merchant_no <> OLD.merchant_no OR NEW.store_no <> OLD.store_no
      OR NEW.customer_no <> OLD.customer_no OR NEW.account_token <> OLD.account_token
      OR NEW.invoice_id IS NOT OLD.invoice_id OR NEW.idem_key IS NOT OLD.idem_key OR NEW.verify_sign <> OLD.verify_sign
      OR NEW.body_hash <> OLD.body_hash OR NEW.currency <> OLD.currency OR NEW.amount <> OLD.amount OR NEW.fee <> OLD.fee
      OR NEW.subject IS NOT OLD.subject OR NEW.note IS NOT OLD.note OR NEW.description IS NOT OLD.description
      OR NEW.processing_channel IS NOT OLD.processing_channel OR NEW.ipn_url IS NOT OLD.ipn_url
      OR NEW.provider <> OLD.provider OR NEW.reply <> OLD.reply OR NEW.created_at <> OLD.created_at
      OR OLD.submitted_at IS NOT NULL AND NEW.submitted_at IS NOT OLD.submitted_at
      OR OLD.payment_at IS NOT NULL AND NEW.payment_at IS NOT OLD.payment_at
      -- Money leaves a payout only while it is open or as it succeeds.
      OR OLD.submitted_at IS NULL AND NEW.submitted_at IS NOT NULL
         AND OLD.status NOT IN ('pending', 'onhold', 'unclaimed');
  SELECT RAISE(ABORT, 'payee|000040|transaction status error : status|')
   WHERE NEW.status <> OLD.status
     AND NOT EXISTS (SELECT 1 FROM payee_payout_transition
                      WHERE from_status = OLD.status AND to_status = NEW.status);
END;
CREATE TRIGGER payee_payout_au AFTER UPDATE ON payee_payout BEGIN
  INSERT INTO payee_posting (merchant_no, currency, transaction_no, kind, from_kind, to_kind, amount, created_at)
  SELECT NEW.merchant_no, NEW.currency, NEW.transaction_no, 'SEND', 'RESERVED', 'IN_FLIGHT', NEW.amount, NEW.updated_at
   WHERE OLD.submitted_at IS NULL AND NEW.submitted_at IS NOT NULL;
  INSERT INTO payee_posting (merchant_no, currency, transaction_no, kind, from_kind, to_kind, amount, created_at)
  SELECT NEW.merchant_no, NEW.currency, NEW.transaction_no, 'SETTLE', 'IN_FLIGHT', 'SETTLED', NEW.amount, NEW.updated_at
   WHERE NEW.status <> OLD.status AND NEW.status = 'success';
  INSERT INTO payee_posting (merchant_no, currency, transaction_no, kind, from_kind, to_kind, amount, created_at)
  SELECT NEW.merchant_no, NEW.currency, NEW.transaction_no, 'FEE', 'RESERVED', 'FEES', NEW.fee, NEW.updated_at
   WHERE NEW.status <> OLD.status AND NEW.status = 'success' AND NEW.fee > 0;
  INSERT INTO payee_posting (merchant_no, currency, transaction_no, kind, from_kind, to_kind, amount, created_at)
  SELECT NEW.merchant_no, NEW.currency, NEW.transaction_no, 'RELEASE_AMOUNT',
         CASE WHEN NEW.submitted_at IS NULL THEN 'RESERVED' ELSE 'IN_FLIGHT' END, 'AVAILABLE', NEW.amount, NEW.updated_at
   WHERE NEW.status <> OLD.status
     AND (NEW.status IN ('failed', 'blocked') OR OLD.status = 'unclaimed' AND NEW.status = 'returned');
  INSERT INTO payee_posting (merchant_no, currency, transaction_no, kind, from_kind, to_kind, amount, created_at)
  SELECT NEW.merchant_no, NEW.currency, NEW.transaction_no, 'RELEASE_FEE', 'RESERVED', 'AVAILABLE', NEW.fee,
         NEW.updated_at
   WHERE NEW.status <> OLD.status AND NEW.fee > 0
     AND (NEW.status IN ('failed', 'blocked') OR OLD.status = 'unclaimed' AND NEW.status = 'returned');
  INSERT INTO payee_posting (merchant_no, currency, transaction_no, kind, from_kind, to_kind, amount, created_at)
  SELECT NEW.merchant_no, NEW.currency, NEW.transaction_no, 'RETURN', 'SETTLED', 'AVAILABLE', NEW.amount, NEW.updated_at
   WHERE OLD.status = 'success' AND NEW.status IN ('returned', 'reversed', 'refunded');
  INSERT INTO outbox (event_id, topic, tenant, ref, status, target, payload, state, next_at, created_at)
  SELECT lower(hex(randomblob(16))), 'ipn.payout', NEW.merchant_no, NEW.transaction_no, NEW.status,
         coalesce(NEW.ipn_url, a.ipn_url),
         json_patch('{}', json_object('accountToken', NEW.account_token,
           'amount', CASE y.exponent WHEN 0 THEN printf('%d', NEW.amount)
                                     ELSE printf('%d.%02d', NEW.amount / 100, NEW.amount % 100) END,
           'currency', NEW.currency, 'invoiceId', NEW.invoice_id,
           'paymentTime', strftime('%Y-%m-%dT%H:%M:%SZ', NEW.payment_at / 1000, 'unixepoch'),
           'status', NEW.status, 'transactionNo', NEW.transaction_no, 'vendor', a.account_type)),
         'queued', NEW.updated_at, NEW.updated_at
    FROM payee_account a JOIN payee_currency y ON y.currency = NEW.currency
   WHERE a.account_token = NEW.account_token AND NEW.status <> OLD.status AND NEW.status <> 'pending'
  ON CONFLICT (topic, ref, status) DO NOTHING;
  UPDATE payout_jobs SET state = 'done', lease_until = 0, updated_at = NEW.updated_at
   WHERE kind = 'payee' AND ref = NEW.transaction_no AND state = 'open'
     AND NEW.status NOT IN ('pending', 'onhold', 'unclaimed');
END;
CREATE TRIGGER payee_payout_bd BEFORE DELETE ON payee_payout BEGIN
  SELECT RAISE(ABORT, 'append_only');
END;
CREATE TRIGGER payee_posting_ai AFTER INSERT ON payee_posting BEGIN
  UPDATE payee_ledger SET balance = balance - NEW.amount
   WHERE merchant_no = NEW.merchant_no AND currency = NEW.currency AND kind = NEW.from_kind;
  UPDATE payee_ledger SET balance = balance + NEW.amount
   WHERE merchant_no = NEW.merchant_no AND currency = NEW.currency AND kind = NEW.to_kind;
END;
CREATE TRIGGER payee_posting_bu BEFORE UPDATE ON payee_posting BEGIN
  SELECT RAISE(ABORT, 'append_only');
END;
CREATE TRIGGER payee_posting_bd BEFORE DELETE ON payee_posting BEGIN
  SELECT RAISE(ABORT, 'append_only');
END;
