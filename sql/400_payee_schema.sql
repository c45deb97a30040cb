-- Payees, their accounts, payouts and the payor's books (payee.md section 9). Money is INTEGER minor units, time INTEGER
-- unix milliseconds. Every statement may be run again at any start.
--
-- A command is one statement. Triggers decide what the application cannot know beforehand and raise a word
-- (docs/decisions/verdicts.md) for which components/payee/src/failure.rs has code and message; BEFORE triggers run ahead of NOT
-- NULL and CHECK, so what was not found may be NULL. One trigger per table and event holds all its rules, because SQLite
-- promises no order between triggers.

CREATE TABLE IF NOT EXISTS payee_merchant (
  merchant_no          TEXT NOT NULL PRIMARY KEY CHECK (length(merchant_no) = 6 AND merchant_no NOT GLOB '*[^0-9]*'),
  name                 TEXT NOT NULL,
  enabled              INTEGER NOT NULL DEFAULT 1 CHECK (enabled IN (0, 1)),
  payout_right         INTEGER NOT NULL DEFAULT 1 CHECK (payout_right IN (0, 1)),
  accept_empty_in_sign INTEGER NOT NULL DEFAULT 0 CHECK (accept_empty_in_sign IN (0, 1)),
  require_header_sign  INTEGER NOT NULL DEFAULT 0 CHECK (require_header_sign IN (0, 1)),
  allow_cross_currency INTEGER NOT NULL DEFAULT 0 CHECK (allow_cross_currency IN (0, 1)),
  created_at           INTEGER NOT NULL,
  -- Whether every state-changing call must carry a timestamp, registrations and payments too.
  require_timestamp    INTEGER NOT NULL DEFAULT 1 CHECK (require_timestamp IN (0, 1)),
  -- By how many minutes the business day of statements begins before that of UTC.
  day_offset           INTEGER NOT NULL DEFAULT 0 CHECK (day_offset BETWEEN -720 AND 840)
) STRICT;

CREATE TABLE IF NOT EXISTS payee_store (
  merchant_no TEXT NOT NULL REFERENCES payee_merchant (merchant_no),
  store_no    TEXT NOT NULL CHECK (length(store_no) = 6 AND store_no NOT GLOB '*[^0-9]*'),
  enabled     INTEGER NOT NULL DEFAULT 1 CHECK (enabled IN (0, 1)),
  created_at  INTEGER NOT NULL,
  PRIMARY KEY (merchant_no, store_no)
) STRICT;

-- `*_enc` here and below: 0x01, nonce, AES-256-GCM ciphertext and tag, under the key that `*_key_id` names.
CREATE TABLE IF NOT EXISTS payee_token (
  token_id     INTEGER PRIMARY KEY,
  merchant_no  TEXT NOT NULL REFERENCES payee_merchant (merchant_no),
  token_enc    BLOB NOT NULL CHECK (length(token_enc) >= 30),
  token_key_id TEXT NOT NULL,
  active       INTEGER NOT NULL DEFAULT 1 CHECK (active IN (0, 1)),
  created_at   INTEGER NOT NULL,
  retired_at   INTEGER,
  -- An active token counts from not_before on and before not_after; NULL leaves that end open.
  not_before   INTEGER,
  not_after    INTEGER CHECK (not_before IS NULL OR not_after IS NULL OR not_before < not_after)
) STRICT;
CREATE INDEX IF NOT EXISTS payee_token_active ON payee_token (merchant_no) WHERE active = 1;

-- Which currencies payees have; what they are like is in `currencies`, of which the exponent is copied.
CREATE TABLE IF NOT EXISTS payee_currency (
  currency TEXT NOT NULL PRIMARY KEY,
  exponent INTEGER NOT NULL CHECK (exponent IN (0, 2))
) STRICT;

CREATE TABLE IF NOT EXISTS payee_rule (
  account_type TEXT NOT NULL CHECK (account_type IN ('BANK_ACCOUNT', 'PAYPAL', 'VENMO')),
  country      TEXT NOT NULL,
  currency     TEXT NOT NULL REFERENCES payee_currency (currency),
  provider     TEXT NOT NULL,
  enabled      INTEGER NOT NULL DEFAULT 1 CHECK (enabled IN (0, 1)),
  PRIMARY KEY (account_type, country, currency)
) STRICT;

CREATE TABLE IF NOT EXISTS payee_bank (
  bank_code TEXT NOT NULL PRIMARY KEY,
  country   TEXT NOT NULL,
  bank_name TEXT NOT NULL,
  UNIQUE (country, bank_name)
) STRICT;

CREATE TABLE IF NOT EXISTS payee_fee (
  merchant_no  TEXT NOT NULL REFERENCES payee_merchant (merchant_no),
  currency     TEXT NOT NULL REFERENCES payee_currency (currency),
  fee_fixed    INTEGER NOT NULL CHECK (fee_fixed BETWEEN 0 AND 1000000000),
  fee_rate_ppm INTEGER NOT NULL CHECK (fee_rate_ppm BETWEEN 0 AND 1000000),
  PRIMARY KEY (merchant_no, currency)
) STRICT;

