//! A request that has found its endpoint and its caller (wallet.md §2.2, §2.3, §2.8).

use crate::body;
use crate::failure::{
    Failure, IDEMPOTENCY_KEY_REUSED, INVALID_IDEMPOTENCY_KEY, INVALID_JSON, PAYLOAD_TOO_LARGE, Problem,
    REQUEST_TIMEOUT, UNSUPPORTED_MEDIA_TYPE,
};
use crate::negotiation;
use crate::token::Caller;
use feiqian_platform::http::{HeaderName, Request, header};
use feiqian_platform::{BodyFault, Call, DatabaseError, Platform, Row, Value, parameters, row, statement};
use feiqian_signing::{digest, json};
use std::ops::Deref;

pub(crate) const IDEMPOTENCY_KEY: HeaderName = HeaderName::from_static("idempotency-key");

parameters! {
    struct Asking<'a> {
        user_id: i64,
        username: &'a str,
        mobile: Option<&'a str>,
        openid: Option<&'a str>,
        nickname: Option<&'a str>,
        sex: Option<i64>,
        /// Whether the token says anything of a binding.
        says_binding: bool,
        endpoint: &'a str,
        idem_key: Option<String>,
        now: i64,
    }
}

row! {
    /// The caller as the database knows him.
    struct Known by known_columns {
        /// Whether the user is there as his token has him.
        is_user: bool = "u.username IS :username AND (:mobile IS NULL OR u.mobile IS :mobile)",
        /// Whether his binding is.
        is_binding: bool = "NOT :says_binding OR (w.openid, w.nickname, w.sex) IS (:openid, :nickname, :sex)",
        openid: Option<String> = "w.openid",
    }
}

row! {
    /// The settings in force when the request came.
    #[derive(Debug, Clone, Copy, PartialEq, Eq)]
    pub struct Settings by settings_columns {
        pub cash_rate: i64 = "s.cash_rate",
        pub cash_min_sum: i64 = "s.cash_min_sum",
        pub cash_max_sum: i64 = "s.cash_max_sum",
        pub cash_sum_limit: i64 = "s.cash_sum_limit",
        pub cash_interval_time: i64 = "s.cash_interval_time",
        pub payout_enabled: bool = "s.payout_enabled",
    }
}

row! {
    /// What an unexpired idempotency key was used for.
    #[derive(Debug)]
    pub struct Used by used_columns {
        hash: String = "k.request_hash",
        /// The answer, unless it could not be kept.
        pub response: Option<String> = "k.response",
        /// The record that the command made.
        pub resource_id: i64 = "k.resource_id",
    }
}

/// The caller, the settings, and what his idempotency key was used for: one row.
const KNOWN: &str = statement!(
    Asking,
    concat!(
        "SELECT ",
        known_columns!(),
        ", ",
        settings_columns!(),
        ", ",
        used_columns!(),
        " FROM wallet_settings s LEFT JOIN users u ON u.id = :user_id LEFT JOIN user_wechats w ON w.user_id = :user_id
      LEFT JOIN idempotency_keys k ON k.user_id = :user_id AND k.endpoint = :endpoint AND k.idem_key = :idem_key
           AND k.expires_at > :now"
    )
);

const PROVISION: &str = "
    INSERT INTO users (id, username, mobile, created_at, updated_at) VALUES (?1, ?2, coalesce(?3, ''), ?4, ?4)
    ON CONFLICT (id) DO UPDATE SET username = ?2, mobile = coalesce(?3, mobile), updated_at = ?4
    WHERE username <> ?2 OR mobile <> coalesce(?3, mobile)";

const BIND: &str = "
    INSERT INTO user_wechats (user_id, openid, nickname, sex, created_at, updated_at) VALUES (?1, ?2, ?3, ?4, ?5, ?5)
    ON CONFLICT (user_id) DO UPDATE SET openid = ?2, nickname = ?3, sex = ?4, updated_at = ?5";

const UNBIND: &str = "DELETE FROM user_wechats WHERE user_id = ?1";

/// What a command did.
pub enum Done {
    /// It answered a row.
    Row(Row),
    /// It is done, its row is lost; the id of what it wrote.
    Before(i64),
    /// It found nothing to do.
    Nothing,
}

