-- What operators provision (docs/admin.md): for each resource a view of its bodies and the trigger that carries a command
-- out. How they work together: sql/500_admin.sql. `key` names one of them, `parent` what it belongs to, `info` is what is
-- shown beside the body and `secret` a password's hash, which is never shown. Amounts are decimal texts with all the digits
-- of their currency, so that the digits alone are the minor units. Every statement may be run again at any start.

CREATE VIEW IF NOT EXISTS admin_view_products AS
SELECT CAST(id AS TEXT) AS key,
       NULL AS parent, id AS id,
       json_object(
         'id', id,
         'name', name,
         'status', CASE status WHEN 1 THEN 'active' ELSE 'suspended' END,
         'deposits', json(CASE deposit_status WHEN 0 THEN 'false' ELSE 'true' END),
         'withdrawals', json(CASE withdraw_status WHEN 0 THEN 'false' ELSE 'true' END),
         'require_nonce', json(CASE require_nonce WHEN 0 THEN 'false' ELSE 'true' END),
         'minimum_scheme', minimum_scheme,
         'deposit_callback', deposit_callback,
         'withdraw_callback', withdraw_callback) AS body,
       json_object('key', json(CASE key WHEN '' THEN 'null'
                                ELSE json_object('not_before', strftime('%Y-%m-%dT%H:%M:%SZ', key_not_before / 1000, 'unixepoch'),
                     'not_after', strftime('%Y-%m-%dT%H:%M:%SZ', key_not_after / 1000, 'unixepoch')) END),
                   'next_key', json(CASE next_key WHEN '' THEN 'null'
                                ELSE json_object('not_before', strftime('%Y-%m-%dT%H:%M:%SZ', next_key_not_before / 1000, 'unixepoch'),
                     'not_after', strftime('%Y-%m-%dT%H:%M:%SZ', next_key_not_after / 1000, 'unixepoch')) END),
                   'created_at', strftime('%Y-%m-%dT%H:%M:%SZ', created_at / 1000, 'unixepoch'),
                   'updated_at', strftime('%Y-%m-%dT%H:%M:%SZ', updated_at / 1000, 'unixepoch')) AS info,
       NULL AS secret
  FROM products;

CREATE TRIGGER IF NOT EXISTS admin_commands_product INSTEAD OF INSERT ON admin_commands
WHEN NEW.resource = 'product' AND NEW.action <> 'rotate' BEGIN
  SELECT RAISE(ABORT, 'changed_meanwhile')
   WHERE NEW.old_body IS NOT (SELECT body FROM admin_view_products WHERE key = NEW.key);
  INSERT INTO products (id, name, key, status, deposit_status, withdraw_status, require_nonce, minimum_scheme,
                        deposit_callback, withdraw_callback, created_at, updated_at)
  SELECT NEW.new_body ->> 'id', NEW.new_body ->> 'name', NEW.secrets ->> 'key', NEW.new_body ->> 'status' = 'active',
         NEW.new_body ->> 'deposits', NEW.new_body ->> 'withdrawals', NEW.new_body ->> 'require_nonce',
         NEW.new_body ->> 'minimum_scheme', NEW.new_body ->> 'deposit_callback', NEW.new_body ->> 'withdraw_callback',
         NEW.created_at, NEW.created_at
   WHERE NEW.old_body IS NULL;
  UPDATE products
     SET name = NEW.new_body ->> 'name', status = NEW.new_body ->> 'status' = 'active',
         deposit_status = NEW.new_body ->> 'deposits', withdraw_status = NEW.new_body ->> 'withdrawals',
         require_nonce = NEW.new_body ->> 'require_nonce', minimum_scheme = NEW.new_body ->> 'minimum_scheme',
         deposit_callback = NEW.new_body ->> 'deposit_callback', withdraw_callback = NEW.new_body ->> 'withdraw_callback',
         updated_at = NEW.created_at
   WHERE id = NEW.new_body ->> 'id' AND NEW.old_body IS NOT NULL;
  SELECT RAISE(ABORT, 'wrong_body')
   WHERE NEW.new_body IS NOT (SELECT body FROM admin_view_products WHERE key = NEW.key);
END;