CREATE TABLE IF NOT EXISTS payee (
  customer_no       TEXT NOT NULL PRIMARY KEY CHECK (length(customer_no) = 22 AND customer_no GLOB '2000*'
                                                    AND customer_no NOT GLOB '*[^0-9]*'),
  merchant_no       TEXT NOT NULL,
  store_no          TEXT NOT NULL,
  profile_type      TEXT NOT NULL CHECK (profile_type IN ('INDIVIDUAL', 'BUSINESS')),
  first_name        TEXT NOT NULL,
  last_name         TEXT NOT NULL,
  company           TEXT,
  email             TEXT NOT NULL,
  email_norm        TEXT NOT NULL,
  customer_code     TEXT,
  phone             TEXT,
  date_of_birth     TEXT NOT NULL,
  gov_id_type       TEXT NOT NULL CHECK (gov_id_type IN ('ID_CARD', 'PASSPORT', 'DRIVER_LICENSE',
                                                        'BUSINESS_REGISTRATION_CERT', 'SSN')),
  gov_id_enc        BLOB NOT NULL CHECK (length(gov_id_enc) >= 30),
  gov_id_key_id     TEXT NOT NULL,
  gov_id_last4      TEXT CHECK (length(gov_id_last4) = 4),
  gov_id_bidx       BLOB NOT NULL CHECK (length(gov_id_bidx) = 32),
  country_code      TEXT NOT NULL,
  country           TEXT,
  state             TEXT NOT NULL,
  city              TEXT NOT NULL,
  street            TEXT NOT NULL,
  street2           TEXT,
  zip               TEXT NOT NULL,
  lang              TEXT NOT NULL,
  status            TEXT NOT NULL CHECK (status IN ('Pending', 'Activated', 'Declined', 'Deactivated')),
  request_sign      TEXT,
  request_key       TEXT,
  created_at        INTEGER NOT NULL,
  updated_at        INTEGER NOT NULL,
  -- The index under the other key while pii_index_key names two: who is registered under either is found. NULL else.
  gov_id_bidx_other BLOB CHECK (length(gov_id_bidx_other) = 32),
  FOREIGN KEY (merchant_no, store_no) REFERENCES payee_store (merchant_no, store_no),
  CHECK (profile_type <> 'BUSINESS' OR company IS NOT NULL),
  CHECK (updated_at >= created_at)
) STRICT;
CREATE UNIQUE INDEX IF NOT EXISTS payee_live_email ON payee (merchant_no, email_norm)
  WHERE status IN ('Pending', 'Activated');
CREATE UNIQUE INDEX IF NOT EXISTS payee_live_gov_id ON payee (merchant_no, gov_id_bidx)
  WHERE status IN ('Pending', 'Activated');
CREATE INDEX IF NOT EXISTS payee_email ON payee (merchant_no, email_norm);
CREATE INDEX IF NOT EXISTS payee_customer_code ON payee (merchant_no, customer_code);

CREATE TABLE IF NOT EXISTS payee_account (
  account_id         INTEGER PRIMARY KEY AUTOINCREMENT,
  account_token      TEXT NOT NULL UNIQUE CHECK (length(account_token) = 22 AND account_token GLOB '2010*'
                                               AND account_token NOT GLOB '*[^0-9]*'),
  customer_no        TEXT NOT NULL REFERENCES payee (customer_no),
  merchant_no        TEXT NOT NULL,
  account_tag        TEXT NOT NULL,
  account_type       TEXT NOT NULL CHECK (account_type IN ('BANK_ACCOUNT', 'PAYPAL', 'VENMO')),
  country            TEXT NOT NULL,
  currency           TEXT NOT NULL,
  number_enc         BLOB NOT NULL CHECK (length(number_enc) >= 30),
  number_key_id      TEXT NOT NULL,
  number_last4       TEXT CHECK (length(number_last4) = 4),
  number_bidx        BLOB NOT NULL CHECK (length(number_bidx) = 32),
  bank_name          TEXT NOT NULL,
  bank_code          TEXT,
  branch_id          TEXT,
  purpose            TEXT CHECK (purpose IN ('CHECKING', 'SAVINGS')),
  client_ip          TEXT NOT NULL,
  ipn_url            TEXT NOT NULL,
  details_hash       BLOB NOT NULL CHECK (length(details_hash) = 32),
  status             TEXT NOT NULL CHECK (status IN ('PENDING', 'ACTIVATED', 'INVALID')),
  request_sign       TEXT,
  request_key        TEXT,
  created_at         INTEGER NOT NULL,
  updated_at         INTEGER NOT NULL,
  deleted_at         INTEGER,
  -- As in payee.
  number_bidx_other  BLOB CHECK (length(number_bidx_other) = 32),
  details_hash_other BLOB CHECK (length(details_hash_other) = 32),
  -- `traceparent` of the newest request about it that named one; NULL for none.
  traceparent        TEXT,
  CHECK (deleted_at >= created_at)
) STRICT;
CREATE UNIQUE INDEX IF NOT EXISTS payee_account_live_tag ON payee_account (merchant_no, customer_no, account_tag)
  WHERE deleted_at IS NULL;
