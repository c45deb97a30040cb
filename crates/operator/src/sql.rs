//! Pieces of the views' statements. Macros, so that a statement is one constant by `concat!`.

/// A time in unix milliseconds as its text (RFC 3339), NULL for none.
#[macro_export]
macro_rules! at {
    ($ms:literal) => {
        concat!("strftime('%Y-%m-%dT%H:%M:%SZ', ", $ms, " / 1000, 'unixepoch')")
    };
}

/// Minutes east of UTC as their text (`+08:00`).
#[macro_export]
macro_rules! day_offset {
    ($minutes:literal) => {
        concat!(
            "printf('%s%02d:%02d', iif(",
            $minutes,
            " < 0, '-', '+'), abs(",
            $minutes,
            ") / 60, abs(",
            $minutes,
            ") % 60)"
        )
    };
}
