//! What withdrawals need besides the demo data.

/// Binds a card to the demo customers of both products.
pub const WITH_CARDS: &str =
    "INSERT INTO customer_banks (id, customer_id, bank_account_name, bank_account_no, bank_name, bank_province,
                                 bank_cities, bank_countries, created_at, updated_at)
     SELECT id + 10, id, '张三', '6222020000000000001', '工商银行', '北京市', '市辖区', '东城区',
            1767323045000, 1767323045000
       FROM customers WHERE product_user_id = '1000001' ON CONFLICT DO NOTHING";
