//! Typed parameters: a statement names its parameters, and a struct binds them by these names.

/// Declares a struct whose fields are the parameters of a statement, in the order in which they are bound. The
/// statement is made by [`crate::statement!`].
///
/// ```
/// use feiqian_platform::{Value, parameters, statement};
///
/// parameters! {
///     /// What [`RENAME`] is bound to.
///     struct Rename<'r> {
///         id: i64,
///         title: &'r str,
///     }
/// }
/// const RENAME: &str = statement!(Rename, "UPDATE books SET title = :title WHERE id = :id AND title <> :title");
///
/// assert_eq!(RENAME, "UPDATE books SET title = ?2 WHERE id = ?1 AND title <> ?2");
/// assert_eq!(Rename { id: 7, title: "a" }.values(), [Value::Integer(7), Value::Text("a".into())]);
/// ```
#[macro_export]
macro_rules! parameters {
    (
        $(#[$meta:meta])*
        $visibility:vis struct $name:ident $(<$lifetime:lifetime>)? {
            $($(#[$field_meta:meta])* $field_visibility:vis $field:ident: $type:ty,)*
        }
    ) => {
        $(#[$meta])*
        $visibility struct $name $(<$lifetime>)? {
            $($(#[$field_meta])* $field_visibility $field: $type,)*
        }

        impl $(<$lifetime>)? $name $(<$lifetime>)? {
            /// The parameters in the order in which they are bound.
            pub const NAMES: &'static [&'static str] = &[$(stringify!($field)),*];

            /// The values in the order of the names.
            pub fn values(self) -> [$crate::Value; [$(stringify!($field)),*].len()] {
                [$(self.$field.into()),*]
            }
        }
    };
}

/// A statement whose parameters `:name` are those of one or more structs of [`crate::parameters!`], bound one after the
/// other: the text with `?1`, `?2`… in their places.
///
/// A name that no struct has, and one of the last struct that the statement does not use, do not compile. `of Struct` is
/// for a second statement with the values of another one, which may use some of them.
#[macro_export]
macro_rules! statement {
    (of $parameters:ident, $sql:expr $(,)?) => {
        $crate::numbered!(&[$parameters::NAMES, &[]], $sql)
    };
    ($parameters:ident $(+ $more:ident)*, $sql:expr $(,)?) => {
        $crate::numbered!(&[$parameters::NAMES $(, $more::NAMES)*], $sql)
    };
}

/// The text of [`crate::statement!`] by lists of names.
#[macro_export]
macro_rules! numbered {
    ($names:expr, $sql:expr) => {{
        const SQL: &str = $sql;
        const NAMES: &[&[&str]] = $names;
        const TEXT: [u8; $crate::parameters::length(SQL, NAMES)] = $crate::parameters::numbered(SQL, NAMES);
        match ::core::str::from_utf8(&TEXT) {
            Ok(text) => text,
            Err(_) => panic!("text around ASCII stays UTF-8"),
        }
    }};
}

/// How long the numbered text of [`crate::statement!`] is.
///
/// # Panics
/// At compile time, as [`numbered`].
#[doc(hidden)]
pub const fn length(sql: &str, names: &[&[&str]]) -> usize {
    write(sql, names, &mut [])
}

/// The numbered text of [`crate::statement!`].
///
/// # Panics
/// At compile time, if a name is unknown or unused.
#[doc(hidden)]
pub const fn numbered<const LENGTH: usize>(sql: &str, names: &[&[&str]]) -> [u8; LENGTH] {
    let mut text = [0; LENGTH];
    write(sql, names, &mut text);
    text
}

/// Writes the text as far as there is room for it, and tells how long it is.
const fn write(sql: &str, names: &[&[&str]], out: &mut [u8]) -> usize {
    let sql = sql.as_bytes();
    let (mut at, mut length, mut quoted, mut used) = (0, 0, false, 0_u64);
    while at < sql.len() {
        let byte = sql[at];
        quoted ^= byte == b'\'';
        let end = if quoted || byte != b':' { at + 1 } else { name_end(sql, at + 1) };
        if end == at + 1 {
            length = push(out, length, byte);
        } else {
            let number = number(sql, at + 1, end, names);
            used |= 1 << number;
            length = push(out, length, b'?');
            if number >= 10 {
                length = push(out, length, b'0' + number / 10);
            }
            length = push(out, length, b'0' + number % 10);
        }
        at = end;
    }
    let (all, own) = count(names);
    let unused = ((1 << own) - 1) << (all - own + 1) & !used;
    assert!(unused == 0, "a parameter is not used by the statement");
    length
}

const fn push(out: &mut [u8], at: usize, byte: u8) -> usize {
    if at < out.len() {
        out[at] = byte;
    }
    at + 1
}

const fn name_end(sql: &[u8], mut at: usize) -> usize {
    while at < sql.len() && (sql[at] == b'_' || sql[at].is_ascii_alphanumeric()) {
        at += 1;
    }
    at
}

/// How many names there are, and how many of them are in the last list.
const fn count(names: &[&[&str]]) -> (usize, usize) {
    let (mut list, mut count, mut last) = (0, 0, 0);
    while list < names.len() {
        last = names[list].len();
        count += last;
        list += 1;
    }
    assert!(count < 60, "too many parameters");
    (count, last)
}

/// The number of the name between two places of the statement.
const fn number(sql: &[u8], start: usize, end: usize, names: &[&[&str]]) -> u8 {
    let (mut list, mut number) = (0, 0);
    while list < names.len() {
        let mut at = 0;
        while at < names[list].len() {
            number += 1;
            if is_equal(sql, start, end, names[list][at].as_bytes()) {
                return number;
            }
            at += 1;
        }
        list += 1;
    }
    panic!("the statement names a parameter that no struct has")
}

const fn is_equal(sql: &[u8], start: usize, end: usize, name: &[u8]) -> bool {
    if end - start != name.len() {
        return false;
    }
    let mut at = 0;
    while at < name.len() {
        if sql[start + at] != name[at] {
            return false;
        }
        at += 1;
    }
    true
}

#[cfg(test)]
mod tests {
    use super::*;

    parameters! {
        struct Caller<'c> {
            merchant: &'c str,
            now: i64,
        }
    }

    parameters! {
        struct Rest {
            a: i64, b: i64, c: i64, d: i64, e: i64, f: i64, g: i64, last_1: Option<i64>,
        }
    }

    #[test]
    fn structs_are_bound_one_after_the_other() {
        const SQL: &str = statement!(
            Caller + Rest,
            "SELECT ':now', strftime('%H:%M:%S', :now), :a+:b+:c+:d+:e+:f+:g, 'ä', :last_1 WHERE m = :merchant"
        );
        assert_eq!(
            SQL,
            "SELECT ':now', strftime('%H:%M:%S', ?2), ?3+?4+?5+?6+?7+?8+?9, 'ä', ?10 WHERE m = ?1"
        );
        assert_eq!(statement!(of Caller, "SELECT :now"), "SELECT ?2");
        let rest = Rest { a: 1, b: 2, c: 3, d: 4, e: 5, f: 6, g: 7, last_1: None }.values();
        assert_eq!((Caller { merchant: "m", now: 9 }.values().len(), rest.len()), (2, 8));
    }

    #[test]
    #[should_panic(expected = "no struct has")]
    fn an_unknown_name_is_refused() {
        length("SELECT :nobody", &[&["now"]]);
    }

    #[test]
    #[should_panic(expected = "not used")]
    fn an_unused_name_is_refused() {
        length("SELECT :now", &[&["other"], &["now", "then"]]);
    }
}
