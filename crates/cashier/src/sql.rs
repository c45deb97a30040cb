//! Pieces of statements. Macros, so that a statement is one constant by `concat!`.

/// An amount in minor units as its decimal text on the wire, by the row of `currencies` that is joined; from integers alone.
#[macro_export]
macro_rules! amount_by {
    ($amount:literal, $currency:literal) => {
        concat!(
            "printf(",
            $currency,
            ".format, ",
            $amount,
            " / ",
            $currency,
            ".unit, ",
            $amount,
            " % ",
            $currency,
            ".unit)"
        )
    };
}

/// The same by the column of the currency, where nothing is joined.
#[macro_export]
macro_rules! wire_amount {
    ($amount:literal, $currency:literal) => {
        concat!(
            "(SELECT ",
            $crate::amount_by!($amount, "of_amount"),
            " FROM currencies of_amount WHERE of_amount.code = ",
            $currency,
            ")"
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
