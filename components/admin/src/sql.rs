//! Pieces of the resources' views. Macros, so that a statement is one constant by `concat!`.

/// When a key counts, `null` if there is none. `$key` is its column.
macro_rules! key_time {
    ($key:literal) => {
        concat!(
            "json(CASE ",
            $key,
            " WHEN '' THEN 'null' ELSE json_object('not_before', ",
            "strftime('%Y-%m-%dT%H:%M:%SZ', ",
            $key,
            "_not_before / 1000, 'unixepoch'), 'not_after', ",
            "strftime('%Y-%m-%dT%H:%M:%SZ', ",
            $key,
            "_not_after / 1000, 'unixepoch')) END)"
        )
    };
}
