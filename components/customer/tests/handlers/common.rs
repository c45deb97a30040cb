//! The endpoints of this component, for the shared suite.

use feiqian_cashier::testing::suite::Sample;
use feiqian_platform::http::Method;

/// Binds a card to the demo customers of both products.
pub const WITH_CARDS: &str = "DELETE FROM customer_banks;
    INSERT INTO customer_banks (id, customer_id, bank_account_name, bank_account_no, bank_name, bank_province,
                                bank_cities, bank_countries, created_at, updated_at)
    SELECT id + 10, id, '张三', '6222020000000000001', '工商银行', '北京市', '市辖区', '东城区',
           1767323045000, 1767323045000
      FROM customers WHERE product_user_id = '1000001'";

pub const SAMPLES: [Sample; 3] = [
    Sample {
        method: Method::POST,
        path: "/create_customer",
        allow: "POST",
        params: &[("product_user_id", "1000001")],
        before: "",
        tables: &["customers"],
    },
    Sample {
        method: Method::POST,
        path: "/customer_bank",
        allow: "POST, GET",
        params: &[
            ("product_user_id", "1000001"),
            ("bank_account_name", "张三"),
            ("bank_name", "工商银行"),
            ("bank_province", "北京市"),
            ("bank_cities", "市辖区"),
            ("bank_countries", "东城区"),
            ("bank_account_no", "6222020000000000001"),
        ],
        before: "DELETE FROM customer_banks",
        tables: &["customers", "customer_banks"],
    },
    Sample {
        method: Method::GET,
        path: "/customer_bank",
        allow: "POST, GET",
        params: &[("product_user_id", "1000001")],
        before: WITH_CARDS,
        tables: &["customers", "customer_banks"],
    },
];

/// A card that may be bound, in the order of the rules.
pub const CARD: [(&str, &str); 6] = [
    ("bank_account_name", "张三"),
    ("bank_name", "工商银行"),
    ("bank_province", "北京市"),
    ("bank_cities", "市辖区"),
    ("bank_countries", "东城区"),
    ("bank_account_no", "6222020000000000001"),
];

/// The parameters that bind `CARD` to a user, with some of them replaced or added.
pub fn card<'p>(user: &'p str, changes: &[(&'p str, &'p str)]) -> Vec<(&'p str, &'p str)> {
    let mut params = [&[("product_user_id", user)], CARD.as_slice()].concat();
    for &(name, value) in changes {
        params.retain(|(other, _)| *other != name);
        params.push((name, value));
    }
    params
}