CREATE TRIGGER IF NOT EXISTS admin_commands_product_rotate INSTEAD OF INSERT ON admin_commands
WHEN NEW.resource = 'product' AND NEW.action = 'rotate' BEGIN
  SELECT RAISE(ABORT, 'changed_meanwhile')
   WHERE NOT EXISTS (SELECT 1 FROM products WHERE id = CAST(NEW.key AS INTEGER) AND key = NEW.secrets ->> 'old_key'
                        AND next_key = NEW.secrets ->> 'old_next_key');
  UPDATE products
     SET key = NEW.secrets ->> 'key', key_not_before = NEW.secrets ->> 'key_not_before',
         key_not_after = NEW.secrets ->> 'key_not_after', next_key = NEW.secrets ->> 'next_key',
         next_key_not_before = NEW.secrets ->> 'next_key_not_before', next_key_not_after = NULL,
         updated_at = NEW.created_at
   WHERE id = CAST(NEW.key AS INTEGER);
END;

CREATE VIEW IF NOT EXISTS admin_view_merchants AS
SELECT code AS key,
       CAST(product_id AS TEXT) AS parent, id AS id,
       json_object(
         'code', code,
         'product_id', product_id,
         'account', account,
         'status', CASE status WHEN 1 THEN 'active' ELSE 'suspended' END,
         'four_eyes', json(CASE four_eyes WHEN 0 THEN 'false' ELSE 'true' END),
         'make_up_ceiling', json(coalesce((SELECT json_group_object(c.key,
            CASE WHEN c.key IN ('VND', 'JPY') THEN printf('%d', c.value)
            WHEN c.key = 'USDT' THEN printf('%d.%06d', c.value / 1000000, c.value % 1000000)
            WHEN c.key = 'BTC' THEN printf('%d.%08d', c.value / 100000000, c.value % 100000000)
            ELSE printf('%d.%02d', c.value / 100, c.value % 100) END)
                   FROM (SELECT key, value FROM json_each(make_up_ceiling) ORDER BY key) c), '{}'))) AS body,
       json_object('created_at', strftime('%Y-%m-%dT%H:%M:%SZ', created_at / 1000, 'unixepoch'),
                   'updated_at', strftime('%Y-%m-%dT%H:%M:%SZ', updated_at / 1000, 'unixepoch')) AS info,
       password_hash AS secret
  FROM merchants;

CREATE TRIGGER IF NOT EXISTS admin_commands_merchant INSTEAD OF INSERT ON admin_commands
WHEN NEW.resource = 'merchant' BEGIN
  SELECT RAISE(ABORT, 'changed_meanwhile')
   WHERE NEW.old_body IS NOT (SELECT body FROM admin_view_merchants WHERE key = NEW.key);
  SELECT RAISE(ABORT, 'product_exists')
   WHERE NOT EXISTS (SELECT 1 FROM products WHERE id = NEW.new_body ->> 'product_id');
  INSERT INTO merchants (product_id, code, account, password_hash, status, four_eyes, make_up_ceiling,
                         created_at, updated_at)
  SELECT NEW.new_body ->> 'product_id', NEW.key, NEW.new_body ->> 'account', NEW.secrets ->> 'password_hash',
         NEW.new_body ->> 'status' = 'active', NEW.new_body ->> 'four_eyes',
         (SELECT json_group_object(c.key, CAST(replace(c.value, '.', '') AS INTEGER))
            FROM json_each(NEW.new_body, '$.make_up_ceiling') c),
         NEW.created_at, NEW.created_at
   WHERE NEW.old_body IS NULL;
  UPDATE merchants
     SET account = NEW.new_body ->> 'account', password_hash = coalesce(NEW.secrets ->> 'password_hash', password_hash),
         status = NEW.new_body ->> 'status' = 'active', four_eyes = NEW.new_body ->> 'four_eyes',
         make_up_ceiling = (SELECT json_group_object(c.key, CAST(replace(c.value, '.', '') AS INTEGER))
            FROM json_each(NEW.new_body, '$.make_up_ceiling') c),
         updated_at = NEW.created_at
   WHERE code = NEW.key AND NEW.old_body IS NOT NULL;
  SELECT RAISE(ABORT, 'wrong_body')
   WHERE NEW.new_body IS NOT (SELECT body FROM admin_view_merchants WHERE key = NEW.key);
