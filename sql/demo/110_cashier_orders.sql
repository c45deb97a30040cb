-- The cashier's development fixture (cashier.md section 10): merchants, channels, a receipt account. Never loaded by
-- production. The password of every account is demo-pass-0001, hashed by Argon2id (m = 19456 KiB, t = 2, p = 1) under the
-- salt `feiqian-demosalt`, so that this file is the same for everyone.
-- M001 lets one account make both steps of an order, so that the walk of the README needs one account only.
INSERT INTO merchants (id, product_id, code, account, password_hash, key, domain, four_eyes, created_at, updated_at)
SELECT column1, column2, column3, 'ops',
       '$argon2id$v=19$m=19456,t=2,p=1$ZmVpcWlhbi1kZW1vc2FsdA$PRRgisH9rl/x8M3asAkof5cAs61G+ii9rRQO9lvFpZ0',
       'demo-upstream-0001', column4, column5, 1767323045000, 1767323045000
FROM (VALUES (1, 1, 'M001', 'http://simulator.spin.internal/sim', 0),
             (2, 2, 'M002', 'http://simulator.spin.internal/sim', 1),
             (3, 1, 'M003', '', 1))
WHERE true
ON CONFLICT (id) DO NOTHING;

INSERT INTO deposit_channels (product_id, merchant_id, code, kind, channel, name, category, currency, recommend, sort,
                              min_amount, max_amount, created_at, updated_at)
SELECT column1, column2, column3, column4, column5, column6, column7, column8, column9, column10, column11, column12,
       1767323045000, 1767323045000
FROM (VALUES (1, 1, '1', 'transfer', '', 'Bank transfer', 0, 'CNY', 1, 1, 1000, 5000000),
             (1, 1, '6', 'online', '', 'Online banking', 0, 'CNY', 0, 2, 1000, 5000000),
             (1, 1, '101', 'redirect', 'qr', 'QR code', 0, 'CNY', 0, 3, 1000, 5000000),
             (1, 3, '3', 'transfer', '', 'Manual transfer', 1, 'CNY', 0, 4, 1000, 5000000),
             (1, 1, '8', 'online', '', 'Online banking, VND', 0, 'VND', 0, 5, 10000, 0),
             (2, 2, '6', 'online', '', 'Online banking', 0, 'CNY', 0, 1, 1000, 5000000))
WHERE true
ON CONFLICT (product_id, code) DO NOTHING;

INSERT INTO withdraw_channels (product_id, merchant_id, code, name, currency, min_amount, max_amount, max_total_amount,
                               created_at, updated_at)
VALUES (1, 1, 'W1', 'Bank withdrawal', 'CNY', 5000, 2000000, 5000000, 1767323045000, 1767323045000),
       (2, 2, 'W1', 'Bank withdrawal', 'CNY', 5000, 2000000, 5000000, 1767323045000, 1767323045000)
ON CONFLICT (product_id, code) DO NOTHING;

INSERT INTO receipt_banks (merchant_id, type, bank_code, bank_name, account_name, account_no, branch, currency,
                           created_at, updated_at)
VALUES (3, 1, 'ICBC', '工商银行', '李四', '6222021234567890', '', 'CNY', 1767323045000, 1767323045000)
ON CONFLICT (merchant_id, type, currency, account_no) DO NOTHING;
