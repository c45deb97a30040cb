-- The cashier's development fixture (cashier.md section 10). Never loaded by production.
-- The published contract's own scheme is MD5, so the demo products may use it.
INSERT INTO products (id, name, key, status, require_nonce, deposit_callback, withdraw_callback, created_at, updated_at,
                      minimum_scheme)
SELECT column1, column2, column3, column4, column5,
       'http://simulator.spin.internal/sim/sink', 'http://simulator.spin.internal/sim/sink', 1767323045000, 1767323045000,
       'md5'
FROM (VALUES (1, 'Demo product', 'demo-key-0001', 1, 0),
             (2, 'Demo product with nonce', 'demo-key-0002', 1, 1),
             (3, 'Demo product, disabled', 'demo-key-0003', 0, 0))
WHERE true
ON CONFLICT (id) DO NOTHING;

INSERT INTO customers (product_id, product_user_id, created_at, updated_at)
VALUES (1, '1000001', 1767323045000, 1767323045000),
       (2, '1000001', 1767323045000, 1767323045000)
ON CONFLICT (product_id, product_user_id) DO NOTHING;