END;

CREATE VIEW IF NOT EXISTS admin_view_hubs AS
SELECT code AS key,
       CAST(product_id AS TEXT) AS parent, id AS id,
       json_object(
         'merchant', code,
         'domain', domain,
         'callback_url', callback_url,
         'region_id', region_id,
         'group_id', group_id) AS body,
       json_object('key', json(CASE key WHEN '' THEN 'null'
                                ELSE json_object('not_before', strftime('%Y-%m-%dT%H:%M:%SZ', key_not_before / 1000, 'unixepoch'),
                     'not_after', strftime('%Y-%m-%dT%H:%M:%SZ', key_not_after / 1000, 'unixepoch')) END),
                   'next_key', json(CASE next_key WHEN '' THEN 'null'
                                ELSE json_object('not_before', strftime('%Y-%m-%dT%H:%M:%SZ', next_key_not_before / 1000, 'unixepoch'),
                     'not_after', strftime('%Y-%m-%dT%H:%M:%SZ', next_key_not_after / 1000, 'unixepoch')) END),
                   'created_at', strftime('%Y-%m-%dT%H:%M:%SZ', created_at / 1000, 'unixepoch'),
                   'updated_at', strftime('%Y-%m-%dT%H:%M:%SZ', updated_at / 1000, 'unixepoch')) AS info,
       NULL AS secret
  FROM merchants;

CREATE TRIGGER IF NOT EXISTS admin_commands_hub INSTEAD OF INSERT ON admin_commands
WHEN NEW.resource = 'hub' AND NEW.action <> 'rotate' BEGIN
  SELECT RAISE(ABORT, 'changed_meanwhile')
   WHERE NEW.old_body IS NOT (SELECT body FROM admin_view_hubs WHERE key = NEW.key);
  UPDATE merchants
     SET domain = NEW.new_body ->> 'domain', callback_url = NEW.new_body ->> 'callback_url',
         region_id = NEW.new_body ->> 'region_id', group_id = NEW.new_body ->> 'group_id', updated_at = NEW.created_at
   WHERE code = NEW.key;
  SELECT RAISE(ABORT, 'wrong_body')
   WHERE NEW.new_body IS NOT (SELECT body FROM admin_view_hubs WHERE key = NEW.key);
END;

CREATE TRIGGER IF NOT EXISTS admin_commands_hub_rotate INSTEAD OF INSERT ON admin_commands
WHEN NEW.resource = 'hub' AND NEW.action = 'rotate' BEGIN
  SELECT RAISE(ABORT, 'changed_meanwhile')
   WHERE NOT EXISTS (SELECT 1 FROM merchants WHERE code = NEW.key AND key = NEW.secrets ->> 'old_key'
                        AND next_key = NEW.secrets ->> 'old_next_key');
  UPDATE merchants
     SET key = NEW.secrets ->> 'key', key_not_before = NEW.secrets ->> 'key_not_before',
         key_not_after = NEW.secrets ->> 'key_not_after', next_key = NEW.secrets ->> 'next_key',
         next_key_not_before = NEW.secrets ->> 'next_key_not_before', next_key_not_after = NULL,
         updated_at = NEW.created_at
   WHERE code = NEW.key;
END;

CREATE VIEW IF NOT EXISTS admin_view_merchant_users AS
SELECT m.code || '/' || u.account AS key,
       m.code AS parent, u.id AS id,
       json_object(
         'merchant', m.code,
         'account', u.account,
         'role', u.role,
         'status', CASE u.status WHEN 1 THEN 'active' ELSE 'suspended' END) AS body,
       json_object('created_at', strftime('%Y-%m-%dT%H:%M:%SZ', u.created_at / 1000, 'unixepoch'),
                   'updated_at', strftime('%Y-%m-%dT%H:%M:%SZ', u.updated_at / 1000, 'unixepoch')) AS info,
       u.password_hash AS secret
  FROM merchant_users u
  JOIN merchants m ON m.id = u.merchant_id;

