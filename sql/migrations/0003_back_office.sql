-- 0.2.0: accounts with roles, the session behind every audit row, receiving accounts that are deleted and kept.
-- An existing merchant has one account for both steps of an order: four eyes stay off until it has a second one.
ALTER TABLE merchants ADD COLUMN session_epoch INTEGER NOT NULL DEFAULT 0;
ALTER TABLE merchants ADD COLUMN password_rehashes INTEGER NOT NULL DEFAULT 0;
ALTER TABLE merchants ADD COLUMN four_eyes INTEGER NOT NULL DEFAULT 1 CHECK (four_eyes IN (0, 1));
ALTER TABLE merchants ADD COLUMN make_up_ceiling TEXT NOT NULL DEFAULT '{}' CHECK (json_valid(make_up_ceiling));
UPDATE merchants SET four_eyes = 0;
ALTER TABLE receipt_banks ADD COLUMN status INTEGER NOT NULL DEFAULT 1 CHECK (status IN (0, 1));
ALTER TABLE receipt_banks ADD COLUMN usable_from INTEGER NOT NULL DEFAULT 0;
ALTER TABLE receipt_banks ADD COLUMN change_session_account TEXT NOT NULL DEFAULT '';
ALTER TABLE receipt_banks ADD COLUMN change_session_role TEXT NOT NULL DEFAULT '';
ALTER TABLE receipt_banks ADD COLUMN change_client_ip TEXT NOT NULL DEFAULT '';
ALTER TABLE receipt_banks ADD COLUMN change_trace TEXT NOT NULL DEFAULT '';
ALTER TABLE deposit_records ADD COLUMN change_session_account TEXT NOT NULL DEFAULT '';
ALTER TABLE deposit_records ADD COLUMN change_session_role TEXT NOT NULL DEFAULT '';
ALTER TABLE deposit_records ADD COLUMN change_client_ip TEXT NOT NULL DEFAULT '';
ALTER TABLE withdraw_records ADD COLUMN change_session_account TEXT NOT NULL DEFAULT '';
ALTER TABLE withdraw_records ADD COLUMN change_session_role TEXT NOT NULL DEFAULT '';
ALTER TABLE withdraw_records ADD COLUMN change_client_ip TEXT NOT NULL DEFAULT '';
ALTER TABLE audit_log ADD COLUMN session_account TEXT NOT NULL DEFAULT '';
ALTER TABLE audit_log ADD COLUMN session_role TEXT NOT NULL DEFAULT '';
ALTER TABLE audit_log ADD COLUMN client_ip TEXT NOT NULL DEFAULT '';
