//! The currencies of the specifications.

/// A currency and, with it, what one minor unit is worth.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Currency {
    /// Chinese yuan, in fen.
    Cny,
    /// US dollar, in cents.
    Usd,
    /// Vietnamese dong.
    Vnd,
    /// Japanese yen.
    Jpy,
    /// Tether, in millionths.
    Usdt,
    /// Bitcoin, in satoshi.
    Btc,
}

impl Currency {
    /// Every currency.
    pub const ALL: [Currency; 6] =
        [Currency::Cny, Currency::Usd, Currency::Vnd, Currency::Jpy, Currency::Usdt, Currency::Btc];

    /// The code of every currency.
    pub const CODES: [&'static str; 6] = {
        let mut codes = [""; 6];
        let mut at = 0;
        while at < codes.len() {
            codes[at] = Self::ALL[at].code();
            at += 1;
        }
        codes
    };

    /// The currency of an upper-case code.
    pub fn parse(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|currency| currency.code() == code)
    }

    /// The upper-case code.
    pub const fn code(self) -> &'static str {
        match self {
            Currency::Cny => "CNY",
            Currency::Usd => "USD",
            Currency::Vnd => "VND",
            Currency::Jpy => "JPY",
            Currency::Usdt => "USDT",
            Currency::Btc => "BTC",
        }
    }

    /// Number of decimal digits of a minor unit (`cashier.md` 1.3).
    pub const fn exponent(self) -> u8 {
        match self {
            Currency::Vnd | Currency::Jpy => 0,
            Currency::Cny | Currency::Usd => 2,
            Currency::Usdt => 6,
            Currency::Btc => 8,
        }
    }

    /// The cashier's `type` and `deposit_type` (`cashier.md` 8.2).
    pub const fn cashier_type(self) -> u8 {
        match self {
            Currency::Cny => 0,
            Currency::Btc => 1,
            Currency::Usdt => 2,
            Currency::Vnd => 3,
            Currency::Usd => 4,
            Currency::Jpy => 5,
        }
    }
}