CREATE INDEX IF NOT EXISTS payee_account_list ON payee_account (customer_no, created_at, account_id);
CREATE INDEX IF NOT EXISTS payee_account_number ON payee_account (merchant_no, number_bidx);

CREATE TABLE IF NOT EXISTS payee_payout (
  transaction_no     TEXT NOT NULL PRIMARY KEY CHECK (length(transaction_no) = 18
                                                         AND transaction_no NOT GLOB '*[^0-9]*'),
  merchant_no        TEXT NOT NULL,
  store_no           TEXT NOT NULL,
  customer_no        TEXT NOT NULL REFERENCES payee (customer_no),
  account_token      TEXT NOT NULL REFERENCES payee_account (account_token),
  invoice_id         TEXT,
  idem_key           TEXT,
  verify_sign        TEXT NOT NULL,
  body_hash          BLOB NOT NULL CHECK (length(body_hash) = 32),
  currency           TEXT NOT NULL,
  amount             INTEGER NOT NULL CHECK (amount BETWEEN 1 AND 9000000000000),
  fee                INTEGER NOT NULL CHECK (fee >= 0),
  status             TEXT NOT NULL CHECK (status IN ('pending', 'success', 'failed', 'onhold', 'unclaimed', 'blocked',
                                                        'returned', 'reversed', 'refunded')),
  subject            TEXT,
  note               TEXT,
  description        TEXT,
  processing_channel TEXT CHECK (processing_channel IN ('STANDARD_ACH', 'SAME_DAY_ACH', 'REAL_TIME_PAY')),
  ipn_url            TEXT,
  provider           TEXT NOT NULL,
  provider_ref       TEXT,
  fail_reason        TEXT,
  reply              TEXT NOT NULL,
  created_at         INTEGER NOT NULL,
  updated_at         INTEGER NOT NULL,
  submitted_at       INTEGER,
  payment_at         INTEGER,
  -- `traceparent` of the newest request about it that named one; NULL for none.
  traceparent        TEXT,
  CHECK (invoice_id IS NOT NULL OR idem_key IS NOT NULL),
  CHECK (status NOT IN ('success', 'reversed', 'refunded') OR payment_at IS NOT NULL),
  CHECK (status NOT IN ('pending', 'onhold', 'unclaimed', 'failed', 'blocked') OR payment_at IS NULL),
  CHECK (submitted_at IS NOT NULL OR payment_at IS NULL AND status NOT IN ('unclaimed', 'returned'))
) STRICT;
CREATE UNIQUE INDEX IF NOT EXISTS payee_payout_invoice ON payee_payout (merchant_no, invoice_id)
  WHERE invoice_id IS NOT NULL;
CREATE UNIQUE INDEX IF NOT EXISTS payee_payout_key ON payee_payout (merchant_no, idem_key) WHERE idem_key IS NOT NULL;
CREATE UNIQUE INDEX IF NOT EXISTS payee_payout_sign ON payee_payout (merchant_no, verify_sign);
CREATE INDEX IF NOT EXISTS payee_payout_open ON payee_payout (account_token)
  WHERE status IN ('pending', 'onhold', 'unclaimed');

CREATE TABLE IF NOT EXISTS payee_payout_transition (
  from_status TEXT NOT NULL,
  to_status   TEXT NOT NULL,
  PRIMARY KEY (from_status, to_status)
) STRICT;

CREATE TABLE IF NOT EXISTS payee_ledger (
  merchant_no TEXT NOT NULL REFERENCES payee_merchant (merchant_no),
  currency    TEXT NOT NULL REFERENCES payee_currency (currency),
  kind        TEXT NOT NULL CHECK (kind IN ('AVAILABLE', 'RESERVED', 'IN_FLIGHT', 'FEES', 'SETTLED', 'FUNDING')),
  balance     INTEGER NOT NULL DEFAULT 0,
  PRIMARY KEY (merchant_no, currency, kind),
  CHECK (balance >= 0 OR kind = 'FUNDING')
) STRICT;

