//! Pieces of statements. Macros, so that a statement is one constant by `concat!`.

/// An amount in minor units as its decimal text on the wire, by the column of its currency; from integers alone.
#[macro_export]
macro_rules! wire_amount {
    ($amount:literal, $currency:literal) => {
        concat!(
            "CASE WHEN ",
            $currency,
            " IN ('VND', 'JPY') THEN printf('%d', ",
            $amount,
            ")",
            " WHEN ",
            $currency,
            " = 'USDT' THEN printf('%d.%06d', ",
            $amount,
            " / 1000000, ",
            $amount,
            " % 1000000)",
            " WHEN ",
            $currency,
            " = 'BTC' THEN printf('%d.%08d', ",
            $amount,
            " / 100000000, ",
            $amount,
            " % 100000000)",
            " ELSE printf('%d.%02d', ",
            $amount,
            " / 100, ",
            $amount,
            " % 100) END"
        )
    };
}

/// A time in unix milliseconds as its text on the wire.
#[macro_export]
macro_rules! wire_time {
    ($ms:literal) => {
        concat!("strftime('%Y-%m-%d %H:%M:%S', ", $ms, " / 1000, 'unixepoch')")
    };
}

/// The `type` of a channel (cashier.md §8.2), by the column of its currency.
#[macro_export]
macro_rules! currency_type {
    ($currency:literal) => {
        concat!(
            "CASE ", $currency,
            " WHEN 'CNY' THEN 0 WHEN 'BTC' THEN 1 WHEN 'USDT' THEN 2 WHEN 'VND' THEN 3 WHEN 'USD' THEN 4 ELSE 5 END"
        )
    };
}

#[cfg(test)]
mod tests {
    use feiqian_money::{Currency, Money};
    use feiqian_platform::native::block_on;
    use feiqian_platform::{Platform, Value};

    const SQL: &str = concat!("SELECT ", wire_amount!("?1", "?2"), ", ", currency_type!("?2"));

    #[test]
    fn amounts_and_types_are_those_of_the_money_crate() {
        let platform = Platform::in_memory();
        for currency in Currency::ALL {
            for minor in
                [0, 1, 9, 10, 99, 100, 12_345, 999_999, 1_000_000, 100_000_001, 1_000_000_000_000_000]
            {
                let parameters = [Value::from(minor), currency.code().into()];
                let mut row = block_on(platform.query_row(SQL, &parameters)).unwrap();
                assert_eq!(row.take::<String>().unwrap(), Money::new(minor, currency).to_text());
                assert_eq!(row.take::<i64>().unwrap(), i64::from(currency.cashier_type()));
            }
        }
    }
}