CREATE TRIGGER IF NOT EXISTS admin_commands_merchant_user INSTEAD OF INSERT ON admin_commands
WHEN NEW.resource = 'merchant_user' BEGIN
  SELECT RAISE(ABORT, 'changed_meanwhile')
   WHERE NEW.old_body IS NOT (SELECT body FROM admin_view_merchant_users WHERE key = NEW.key);
  SELECT RAISE(ABORT, 'merchant_exists')
   WHERE NOT EXISTS (SELECT 1 FROM merchants WHERE code = NEW.new_body ->> 'merchant');
  INSERT INTO merchant_users (merchant_id, account, password_hash, role, status, created_at, updated_at)
  SELECT (SELECT id FROM merchants WHERE code = NEW.new_body ->> 'merchant'), NEW.new_body ->> 'account',
         NEW.secrets ->> 'password_hash', NEW.new_body ->> 'role', NEW.new_body ->> 'status' = 'active',
         NEW.created_at, NEW.created_at
   WHERE NEW.old_body IS NULL;
  UPDATE merchant_users
     SET password_hash = coalesce(NEW.secrets ->> 'password_hash', password_hash), role = NEW.new_body ->> 'role',
         status = NEW.new_body ->> 'status' = 'active', updated_at = NEW.created_at
   WHERE merchant_id = (SELECT id FROM merchants WHERE code = NEW.new_body ->> 'merchant')
     AND account = NEW.new_body ->> 'account' AND NEW.old_body IS NOT NULL;
  SELECT RAISE(ABORT, 'wrong_body')
   WHERE NEW.new_body IS NOT (SELECT body FROM admin_view_merchant_users WHERE key = NEW.key);
END;

CREATE VIEW IF NOT EXISTS admin_view_deposit_channels AS
SELECT h.product_id || '/' || h.code AS key,
       CAST(h.product_id AS TEXT) AS parent, h.id AS id,
       json_object(
         'product_id', h.product_id,
         'code', h.code,
         'merchant', m.code,
         'kind', h.kind,
         'channel', h.channel,
         'name', h.name,
         'category', h.category,
         'currency', h.currency,
         'status', CASE h.status WHEN 1 THEN 'active' ELSE 'suspended' END,
         'recommend', json(CASE h.recommend WHEN 0 THEN 'false' ELSE 'true' END),
         'sort', h.sort,
         'fee_bp', h.fee_bp,
         'min_amount', CASE WHEN h.currency IN ('VND', 'JPY') THEN printf('%d', h.min_amount)
            WHEN h.currency = 'USDT' THEN printf('%d.%06d', h.min_amount / 1000000, h.min_amount % 1000000)
            WHEN h.currency = 'BTC' THEN printf('%d.%08d', h.min_amount / 100000000, h.min_amount % 100000000)
            ELSE printf('%d.%02d', h.min_amount / 100, h.min_amount % 100) END,
         'max_amount', CASE WHEN h.currency IN ('VND', 'JPY') THEN printf('%d', h.max_amount)
            WHEN h.currency = 'USDT' THEN printf('%d.%06d', h.max_amount / 1000000, h.max_amount % 1000000)
            WHEN h.currency = 'BTC' THEN printf('%d.%08d', h.max_amount / 100000000, h.max_amount % 100000000)
            ELSE printf('%d.%02d', h.max_amount / 100, h.max_amount % 100) END,
         'star_levels', h.star_levels,
         'credit_levels', h.credit_levels,
         'customer_types', h.customer_types) AS body,
       json_object('created_at', strftime('%Y-%m-%dT%H:%M:%SZ', h.created_at / 1000, 'unixepoch'),
                   'updated_at', strftime('%Y-%m-%dT%H:%M:%SZ', h.updated_at / 1000, 'unixepoch')) AS info,
       NULL AS secret
  FROM deposit_channels h
  JOIN merchants m ON m.id = h.merchant_id;

