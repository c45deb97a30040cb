//! Optional filters of the lists of records (cashier.md §9.5, §9.6): number, customer, time of creation. Without one a list
//! is as published.

use feiqian_cashier::{Parameter, Rule, may, time};
use feiqian_platform::Value;
use feiqian_signing::{Key, Rules};

pub const NUMBER: Parameter = may("request_id", &[Rule::MaxChars(64)]);
pub const CUSTOMER: Parameter = may("login_name", &[Rule::MaxChars(64)]);
pub const FROM: Parameter = may("created_from", &[Rule::Is(Key::String, is_moment)]);
pub const TO: Parameter = may("created_to", &[Rule::Is(Key::String, is_moment)]);

/// A list's own columns: an order's number, its customer, its creation.
#[derive(Debug, Clone, Copy)]
pub struct Columns {
    pub number: &'static str,
    pub customer: &'static str,
    pub created_at: &'static str,
}

/// Conditions and their values; the values of the list's statement come before them.
#[derive(Debug, Default)]
pub struct Filter {
    pub condition: String,
    pub values: Vec<Value>,
}

impl Filter {
    /// Reads the filters of a request. `first` is the number of the first value; `?1` is the merchant.
    pub fn of(rules: &Rules<'_>, columns: Columns, first: usize) -> Self {
        let mut filter = Filter::default();
        if let Some(number) = rules.get(NUMBER.name) {
            filter.add(first, &[" AND ", columns.number, " = ?"], "", number.into());
        }
        if let Some(customer) = rules.get(CUSTOMER.name) {
            let own = " = (SELECT id FROM customers WHERE product_id = (SELECT product_id FROM merchants WHERE id = ?1)
                   AND product_user_id = ?";
            filter.add(first, &[" AND ", columns.customer, own], ")", customer.into());
        }
        if let Some(from) = rules.get(FROM.name).and_then(time::parse) {
            filter.add(first, &[" AND ", columns.created_at, " >= ?"], "", from.into());
        }
        if let Some(to) = rules.get(TO.name).and_then(time::parse) {
            filter.add(first, &[" AND ", columns.created_at, " < ?"], "", to.into());
        }
        filter
    }

    fn add(&mut self, first: usize, before: &[&str], after: &str, value: Value) {
        let number = first + self.values.len();
        self.condition += &format!("{}{number}{after}", before.concat());
        self.values.push(value);
    }
}

/// Whether a text is a time as answers have it.
fn is_moment(text: &str) -> bool {
    time::parse(text).is_some()
}
