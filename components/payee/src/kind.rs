//! The types of accounts.

/// The type of an account.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    BankAccount,
    Paypal,
    Venmo,
}

impl Kind {
    /// The type of its name.
    pub fn parse(name: &str) -> Option<Self> {
        [Kind::BankAccount, Kind::Paypal, Kind::Venmo].into_iter().find(|kind| kind.name() == name)
    }

    /// As it stands on the wire.
    pub fn name(self) -> &'static str {
        match self {
            Kind::BankAccount => "BANK_ACCOUNT",
            Kind::Paypal => "PAYPAL",
            Kind::Venmo => "VENMO",
        }
    }
}

/// Whether a text names a type.
pub fn is_kind(text: &str) -> bool {
    Kind::parse(text).is_some()
}