CREATE TRIGGER IF NOT EXISTS admin_commands_deposit_channel INSTEAD OF INSERT ON admin_commands
WHEN NEW.resource = 'deposit_channel' BEGIN
  SELECT RAISE(ABORT, 'changed_meanwhile')
   WHERE NEW.old_body IS NOT (SELECT body FROM admin_view_deposit_channels WHERE key = NEW.key);
  SELECT RAISE(ABORT, 'merchant_exists')
   WHERE NOT EXISTS (SELECT 1 FROM merchants
                      WHERE code = NEW.new_body ->> 'merchant' AND product_id = NEW.new_body ->> 'product_id');
  INSERT INTO deposit_channels (product_id, merchant_id, code, kind, channel, name, category, currency, status,
           recommend, sort, fee_bp, min_amount, max_amount, star_levels, credit_levels, customer_types, created_at,
           updated_at)
  SELECT NEW.new_body ->> 'product_id',
         (SELECT id FROM merchants WHERE code = NEW.new_body ->> 'merchant'),
         NEW.new_body ->> 'code',
         NEW.new_body ->> 'kind',
         NEW.new_body ->> 'channel',
         NEW.new_body ->> 'name',
         NEW.new_body ->> 'category',
         NEW.new_body ->> 'currency',
         NEW.new_body ->> 'status' = 'active',
         NEW.new_body ->> 'recommend',
         NEW.new_body ->> 'sort',
         NEW.new_body ->> 'fee_bp',
         CAST(replace(NEW.new_body ->> 'min_amount', '.', '') AS INTEGER),
         CAST(replace(NEW.new_body ->> 'max_amount', '.', '') AS INTEGER),
         NEW.new_body ->> 'star_levels',
         NEW.new_body ->> 'credit_levels',
         NEW.new_body ->> 'customer_types',
         NEW.created_at, NEW.created_at
   WHERE NEW.old_body IS NULL;
  UPDATE deposit_channels
     SET channel = NEW.new_body ->> 'channel',
         name = NEW.new_body ->> 'name',
         category = NEW.new_body ->> 'category',
         status = NEW.new_body ->> 'status' = 'active',
         recommend = NEW.new_body ->> 'recommend',
         sort = NEW.new_body ->> 'sort',
         fee_bp = NEW.new_body ->> 'fee_bp',
         min_amount = CAST(replace(NEW.new_body ->> 'min_amount', '.', '') AS INTEGER),
         max_amount = CAST(replace(NEW.new_body ->> 'max_amount', '.', '') AS INTEGER),
         star_levels = NEW.new_body ->> 'star_levels',
         credit_levels = NEW.new_body ->> 'credit_levels',
         customer_types = NEW.new_body ->> 'customer_types',
         updated_at = NEW.created_at
   WHERE product_id = NEW.new_body ->> 'product_id' AND code = NEW.new_body ->> 'code' AND NEW.old_body IS NOT NULL;
  SELECT RAISE(ABORT, 'wrong_body')
   WHERE NEW.new_body IS NOT (SELECT body FROM admin_view_deposit_channels WHERE key = NEW.key);
END;

CREATE VIEW IF NOT EXISTS admin_view_withdraw_channels AS
SELECT h.product_id || '/' || h.code AS key,
       CAST(h.product_id AS TEXT) AS parent, h.id AS id,
       json_object(
         'product_id', h.product_id,
         'code', h.code,
         'merchant', m.code,
         'channel', h.channel,
         'name', h.name,
         'currency', h.currency,
         'status', CASE h.status WHEN 1 THEN 'active' ELSE 'suspended' END,
         'recommend', json(CASE h.recommend WHEN 0 THEN 'false' ELSE 'true' END),
         'sort', h.sort,
         'fee_bp', h.fee_bp,
         'min_amount', CASE WHEN h.currency IN ('VND', 'JPY') THEN printf('%d', h.min_amount)
            WHEN h.currency = 'USDT' THEN printf('%d.%06d', h.min_amount / 1000000, h.min_amount % 1000000)
            WHEN h.currency = 'BTC' THEN printf('%d.%08d', h.min_amount / 100000000, h.min_amount % 100000000)
            ELSE printf('%d.%02d', h.min_amount / 100, h.min_amount % 100) END,
         'max_amount', CASE WHEN h.currency IN ('VND', 'JPY') THEN printf('%d', h.max_amount)
            WHEN h.currency = 'USDT' THEN printf('%d.%06d', h.max_amount / 1000000, h.max_amount % 1000000)
            WHEN h.currency = 'BTC' THEN printf('%d.%08d', h.max_amount / 100000000, h.max_amount % 100000000)
            ELSE printf('%d.%02d', h.max_amount / 100, h.max_amount % 100) END,
         'max_total_amount', CASE WHEN h.currency IN ('VND', 'JPY') THEN printf('%d', h.max_total_amount)
            WHEN h.currency = 'USDT' THEN printf('%d.%06d', h.max_total_amount / 1000000, h.max_total_amount % 1000000)
            WHEN h.currency = 'BTC' THEN printf('%d.%08d', h.max_total_amount / 100000000, h.max_total_amount % 100000000)
            ELSE printf('%d.%02d', h.max_total_amount / 100, h.max_total_amount % 100) END,
         'star_levels', h.star_levels,
         'credit_levels', h.credit_levels,
         'customer_types', h.customer_types) AS body,
       json_object('created_at', strftime('%Y-%m-%dT%H:%M:%SZ', h.created_at / 1000, 'unixepoch'),
                   'updated_at', strftime('%Y-%m-%dT%H:%M:%SZ', h.updated_at / 1000, 'unixepoch')) AS info,
       NULL AS secret
  FROM withdraw_channels h
  JOIN merchants m ON m.id = h.merchant_id;