CREATE TABLE IF NOT EXISTS payee_posting (
  posting_id     INTEGER PRIMARY KEY,
  merchant_no    TEXT NOT NULL,
  currency       TEXT NOT NULL,
  transaction_no TEXT REFERENCES payee_payout (transaction_no),
  reference      TEXT,
  kind           TEXT NOT NULL CHECK (kind IN ('TOPUP', 'RESERVE', 'SEND', 'SETTLE', 'FEE', 'RELEASE_AMOUNT',
                                                  'RELEASE_FEE', 'RETURN')),
  from_kind      TEXT NOT NULL,
  to_kind        TEXT NOT NULL,
  amount         INTEGER NOT NULL CHECK (amount > 0),
  created_at     INTEGER NOT NULL,
  FOREIGN KEY (merchant_no, currency, from_kind) REFERENCES payee_ledger (merchant_no, currency, kind),
  FOREIGN KEY (merchant_no, currency, to_kind) REFERENCES payee_ledger (merchant_no, currency, kind),
  CHECK (from_kind <> to_kind),
  CHECK ((kind = 'TOPUP') = (reference IS NOT NULL) AND (kind = 'TOPUP') = (transaction_no IS NULL))
) STRICT;
CREATE UNIQUE INDEX IF NOT EXISTS payee_posting_once ON payee_posting (transaction_no, kind)
  WHERE transaction_no IS NOT NULL;
CREATE UNIQUE INDEX IF NOT EXISTS payee_posting_reference ON payee_posting (merchant_no, reference)
  WHERE reference IS NOT NULL;
CREATE INDEX IF NOT EXISTS payee_posting_book ON payee_posting (merchant_no, currency);

-- What came with which signature or idempotency key, and what a mutating call was answered.
CREATE TABLE IF NOT EXISTS payee_request (
  merchant_no TEXT NOT NULL,
  kind        TEXT NOT NULL CHECK (kind IN ('SIGN', 'KEY')),
  key         TEXT NOT NULL,
  path        TEXT NOT NULL,
  hash        BLOB NOT NULL,
  reply       TEXT,
  created_at  INTEGER NOT NULL,
  expires_at  INTEGER NOT NULL,
  -- Of a payment without a timestamp, which whoever has seen it could repeat at any time: the verdict if it was refused (in old
  -- rows code|message), empty until then. Repeated, it stays refused. NULL of every other call, which is tried again.
  refusal     TEXT,
  PRIMARY KEY (merchant_no, kind, key)
) STRICT;
CREATE INDEX IF NOT EXISTS payee_request_expiry ON payee_request (expires_at);
CREATE INDEX IF NOT EXISTS payee_request_refused ON payee_request (merchant_no, created_at) WHERE refusal <> '';

CREATE TABLE IF NOT EXISTS payee_nonce (
  merchant_no TEXT NOT NULL,
  nonce       TEXT NOT NULL,
  expires_at  INTEGER NOT NULL,
  PRIMARY KEY (merchant_no, nonce)
) STRICT;
CREATE INDEX IF NOT EXISTS payee_nonce_expiry ON payee_nonce (expires_at);

-- Expired records count as absent. A few go as each new one comes, so that the tables hold the traffic of a day or two.
CREATE TRIGGER IF NOT EXISTS payee_request_ai AFTER INSERT ON payee_request BEGIN
  DELETE FROM payee_request
   WHERE rowid IN (SELECT rowid FROM payee_request WHERE expires_at <= NEW.created_at LIMIT 4);
END;
-- A nonce is kept for at most a day and a second after a time at most a day from now.
CREATE TRIGGER IF NOT EXISTS payee_nonce_ai AFTER INSERT ON payee_nonce BEGIN
  DELETE FROM payee_nonce
   WHERE rowid IN (SELECT rowid FROM payee_nonce WHERE expires_at <= NEW.expires_at - 172801000 LIMIT 4);
END;

-- The answers of the mutating calls, for the trigger that stores them and the statement that returns them.
CREATE VIEW IF NOT EXISTS payee_register_reply AS
SELECT customer_no, json_object('customer', json_patch('{}', json_object(
         'firstName', first_name, 'lastName', last_name, 'customerCode', customer_code,
         'createdTime', strftime('%Y-%m-%dT%H:%M:%SZ', created_at / 1000, 'unixepoch'),
         'customerNo', customer_no, 'email', email)), 'ret_msg', 'success', 'ret_code', '000100') AS reply
  FROM payee;

-- The time is that of the creation; who answers with an account that existed already replaces it.
CREATE VIEW IF NOT EXISTS payee_account_reply AS
SELECT a.account_token, json_object('result', json_object(
         'accountTag', a.account_tag, 'accountStatus', a.status, 'country', a.country, 'lastName', c.last_name,
         'firstName', c.first_name, 'accountType', a.account_type, 'currency', a.currency,
         'accountToken', a.account_token, 'customerNo', a.customer_no, 'email', c.email,
         'timestamp', strftime('%Y-%m-%dT%H:%M:%SZ', a.created_at / 1000, 'unixepoch'), 'status', 'success'),
         'ret_msg', 'success', 'ret_code', '000100') AS reply
  FROM payee_account a JOIN payee c ON c.customer_no = a.customer_no;