/// A call whose caller is known.
pub struct Authorized<'c> {
    call: Call<'c>,
    pub caller: Caller,
    pub settings: Settings,
    /// The openid bound at the moment.
    pub openid: Option<String>,
    /// Method and path, within which an idempotency key counts; empty if none does.
    endpoint: String,
    used: Option<Used>,
}

impl<'c> Deref for Authorized<'c> {
    type Target = Call<'c>;

    fn deref(&self) -> &Call<'c> {
        &self.call
    }
}

impl<'c> Authorized<'c> {
    /// Reads the settings and the use of the idempotency key, and creates or updates the user and his binding if the token
    /// has other values.
    pub async fn begin(call: Call<'c>, caller: Caller, endpoint: String) -> Result<Self, Failure> {
        let Call { platform, request } = call;
        let binding = caller.wechat.clone();
        let bound = binding.clone().flatten();
        let now_ms = platform.now_ms();
        // A key that is refused later names nothing.
        let key = idempotency_key(request).ok().flatten();
        let asking = Asking {
            user_id: caller.user_id,
            username: &caller.username,
            mobile: caller.mobile.as_deref(),
            openid: bound.as_ref().map(|wechat| wechat.openid.as_str()),
            nickname: bound.as_ref().map(|wechat| wechat.nickname.as_str()),
            sex: bound.as_ref().map(|wechat| wechat.sex),
            says_binding: binding.is_some(),
            endpoint: &endpoint,
            idem_key: key,
            now: now_ms,
        };
        let mut cells = platform.query_row(KNOWN, &asking.values()).await?;
        let Known { is_user, is_binding, mut openid } = Known::read(&mut cells)?;
        let settings = Settings::read(&mut cells)?;
        let used = Used::read_if_any(&mut cells)?;
        if !is_user {
            let parameters = [
                caller.user_id.into(),
                caller.username.as_str().into(),
                caller.mobile.as_deref().into(),
                now_ms.into(),
            ];
            provision(platform, request, PROVISION, &parameters).await?;
        }
        if !is_binding {
            openid = match bound {
                Some(wechat) => {
                    let parameters: [Value; 5] = [
                        caller.user_id.into(),
                        wechat.openid.as_str().into(),
                        wechat.nickname.into(),
                        wechat.sex.into(),
                        now_ms.into(),
                    ];
                    provision(platform, request, BIND, &parameters).await?;
                    Some(wechat.openid)
                }
                None => {
                    provision(platform, request, UNBIND, &[caller.user_id.into()]).await?;
                    None
                }
            };
        }
        Ok(Authorized { call, caller, settings, openid, endpoint, used })
    }

    /// Reads all of it again, after a command found it changed.
    pub async fn reread(&mut self) -> Result<(), Failure> {
        let endpoint = std::mem::take(&mut self.endpoint);
        *self = Authorized::begin(self.call, self.caller.clone(), endpoint).await?;
        Ok(())
    }

    /// Runs a command, and answers what it did or why the database refused it.
    ///
    /// A transport error leaves the outcome open (wallet.md §6.3). Then `lookup`, which takes the same parameters and
    /// answers an id, looks for what the command writes: found is done, absent is one more try.
    ///
    /// # Errors
    /// [`Failure::Busy`] if the second try is not done either, or if nobody can tell and the request has an idempotency key;
    /// [`Failure::Fault`] if it has none.
    pub async fn command(
        &self,
        sql: &str,
        lookup: &str,
        parameters: &[Value],
    ) -> Result<Result<Done, DatabaseError>, Failure> {
        let mut was_open = false;
        loop {
            let outcome = self.platform.command(sql, parameters).await;
            let outcome = outcome.map(|rows| rows.into_iter().next().map_or(Done::Nothing, Done::Row));
            let is_open = outcome.as_ref().is_err_and(DatabaseError::outcome_is_open);
            // What refuses the second try may be the first one.
            if !is_open && (!was_open || matches!(outcome, Ok(Done::Row(_)))) {
                return Ok(outcome);
            }
            if let Err(error) = &outcome {
                self.log_fault(&error.to_string());
            }
            let found = self.platform.query(lookup, parameters).await;
            let found = match found {
                Ok(found) => found,
                // A repetition with the key finds out.
                Err(_) if idempotency_key(self.request).is_ok_and(|key| key.is_some()) => {
                    return Err(Failure::Busy);
                }
                Err(error) => return Err(Failure::Fault(error.to_string())),
            };
            match found.into_iter().next() {
                Some(mut row) => return Ok(Ok(Done::Before(row.take()?))),
                None if !is_open => return Ok(outcome),
                None if was_open => return Err(Failure::Busy),
                None => was_open = true,
            }
        }
    }

