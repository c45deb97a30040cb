//! What withdrawals need besides the demo data.
#![allow(dead_code)] // each test program uses its part

/// Binds a card to the demo customers of both products.
pub const WITH_CARDS: &str =
    "INSERT INTO customer_banks (id, customer_id, bank_account_name, bank_account_no, bank_name, bank_province,
                                 bank_cities, bank_countries, created_at, updated_at)
     SELECT id + 10, id, '张三', '6222020000000000001', '工商银行', '北京市', '市辖区', '东城区',
            1767323045000, 1767323045000
       FROM customers WHERE product_user_id = '1000001' ON CONFLICT DO NOTHING";

/// A withdrawal of each product, under the same number of theirs.
pub const WITH_ORDERS: &str =
    "INSERT INTO customer_banks (id, customer_id, bank_account_name, bank_account_no, bank_name, bank_province,
                                 bank_cities, bank_countries, created_at, updated_at)
     SELECT id + 10, id, 'n', '6222020000000000001', 'b', 'p', 'c', 'd', 0, 0
       FROM customers WHERE product_user_id = '1000001' ON CONFLICT DO NOTHING;
     INSERT INTO withdraw_records (product_id, merchant_id, customer_id, channel_id, withdraw_channel_code, currency,
       amount, billno, product_billno, customer_bank_id, bank_type, bank_account_name, bank_account_no, bank_name,
       bank_province, bank_cities, bank_countries, branch_name, request_hash, change_action, change_actor,
       change_user_type, change_trace, created_at, updated_at)
     SELECT c.product_id, h.merchant_id, c.id, h.id, h.code, h.currency, 50000, 'M0012601020304051000W' || c.product_id, 'OWN-1', b.id, 0,
            'n', '6222020000000000001', 'b', 'p', 'c', 'd', '', 'hash', 'create', 'product:1', 'P', 't', 0, 0
       FROM customers c JOIN customer_banks b ON b.customer_id = c.id
       JOIN withdraw_channels h ON h.id = (SELECT min(id) FROM withdraw_channels WHERE product_id = c.product_id)
      WHERE c.product_user_id = '1000001' ON CONFLICT DO NOTHING";
