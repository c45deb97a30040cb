-- Reference data of the payee API (payee.md sections 5 and 7). Every statement may be run again at any start; what the
-- operator has changed stays.

INSERT INTO payee_currency (currency, exponent)
SELECT code, exponent FROM currencies WHERE code IN ('CNY', 'JPY', 'USD')
ON CONFLICT DO NOTHING;

INSERT INTO payee_rule (account_type, country, currency, provider) VALUES
  ('BANK_ACCOUNT', 'CN', 'CNY', 'default'),
  ('BANK_ACCOUNT', 'JP', 'JPY', 'default'),
  ('BANK_ACCOUNT', 'US', 'USD', 'default'),
  ('PAYPAL', 'US', 'USD', 'default'),
  ('VENMO', 'US', 'USD', 'default')
ON CONFLICT DO NOTHING;

INSERT INTO payee_bank (bank_code, country, bank_name) VALUES
  ('01000000', 'CN', '中国邮政储蓄银行'),
  ('01020000', 'CN', '中国工商银行'),
  ('01030000', 'CN', '中国农业银行'),
  ('01040000', 'CN', '中国银行'),
  ('01050000', 'CN', '中国建设银行'),
  ('03010000', 'CN', '交通银行'),
  ('03020000', 'CN', '中信银行'),
  ('03030000', 'CN', '中国光大银行'),
  ('03040000', 'CN', '华夏银行'),
  ('03050000', 'CN', '中国民生银行'),
  ('03060000', 'CN', '广发银行'),
  ('03070000', 'CN', '平安银行'),
  ('03080000', 'CN', '招商银行'),
  ('03090000', 'CN', '兴业银行'),
  ('03100000', 'CN', '上海浦东发展银行')
ON CONFLICT DO NOTHING;

INSERT INTO payee_payout_transition (from_status, to_status) VALUES
  ('pending', 'success'), ('pending', 'failed'), ('pending', 'onhold'), ('pending', 'unclaimed'), ('pending', 'blocked'),
  ('onhold', 'pending'), ('onhold', 'success'), ('onhold', 'failed'), ('onhold', 'blocked'),
  ('unclaimed', 'success'), ('unclaimed', 'returned'),
  ('success', 'returned'), ('success', 'reversed'), ('success', 'refunded')
ON CONFLICT DO NOTHING;
