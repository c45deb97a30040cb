//! A request that has found its endpoint and its caller (wallet.md §2.2, §2.3, §2.8).

use crate::body;
use crate::failure::{
    Failure, IDEMPOTENCY_KEY_REUSED, INVALID_IDEMPOTENCY_KEY, INVALID_JSON, PAYLOAD_TOO_LARGE, Problem,
    UNSUPPORTED_MEDIA_TYPE,
};
use crate::negotiation;
use crate::token::Caller;
use feiqian_platform::http::{Body, HeaderName, Request, header};
use feiqian_platform::{Platform, Value};
use feiqian_signing::{digest, json};

pub(crate) const IDEMPOTENCY_KEY: HeaderName = HeaderName::from_static("idempotency-key");

/// The caller as the database knows him, and the settings: one row. `?1` user, `?2` name, `?3` phone or NULL, `?4` openid,
/// `?5` nickname, `?6` sex, `?7` whether the token says anything of a binding. Whether the user is there as his token
/// has him, whether his binding is.
const KNOWN: &str = "
    SELECT u.username IS ?2 AND (?3 IS NULL OR u.mobile IS ?3),
           NOT ?7 OR (w.openid, w.nickname, w.sex) IS (?4, ?5, ?6),
           s.cash_rate, s.cash_min_sum, s.cash_max_sum, s.cash_sum_limit, s.cash_interval_time, s.payout_enabled,
           w.openid
      FROM wallet_settings s LEFT JOIN users u ON u.id = ?1 LEFT JOIN user_wechats w ON w.user_id = ?1";

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

pub struct Call<'c> {
    pub platform: &'c Platform,
    pub request: &'c Request,
    pub caller: Caller,
    pub settings: Settings,
    /// The openid bound at the moment.
    pub openid: Option<String>,
}

impl<'c> Call<'c> {
    /// Reads the settings, and creates or updates the user and his binding if the token has other values.
    pub async fn begin(
        platform: &'c Platform,
        request: &'c Request,
        caller: Caller,
    ) -> Result<Self, Failure> {
        let binding = caller.wechat.clone();
        let bound = binding.clone().flatten();
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
                ],
            )
            .await;
        let mut row = known?;
        let now_ms = platform.now_ms();
        if !row.take::<bool>(0)? {
            let parameters = [
                caller.user_id.into(),
                caller.username.as_str().into(),
                caller.mobile.as_deref().into(),
                now_ms.into(),
            ];
            platform.command(PROVISION, &parameters).await?;
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
                    platform.command(BIND, &parameters).await?;
                    Some(wechat.openid)
                }
                None => {
                    platform.command(UNBIND, &[caller.user_id.into()]).await?;
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
        Ok(Call { platform, request, caller, settings, openid })
    }

    /// Reads the settings again, after a command found them changed.
    pub async fn reread_settings(&mut self) -> Result<(), Failure> {
        let again = Call::begin(self.platform, self.request, self.caller.clone()).await?;
        self.settings = again.settings;
        Ok(())
    }

    /// The bytes of the body, once its media type and size are checked.
    pub fn body_bytes(&self) -> Result<&'c [u8], Failure> {
        let content_type = self.request.header(header::CONTENT_TYPE.as_str()).unwrap_or_default();
        if !negotiation::is_json(&content_type) {
            return Err(Problem::header(UNSUPPORTED_MEDIA_TYPE, "content-type").into());
        }
        let encodings = self.request.header_lines(header::CONTENT_ENCODING.as_str());
        if encodings.iter().any(|encoding| !encoding.trim().eq_ignore_ascii_case("identity")) {
            return Err(Problem::header(UNSUPPORTED_MEDIA_TYPE, "content-encoding").into());
        }
        match &self.request.body {
            Body::Whole(bytes) => Ok(bytes),
            Body::TooLarge => Err(PAYLOAD_TOO_LARGE.into()),
            Body::Incomplete => Err(INVALID_JSON.into()),
        }
    }

    /// The body's one JSON value.
    pub fn body(&self) -> Result<json::Value<'c>, Failure> {
        body::parse(self.body_bytes()?)
    }

    /// The `Idempotency-Key` and the hash of the request that it names.
    pub fn idempotency(&self) -> Result<Option<(String, String)>, Failure> {
        let invalid = || Problem::header(INVALID_IDEMPOTENCY_KEY, "idempotency-key");
        let lines = self.request.header_lines(IDEMPOTENCY_KEY.as_str());
        let key = match lines.as_slice() {
            [] => return Ok(None),
            [key] => key,
            _ => return Err(invalid().into()),
        };
        if !(1..=128).contains(&key.len()) || !key.bytes().all(|byte| (0x20..=0x7e).contains(&byte)) {
            return Err(invalid().into());
        }
        let request = [self.request.query.as_bytes(), b"\n", self.body_bytes()?].concat();
        Ok(Some((key.clone(), digest::sha256_hex(&request))))
    }

    /// What an unexpired key was first answered: `None` if there is none.
    ///
    /// # Errors
    /// `idempotency_key_reused` if it was for another request.
    pub async fn remembered(
        &self,
        lookup: &str,
        endpoint: &str,
        key: &(String, String),
    ) -> Result<Option<Remembered>, Failure> {
        let parameters: [Value; 5] = [
            self.caller.user_id.into(),
            self.caller.may(crate::token::CASH_REVIEW).into(),
            endpoint.into(),
            key.0.as_str().into(),
            self.platform.now_ms().into(),
        ];
        let rows = self.platform.query(lookup, &parameters).await?;
        let Some(mut row) = rows.into_iter().next() else {
            return Ok(None);
        };
        if row.take::<String>(0)? != key.1 {
            return Err(Problem::header(IDEMPOTENCY_KEY_REUSED, "idempotency-key").into());
        }
        Ok(Some(match row.take::<Option<String>>(1)? {
            Some(response) => Remembered::Response(response),
            None => Remembered::Family(row.take(2)?),
        }))
    }

    /// Keeps what was answered. The command is done: should this fail, a replay builds the answer again.
    pub async fn remember(&self, endpoint: &str, key: &(String, String), response: &str) {
        const REMEMBER: &str = "UPDATE idempotency_keys SET response = ?4
             WHERE user_id = ?1 AND endpoint = ?2 AND idem_key = ?3 AND response IS NULL";
        let parameters =
            [self.caller.user_id.into(), endpoint.into(), key.0.as_str().into(), response.into()];
        if let Err(error) = self.platform.command(REMEMBER, &parameters).await {
            self.platform.log_fault(&self.request.id, &format!("an answer was not kept: {error}"));
        }
    }
}

/// An answer of an idempotency key.
pub enum Remembered {
    /// As it was stored.
    Response(String),
    /// The parts of a document whose answer was not stored.
    Family(String),
}
