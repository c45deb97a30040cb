// Tables and rows: what the measured requests of the bundle's demo data need, and no more.

export const ISSUER = "feiqian-development";
export const AUDIENCE = "feiqian-wallet";
export const PUBLIC_KEY = `-----BEGIN PUBLIC KEY-----
MCowBQYDK2VwAyEALug46e//M8axM3pkgjP1Lxcrsenzp57eDwo+QV73QTQ=
-----END PUBLIC KEY-----`;

const TABLES = `
CREATE TABLE IF NOT EXISTS products (id INTEGER PRIMARY KEY, name TEXT NOT NULL, key TEXT NOT NULL, status INTEGER NOT NULL);
CREATE TABLE IF NOT EXISTS customers (id INTEGER PRIMARY KEY, product_id INTEGER NOT NULL REFERENCES products (id),
  product_user_id TEXT NOT NULL, credit_level INTEGER NOT NULL DEFAULT 0, star_level INTEGER NOT NULL DEFAULT 0,
  status INTEGER NOT NULL DEFAULT 1, created_at INTEGER NOT NULL, updated_at INTEGER NOT NULL,
  UNIQUE (product_id, product_user_id));
CREATE TABLE IF NOT EXISTS bank_codes (id INTEGER PRIMARY KEY, type INTEGER NOT NULL, name TEXT NOT NULL, code TEXT NOT NULL,
  status INTEGER NOT NULL DEFAULT 1, UNIQUE (type, code));
CREATE TABLE IF NOT EXISTS merchants (id INTEGER PRIMARY KEY, product_id INTEGER NOT NULL REFERENCES products (id),
  code TEXT NOT NULL UNIQUE);
CREATE TABLE IF NOT EXISTS channels (id INTEGER PRIMARY KEY, product_id INTEGER NOT NULL REFERENCES products (id),
  merchant_id INTEGER NOT NULL REFERENCES merchants (id), code TEXT NOT NULL, currency TEXT NOT NULL,
  min_amount INTEGER NOT NULL, max_amount INTEGER NOT NULL, status INTEGER NOT NULL DEFAULT 1, UNIQUE (product_id, code));
CREATE TABLE IF NOT EXISTS receipt_banks (id INTEGER PRIMARY KEY, merchant_id INTEGER NOT NULL REFERENCES merchants (id),
  bank_name TEXT NOT NULL, account_no TEXT NOT NULL, account_name TEXT NOT NULL, limit_amount INTEGER NOT NULL DEFAULT 0);
CREATE TABLE IF NOT EXISTS receipt_days (account_no TEXT NOT NULL, day INTEGER NOT NULL, collected INTEGER NOT NULL,
  PRIMARY KEY (account_no, day));
CREATE TABLE IF NOT EXISTS deposits (id INTEGER PRIMARY KEY, product_id INTEGER NOT NULL REFERENCES products (id),
  merchant_id INTEGER NOT NULL REFERENCES merchants (id), customer_id INTEGER NOT NULL REFERENCES customers (id),
  channel_id INTEGER NOT NULL REFERENCES channels (id), currency TEXT NOT NULL, amount INTEGER NOT NULL CHECK (amount > 0),
  order_sn TEXT NOT NULL UNIQUE, product_order_sn TEXT, depositor TEXT NOT NULL, receipt_account TEXT NOT NULL,
  response TEXT NOT NULL, status INTEGER NOT NULL DEFAULT 0, created_at INTEGER NOT NULL, UNIQUE (product_id, product_order_sn));
CREATE INDEX IF NOT EXISTS deposits_list ON deposits (merchant_id, status, id);
CREATE TABLE IF NOT EXISTS audit_log (id INTEGER PRIMARY KEY, record_id INTEGER NOT NULL, bill_no TEXT NOT NULL,
  action TEXT NOT NULL, new_flag INTEGER NOT NULL, actor TEXT NOT NULL, ip TEXT NOT NULL, trace TEXT NOT NULL,
  created_at INTEGER NOT NULL);
CREATE INDEX IF NOT EXISTS audit_log_bill ON audit_log (bill_no);

CREATE TABLE IF NOT EXISTS users (id INTEGER PRIMARY KEY, username TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS user_wallets (user_id INTEGER PRIMARY KEY REFERENCES users (id),
  available INTEGER NOT NULL CHECK (available >= 0), frozen INTEGER NOT NULL DEFAULT 0 CHECK (frozen >= 0),
  status INTEGER NOT NULL DEFAULT 0, updated_at INTEGER NOT NULL DEFAULT 0);
CREATE TABLE IF NOT EXISTS wallet_settings (id INTEGER PRIMARY KEY, rate INTEGER NOT NULL, min_sum INTEGER NOT NULL,
  max_sum INTEGER NOT NULL, sum_limit INTEGER NOT NULL);
CREATE TABLE IF NOT EXISTS cash (id INTEGER PRIMARY KEY, user_id INTEGER NOT NULL REFERENCES users (id),
  cash_sn TEXT NOT NULL UNIQUE, amount INTEGER NOT NULL CHECK (amount > 0), rate INTEGER NOT NULL, charge INTEGER NOT NULL,
  actual INTEGER NOT NULL, type INTEGER NOT NULL, mobile TEXT NOT NULL, status INTEGER NOT NULL DEFAULT 1,
  created_at INTEGER NOT NULL);
CREATE INDEX IF NOT EXISTS cash_user ON cash (user_id, created_at);
CREATE TABLE IF NOT EXISTS cash_days (user_id INTEGER NOT NULL, day INTEGER NOT NULL, applied INTEGER NOT NULL,
  PRIMARY KEY (user_id, day));
CREATE TABLE IF NOT EXISTS wallet_logs (id INTEGER PRIMARY KEY, user_id INTEGER NOT NULL REFERENCES users (id),
  cash_id INTEGER NOT NULL REFERENCES cash (id), change_type INTEGER NOT NULL, amount INTEGER NOT NULL,
  available_after INTEGER NOT NULL, frozen_after INTEGER NOT NULL, created_at INTEGER NOT NULL);
CREATE INDEX IF NOT EXISTS wallet_logs_user ON wallet_logs (user_id, id);

CREATE TABLE IF NOT EXISTS payee_merchants (merchant_no TEXT PRIMARY KEY);
CREATE TABLE IF NOT EXISTS payee_stores (store_no TEXT PRIMARY KEY, merchant_no TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS payee_tokens (id INTEGER PRIMARY KEY, merchant_no TEXT NOT NULL, token TEXT NOT NULL,
  active INTEGER NOT NULL DEFAULT 1);
CREATE TABLE IF NOT EXISTS payee_fees (merchant_no TEXT NOT NULL, currency TEXT NOT NULL, fixed INTEGER NOT NULL,
  ppm INTEGER NOT NULL, PRIMARY KEY (merchant_no, currency));
CREATE TABLE IF NOT EXISTS payees (customer_no TEXT PRIMARY KEY, merchant_no TEXT NOT NULL, status TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS payee_accounts (account_token TEXT PRIMARY KEY, customer_no TEXT NOT NULL, merchant_no TEXT NOT NULL,
  status TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS payee_requests (merchant_no TEXT NOT NULL, sign TEXT NOT NULL, hash BLOB NOT NULL, reply TEXT,
  created_at INTEGER NOT NULL, PRIMARY KEY (merchant_no, sign));
CREATE TABLE IF NOT EXISTS payouts (transaction_no TEXT PRIMARY KEY, merchant_no TEXT NOT NULL, store_no TEXT NOT NULL,
  customer_no TEXT NOT NULL, account_token TEXT NOT NULL, invoice_id TEXT NOT NULL, hash BLOB NOT NULL, currency TEXT NOT NULL,
  amount INTEGER NOT NULL, fee INTEGER NOT NULL, status TEXT NOT NULL, reply TEXT NOT NULL, created_at INTEGER NOT NULL,
  UNIQUE (merchant_no, invoice_id));
CREATE TABLE IF NOT EXISTS payee_postings (id INTEGER PRIMARY KEY, merchant_no TEXT NOT NULL, currency TEXT NOT NULL,
  transaction_no TEXT NOT NULL, kind TEXT NOT NULL, amount INTEGER NOT NULL, created_at INTEGER NOT NULL);
CREATE INDEX IF NOT EXISTS payee_postings_no ON payee_postings (transaction_no);
CREATE TABLE IF NOT EXISTS payee_ledger (merchant_no TEXT NOT NULL, currency TEXT NOT NULL, kind TEXT NOT NULL,
  balance INTEGER NOT NULL CHECK (balance >= 0), PRIMARY KEY (merchant_no, currency, kind));
CREATE TABLE IF NOT EXISTS payout_jobs (ref TEXT PRIMARY KEY, state TEXT NOT NULL DEFAULT 'open',
  next_attempt_at INTEGER NOT NULL, created_at INTEGER NOT NULL);
CREATE INDEX IF NOT EXISTS payout_jobs_due ON payout_jobs (next_attempt_at) WHERE state = 'open';
`;

