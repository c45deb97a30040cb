//! A request that has found its endpoint and its caller (wallet.md §2.2, §2.3, §2.8).

use crate::body;
use crate::failure::{
    Failure, IDEMPOTENCY_KEY_REUSED, INVALID_IDEMPOTENCY_KEY, INVALID_JSON, PAYLOAD_TOO_LARGE, Problem,
    REQUEST_TIMEOUT, UNSUPPORTED_MEDIA_TYPE,
};
use crate::negotiation;
use crate::token::Caller;
use feiqian_platform::http::{Body, HeaderName, Request, header};
use feiqian_platform::{DatabaseError, Platform, Row, Value};
use feiqian_signing::{digest, json};

pub(crate) const IDEMPOTENCY_KEY: HeaderName = HeaderName::from_static("idempotency-key");

/// The caller as the database knows him, the settings, and what his idempotency key was used for: one row. `?1` user,
/// `?2` name, `?3` phone or NULL, `?4` openid, `?5` nickname, `?6` sex, `?7` whether the token says anything of a binding,
/// `?8` endpoint, `?9` key or NULL, `?10` now. Whether the user is there as his token has him, whether his binding is.
const KNOWN: &str = "
    SELECT u.username IS ?2 AND (?3 IS NULL OR u.mobile IS ?3),
           NOT ?7 OR (w.openid, w.nickname, w.sex) IS (?4, ?5, ?6),
           s.cash_rate, s.cash_min_sum, s.cash_max_sum, s.cash_sum_limit, s.cash_interval_time, s.payout_enabled,
           w.openid, k.request_hash, k.response, k.resource_id
      FROM wallet_settings s LEFT JOIN users u ON u.id = ?1 LEFT JOIN user_wechats w ON w.user_id = ?1
      LEFT JOIN idempotency_keys k ON k.user_id = ?1 AND k.endpoint = ?8 AND k.idem_key = ?9 AND k.expires_at > ?10";

const PROVISION: &str = "
    INSERT INTO users (id, username, mobile, created_at, updated_at) VALUES (?1, ?2, coalesce(?3, ''), ?4, ?4)
    ON CONFLICT (id) DO UPDATE SET username = ?2, mobile = coalesce(?3, mobile), updated_at = ?4
    WHERE username <> ?2 OR mobile <> coalesce(?3, mobile)";

const BIND: &str = "
    INSERT INTO user_wechats (user_id, openid, nickname, sex, created_at, updated_at) VALUES (?1, ?2, ?3, ?4, ?5, ?5)
    ON CONFLICT (user_id) DO UPDATE SET openid = ?2, nickname = ?3, sex = ?4, updated_at = ?5";

const UNBIND: &str = "DELETE FROM user_wechats WHERE user_id = ?1";

/// The settings in force when the request came.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Settings {
    pub cash_rate: i64,
    pub cash_min_sum: i64,
    pub cash_max_sum: i64,
    pub cash_sum_limit: i64,
    pub cash_interval_time: i64,
    pub payout_enabled: bool,
}

/// What an unexpired idempotency key was used for.
#[derive(Debug)]
pub struct Used {
    hash: String,
    /// The answer, unless it could not be kept.
    pub response: Option<String>,
    /// The record that the command made.
    pub resource_id: i64,
}

/// What a command did.
pub enum Done {
    /// It answered a row.
    Row(Row),
    /// It is done, its row is lost; the id of what it wrote.
    Before(i64),
    /// It found nothing to do.
    Nothing,
}

pub struct Call<'c> {
    pub platform: &'c Platform,
    pub request: &'c Request,
    pub caller: Caller,
    pub settings: Settings,
    /// The openid bound at the moment.
    pub openid: Option<String>,
    /// Method and path, within which an idempotency key counts; empty if none does.
    endpoint: String,
    used: Option<Used>,
}

impl<'c> Call<'c> {
    /// Reads the settings and the use of the idempotency key, and creates or updates the user and his binding if the token
    /// has other values.
    pub async fn begin(
        platform: &'c Platform,
        request: &'c Request,
        caller: Caller,
        endpoint: String,
    ) -> Result<Self, Failure> {
        let binding = caller.wechat.clone();
        let bound = binding.clone().flatten();
        let now_ms = platform.now_ms();
        // A key that is refused later names nothing.
        let key = idempotency_key(request).ok().flatten();
        let known = platform
            .query_row(
                KNOWN,
                &[
                    caller.user_id.into(),
                    caller.username.as_str().into(),
                    caller.mobile.as_deref().into(),
                    bound.as_ref().map(|wechat| wechat.openid.as_str()).into(),
                    bound.as_ref().map(|wechat| wechat.nickname.as_str()).into(),
                    bound.as_ref().map(|wechat| wechat.sex).into(),
                    binding.is_some().into(),
                    endpoint.as_str().into(),
                    key.into(),
                    now_ms.into(),
                ],
            )
            .await;
        let mut row = known?;
        if !row.take::<bool>(0)? {
            let parameters = [
                caller.user_id.into(),
                caller.username.as_str().into(),
                caller.mobile.as_deref().into(),
                now_ms.into(),
            ];
            provision(platform, request, PROVISION, &parameters).await?;
        }
        let mut openid = row.take::<Option<String>>(8)?;
        if !row.take::<bool>(1)? {
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
        let settings = Settings {
            cash_rate: row.take(2)?,
            cash_min_sum: row.take(3)?,
            cash_max_sum: row.take(4)?,
            cash_sum_limit: row.take(5)?,
            cash_interval_time: row.take(6)?,
            payout_enabled: row.take(7)?,
        };
        let used = match row.take::<Option<String>>(9)? {
            Some(hash) => Some(Used { hash, response: row.take(10)?, resource_id: row.take(11)? }),
            None => None,
        };
        Ok(Call { platform, request, caller, settings, openid, endpoint, used })
    }

    /// Reads all of it again, after a command found it changed.
    pub async fn reread(&mut self) -> Result<(), Failure> {
        let endpoint = std::mem::take(&mut self.endpoint);
        *self = Call::begin(self.platform, self.request, self.caller.clone(), endpoint).await?;
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
                self.platform.log_fault(&self.request.id, &error.to_string());
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
                Some(mut row) => return Ok(Ok(Done::Before(row.take(0)?))),
                None if !is_open => return Ok(outcome),
                None if was_open => return Err(Failure::Busy),
                None => was_open = true,
            }
        }
    }

    /// The bytes of the body, once its media type and size are checked.
    pub fn body_bytes(&self) -> Result<&'c [u8], Failure> {
        let content_type = self.request.header(header::CONTENT_TYPE.as_str()).unwrap_or_default();
        if !negotiation::is_json(&content_type) {
            return Err(Problem::header(UNSUPPORTED_MEDIA_TYPE, "content-type").into());
        }
        if self.request.is_encoded() {
            return Err(Problem::header(UNSUPPORTED_MEDIA_TYPE, "content-encoding").into());
        }
        match &self.request.body {
            Body::Whole(bytes) => Ok(bytes),
            Body::TooLarge => Err(PAYLOAD_TOO_LARGE.into()),
            Body::Incomplete => Err(INVALID_JSON.into()),
            Body::TimedOut => Err(REQUEST_TIMEOUT.into()),
        }
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
            self.platform.log_fault(&self.request.id, &format!("an answer was not kept: {error}"));
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
