-- What operators do about money (docs/admin.md): each action is a row of `admin_commands` (sql/500_admin.sql), whose trigger
-- moves the order as the part's own endpoint does. The tables' own triggers say which moves are legal. Every statement may be
-- run again at any start. What the raised words mean: components/finance/src/command.rs.

-- A make-up order of a deposit, which books what came in: parent's number, channel, amount, reason.
CREATE TRIGGER IF NOT EXISTS admin_commands_make_up INSTEAD OF INSERT ON admin_commands
WHEN NEW.action = 'make_up' AND NEW.resource IN ('deposit', 'refused_payment') BEGIN
  SELECT RAISE(ABORT, 'channel_exists')
   WHERE NOT EXISTS (SELECT 1 FROM deposit_records p
                       JOIN deposit_channels h ON h.product_id = p.product_id AND h.code = NEW.c1
                        AND h.merchant_id = p.merchant_id AND h.currency = p.currency
                      WHERE p.order_sn = NEW.c0);
  INSERT INTO deposit_records (product_id, merchant_id, customer_id, channel_id, deposit_channel_code, currency, amount, order_sn,
    parent_id, status, upstream_state, depositor, receipt_bank_name, receipt_account, receipt_depositor, paid_amount, paid_at,
    paid_remarks, change_action, change_actor, change_user_type, change_remarks, change_ip, change_trace, change_session_account,
    change_session_role, change_client_ip, created_at, updated_at)
  SELECT p.product_id, p.merchant_id, p.customer_id, h.id, h.code, p.currency, NEW.c2, p.order_sn || '_1', p.id, 2, 'none',
         p.depositor, p.receipt_bank_name, p.receipt_account, p.receipt_depositor, NEW.c2, NEW.created_at, NEW.c3, 'make_up',
         NEW.operator, 'M', NEW.c3, NEW.client_ip, NEW.trace_id, NEW.operator, 'desk:' || NEW.role, NEW.client_ip,
         NEW.created_at, NEW.created_at
    FROM deposit_records p
    JOIN deposit_channels h ON h.product_id = p.product_id AND h.code = NEW.c1 AND h.merchant_id = p.merchant_id
     AND h.currency = p.currency
   WHERE p.order_sn = NEW.c0;
END;

-- A payment that was refused and that no order books: the reason is the audit's.
CREATE TRIGGER IF NOT EXISTS admin_commands_dismiss INSTEAD OF INSERT ON admin_commands
WHEN NEW.resource = 'refused_payment' AND NEW.action = 'dismiss' BEGIN
  UPDATE refused_payments SET resolved_at = NEW.created_at, resolved_by = 'desk:' || NEW.operator
   WHERE id = NEW.key AND resolved_at IS NULL;
END;

-- A withdrawal: new status, step (U approves or refuses, Z pays or refuses), reason.
CREATE TRIGGER IF NOT EXISTS admin_commands_withdrawal INSTEAD OF INSERT ON admin_commands WHEN NEW.resource = 'withdrawal' BEGIN
  SELECT RAISE(ABORT, 'four_eyes')
    FROM withdraw_records w JOIN merchants m ON m.id = w.merchant_id JOIN customers c ON c.id = w.customer_id
   WHERE w.billno = NEW.key
     AND (lower(c.product_user_id) = NEW.operator
       OR NEW.c1 = 'Z' AND m.four_eyes
          AND EXISTS (SELECT 1 FROM audit_log a WHERE a.request_type = 2 AND a.record_id = w.id AND a.action = 'approve'
                         AND a.user_type = 'U' AND a.session_account = NEW.operator));
  UPDATE withdraw_records
     SET status = NEW.c0, approved_person = NEW.operator, approved_at = NEW.created_at, approved_remark = NEW.c2,
         change_action = 'approve', change_actor = NEW.operator, change_user_type = NEW.c1, change_remarks = NEW.c2,
         change_ip = NEW.client_ip, change_trace = NEW.trace_id, change_session_account = NEW.operator,
         change_session_role = 'desk:' || NEW.role, change_client_ip = NEW.client_ip, updated_at = NEW.created_at
   WHERE billno = NEW.key;
END;

-- An application of the wallet: new status, reason, receiver of the notice. Its author is 0: no user of the wallet.
CREATE TRIGGER IF NOT EXISTS admin_commands_wallet_application INSTEAD OF INSERT ON admin_commands
WHEN NEW.resource = 'wallet_application' BEGIN
  SELECT RAISE(ABORT, 'four_eyes')
   WHERE NEW.operator = (SELECT lower(u.username) FROM user_wallet_cash c JOIN users u ON u.id = c.user_id WHERE c.id = NEW.key);
  SELECT RAISE(ABORT, 'payouts_disabled') WHERE NEW.c0 = 2 AND NOT (SELECT payout_enabled FROM wallet_settings);
  UPDATE user_wallet_cash
     SET cash_status = NEW.c0, refunds_status = NEW.c0 = 3, remark = NEW.c1, operator_id = 0, notice_url = NEW.c2,
         reviewed_at = NEW.created_at, updated_at = NEW.created_at
   WHERE id = NEW.key;
