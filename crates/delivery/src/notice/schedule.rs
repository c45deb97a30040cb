//! What each topic asks of its receiver, and when it is tried again (`outbox.md` 3).

/// Minutes to the next attempt, after the first failure, the second, …; after one more the row is dead.
const PRODUCT_MINUTES: &[i64] = &[1, 5, 15, 60, 360, 1_440];
const IPN_MINUTES: &[i64] = &[1, 2, 4, 8, 15, 20, 30, 40];

const MINUTE_MS: i64 = 60_000;

/// Every topic of the outbox.
pub const TOPICS: [&str; 6] =
    ["cashier.deposit", "cashier.withdraw", "cashier.test", "ipn.payout", "ipn.account", "wallet.notice"];

/// A family of topics: the part before the dot.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Topic {
    /// Callbacks of the cashier.
    Cashier,
    /// The same, telling nothing: an operator tries a receiver. Sent once.
    Test,
    /// IPNs of the payee API.
    Ipn,
    /// Notices of the wallet.
    Wallet,
}

impl Topic {
    /// The family of a row's topic.
    pub fn of(topic: &str) -> Option<Self> {
        match topic.split('.').next() {
            _ if topic == "cashier.test" => Some(Topic::Test),
            Some("cashier") => Some(Topic::Cashier),
            Some("ipn") => Some(Topic::Ipn),
            Some("wallet") => Some(Topic::Wallet),
            _ => None,
        }
    }

    /// Whether an answer acknowledges the notice.
    pub fn is_acknowledged_by(self, status: u16, body: &[u8]) -> bool {
        let says_success = body.trim_ascii() == b"success";
        let is_good = (200..300).contains(&status);
        match self {
            Topic::Cashier | Topic::Test => status == 200 && says_success,
            Topic::Ipn => is_good && says_success,
            Topic::Wallet => is_good,
        }
    }

    fn minutes(self) -> &'static [i64] {
        match self {
            Topic::Cashier | Topic::Wallet => PRODUCT_MINUTES,
            Topic::Ipn => IPN_MINUTES,
            Topic::Test => &[],
        }
    }

    /// How long after failure number `failures` (from 1) the next attempt is, in milliseconds; `None` after the last.
    pub fn delay_ms(self, failures: i64) -> Option<i64> {
        let index = usize::try_from(failures - 1).ok()?;
        self.minutes().get(index).map(|minutes| minutes * MINUTE_MS)
    }

    /// The longest that a receiver can ask to be left alone, in milliseconds.
    pub fn longest_delay_ms(self) -> i64 {
        self.minutes().iter().max().map_or(0, |minutes| minutes * MINUTE_MS)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn acknowledgements_differ_by_topic() {
        for (topic, status, body, expected) in [
            (Topic::Cashier, 200, "success", true),
            (Topic::Cashier, 200, " success\r\n", true),
            (Topic::Cashier, 201, "success", false),
            (Topic::Cashier, 200, "SUCCESS", false),
            (Topic::Cashier, 200, "", false),
            (Topic::Test, 200, "success", true),
            (Topic::Test, 200, "no", false),
            (Topic::Ipn, 204, "success", true),
            (Topic::Ipn, 200, "\"success\"", false),
            (Topic::Ipn, 302, "success", false),
            (Topic::Wallet, 200, "", true),
            (Topic::Wallet, 299, "no", true),
            (Topic::Wallet, 300, "success", false),
            (Topic::Wallet, 500, "success", false),
        ] {
            assert_eq!(
                topic.is_acknowledged_by(status, body.as_bytes()),
                expected,
                "{topic:?} {status} {body}"
            );
        }
    }

    #[test]
    fn every_topic_has_a_family_and_its_schedule_an_end() {
        for topic in TOPICS {
            let family = Topic::of(topic).unwrap();
            let attempts = (1..).take_while(|failures| family.delay_ms(*failures).is_some()).count();
            let expected = match family {
                Topic::Ipn => 8,
                Topic::Test => 0,
                Topic::Cashier | Topic::Wallet => 6,
            };
            assert_eq!(attempts, expected, "{topic}");
        }
        assert_eq!(Topic::of("other.topic"), None);
        assert_eq!([Topic::Ipn.delay_ms(1), Topic::Cashier.delay_ms(6)], [Some(60_000), Some(86_400_000)]);
        assert_eq!(Topic::Cashier.delay_ms(0), None);
        assert_eq!([Topic::Ipn, Topic::Wallet].map(Topic::longest_delay_ms), [2_400_000, 86_400_000]);
    }
}