CREATE TRIGGER IF NOT EXISTS payee_token_bi BEFORE INSERT ON payee_token WHEN NEW.active = 1 BEGIN
  SELECT RAISE(ABORT, 'token_limit')
   WHERE (SELECT count(*) FROM payee_token WHERE merchant_no = NEW.merchant_no AND active = 1) >= 2;
END;
CREATE TRIGGER IF NOT EXISTS payee_token_bu BEFORE UPDATE ON payee_token WHEN NEW.active = 1 BEGIN
  SELECT RAISE(ABORT, 'token_limit')
   WHERE (SELECT count(*) FROM payee_token
           WHERE merchant_no = NEW.merchant_no AND active = 1 AND token_id <> OLD.token_id) >= 2;
END;

CREATE TRIGGER IF NOT EXISTS payee_fee_ai AFTER INSERT ON payee_fee BEGIN
  INSERT INTO payee_ledger (merchant_no, currency, kind)
  SELECT NEW.merchant_no, NEW.currency, value
    FROM json_each('["AVAILABLE","RESERVED","IN_FLIGHT","FEES","SETTLED","FUNDING"]') WHERE true
  ON CONFLICT DO NOTHING;
END;

CREATE TRIGGER IF NOT EXISTS payee_bi BEFORE INSERT ON payee BEGIN
  SELECT RAISE(ABORT, 'already_answered')
   WHERE EXISTS (SELECT 1 FROM payee_request WHERE merchant_no = NEW.merchant_no AND reply IS NOT NULL
                    AND (kind = 'SIGN' AND key = NEW.request_sign OR kind = 'KEY' AND key = NEW.request_key));
  SELECT RAISE(ABORT, 'illegal_move') WHERE NEW.status NOT IN ('Pending', 'Activated');
  SELECT RAISE(ABORT, 'email_mismatch')
   WHERE EXISTS (SELECT 1 FROM payee WHERE merchant_no = NEW.merchant_no AND email_norm = NEW.email_norm
                    AND status IN ('Pending', 'Activated'));
  SELECT RAISE(ABORT, 'governmentId_mismatch')
   WHERE EXISTS (SELECT 1 FROM payee
                  WHERE merchant_no = NEW.merchant_no AND gov_id_bidx IN (NEW.gov_id_bidx, NEW.gov_id_bidx_other)
                    AND status IN ('Pending', 'Activated'));
END;
CREATE TRIGGER IF NOT EXISTS payee_ai AFTER INSERT ON payee BEGIN
  UPDATE payee_request SET reply = (SELECT reply FROM payee_register_reply WHERE customer_no = NEW.customer_no)
   WHERE merchant_no = NEW.merchant_no
     AND kind IN ('SIGN', 'KEY') AND key IN (NEW.request_sign, NEW.request_key)
     AND key = iif(kind = 'SIGN', NEW.request_sign, NEW.request_key);
END;

-- Who updates without a request, an operator, sets request_sign and request_key to NULL. An index that becomes the one of
-- gov_id_bidx_other is of the same id: so the operator indexes old rows under a new key (cargo xtask keys reseal).
CREATE TRIGGER IF NOT EXISTS payee_bu BEFORE UPDATE ON payee BEGIN
  SELECT RAISE(ABORT, 'already_answered')
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
  SELECT RAISE(ABORT, 'state_malformed')
   WHERE NEW.country_code = 'US' AND NEW.state NOT GLOB '[A-Z][A-Z]'
     AND (NEW.state <> OLD.state OR NEW.country_code <> OLD.country_code);
  SELECT RAISE(ABORT, 'profileType_mismatch') WHERE NEW.profile_type <> OLD.profile_type;
  SELECT RAISE(ABORT, 'email_mismatch')
   WHERE NEW.email_norm <> OLD.email_norm
     AND EXISTS (SELECT 1 FROM payee WHERE merchant_no = NEW.merchant_no AND email_norm = NEW.email_norm
                    AND customer_no <> NEW.customer_no AND status IN ('Pending', 'Activated'));
  SELECT RAISE(ABORT, 'governmentId_mismatch')
   WHERE NEW.gov_id_bidx <> OLD.gov_id_bidx AND NEW.gov_id_bidx IS NOT OLD.gov_id_bidx_other
     AND EXISTS (SELECT 1 FROM payee
                  WHERE merchant_no = NEW.merchant_no AND gov_id_bidx IN (NEW.gov_id_bidx, NEW.gov_id_bidx_other)
                    AND customer_no <> NEW.customer_no AND status IN ('Pending', 'Activated'));
  SELECT RAISE(ABORT, 'payee_declined')
   WHERE OLD.status = 'Declined' AND NEW.request_sign IS NOT OLD.request_sign;
  SELECT RAISE(ABORT, 'payee_deactivated')
   WHERE OLD.status = 'Deactivated' AND NEW.request_sign IS NOT OLD.request_sign;
  SELECT RAISE(ABORT, 'payee_activated')
   WHERE OLD.status <> 'Pending'
     AND (NEW.first_name <> OLD.first_name OR NEW.last_name <> OLD.last_name OR NEW.company IS NOT OLD.company
          OR NEW.date_of_birth <> OLD.date_of_birth
          OR NEW.gov_id_bidx <> OLD.gov_id_bidx AND NEW.gov_id_bidx IS NOT OLD.gov_id_bidx_other
          OR NEW.gov_id_type <> OLD.gov_id_type OR NEW.country_code <> OLD.country_code);
