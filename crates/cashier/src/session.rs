//! Who calls the back office: a token and the merchant it acts for (cashier.md §3).

use crate::endpoint::Access;
use crate::failure::Failure;
use crate::role::Role;
use feiqian_platform::Call;
use feiqian_platform::http::header;
use feiqian_platform::key_value::Expires;
use feiqian_platform::{Platform, Value};
use feiqian_signing::{Params, digest};
use serde::de::Error;
use serde::{Deserialize, Deserializer, Serialize};
use serde_json::value::RawValue;

/// The SQL expression for the column that [`Session::admit`] wants, of the active merchant `?1` and the account in the
/// parameter that is named: `code role epoch`, NULL if there is no such merchant or account. A macro, so that a statement
/// is one constant by `concat!`.
#[macro_export]
macro_rules! merchant_code {
    ($account:literal) => {
        concat!(
            "(SELECT code || ' ' || CASE account WHEN ",
            $account,
            " THEN 'all ' || session_epoch
                ELSE (SELECT u.role || ' ' || u.session_epoch FROM merchant_users u
                       WHERE u.merchant_id = merchants.id AND u.status = 1 AND u.account = ",
            $account,
            ") END FROM merchants WHERE id = ?1 AND status = 1)"
        )
    };
}

/// What a token stands for, as the key-value store holds it. Times are unix seconds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Session {
    /// The merchant (`merchants.id`).
    pub merchant_id: i64,
    /// The account that signed in.
    pub account: String,
    /// What the account may do.
    pub role: Role,
    /// `session_epoch` of the account at the login: a later one has ended this session.
    pub epoch: i64,
    /// Where the login came from.
    pub ip: String,
    /// When the session began, in unix seconds.
    pub iat: i64,
    /// When the session ends, in unix seconds.
    pub exp: i64,
}

impl Expires for Session {
    fn expires_at_s(&self) -> i64 {
        self.exp
    }
}

/// By hand, on the JSON reader that every component has: derived code for this one object would be 2 % of a component.
impl<'de> Deserialize<'de> for Session {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let json = Box::<RawValue>::deserialize(deserializer)?;
        Session::read(&json).ok_or_else(|| D::Error::custom("no session"))
    }
}

impl Session {
    /// What the keys of all sessions begin with.
    pub const KEY_PREFIX: &str = "token:";

    fn read(json: &RawValue) -> Option<Self> {
        let members = Params::from_json(json.get().as_bytes()).ok()?;
        let number = |name| members.get(name)?.parse().ok();
        let text = |name| members.get(name).map(str::to_owned);
        Some(Session {
            merchant_id: number("merchant_id")?,
            account: text("account")?,
            // A session of before there were roles has none, and has ended.
            role: Role::parse(members.get("role")?)?,
            epoch: number("epoch")?,
            ip: text("ip")?,
            iat: number("iat")?,
            exp: number("exp")?,
        })
    }

    /// Stores the session under a new token and returns that: 256 random bits, of which the store only sees a hash.
    pub async fn open(&self, platform: &Platform) -> Result<String, Failure> {
        let token = hex::encode(platform.random::<32>());
        platform.set_entry(&key(&token), self).await?;
        Ok(token)
    }

    /// The session of the request's token.
    ///
    /// # Errors
    /// [`Failure::Forbidden`] if the header is missing or repeated, or the token is unknown or expired;
    /// [`Failure::TooManyRequests`] if the account has sent too many.
    pub async fn of(call: &Call<'_>) -> Result<Self, Failure> {
        let lines = call.request.header_lines(header::AUTHORIZATION.as_str());
        let [line] = lines.as_slice() else { return Err(Failure::Forbidden) };
        let token = token(line).ok_or(Failure::Forbidden)?;
        let session: Session = call.platform.entry(&key(token)).await?.ok_or(Failure::Forbidden)?;
        // By account, of which a new token is no second one.
        let caller = [&session.merchant_id.to_string(), ":", &session.account].concat();
        feiqian_rate::MERCHANT.admit(call.platform, &call.request.id, &caller).await?;
        Ok(session)
    }

