//! Pieces of statements. Macros, so that a statement is one constant by `concat!`.

/// An account number as cards are masked elsewhere (crates/signing/src/mask.rs).
macro_rules! masked {
    ($number:literal) => {
        concat!(
            "CASE WHEN length(",
            $number,
            ") >= 12 THEN substr(",
            $number,
            ", 1, 4) || ' **** ' || substr(",
            $number,
            ", -4) ELSE replace(hex(zeroblob(max(length(",
            $number,
            ") - 2, 0))), '00', '*') || substr(",
            $number,
            ", -2) END"
        )
    };
}

#[cfg(test)]
mod tests {
    use feiqian_platform::Platform;
    use feiqian_platform::native::block_on;
    use feiqian_signing::mask;

    #[test]
    fn a_number_is_masked_as_elsewhere() {
        let platform = Platform::in_memory();
        for number in ["", "1", "12", "123", "12345678901", "123456789012", "6222021234567890"] {
            let mut row =
                block_on(platform.query_row(concat!("SELECT ", masked!("?1")), &[number.into()])).unwrap();
            assert_eq!(row.take::<String>().unwrap(), mask::number(number), "{number}");
        }
    }
}
