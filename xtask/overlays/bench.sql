-- Laid over the demo data for `cargo xtask bench`: a card to withdraw to, and days without a total.
INSERT INTO customer_banks (customer_id, bank_account_name, bank_account_no, bank_name, bank_province, bank_cities,
                            bank_countries, created_at, updated_at)
VALUES (1, '张三', '6222020000000000001', '工商银行', '北京市', '市辖区', '东城区', 1767323045000, 1767323045000)
ON CONFLICT (customer_id) DO NOTHING;
UPDATE withdraw_channels SET max_total_amount = 0;