CREATE TRIGGER IF NOT EXISTS admin_commands_withdraw_channel INSTEAD OF INSERT ON admin_commands
WHEN NEW.resource = 'withdraw_channel' BEGIN
  SELECT RAISE(ABORT, 'changed_meanwhile')
   WHERE NEW.old_body IS NOT (SELECT body FROM admin_view_withdraw_channels WHERE key = NEW.key);
  SELECT RAISE(ABORT, 'merchant_exists')
   WHERE NOT EXISTS (SELECT 1 FROM merchants
                      WHERE code = NEW.new_body ->> 'merchant' AND product_id = NEW.new_body ->> 'product_id');
  INSERT INTO withdraw_channels (product_id, merchant_id, code, channel, name, currency, status, recommend, sort,
           fee_bp, min_amount, max_amount, max_total_amount, star_levels, credit_levels, customer_types, created_at,
           updated_at)
  SELECT NEW.new_body ->> 'product_id',
         (SELECT id FROM merchants WHERE code = NEW.new_body ->> 'merchant'),
         NEW.new_body ->> 'code',
         NEW.new_body ->> 'channel',
         NEW.new_body ->> 'name',
         NEW.new_body ->> 'currency',
         NEW.new_body ->> 'status' = 'active',
         NEW.new_body ->> 'recommend',
         NEW.new_body ->> 'sort',
         NEW.new_body ->> 'fee_bp',
         CAST(replace(NEW.new_body ->> 'min_amount', '.', '') AS INTEGER),
         CAST(replace(NEW.new_body ->> 'max_amount', '.', '') AS INTEGER),
         CAST(replace(NEW.new_body ->> 'max_total_amount', '.', '') AS INTEGER),
         NEW.new_body ->> 'star_levels',
         NEW.new_body ->> 'credit_levels',
         NEW.new_body ->> 'customer_types',
         NEW.created_at, NEW.created_at
   WHERE NEW.old_body IS NULL;
  UPDATE withdraw_channels
     SET channel = NEW.new_body ->> 'channel',
         name = NEW.new_body ->> 'name',
         status = NEW.new_body ->> 'status' = 'active',
         recommend = NEW.new_body ->> 'recommend',
         sort = NEW.new_body ->> 'sort',
         fee_bp = NEW.new_body ->> 'fee_bp',
         min_amount = CAST(replace(NEW.new_body ->> 'min_amount', '.', '') AS INTEGER),
         max_amount = CAST(replace(NEW.new_body ->> 'max_amount', '.', '') AS INTEGER),
         max_total_amount = CAST(replace(NEW.new_body ->> 'max_total_amount', '.', '') AS INTEGER),
         star_levels = NEW.new_body ->> 'star_levels',
         credit_levels = NEW.new_body ->> 'credit_levels',
         customer_types = NEW.new_body ->> 'customer_types',
         updated_at = NEW.created_at
   WHERE product_id = NEW.new_body ->> 'product_id' AND code = NEW.new_body ->> 'code' AND NEW.old_body IS NOT NULL;
  SELECT RAISE(ABORT, 'wrong_body')
   WHERE NEW.new_body IS NOT (SELECT body FROM admin_view_withdraw_channels WHERE key = NEW.key);