END;
CREATE TRIGGER IF NOT EXISTS payee_au AFTER UPDATE ON payee WHEN NEW.request_sign IS NOT OLD.request_sign BEGIN
  UPDATE payee_request SET reply = '{"ret_msg":"success","ret_code":"000100"}'
   WHERE merchant_no = NEW.merchant_no
     AND kind IN ('SIGN', 'KEY') AND key IN (NEW.request_sign, NEW.request_key)
     AND key = iif(kind = 'SIGN', NEW.request_sign, NEW.request_key);
END;
CREATE TRIGGER IF NOT EXISTS payee_bd BEFORE DELETE ON payee BEGIN SELECT RAISE(ABORT, 'append_only'); END;

CREATE TRIGGER IF NOT EXISTS payee_account_bi BEFORE INSERT ON payee_account BEGIN
  SELECT RAISE(ABORT, 'already_answered')
   WHERE EXISTS (SELECT 1 FROM payee_request WHERE merchant_no = NEW.merchant_no AND reply IS NOT NULL
                    AND (kind = 'SIGN' AND key = NEW.request_sign OR kind = 'KEY' AND key = NEW.request_key));
  SELECT RAISE(ABORT, 'customerNo_unknown')
   WHERE NOT EXISTS (SELECT 1 FROM payee WHERE customer_no = NEW.customer_no AND merchant_no = NEW.merchant_no);
  SELECT RAISE(ABORT, 'accountTag_mismatch')
   WHERE EXISTS (SELECT 1 FROM payee_account WHERE merchant_no = NEW.merchant_no AND customer_no = NEW.customer_no
                    AND account_tag = NEW.account_tag AND deleted_at IS NULL
                    AND details_hash <> NEW.details_hash AND details_hash IS NOT NEW.details_hash_other);
  SELECT RAISE(ABORT, 'payee_unverified')
   WHERE (SELECT status FROM payee WHERE customer_no = NEW.customer_no) <> 'Activated';
  SELECT RAISE(IGNORE)
   WHERE EXISTS (SELECT 1 FROM payee_account WHERE merchant_no = NEW.merchant_no AND customer_no = NEW.customer_no
                    AND account_tag = NEW.account_tag AND deleted_at IS NULL);
  SELECT RAISE(ABORT, 'account_limit')
   WHERE (SELECT count(*) FROM payee_account WHERE customer_no = NEW.customer_no AND deleted_at IS NULL) >= 100;
END;
CREATE TRIGGER IF NOT EXISTS payee_account_ai AFTER INSERT ON payee_account BEGIN
  UPDATE payee_request SET reply = (SELECT reply FROM payee_account_reply WHERE account_token = NEW.account_token)
   WHERE merchant_no = NEW.merchant_no
     AND kind IN ('SIGN', 'KEY') AND key IN (NEW.request_sign, NEW.request_key)
     AND key = iif(kind = 'SIGN', NEW.request_sign, NEW.request_key);
END;
CREATE TRIGGER IF NOT EXISTS payee_account_bu BEFORE UPDATE ON payee_account BEGIN
  SELECT RAISE(ABORT, 'already_answered')
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
  SELECT RAISE(ABORT, 'payee_unverified')
   WHERE OLD.deleted_at IS NULL AND NEW.deleted_at IS NOT NULL
     AND (SELECT status FROM payee WHERE customer_no = NEW.customer_no) <> 'Activated';
  SELECT RAISE(ABORT, 'open_payouts')
   WHERE OLD.deleted_at IS NULL AND NEW.deleted_at IS NOT NULL
     AND EXISTS (SELECT 1 FROM payee_payout WHERE account_token = NEW.account_token
                    AND status IN ('pending', 'onhold', 'unclaimed'));
END;
CREATE TRIGGER IF NOT EXISTS payee_account_au AFTER UPDATE ON payee_account BEGIN
  UPDATE payee_request SET reply = '{"ret_msg":"deleted","ret_code":"000100"}'
   WHERE NEW.request_sign IS NOT OLD.request_sign AND merchant_no = NEW.merchant_no
     AND kind IN ('SIGN', 'KEY') AND key IN (NEW.request_sign, NEW.request_key)
     AND key = iif(kind = 'SIGN', NEW.request_sign, NEW.request_key);
  INSERT INTO outbox (event_id, topic, tenant, ref, status, target, payload, state, next_at, created_at, traceparent)
  SELECT lower(hex(randomblob(16))), 'ipn.account', NEW.merchant_no, NEW.account_token, NEW.status, NEW.ipn_url,
         json_object('accountStatus', NEW.status, 'accountTag', NEW.account_tag, 'accountToken', NEW.account_token,
           'accountType', NEW.account_type, 'country', NEW.country, 'currency', NEW.currency,
           'customerNo', NEW.customer_no, 'payeeAccount', '****' || coalesce(NEW.number_last4, '')),
         'queued', NEW.updated_at, NEW.updated_at, NEW.traceparent
   WHERE NEW.status <> OLD.status
  ON CONFLICT (topic, ref, status) DO NOTHING;
