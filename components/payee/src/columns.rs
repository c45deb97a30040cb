//! Columns and their values, each pair in one place: nobody counts them.

use feiqian_platform::Value;

/// The values of a statement, numbered in the order in which they come.
#[derive(Debug, Default)]
pub struct Values(Vec<Value>);

impl Values {
    /// Adds a value and gives its place in the statement: `?3`.
    pub fn add(&mut self, value: impl Into<Value>) -> String {
        self.0.push(value.into());
        format!("?{}", self.0.len())
    }

    pub fn as_slice(&self) -> &[Value] {
        &self.0
    }
}

/// The statement that inserts a row of these columns, and its values. `returning` sees the row.
pub fn insert(table: &str, row: Vec<(&str, Value)>, returning: &str) -> (String, Values) {
    let mut values = Values::default();
    let (mut columns, mut places) = (String::new(), String::new());
    for (column, value) in row {
        let comma = if columns.is_empty() { "" } else { ", " };
        columns.extend([comma, column]);
        places.extend([comma, &values.add(value)]);
    }
    (format!("INSERT INTO {table} ({columns}) VALUES ({places}) RETURNING {returning}"), values)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_column_has_its_value() {
        let (statement, values) = insert("t", vec![("a", 1.into()), ("b", Value::Null)], "a");
        assert_eq!(statement, "INSERT INTO t (a, b) VALUES (?1, ?2) RETURNING a");
        assert_eq!(values.as_slice(), [Value::Integer(1), Value::Null]);
    }
}
