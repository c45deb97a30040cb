-- What operators provision (docs/admin.md): for each resource the trigger that carries a command out. How they work together:
-- sql/500_admin.sql. Every statement may be run again at any start.

-- Keys of products and hubs that come from the variable `referenced_keys`: under which name. `key` is the product's id, the
-- merchant's code.
CREATE TABLE IF NOT EXISTS admin_key_refs (
  resource TEXT NOT NULL CHECK (resource IN ('product', 'hub')),
  key      TEXT NOT NULL,
  ref      TEXT NOT NULL CHECK (length(ref) BETWEEN 1 AND 64),
  PRIMARY KEY (resource, key)
);

CREATE TRIGGER IF NOT EXISTS admin_commands_product INSTEAD OF INSERT ON admin_commands
WHEN NEW.resource = 'product' AND NEW.action <> 'rotate' BEGIN
  INSERT INTO products (id, name, status, deposit_status, withdraw_status, require_nonce, minimum_scheme,
    deposit_callback, withdraw_callback, key, created_at, updated_at)
  VALUES (NEW.c0, NEW.c1, NEW.c2, NEW.c3, NEW.c4, NEW.c5, NEW.c6, NEW.c7, NEW.c8, coalesce(NEW.s0, (SELECT key FROM
          products WHERE id = NEW.c0)), NEW.created_at, NEW.created_at)
  ON CONFLICT (id) DO UPDATE SET
    name = excluded.name, status = excluded.status, deposit_status = excluded.deposit_status, withdraw_status
    = excluded.withdraw_status, require_nonce = excluded.require_nonce, minimum_scheme = excluded.minimum_scheme,
    deposit_callback = excluded.deposit_callback, withdraw_callback = excluded.withdraw_callback, updated_at
    = excluded.updated_at;
  DELETE FROM admin_key_refs WHERE resource = 'product' AND key = NEW.key AND NEW.c9 = '';
  INSERT INTO admin_key_refs (resource, key, ref) SELECT 'product', NEW.key, NEW.c9 WHERE NEW.c9 <> ''
  ON CONFLICT (resource, key) DO UPDATE SET ref = excluded.ref;
END;

-- The six columns of keys, after the two that must still be there.
CREATE TRIGGER IF NOT EXISTS admin_commands_product_rotate INSTEAD OF INSERT ON admin_commands
WHEN NEW.resource = 'product' AND NEW.action = 'rotate' BEGIN
  SELECT RAISE(ABORT, 'changed_meanwhile')
   WHERE NOT EXISTS (SELECT 1 FROM products WHERE id = CAST(NEW.key AS INTEGER) AND key = NEW.c0 AND next_key = NEW.c1);
  UPDATE products
     SET key = NEW.c2, key_not_before = NEW.c3, key_not_after = NEW.c4, next_key = NEW.c5, next_key_not_before = NEW.c6,
         next_key_not_after = NULL, updated_at = NEW.created_at
   WHERE id = CAST(NEW.key AS INTEGER);
END;

CREATE TRIGGER IF NOT EXISTS admin_commands_merchant INSTEAD OF INSERT ON admin_commands
WHEN NEW.resource = 'merchant' BEGIN
  SELECT RAISE(ABORT, 'product_exists')
   WHERE NOT EXISTS (SELECT 1 FROM products WHERE id = NEW.c1);
  INSERT INTO merchants (code, product_id, account, status, four_eyes, make_up_ceiling, day_offset, password_hash,
    created_at, updated_at)
  VALUES (NEW.c0, NEW.c1, NEW.c2, NEW.c3, NEW.c4, NEW.c5, NEW.c6, coalesce(NEW.s0, (SELECT password_hash FROM merchants WHERE code
          = NEW.c0)), NEW.created_at, NEW.created_at)
  ON CONFLICT (code) DO UPDATE SET
    account = excluded.account, status = excluded.status, four_eyes = excluded.four_eyes, make_up_ceiling
    = excluded.make_up_ceiling, day_offset = excluded.day_offset, password_hash = excluded.password_hash,
    updated_at = excluded.updated_at;
END;