    /// The bytes of the body, once its media type and size are checked.
    pub fn body_bytes(&self) -> Result<&'c [u8], Failure> {
        if !negotiation::is_json(&self.header(header::CONTENT_TYPE.as_str())) {
            return Err(Problem::header(UNSUPPORTED_MEDIA_TYPE, "content-type").into());
        }
        self.call.body().map_err(|fault| match fault {
            BodyFault::Encoded => Problem::header(UNSUPPORTED_MEDIA_TYPE, "content-encoding").into(),
            BodyFault::TooLarge => PAYLOAD_TOO_LARGE.into(),
            BodyFault::Incomplete => INVALID_JSON.into(),
            BodyFault::TimedOut => REQUEST_TIMEOUT.into(),
        })
    }

    /// The body's one JSON value.
    pub fn body(&self) -> Result<json::Value<'c>, Failure> {
        body::parse(self.body_bytes()?)
    }

    /// The `Idempotency-Key` and the hash of the request that it names.
    pub fn idempotency(&self) -> Result<Option<(String, String)>, Failure> {
        let Some(key) = idempotency_key(self.request)? else {
            return Ok(None);
        };
        let request = [self.request.query.as_bytes(), b"\n", self.body_bytes()?].concat();
        Ok(Some((key, digest::sha256_hex(&request))))
    }

    /// What the key was used for: `None` if for nothing.
    ///
    /// # Errors
    /// `idempotency_key_reused` if it was for another request.
    pub fn used(&self, key: &(String, String)) -> Result<Option<&Used>, Failure> {
        match &self.used {
            Some(used) if used.hash != key.1 => {
                Err(Problem::header(IDEMPOTENCY_KEY_REUSED, "idempotency-key").into())
            }
            used => Ok(used.as_ref()),
        }
    }

    /// Keeps what was answered. The command is done: should this fail, a replay builds the answer again.
    pub async fn remember(&self, key: &(String, String), response: &str) {
        const REMEMBER: &str = "UPDATE idempotency_keys SET response = ?4
             WHERE user_id = ?1 AND endpoint = ?2 AND idem_key = ?3 AND response IS NULL";
        let parameters = [
            self.caller.user_id.into(),
            self.endpoint.as_str().into(),
            key.0.as_str().into(),
            response.into(),
        ];
        if let Err(error) = self.platform.command(REMEMBER, &parameters).await {
            self.log_fault(&format!("an answer was not kept: {error}"));
        }
    }
}

fn idempotency_key(request: &Request) -> Result<Option<String>, Failure> {
    let mut lines = request.header_lines(IDEMPOTENCY_KEY.as_str());
    let is_key = |key: &String| {
        (1..=128).contains(&key.len()) && key.bytes().all(|byte| (0x20..=0x7e).contains(&byte))
    };
    match (lines.pop(), lines.is_empty()) {
        (None, _) => Ok(None),
        (Some(key), true) if is_key(&key) => Ok(Some(key)),
        _ => Err(Problem::header(INVALID_IDEMPOTENCY_KEY, "idempotency-key").into()),
    }
}

/// Runs a command that changes nothing if it is done already, so that it may be repeated once if its outcome is open.
async fn provision(
    platform: &Platform,
    request: &Request,
    sql: &str,
    parameters: &[Value],
) -> Result<(), Failure> {
    for _ in 0..2 {
        match platform.command(sql, parameters).await {
            Err(error) if error.outcome_is_open() => platform.log_fault(&request.id, &error.to_string()),
            outcome => return outcome.map(drop).map_err(Failure::from),
        }
    }
    Err(Failure::Busy)
}
