-- The trace that a request belongs to (`traceparent`), with what it causes.
ALTER TABLE outbox ADD COLUMN traceparent TEXT;
ALTER TABLE deposit_records ADD COLUMN change_traceparent TEXT;
ALTER TABLE withdraw_records ADD COLUMN change_traceparent TEXT;
ALTER TABLE user_wallet_cash ADD COLUMN traceparent TEXT;
ALTER TABLE payee_account ADD COLUMN traceparent TEXT;
ALTER TABLE payee_payout ADD COLUMN traceparent TEXT;