CREATE TRIGGER IF NOT EXISTS admin_commands_hub INSTEAD OF INSERT ON admin_commands
WHEN NEW.resource = 'hub' AND NEW.action <> 'rotate' BEGIN
  UPDATE merchants
     SET domain = NEW.c1, callback_url = NEW.c2, region_id = NEW.c3, group_id = NEW.c4, updated_at = NEW.created_at
   WHERE code = NEW.c0;
  DELETE FROM admin_key_refs WHERE resource = 'hub' AND key = NEW.key AND NEW.c5 = '';
  INSERT INTO admin_key_refs (resource, key, ref) SELECT 'hub', NEW.key, NEW.c5 WHERE NEW.c5 <> ''
  ON CONFLICT (resource, key) DO UPDATE SET ref = excluded.ref;
END;

-- The six columns of keys, after the two that must still be there, and the merchant's id, which sealed keys are bound to.
CREATE TRIGGER IF NOT EXISTS admin_commands_hub_rotate INSTEAD OF INSERT ON admin_commands
WHEN NEW.resource = 'hub' AND NEW.action = 'rotate' BEGIN
  SELECT RAISE(ABORT, 'changed_meanwhile')
   WHERE NOT EXISTS (SELECT 1 FROM merchants WHERE code = NEW.key AND key = NEW.c0 AND next_key = NEW.c1
                         AND id = CAST(NEW.c7 AS INTEGER));
  UPDATE merchants
     SET key = NEW.c2, key_not_before = NEW.c3, key_not_after = NEW.c4, next_key = NEW.c5, next_key_not_before = NEW.c6,
         next_key_not_after = NULL, updated_at = NEW.created_at
   WHERE code = NEW.key;
END;

CREATE TRIGGER IF NOT EXISTS admin_commands_merchant_user INSTEAD OF INSERT ON admin_commands
WHEN NEW.resource = 'merchant_user' BEGIN
  SELECT RAISE(ABORT, 'merchant_exists')
   WHERE NOT EXISTS (SELECT 1 FROM merchants WHERE code = NEW.c0);
  INSERT INTO merchant_users (merchant_id, account, role, status, password_hash, created_at, updated_at)
  VALUES ((SELECT id FROM merchants WHERE code = NEW.c0), NEW.c1, NEW.c2, NEW.c3, coalesce(NEW.s0, (SELECT password_hash
          FROM merchant_users WHERE merchant_id = (SELECT id FROM merchants WHERE code = NEW.c0) AND account = NEW.c1)),
          NEW.created_at, NEW.created_at)
  ON CONFLICT (merchant_id, account) DO UPDATE SET
    role = excluded.role, status = excluded.status, password_hash = excluded.password_hash, updated_at
    = excluded.updated_at;
END;

CREATE TRIGGER IF NOT EXISTS admin_commands_deposit_channel INSTEAD OF INSERT ON admin_commands
WHEN NEW.resource = 'deposit_channel' BEGIN
  SELECT RAISE(ABORT, 'merchant_exists')
   WHERE NOT EXISTS (SELECT 1 FROM merchants WHERE code = NEW.c2 AND product_id = NEW.c0);
  INSERT INTO deposit_channels (product_id, code, merchant_id, kind, channel, name, category, currency, status, recommend,
    sort, fee_bp, min_amount, max_amount, star_levels, credit_levels, customer_types, created_at, updated_at)
  VALUES (NEW.c0, NEW.c1, (SELECT id FROM merchants WHERE code = NEW.c2), NEW.c3, NEW.c4, NEW.c5, NEW.c6, NEW.c7, NEW.c8,
          NEW.c9, NEW.c10, NEW.c11, NEW.c12, NEW.c13, NEW.c14, NEW.c15, NEW.c16, NEW.created_at, NEW.created_at)
  ON CONFLICT (product_id, code) DO UPDATE SET
    channel = excluded.channel, name = excluded.name, category = excluded.category, status = excluded.status, recommend
    = excluded.recommend, sort = excluded.sort, fee_bp = excluded.fee_bp, min_amount = excluded.min_amount, max_amount
    = excluded.max_amount, star_levels = excluded.star_levels, credit_levels = excluded.credit_levels, customer_types
    = excluded.customer_types, updated_at = excluded.updated_at;
END;