export function fill(db) {
  db.exec(TABLES);
  db.transaction(() => {
    const put = (table, ...values) => {
      db.prepare(`INSERT OR IGNORE INTO ${table} VALUES (${values.map(() => "?").join(", ")})`).run(...values);
    };
    put("products", 1, "Product", "demo-key-0001", 1);
    put("customers", 1, 1, "1000001", 0, 0, 1, 0, 0);
    // As many banks as the bundle's list has.
    for (let id = 1; id <= BANKS; id += 1) put("bank_codes", id, 1 + (id % 3), `银行 ${id}`, `BANK${id}`, 1);
    put("merchants", 3, 1, "M003");
    put("channels", 4, 1, 3, "3", "CNY", 100, 0, 1);
    put("receipt_banks", 1, 3, "工商银行", "6222021234567890", "李四", 0);
    put("wallet_settings", 1, 10000, 100, 500000, 10000000000);
    for (let user = 1001; user <= 1200; user += 1) {
      put("users", user, `user${user}`);
      put("user_wallets", user, 9000000000, 0, 0, 0);
    }
    put("payee_merchants", "900001");
    put("payee_stores", "800001", "900001");
    put("payee_tokens", 1, "900001", "unit-test-token-0001", 1);
    put("payee_fees", "900001", "USD", 100, 0);
    put("payees", "2000900001000000000001", "900001", "Activated");
    put("payee_accounts", "2010900001000000000001", "2000900001000000000001", "900001", "ACTIVATED");
    put("payee_ledger", "900001", "USD", "AVAILABLE", 1000000000000);
    put("payee_ledger", "900001", "USD", "RESERVED", 0);
  })();
}

const BANKS = 14;
