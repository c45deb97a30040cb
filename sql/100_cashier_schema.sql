-- The cashier's tables (cashier.md section 4). Money is INTEGER minor units, time INTEGER unix milliseconds.
-- Every statement may be run again at any start.

-- Client systems that own end users and their balances; they sign their requests with `key`, by `minimum_scheme` or a
-- stronger scheme: md5 and hmac are those of `sign`, rfc9421 that of the header `signature-input`.
CREATE TABLE IF NOT EXISTS products (
  id                  INTEGER PRIMARY KEY,
  name                TEXT NOT NULL,
  key                 TEXT NOT NULL CHECK (key <> ''),
  status              INTEGER NOT NULL DEFAULT 1 CHECK (status IN (0, 1)),
  deposit_status      INTEGER NOT NULL DEFAULT 1 CHECK (deposit_status IN (0, 1)),
  withdraw_status     INTEGER NOT NULL DEFAULT 1 CHECK (withdraw_status IN (0, 1)),
  require_nonce       INTEGER NOT NULL DEFAULT 0 CHECK (require_nonce IN (0, 1)),
  deposit_callback    TEXT NOT NULL DEFAULT '',
  withdraw_callback   TEXT NOT NULL DEFAULT '',
  created_at          INTEGER NOT NULL,
  updated_at          INTEGER NOT NULL,
  minimum_scheme      TEXT NOT NULL DEFAULT 'hmac' CHECK (minimum_scheme IN ('md5', 'hmac', 'rfc9421')),
  -- `key` and `next_key` count from not_before on and before not_after; NULL leaves that end open, '' is no next key.
  key_not_before      INTEGER,
  key_not_after       INTEGER CHECK (key_not_before IS NULL OR key_not_after IS NULL OR key_not_before < key_not_after),
  next_key            TEXT NOT NULL DEFAULT '',
  next_key_not_before INTEGER,
  next_key_not_after  INTEGER CHECK (next_key_not_before IS NULL OR next_key_not_after IS NULL
                                     OR next_key_not_before < next_key_not_after)
) STRICT;

-- A product's end users.
CREATE TABLE IF NOT EXISTS customers (
  id              INTEGER PRIMARY KEY,
  product_id      INTEGER NOT NULL REFERENCES products (id),
  product_user_id TEXT NOT NULL CHECK (length(product_user_id) BETWEEN 1 AND 64),
  credit_level    INTEGER NOT NULL DEFAULT 0,
  star_level      INTEGER NOT NULL DEFAULT 0,
  priority_level  INTEGER NOT NULL DEFAULT 0,
  customer_type   INTEGER NOT NULL DEFAULT 1 CHECK (customer_type IN (1, 2)),
  ip              TEXT NOT NULL DEFAULT '0.0.0.0',
  status          INTEGER NOT NULL DEFAULT 1 CHECK (status IN (0, 1)),
  created_at      INTEGER NOT NULL,
  updated_at      INTEGER NOT NULL,
  UNIQUE (product_id, product_user_id)
) STRICT;

-- A customer's only card; type 0 is an ordinary one, 1 a VND card.
CREATE TABLE IF NOT EXISTS customer_banks (
  id                INTEGER PRIMARY KEY,
  customer_id       INTEGER NOT NULL UNIQUE REFERENCES customers (id),
  type              INTEGER NOT NULL DEFAULT 0 CHECK (type IN (0, 1)),
  bank_account_name TEXT NOT NULL,
  bank_account_no   TEXT NOT NULL,
  bank_name         TEXT NOT NULL,
  bank_province     TEXT NOT NULL,
  bank_cities       TEXT NOT NULL,
  bank_countries    TEXT NOT NULL,
  branch_name       TEXT NOT NULL DEFAULT '',
  status            INTEGER NOT NULL DEFAULT 1 CHECK (status IN (0, 1)),
  created_at        INTEGER NOT NULL,
  updated_at        INTEGER NOT NULL
) STRICT;

-- Banks by use: type 1 redirect, 2 deposit, 3 withdrawal.
CREATE TABLE IF NOT EXISTS bank_codes (
  id     INTEGER PRIMARY KEY,
  type   INTEGER NOT NULL CHECK (type IN (1, 2, 3)),
  name   TEXT NOT NULL,
  code   TEXT NOT NULL CHECK (length(code) <= 15),
  status INTEGER NOT NULL DEFAULT 1 CHECK (status IN (0, 1)),
  UNIQUE (type, code)
) STRICT;

-- National divisions, by their 12-digit codes.
CREATE TABLE IF NOT EXISTS provinces (
  id          INTEGER PRIMARY KEY,
  name        TEXT NOT NULL,
  province_id TEXT NOT NULL UNIQUE CHECK (length(province_id) = 12 AND province_id NOT GLOB '*[^0-9]*')
) STRICT;

CREATE TABLE IF NOT EXISTS cities (
  id          INTEGER PRIMARY KEY,
  name        TEXT NOT NULL,
  city_id     TEXT NOT NULL UNIQUE CHECK (length(city_id) = 12 AND city_id NOT GLOB '*[^0-9]*'),
  province_id TEXT NOT NULL REFERENCES provinces (province_id)
) STRICT;
CREATE INDEX IF NOT EXISTS cities_province ON cities (province_id);

CREATE TABLE IF NOT EXISTS districts (
  id          INTEGER PRIMARY KEY,
  name        TEXT NOT NULL,
  district_id TEXT NOT NULL UNIQUE CHECK (length(district_id) = 12 AND district_id NOT GLOB '*[^0-9]*'),
  city_id     TEXT NOT NULL REFERENCES cities (city_id)
) STRICT;
CREATE INDEX IF NOT EXISTS districts_city ON districts (city_id);

-- Nonces a product has used, until no request that repeats one could still be in its time window.
CREATE TABLE IF NOT EXISTS nonces (
  product_id INTEGER NOT NULL,
  nonce      TEXT NOT NULL,
  expires_at INTEGER NOT NULL,
  PRIMARY KEY (product_id, nonce)
) STRICT;
CREATE INDEX IF NOT EXISTS nonces_expires ON nonces (expires_at);