    /// Ends the session of the request's token (`DELETE /token`).
    ///
    /// # Errors
    /// [`Failure::Forbidden`] if there is none.
    pub async fn close(call: &Call<'_>) -> Result<(), Failure> {
        Session::of(call).await?;
        let line = call.request.header(header::AUTHORIZATION.as_str());
        let token = line.as_deref().and_then(token).ok_or(Failure::Forbidden)?;
        Ok(call.platform.key_value_delete(&key(token)).await?)
    }

    /// Parameter `?1` of a statement with [`merchant_code!`].
    pub fn merchant_id(&self) -> Value {
        self.merchant_id.into()
    }

    /// The parameter that [`merchant_code!`] is told of.
    pub fn account(&self) -> Value {
        self.account.as_str().into()
    }

    /// The end of authentication for a read, whose one statement has fetched `found` by [`merchant_code!`] along with its
    /// data: merchant and account are active, nothing has ended the account's sessions since, and `access` lets the role in
    /// and the parameter that names the merchant. Returns the merchant's code.
    pub fn admit(&self, found: Option<String>, params: &Params, access: &Access) -> Result<String, Failure> {
        let Access::Account { acts, merchant } = *access else {
            return Err(Failure::Fault("the endpoint is not for accounts".into()));
        };
        let found = found.ok_or(Failure::Forbidden)?;
        let mut parts = found.split(' ');
        let (code, role, epoch) = (parts.next().unwrap_or_default(), parts.next(), parts.next());
        let is_current =
            role == Some(self.role.name()) && epoch.and_then(|epoch| epoch.parse().ok()) == Some(self.epoch);
        let is_own = match params.get(merchant) {
            Some(given) => given.trim().is_empty() || given == code,
            None => true,
        };
        match is_current && is_own && self.role.may_any(acts) {
            true => Ok(code.to_owned()),
            false => Err(Failure::Forbidden),
        }
    }

    /// The same for a command, which must not begin before the caller is known.
    pub async fn authenticate(
        &self,
        call: &Call<'_>,
        params: &Params,
        access: &Access,
    ) -> Result<String, Failure> {
        const MERCHANT: &str = concat!("SELECT ", merchant_code!("?2"));
        let mut row = call.platform.query_row(MERCHANT, &[self.merchant_id(), self.account()]).await?;
        self.admit(row.take()?, params, access)
    }
}

/// The token of a header line, with or without `Bearer`; `None` unless it looks like one of ours.
fn token(line: &str) -> Option<&str> {
    let token = match line.split_once(' ') {
        Some((scheme, token)) if scheme.eq_ignore_ascii_case("bearer") => token.trim_start_matches(' '),
        _ => line,
    };
    let is_hex = |byte: u8| matches!(byte, b'0'..=b'9' | b'a'..=b'f');
    (token.len() == 64 && token.bytes().all(is_hex)).then_some(token)
}

fn key(token: &str) -> String {
    [Session::KEY_PREFIX, &digest::sha256_hex(token.as_bytes())].concat()
}

#[cfg(test)]
mod tests {
    use super::token;

    #[test]
    fn a_token_may_stand_alone_or_after_its_scheme() {
        let good = "0123456789abcdef".repeat(4);
        for line in [good.clone(), format!("Bearer {good}"), format!("bEARER  {good}")] {
            assert_eq!(token(&line), Some(good.as_str()), "{line}");
        }
        for line in [
            String::new(),
            "Bearer".into(),
            "Bearer x".into(),
            format!("Bearer{good}"),
            format!("Basic {good}"),
            format!("Bearer {good} "),
            format!("Bearer Bearer {good}"),
            format!("{good}0"),
            good[1..].to_owned(),
            good.to_uppercase(),
        ] {
            assert_eq!(token(&line), None, "{line}");
        }
    }
}
