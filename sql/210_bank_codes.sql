-- The common national banks for deposits (type 2) and withdrawals (type 3); applied at every start.
-- A row that is already there is left alone: name and status belong to the operator. To take a bank out of
-- use, set its status to 0; a deleted row comes back at the next start. Other banks are plain INSERTs.
INSERT INTO bank_codes (type, name, code) VALUES
  (2, '工商银行', 'ICBC'),
  (2, '农业银行', 'ABC'),
  (2, '建设银行', 'CCB'),
  (2, '中国银行', 'BOC'),
  (2, '交通银行', 'BOCOM'),
  (2, '招商银行', 'CMB'),
  (2, '邮政储蓄银行', 'PSBC'),
  (3, '工商银行', 'ICBC'),
  (3, '农业银行', 'ABC'),
  (3, '建设银行', 'CCB'),
  (3, '中国银行', 'BOC'),
  (3, '交通银行', 'BOCOM'),
  (3, '招商银行', 'CMB'),
  (3, '邮政储蓄银行', 'PSBC')
ON CONFLICT (type, code) DO NOTHING;
