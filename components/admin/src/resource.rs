//! What a resource is: its view, and the members of its bodies as data.

use crate::role::Scope;
use feiqian_money::Currency;

/// A kind of thing that operators provision. Its bodies have the members of [`Resource::fields`] in that order, as its view
/// makes them.
#[derive(Debug)]
pub struct Resource {
    /// As the audit and the triggers name it.
    pub name: &'static str,
    /// The member of the configuration document, empty if it has none.
    pub section: &'static str,
    pub view: &'static str,
    pub fields: &'static [Field],
    pub issue: Issue,
    /// Whether a PUT may make a new one.
    pub is_made: bool,
    /// Minimum and maximum that must be in order, if the resource has such.
    pub range: Option<(&'static str, &'static str)>,
    /// What changing one needs.
    pub write: Scope,
}

/// Secrets that come with a new one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Issue {
    Nothing,
    /// A password, given as the member `password` or made.
    Password,
    /// A password, and the secret of one-time codes.
    Operator,
    /// A key that signs.
    Key,
}

#[derive(Debug)]
pub struct Field {
    pub name: &'static str,
    pub kind: Kind,
    pub need: Need,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Need {
    /// Part of what names it: given by the path, or by the body of a list.
    Key,
    /// Given once, at its creation.
    Fixed,
    Required,
    /// Left out: this, as JSON.
    Or(&'static str),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A text of one to so many characters, not blank.
    Name(usize),
    /// A text of up to so many characters.
    Text(usize),
    /// One to so many of `A-Z`, `a-z`, `0-9`, and of the second text.
    Code(usize, &'static str),
    /// So many digits.
    Digits(usize),
    /// An account number: six to 34 letters and digits.
    Number,
    /// An operator's name.
    Operator,
    Integer(i64, i64),
    Flag,
    OneOf(&'static [&'static str]),
    /// An amount or zero of the member `currency`.
    Amount,
    /// An amount of the member `currency` between so many minor units.
    AmountTo(i64, i64),
    /// An amount of CNY between so many cents.
    Cents(i64, i64),
    /// An object of amounts by currency.
    Amounts,
    /// By how much a business day begins before that of UTC.
    DayOffset,
    /// Levels: empty or `*` for all, or a comma list of whole numbers.
    Levels,
    /// A name in the variable `referenced_keys`, or nothing.
    KeyRef,
    /// A URL or nothing.
    Url,
    /// A URL without query to which paths are appended, or nothing.
    BaseUrl,
}

/// Every currency of the cashier.
pub const CURRENCIES: &[&str] = &Currency::CODES;
pub const STATUSES: &[&str] = &["active", "suspended"];

pub const fn field(name: &'static str, kind: Kind, need: Need) -> Field {
    Field { name, kind, need }
}

/// The status that nearly everything has.
pub const STATUS: Field = field("status", Kind::OneOf(STATUSES), Need::Or("\"active\""));

impl Resource {
    /// The members that name one.
    pub fn keys(&self) -> impl Iterator<Item = &'static Field> {
        self.fields.iter().filter(|field| field.need == Need::Key)
    }
}
