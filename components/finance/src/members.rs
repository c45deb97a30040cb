//! The members of a list's items, each declared once: its name, its kind in a file, and its SQL expression.

/// Declares the columns of a list's file, and a macro `$members!` that begins the items' `json_object`, to which further
/// members may be added: it has no closing parenthesis.
macro_rules! members {
    (
        $members:ident, $columns:ident;
        $first:literal $first_kind:ident $first_sql:expr,
        $($name:literal $kind:ident $sql:expr,)*
    ) => {
        const $columns: &[$crate::file::Column] = &[
            $crate::file::Column($first, $crate::csv::Kind::$first_kind),
            $($crate::file::Column($name, $crate::csv::Kind::$kind)),*
        ];

        macro_rules! $members {
            () => { concat!("json_object('", $first, "', ", $first_sql, $(", '", $name, "', ", $sql),*) };
        }
    };
}
pub(crate) use members;
