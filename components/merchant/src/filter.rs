//! Optional filters of the lists of records (cashier.md §9.5, §9.6): number, customer, time of creation. Without one a list
//! is as published.

use feiqian_cashier::time;
use feiqian_platform::Value;
use feiqian_signing::{Key, Rules};

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
    pub fn read(rules: &mut Rules<'_>, columns: Columns, first: usize) -> Self {
        let mut filter = Filter::default();
        let number = rules.field("request_id").max_chars(64).get();
        let customer = rules.field("login_name").max_chars(64).get();
        let from = moment(rules, "created_from");
        let to = moment(rules, "created_to");
        if let Some(number) = number {
            filter.add(first, &[" AND ", columns.number, " = ?"], "", number.into());
        }
        if let Some(customer) = customer {
            let own = " = (SELECT id FROM customers WHERE product_id = (SELECT product_id FROM merchants WHERE id = ?1)
                   AND product_user_id = ?";
            filter.add(first, &[" AND ", columns.customer, own], ")", customer.into());
        }
        if let Some(from) = from {
            filter.add(first, &[" AND ", columns.created_at, " >= ?"], "", from.into());
        }
        if let Some(to) = to {
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

/// A time as answers have it, in unix milliseconds.
fn moment(rules: &mut Rules<'_>, name: &'static str) -> Option<i64> {
    let text = rules.field(name).get()?;
    let moment = time::parse(text);
    if moment.is_none() {
        rules.fail(name, Key::String);
    }
    moment
}
