//! Typed rows: a struct and the columns that it is read from are one declaration.

/// Declares a struct together with its columns: the SQL expression stands beside the field that takes it.
///
/// `$columns!()` is the list of the expressions as a literal, for `concat!`, in the rest of the file, and beyond it in
/// the modules that follow a `#[macro_use]`. `read` takes the fields from the cells in
/// that order; `read_if_any` is for the outer side of a join, and skips the columns if the first of them is NULL.
///
/// ```
/// use feiqian_platform::{Row, Value, row};
///
/// row! {
///     /// A book.
///     struct Book by book_columns {
///         id: i64 = "b.id",
///         title: Option<String> = "nullif(b.title, '')",
///     }
/// }
/// assert_eq!(book_columns!(), "b.id, nullif(b.title, '')");
/// let mut row = Row::new(vec![Value::Integer(7), Value::Null]);
/// let book = Book::read(&mut row).unwrap();
/// assert_eq!((book.id, book.title), (7, None));
///
/// let mut row = Row::new(vec![Value::Null, Value::Null, Value::Integer(1)]);
/// assert!(Book::read_if_any(&mut row).unwrap().is_none());
/// assert_eq!(row.take::<i64>(), Ok(1));
/// ```
#[macro_export]
macro_rules! row {
    (
        $(#[$meta:meta])*
        $visibility:vis struct $name:ident by $columns:ident {
            $(#[$first_meta:meta])*
            $first_visibility:vis $first:ident: $first_type:ty = $first_sql:expr,
            $($(#[$field_meta:meta])* $field_visibility:vis $field:ident: $type:ty = $sql:expr,)*
        }
    ) => {
        $(#[$meta])*
        $visibility struct $name {
            $(#[$first_meta])* $first_visibility $first: $first_type,
            $($(#[$field_meta])* $field_visibility $field: $type,)*
        }

        macro_rules! $columns {
            () => { concat!($first_sql $(, ", ", $sql)*) };
        }

        impl $name {
            /// Takes the columns of the declaration.
            #[allow(dead_code, reason = "a row is read by one of the two")]
            pub fn read(row: &mut $crate::Row) -> Result<Self, $crate::DatabaseError> {
                Ok($name { $first: row.take()?, $($field: row.take()?,)* })
            }

            /// As `read`, but there is no row if the first column is NULL.
            #[allow(dead_code, reason = "a row is read by one of the two")]
            pub fn read_if_any(row: &mut $crate::Row) -> Result<Option<Self>, $crate::DatabaseError> {
                if row.is_null() {
                    row.skip([stringify!($first) $(, stringify!($field))*].len());
                    return Ok(None);
                }
                Self::read(row).map(Some)
            }
        }
    };
}