END;
CREATE TRIGGER IF NOT EXISTS payee_account_bd BEFORE DELETE ON payee_account BEGIN
  SELECT RAISE(ABORT, 'append_only');
END;

-- What becomes of a payment that the database refuses: written into here by the trigger below, and never read. The record
-- of a call that stays refused takes the verdict; any other statement ends with it, undone. RAISE takes literals only.
CREATE VIEW IF NOT EXISTS payee_verdict AS
SELECT merchant_no, key AS verify_sign, refusal AS verdict FROM payee_request WHERE kind = 'SIGN';
CREATE TRIGGER IF NOT EXISTS payee_verdict_ii INSTEAD OF INSERT ON payee_verdict BEGIN
  SELECT RAISE(ABORT, 'payout_shape') WHERE NEW.verdict = 'payout_shape';
  UPDATE payee_request SET refusal = NEW.verdict, expires_at = 9223372036854775807
   WHERE merchant_no = NEW.merchant_no AND kind = 'SIGN' AND key = NEW.verify_sign AND refusal = '';
  SELECT CASE NEW.verdict
      WHEN 'request_duplicate' THEN RAISE(ABORT, 'request_duplicate')
      WHEN 'access_denied' THEN RAISE(ABORT, 'access_denied')
      WHEN 'customerNo_unknown' THEN RAISE(ABORT, 'customerNo_unknown')
      WHEN 'accountToken_unknown' THEN RAISE(ABORT, 'accountToken_unknown')
      WHEN 'currency_unknown' THEN RAISE(ABORT, 'currency_unknown')
      WHEN 'currency_mismatch' THEN RAISE(ABORT, 'currency_mismatch')
      WHEN 'processingChannel_mismatch' THEN RAISE(ABORT, 'processingChannel_mismatch')
      WHEN 'payee_unverified' THEN RAISE(ABORT, 'payee_unverified')
      WHEN 'account_pending' THEN RAISE(ABORT, 'account_pending')
      WHEN 'account_invalid' THEN RAISE(ABORT, 'account_invalid')
      WHEN 'supplier_missing' THEN RAISE(ABORT, 'supplier_missing')
      WHEN 'balance_short' THEN RAISE(ABORT, 'balance_short')
      ELSE RAISE(ABORT, 'payout_verdict')
    END
   WHERE NOT EXISTS (SELECT 1 FROM payee_request
                      WHERE merchant_no = NEW.merchant_no AND kind = 'SIGN' AND key = NEW.verify_sign AND refusal <> '');
END;
CREATE TRIGGER IF NOT EXISTS payee_payout_bi BEFORE INSERT ON payee_payout BEGIN
  INSERT INTO payee_verdict (merchant_no, verify_sign, verdict)
  SELECT NEW.merchant_no, NEW.verify_sign, 'request_duplicate'
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
      THEN 'access_denied'
    WHEN NOT EXISTS (SELECT 1 FROM payee WHERE customer_no = NEW.customer_no AND merchant_no = NEW.merchant_no)
      THEN 'customerNo_unknown'
    WHEN NOT EXISTS (SELECT 1 FROM payee_account WHERE account_token = NEW.account_token
                        AND customer_no = NEW.customer_no AND merchant_no = NEW.merchant_no AND deleted_at IS NULL)
      THEN 'accountToken_unknown'
    WHEN NOT EXISTS (SELECT 1 FROM payee_fee WHERE merchant_no = NEW.merchant_no AND currency = NEW.currency)
      THEN 'currency_unknown'
    WHEN (SELECT currency FROM payee_account WHERE account_token = NEW.account_token) <> NEW.currency
     AND (SELECT allow_cross_currency FROM payee_merchant WHERE merchant_no = NEW.merchant_no) = 0
      THEN 'currency_mismatch'
    WHEN NEW.processing_channel IS NOT NULL
     AND NOT EXISTS (SELECT 1 FROM payee_account WHERE account_token = NEW.account_token
                        AND account_type = 'BANK_ACCOUNT' AND country = 'US')
      THEN 'processingChannel_mismatch'
    WHEN (SELECT status FROM payee WHERE customer_no = NEW.customer_no) <> 'Activated'
      THEN 'payee_unverified'
    WHEN (SELECT status FROM payee_account WHERE account_token = NEW.account_token) = 'PENDING'
      THEN 'account_pending'
    WHEN (SELECT status FROM payee_account WHERE account_token = NEW.account_token) = 'INVALID'
      THEN 'account_invalid'
    WHEN NEW.provider = '' THEN 'supplier_missing'
    WHEN NEW.status <> 'pending' OR NEW.submitted_at IS NOT NULL
      OR NEW.fee IS NOT (SELECT fee_fixed + (NEW.amount * fee_rate_ppm + 500000) / 1000000 FROM payee_fee
                          WHERE merchant_no = NEW.merchant_no AND currency = NEW.currency)
      THEN 'payout_shape'
    WHEN (SELECT balance FROM payee_ledger
           WHERE merchant_no = NEW.merchant_no AND currency = NEW.currency AND kind = 'AVAILABLE')
         < NEW.amount + NEW.fee
      THEN 'balance_short'
    END AS verdict) WHERE verdict IS NOT NULL;
  -- It has just been refused for good.
  SELECT RAISE(IGNORE)
   WHERE EXISTS (SELECT 1 FROM payee_request
                  WHERE merchant_no = NEW.merchant_no AND kind = 'SIGN' AND key = NEW.verify_sign AND refusal <> '');