END;

CREATE VIEW IF NOT EXISTS admin_view_receiving_accounts AS
SELECT m.code || '/' || CASE r.type WHEN 1 THEN 'manual' ELSE 'transfer' END || '/' || r.currency || '/' || r.account_no AS key,
       m.code AS parent, r.id AS id,
       json_object(
         'merchant', m.code,
         'type', CASE r.type WHEN 1 THEN 'manual' ELSE 'transfer' END,
         'currency', r.currency,
         'account_no', r.account_no,
         'bank_code', r.bank_code,
         'bank_name', r.bank_name,
         'account_name', r.account_name,
         'branch', r.branch,
         'province', r.province,
         'city', r.city,
         'status', CASE r.status WHEN 1 THEN 'active' ELSE 'suspended' END,
         'star_levels', r.star_levels,
         'credit_levels', r.credit_levels,
         'area_limit', r.area_limit,
         'special_member', r.special_member,
         'limit_amount', CASE WHEN r.currency IN ('VND', 'JPY') THEN printf('%d', r.limit_amount)
            WHEN r.currency = 'USDT' THEN printf('%d.%06d', r.limit_amount / 1000000, r.limit_amount % 1000000)
            WHEN r.currency = 'BTC' THEN printf('%d.%08d', r.limit_amount / 100000000, r.limit_amount % 100000000)
            ELSE printf('%d.%02d', r.limit_amount / 100, r.limit_amount % 100) END,
         'hidden', json(CASE r.is_show WHEN 0 THEN 'false' ELSE 'true' END),
         'remarks', r.remarks) AS body,
       json_object('id', r.id, 'usable_from', strftime('%Y-%m-%dT%H:%M:%SZ', r.usable_from / 1000, 'unixepoch'),
                   'created_at', strftime('%Y-%m-%dT%H:%M:%SZ', r.created_at / 1000, 'unixepoch'),
                   'updated_at', strftime('%Y-%m-%dT%H:%M:%SZ', r.updated_at / 1000, 'unixepoch')) AS info,
       NULL AS secret
  FROM receipt_banks r
  JOIN merchants m ON m.id = r.merchant_id;

