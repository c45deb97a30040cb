-- What operators provision for the wallet (docs/admin.md): users, reasons, settings. As sql/510_admin_resources.sql. Every
-- statement may be run again at any start. In columns that name a user, 9007199254740991 is the desk: the audit row names the
-- operator.

-- Id, name, mobile, status, openid, nickname. A wallet's status changes by an adjustment alone (sql/300_wallet_schema.sql).
CREATE TRIGGER IF NOT EXISTS admin_commands_wallet_user INSTEAD OF INSERT ON admin_commands
WHEN NEW.resource = 'wallet_user' BEGIN
  INSERT INTO users (id, username, mobile, created_at, updated_at)
  VALUES (NEW.c0, NEW.c1, NEW.c2, NEW.created_at, NEW.created_at)
  ON CONFLICT (id) DO UPDATE SET
    username = excluded.username, mobile = excluded.mobile, updated_at = excluded.updated_at;
  INSERT INTO wallet_adjustments (command_id, user_id, operator_id, wallet_status, operate_reason, created_at)
  SELECT 'desk:' || NEW.id, user_id, 9007199254740991, 1 - NEW.c3, 'desk', NEW.created_at
    FROM user_wallets WHERE user_id = NEW.c0 AND wallet_status <> 1 - NEW.c3;
  DELETE FROM user_wechats WHERE user_id = NEW.c0 AND NEW.c4 = '';
  INSERT INTO user_wechats (user_id, openid, nickname, created_at, updated_at)
  SELECT NEW.c0, NEW.c4, NEW.c5, NEW.created_at, NEW.created_at WHERE NEW.c4 <> ''
  ON CONFLICT (user_id) DO UPDATE SET
    openid = excluded.openid, nickname = excluded.nickname, updated_at = excluded.updated_at;
END;

CREATE TRIGGER IF NOT EXISTS admin_commands_reason INSTEAD OF INSERT ON admin_commands
WHEN NEW.resource = 'reason' BEGIN
  INSERT INTO reasons (kind, code, text, status, created_at, updated_at)
  VALUES (NEW.c0, NEW.c1, NEW.c2, NEW.c3, NEW.created_at, NEW.created_at)
  ON CONFLICT (kind, code) DO UPDATE SET
    text = excluded.text, status = excluded.status, updated_at = excluded.updated_at;
END;

-- Rate, smallest, largest, daily limit, days between two applications, whether payouts run.
CREATE TRIGGER IF NOT EXISTS admin_commands_wallet_settings INSTEAD OF INSERT ON admin_commands
WHEN NEW.resource = 'wallet_settings' BEGIN
  SELECT RAISE(ABORT, 'settings_order') WHERE NOT (NEW.c1 <= NEW.c2 AND NEW.c2 <= NEW.c3);
  UPDATE wallet_settings
     SET cash_rate = NEW.c0, cash_min_sum = NEW.c1, cash_max_sum = NEW.c2, cash_sum_limit = NEW.c3, cash_interval_time = NEW.c4,
         payout_enabled = NEW.c5, operator_id = 9007199254740991, updated_at = NEW.created_at;
END;
