//! Why a field is refused (`cashier.md` 1.3).

/// Why a field is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Key {
    /// Absent, empty or blank-only.
    Required,
    /// Wrong type or characters.
    String,
    /// Not `-?(0|[1-9][0-9]*)`.
    Integer,
    /// Not an amount.
    Numeric,
    /// Number too small.
    MinNumeric,
    /// Number too large, or too many items.
    MaxNumeric,
    /// Text too short.
    MinString,
    /// Text too long.
    MaxString,
    /// Not an allowed value.
    In,
    /// Names nothing usable.
    Exists,
    /// Already present.
    Unique,
}

impl Key {
    /// All of them.
    pub const ALL: [Key; 11] = [
        Key::Required,
        Key::String,
        Key::Integer,
        Key::Numeric,
        Key::MinNumeric,
        Key::MaxNumeric,
        Key::MinString,
        Key::MaxString,
        Key::In,
        Key::Exists,
        Key::Unique,
    ];

    /// The key on the wire.
    pub const fn as_str(self) -> &'static str {
        match self {
            Key::Required => "validation.required",
            Key::String => "validation.string",
            Key::Integer => "validation.integer",
            Key::Numeric => "validation.numeric",
            Key::MinNumeric => "validation.min.numeric",
            Key::MaxNumeric => "validation.max.numeric",
            Key::MinString => "validation.min.string",
            Key::MaxString => "validation.max.string",
            Key::In => "validation.in",
            Key::Exists => "validation.exists",
            Key::Unique => "validation.unique",
        }
    }
}