CREATE TRIGGER IF NOT EXISTS admin_commands_receiving_account INSTEAD OF INSERT ON admin_commands
WHEN NEW.resource = 'receiving_account' BEGIN
  SELECT RAISE(ABORT, 'changed_meanwhile')
   WHERE NEW.old_body IS NOT (SELECT body FROM admin_view_receiving_accounts WHERE key = NEW.key);
  SELECT RAISE(ABORT, 'merchant_exists')
   WHERE NOT EXISTS (SELECT 1 FROM merchants WHERE code = NEW.new_body ->> 'merchant');
  SELECT RAISE(ABORT, 'bank_exists')
   WHERE NOT EXISTS (SELECT 1 FROM bank_codes WHERE type = 2 AND code = NEW.new_body ->> 'bank_code')
     AND (NEW.old_body IS NULL OR NEW.old_body ->> 'bank_code' IS NOT NEW.new_body ->> 'bank_code');
  INSERT INTO receipt_banks (merchant_id, type, currency, account_no, bank_code, bank_name, account_name, branch, province,
                             city, status, star_levels, credit_levels, area_limit, special_member, limit_amount, is_show,
                             remarks, created_by, ip_address, usable_from, change_session_account, change_session_role,
                             change_client_ip, change_trace, created_at, updated_at)
  SELECT (SELECT id FROM merchants WHERE code = NEW.new_body ->> 'merchant'),
         CASE NEW.new_body ->> 'type' WHEN 'manual' THEN 1 ELSE 2 END, NEW.new_body ->> 'currency',
         NEW.new_body ->> 'account_no', NEW.new_body ->> 'bank_code', NEW.new_body ->> 'bank_name',
         NEW.new_body ->> 'account_name', NEW.new_body ->> 'branch', NEW.new_body ->> 'province', NEW.new_body ->> 'city',
         NEW.new_body ->> 'status' = 'active', NEW.new_body ->> 'star_levels', NEW.new_body ->> 'credit_levels', NEW.new_body ->> 'area_limit', NEW.new_body ->> 'special_member',
         CAST(replace(NEW.new_body ->> 'limit_amount', '.', '') AS INTEGER), NEW.new_body ->> 'hidden',
         NEW.new_body ->> 'remarks',
         NEW.operator, NEW.client_ip, NEW.secrets ->> 'usable_from', NEW.operator, 'desk:' || NEW.role, NEW.client_ip,
         NEW.trace_id, NEW.created_at, NEW.created_at
   WHERE NEW.old_body IS NULL;
  UPDATE receipt_banks
     SET bank_code = NEW.new_body ->> 'bank_code', bank_name = NEW.new_body ->> 'bank_name',
         account_name = NEW.new_body ->> 'account_name', branch = NEW.new_body ->> 'branch',
         province = NEW.new_body ->> 'province', city = NEW.new_body ->> 'city',
         star_levels = NEW.new_body ->> 'star_levels', credit_levels = NEW.new_body ->> 'credit_levels',
         area_limit = NEW.new_body ->> 'area_limit', special_member = NEW.new_body ->> 'special_member',
         limit_amount = CAST(replace(NEW.new_body ->> 'limit_amount', '.', '') AS INTEGER),
         is_show = NEW.new_body ->> 'hidden',
         remarks = NEW.new_body ->> 'remarks',
         usable_from = CASE WHEN NEW.old_body ->> 'status' = NEW.new_body ->> 'status' THEN usable_from
                            ELSE NEW.secrets ->> 'usable_from' END,
         status = NEW.new_body ->> 'status' = 'active', change_session_account = NEW.operator,
         change_session_role = 'desk:' || NEW.role, change_client_ip = NEW.client_ip, change_trace = NEW.trace_id,
         updated_at = NEW.created_at
   WHERE merchant_id = (SELECT id FROM merchants WHERE code = NEW.new_body ->> 'merchant')
     AND type = CASE NEW.new_body ->> 'type' WHEN 'manual' THEN 1 ELSE 2 END
     AND currency = NEW.new_body ->> 'currency' AND account_no = NEW.new_body ->> 'account_no' AND NEW.old_body IS NOT NULL;
  SELECT RAISE(ABORT, 'wrong_body')
   WHERE NEW.new_body IS NOT (SELECT body FROM admin_view_receiving_accounts WHERE key = NEW.key);
END;

CREATE VIEW IF NOT EXISTS admin_view_banks AS
SELECT CASE type WHEN 1 THEN 'redirect' WHEN 2 THEN 'deposit' ELSE 'withdrawal' END || '/' || code AS key,
       NULL AS parent, id AS id,
       json_object(
         'type', CASE type WHEN 1 THEN 'redirect' WHEN 2 THEN 'deposit' ELSE 'withdrawal' END,
         'code', code,
         'name', name,
         'status', CASE status WHEN 1 THEN 'active' ELSE 'suspended' END) AS body,
       json_object() AS info,
       NULL AS secret
  FROM bank_codes;

CREATE TRIGGER IF NOT EXISTS admin_commands_bank INSTEAD OF INSERT ON admin_commands
WHEN NEW.resource = 'bank' BEGIN
  SELECT RAISE(ABORT, 'changed_meanwhile')
   WHERE NEW.old_body IS NOT (SELECT body FROM admin_view_banks WHERE key = NEW.key);
  INSERT INTO bank_codes (type, code, name, status)
  SELECT CASE NEW.new_body ->> 'type' WHEN 'redirect' THEN 1 WHEN 'deposit' THEN 2 ELSE 3 END, NEW.new_body ->> 'code',
         NEW.new_body ->> 'name', NEW.new_body ->> 'status' = 'active'
   WHERE NEW.old_body IS NULL;
  UPDATE bank_codes SET name = NEW.new_body ->> 'name', status = NEW.new_body ->> 'status' = 'active'
   WHERE type = CASE NEW.new_body ->> 'type' WHEN 'redirect' THEN 1 WHEN 'deposit' THEN 2 ELSE 3 END
     AND code = NEW.new_body ->> 'code' AND NEW.old_body IS NOT NULL;
  SELECT RAISE(ABORT, 'wrong_body')
   WHERE NEW.new_body IS NOT (SELECT body FROM admin_view_banks WHERE key = NEW.key);
END;