END;
CREATE TRIGGER IF NOT EXISTS payee_payout_ai AFTER INSERT ON payee_payout BEGIN
  INSERT INTO payee_posting (merchant_no, currency, transaction_no, kind, from_kind, to_kind, amount, created_at)
  VALUES (NEW.merchant_no, NEW.currency, NEW.transaction_no, 'RESERVE', 'AVAILABLE', 'RESERVED', NEW.amount + NEW.fee,
          NEW.created_at);
  INSERT INTO payout_jobs (kind, ref, next_attempt_at, created_at, updated_at)
  VALUES ('payee', NEW.transaction_no, NEW.created_at, NEW.created_at, NEW.created_at);
END;
CREATE TRIGGER IF NOT EXISTS payee_payout_bu BEFORE UPDATE ON payee_payout BEGIN
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
  SELECT RAISE(ABORT, 'illegal_move')
   WHERE NEW.status <> OLD.status
     AND NOT EXISTS (SELECT 1 FROM payee_payout_transition
                      WHERE from_status = OLD.status AND to_status = NEW.status);
END;
CREATE TRIGGER IF NOT EXISTS payee_payout_au AFTER UPDATE ON payee_payout BEGIN
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
  INSERT INTO outbox (event_id, topic, tenant, ref, status, target, payload, state, next_at, created_at, traceparent)
  SELECT lower(hex(randomblob(16))), 'ipn.payout', NEW.merchant_no, NEW.transaction_no, NEW.status,
         coalesce(NEW.ipn_url, a.ipn_url),
         json_patch('{}', json_object('accountToken', NEW.account_token,
           'amount', printf(y.format, NEW.amount / y.unit, NEW.amount % y.unit),
           'currency', NEW.currency, 'invoiceId', NEW.invoice_id,
           'paymentTime', strftime('%Y-%m-%dT%H:%M:%SZ', NEW.payment_at / 1000, 'unixepoch'),
           'status', NEW.status, 'transactionNo', NEW.transaction_no, 'vendor', a.account_type)),
         'queued', NEW.updated_at, NEW.updated_at, NEW.traceparent
    FROM payee_account a JOIN currencies y ON y.code = NEW.currency
   WHERE a.account_token = NEW.account_token AND NEW.status <> OLD.status AND NEW.status <> 'pending'
  ON CONFLICT (topic, ref, status) DO NOTHING;
  UPDATE payout_jobs SET state = 'done', lease_until = 0, updated_at = NEW.updated_at
   WHERE kind = 'payee' AND ref = NEW.transaction_no AND state = 'open'
     AND NEW.status NOT IN ('pending', 'onhold', 'unclaimed');
END;
CREATE TRIGGER IF NOT EXISTS payee_payout_bd BEFORE DELETE ON payee_payout BEGIN
  SELECT RAISE(ABORT, 'append_only');
END;

CREATE TRIGGER IF NOT EXISTS payee_posting_ai AFTER INSERT ON payee_posting BEGIN
  UPDATE payee_ledger SET balance = balance - NEW.amount
   WHERE merchant_no = NEW.merchant_no AND currency = NEW.currency AND kind = NEW.from_kind;
  UPDATE payee_ledger SET balance = balance + NEW.amount
   WHERE merchant_no = NEW.merchant_no AND currency = NEW.currency AND kind = NEW.to_kind;
END;
CREATE TRIGGER IF NOT EXISTS payee_posting_bu BEFORE UPDATE ON payee_posting BEGIN
  SELECT RAISE(ABORT, 'append_only');
END;
CREATE TRIGGER IF NOT EXISTS payee_posting_bd BEFORE DELETE ON payee_posting BEGIN
  SELECT RAISE(ABORT, 'append_only');
END;