CREATE TRIGGER IF NOT EXISTS admin_commands_withdraw_channel INSTEAD OF INSERT ON admin_commands
WHEN NEW.resource = 'withdraw_channel' BEGIN
  SELECT RAISE(ABORT, 'merchant_exists')
   WHERE NOT EXISTS (SELECT 1 FROM merchants WHERE code = NEW.c2 AND product_id = NEW.c0);
  INSERT INTO withdraw_channels (product_id, code, merchant_id, channel, name, currency, status, recommend, sort, fee_bp,
    min_amount, max_amount, max_total_amount, star_levels, credit_levels, customer_types, created_at, updated_at)
  VALUES (NEW.c0, NEW.c1, (SELECT id FROM merchants WHERE code = NEW.c2), NEW.c3, NEW.c4, NEW.c5, NEW.c6, NEW.c7, NEW.c8,
          NEW.c9, NEW.c10, NEW.c11, NEW.c12, NEW.c13, NEW.c14, NEW.c15, NEW.created_at, NEW.created_at)
  ON CONFLICT (product_id, code) DO UPDATE SET
    channel = excluded.channel, name = excluded.name, status = excluded.status, recommend = excluded.recommend, sort
    = excluded.sort, fee_bp = excluded.fee_bp, min_amount = excluded.min_amount, max_amount = excluded.max_amount,
    max_total_amount = excluded.max_total_amount, star_levels = excluded.star_levels, credit_levels
    = excluded.credit_levels, customer_types = excluded.customer_types, updated_at = excluded.updated_at;
END;

-- A receiving account: when it is usable from, or its id if that stays.
CREATE TRIGGER IF NOT EXISTS admin_commands_receiving_account INSTEAD OF INSERT ON admin_commands
WHEN NEW.resource = 'receiving_account' BEGIN
  SELECT RAISE(ABORT, 'merchant_exists')
   WHERE NOT EXISTS (SELECT 1 FROM merchants WHERE code = NEW.c0);
  SELECT RAISE(ABORT, 'bank_exists')
   WHERE NOT EXISTS (SELECT 1 FROM bank_codes WHERE type = 2 AND code = NEW.c4);
  INSERT INTO receipt_banks (merchant_id, type, currency, account_no, bank_code, bank_name, account_name, branch,
    province, city, status, star_levels, credit_levels, area_limit, special_member, limit_amount, is_show, remarks,
    created_by, ip_address, usable_from, change_session_account, change_session_role, change_client_ip, change_trace,
    created_at, updated_at)
  VALUES ((SELECT id FROM merchants WHERE code = NEW.c0), CASE NEW.c1 WHEN 'manual' THEN 1 ELSE 2 END, NEW.c2, NEW.c3,
          NEW.c4, NEW.c5, NEW.c6, NEW.c7, NEW.c8, NEW.c9, NEW.c10, NEW.c11, NEW.c12, NEW.c13, NEW.c14, NEW.c15, NEW.c16,
          NEW.c17, NEW.operator, NEW.client_ip, coalesce(NEW.s0, (SELECT usable_from FROM receipt_banks WHERE id
          = NEW.s1)), NEW.operator, 'desk:' || NEW.role, NEW.client_ip, NEW.trace_id, NEW.created_at, NEW.created_at)
  ON CONFLICT (merchant_id, type, currency, account_no) DO UPDATE SET
    bank_code = excluded.bank_code, bank_name = excluded.bank_name, account_name = excluded.account_name, branch
    = excluded.branch, province = excluded.province, city = excluded.city, status = excluded.status, star_levels
    = excluded.star_levels, credit_levels = excluded.credit_levels, area_limit = excluded.area_limit, special_member
    = excluded.special_member, limit_amount = excluded.limit_amount, is_show = excluded.is_show, remarks = excluded.remarks,
    usable_from = excluded.usable_from, change_session_account = excluded.change_session_account, change_session_role
    = excluded.change_session_role, change_client_ip = excluded.change_client_ip, change_trace = excluded.change_trace,
    updated_at = excluded.updated_at;
END;

CREATE TRIGGER IF NOT EXISTS admin_commands_bank INSTEAD OF INSERT ON admin_commands
WHEN NEW.resource = 'bank' BEGIN
  INSERT INTO bank_codes (type, code, name, status)
  VALUES (CASE NEW.c0 WHEN 'redirect' THEN 1 WHEN 'deposit' THEN 2 ELSE 3 END, NEW.c1, NEW.c2, NEW.c3)
  ON CONFLICT (type, code) DO UPDATE SET
    name = excluded.name, status = excluded.status;
END;