END;

-- A payout whose outcome a person has found out, or that the provider is asked about at once: outcome, provider's number, reason.
CREATE TRIGGER IF NOT EXISTS admin_commands_payout INSTEAD OF INSERT ON admin_commands
WHEN NEW.resource IN ('wallet_payout', 'payee_payout') BEGIN
  SELECT RAISE(ABORT, 'payout_held')
    FROM payout_jobs WHERE kind = replace(NEW.resource, '_payout', '') AND ref = NEW.key AND lease_until > NEW.created_at;
  UPDATE payout_jobs SET next_attempt_at = NEW.created_at, updated_at = NEW.created_at
   WHERE NEW.action = 'retry' AND kind = replace(NEW.resource, '_payout', '') AND ref = NEW.key AND state = 'open';
  UPDATE user_wallet_cash
     SET cash_status = iif(NEW.c0 = 'paid', 5, 6), refunds_status = NEW.c0 = 'failed', operator_id = 0,
         trade_no = iif(NEW.c0 = 'paid', NEW.c1, NULL), trade_time = iif(NEW.c0 = 'paid', NEW.created_at, NULL),
         error_code = iif(NEW.c0 = 'paid', NULL, 'settled_by_operator'), error_message = iif(NEW.c0 = 'paid', NULL, NEW.c2),
         updated_at = NEW.created_at
   WHERE NEW.action = 'settle' AND NEW.resource = 'wallet_payout' AND cash_sn = NEW.key;
  UPDATE payee_payout
     SET status = CASE WHEN NEW.c0 = 'paid' THEN 'success' WHEN status = 'unclaimed' THEN 'returned' ELSE 'failed' END,
         provider_ref = coalesce(NEW.c1, provider_ref), fail_reason = iif(NEW.c0 = 'paid', fail_reason, NEW.c2),
         submitted_at = iif(NEW.c0 = 'paid', coalesce(submitted_at, NEW.created_at), submitted_at),
         payment_at = iif(NEW.c0 = 'paid', NEW.created_at, payment_at), updated_at = NEW.created_at
   WHERE NEW.action = 'settle' AND NEW.resource = 'payee_payout' AND transaction_no = NEW.key;
  UPDATE payout_jobs SET last_outcome = NEW.c0
   WHERE NEW.action = 'settle' AND NEW.resource = 'payee_payout' AND kind = 'payee' AND ref = NEW.key;
END;

-- A notice that is given up: no schedule sends it any more.
CREATE TRIGGER IF NOT EXISTS admin_commands_abandon INSTEAD OF INSERT ON admin_commands
WHEN NEW.resource = 'notice' AND NEW.action = 'abandon' BEGIN
  SELECT RAISE(ABORT, 'notice_held') FROM outbox WHERE event_id = NEW.key AND lease_until > NEW.created_at;
  INSERT INTO outbox_abandoned (event_id, abandoned_at) VALUES (NEW.key, NEW.created_at);
  UPDATE outbox SET state = 'dead', lease_until = NULL, lease_by = NULL WHERE event_id = NEW.key;
  DELETE FROM outbox_resends WHERE event_id = NEW.key;
END;

-- Notices that the dispatcher sends once more, whatever their state: a JSON array of events.
CREATE TRIGGER IF NOT EXISTS admin_commands_resend INSTEAD OF INSERT ON admin_commands
WHEN NEW.resource IN ('notice', 'receiver') AND NEW.action = 'resend' BEGIN
  INSERT INTO outbox_resends (event_id, asked_at) SELECT value, NEW.created_at FROM json_each(NEW.c0) WHERE true
  ON CONFLICT (event_id) DO NOTHING;
END;

-- A notice that tells nothing, so that a product can try its receiver: product, kind, reference, event.
CREATE TRIGGER IF NOT EXISTS admin_commands_test_notice INSTEAD OF INSERT ON admin_commands
WHEN NEW.resource = 'test_notice' BEGIN
  SELECT RAISE(ABORT, 'no_receiver')
   WHERE NOT EXISTS (SELECT 1 FROM products
                      WHERE id = NEW.c0 AND iif(NEW.c1 = 'deposit', deposit_callback, withdraw_callback) <> '');
  INSERT INTO outbox (event_id, topic, tenant, ref, status, target, payload, state, next_at, created_at)
  SELECT NEW.c3, 'cashier.test', CAST(id AS TEXT), 'test-' || id || '-' || NEW.c2, NEW.c1,
         iif(NEW.c1 = 'deposit', deposit_callback, withdraw_callback),
         json_object('product_id', id, 'kind', NEW.c1, 'reference', NEW.c2), 'queued', NEW.created_at, NEW.created_at
    FROM products WHERE id = NEW.c0;
END;
