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

/// The name of a key in `referenced_keys`, empty if it has none. `$resource` and `$key` as in `admin_key_refs`.
macro_rules! key_ref {
    ($resource:literal, $key:literal) => {
        concat!(
            "coalesce((SELECT ref FROM admin_key_refs r WHERE r.resource = ",
            $resource,
            " AND r.key = ",
            $key,
            "), '')"
        )
    };
}

/// Cents as a decimal text.
macro_rules! cents {
    ($cents:literal) => {
        concat!("printf('%d.%02d', ", $cents, " / 100, ", $cents, " % 100)")
    };
}
