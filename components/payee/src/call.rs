//! Who calls, when, and whether it is a repetition: stages 2 to 4 (payee.md §3, §4).

use crate::endpoint::{Effect, Need, Route};
use crate::failure::Failure;
use crate::settings::Settings;
use crate::{find, time};
use feiqian_platform::http::Request;
use feiqian_platform::{Call, DatabaseError, Platform, Row, Value, parameters, row, statement};
use feiqian_signing::expected::expected_header;
use feiqian_signing::payee::{self, Empty, HeaderSignature, Params};
use feiqian_vault::Place;
use std::cell::Cell;
use std::ops::Deref;

/// How long a record lives that has no freshness window to outlive, in milliseconds.
const DAY_MS: i64 = 86_400_000;

/// A timestamp of whole seconds is fresh until the second of its limit is over: a record must not end before.
const SECOND_MS: i64 = 1_000;

parameters! {
    struct Caller<'c> {
        merchant_no: &'c str,
        store_no: &'c str,
        now: i64,
    }
}

row! {
    struct Known by known_columns {
        accept_empty: bool = "m.accept_empty_in_sign",
        require_header: bool = "m.require_header_sign",
        require_timestamp: bool = "m.require_timestamp",
        /// Those that count now: id, id of the vault's key, sealed token in hexadecimal.
        tokens: Option<String> = "(SELECT group_concat(token_id || ':' || token_key_id || ':' || hex(token_enc))
           FROM payee_token WHERE merchant_no = m.merchant_no AND active = 1
            AND (not_before IS NULL OR not_before <= :now) AND (not_after IS NULL OR :now < not_after))",
    }
}

/// No row: unknown or disabled, whichever of the two.
const MERCHANT: &str = statement!(
    Caller,
    concat!(
        "SELECT ",
        known_columns!(),
        " FROM payee_merchant m JOIN payee_store s ON s.merchant_no = m.merchant_no
  WHERE m.merchant_no = :merchant_no AND m.enabled = 1 AND s.store_no = :store_no AND s.enabled = 1"
    )
);

parameters! {
    struct Nonce<'c> {
        merchant_no: &'c str,
        nonce: &'c str,
        now: i64,
        expires_at: i64,
    }
}

/// No row: it was used before.
const NONCE: &str = statement!(
    Nonce,
    "INSERT INTO payee_nonce (merchant_no, nonce, expires_at) VALUES (:merchant_no, :nonce, :expires_at)
  ON CONFLICT (merchant_no, nonce) DO UPDATE SET expires_at = excluded.expires_at WHERE expires_at <= :now
  RETURNING 1"
);

parameters! {
    /// What [`RECORD`] is bound to; a look may use them, too.
    pub struct Record<'c> {
        merchant_no: &'c str,
        verify_sign: &'c str,
        path: &'c str,
        parameter_hash: &'c [u8],
        now: i64,
        expires_at: i64,
        key: Option<&'c str>,
        body_hash: &'c [u8],
        /// Empty if the call, once refused by the database, stays refused.
        refusal: Option<&'c str>,
    }
}

row! {
    /// What [`RECORD`] returns of each record, before what the look has found.
    struct Recorded by recorded_columns {
        kind: String = "kind",
        path: String = "path",
        hash: Vec<u8> = "hash",
        reply: Option<String> = "coalesce(reply, nullif(refusal, ''))",
    }
}

/// Records the call, and reads in the same statement what a look, the columns that follow, says of it. An expired record
/// counts as absent, any other stays as it is and is returned.
const RECORD: &str = statement!(
    Record,
    concat!(
        "INSERT INTO payee_request (merchant_no, kind, key, path, hash, created_at, expires_at, refusal)
  SELECT :merchant_no, 'SIGN', :verify_sign, :path, :parameter_hash, :now, :expires_at, :refusal
  UNION ALL SELECT :merchant_no, 'KEY', :key, :path, :body_hash, :now, :now + 86400000, NULL WHERE :key IS NOT NULL
  ON CONFLICT (merchant_no, kind, key) DO UPDATE SET
    path = iif(expires_at <= :now, excluded.path, path), hash = iif(expires_at <= :now, excluded.hash, hash),
    reply = iif(expires_at <= :now, NULL, reply),
    refusal = iif(expires_at <= :now, excluded.refusal, coalesce(refusal, excluded.refusal)),
    created_at = iif(expires_at <= :now, :now, created_at),
    expires_at = iif(expires_at <= :now, excluded.expires_at, expires_at)
  RETURNING ",
        recorded_columns!(),
        ", "
    )
);

/// What a call has to know: columns that [`RECORD`] returns, and the request's parameters in them.
pub struct Look {
    pub columns: &'static str,
    pub fields: &'static [&'static str],
}

/// The look of a call that has to know nothing.
pub const NOTHING: Look = Look { columns: "NULL", fields: &[] };

/// A [`Look`]: columns with parameters of the request, `:invoiceId`, and of [`Record`]. One column may be written as the
/// select that it is the answer of. The record of the signature alone is asked.
#[macro_export]
macro_rules! look {
    ([$($field:ident),*], columns $columns:expr) => {
        $crate::call::Look {
            columns: feiqian_platform::numbered!(
                &[$crate::call::Record::NAMES, &[$(stringify!($field)),*]],
                $columns
            ),
            fields: &[$(stringify!($field)),*],
        }
    };
    ([$($field:ident),*], $select:expr) => {
        $crate::look!([$($field),*], columns concat!("CASE kind WHEN 'SIGN' THEN (", $select, ") END"))
    };
}

/// Whether the records of a mutating call, written just before, admit it: what `Authentic::examine` finds in them. Its
/// parameters have the names that they have in [`Record`].
#[macro_export]
macro_rules! is_admitted {
    () => {
        "EXISTS (SELECT 1 FROM payee_request WHERE merchant_no = :merchant_no AND kind = 'SIGN' AND key = :verify_sign
                    AND path = :path AND hash = :parameter_hash AND reply IS NULL AND coalesce(refusal, '') = '')
     AND (:key IS NULL OR EXISTS (SELECT 1 FROM payee_request WHERE merchant_no = :merchant_no AND kind = 'KEY'
                    AND key = :key AND path = :path AND hash = :body_hash AND reply IS NULL))"
    };
}

parameters! {
    struct Answered<'c> {
        merchant_no: &'c str,
        verify_sign: &'c str,
        key: Option<&'c str>,
    }
}

/// The reply of a call that another one, side by side, has answered. The signature's comes first. An OR of the two would
/// go through all of the merchant's requests.
const REPLY: &str = statement!(
    Answered,
    "SELECT reply FROM payee_request WHERE merchant_no = :merchant_no AND reply IS NOT NULL
    AND kind IN ('SIGN', 'KEY') AND key IN (:verify_sign, :key) AND key = iif(kind = 'SIGN', :verify_sign, :key)
  ORDER BY kind DESC LIMIT 1"
);

/// The checks that count a request, and that a request passes once even if it is served a second time.
#[derive(Default)]
pub struct Passed {
    limit: Cell<bool>,
    nonce: Cell<bool>,
}

/// An authentic call.
pub struct Authentic<'c> {
    call: Call<'c>,
    pub settings: &'c Settings,
    pub params: &'c Params,
    pub merchant_no: &'c str,
    pub store_no: &'c str,
    /// The value of `verifySign` in lower case: it is kept, and both cases are one signature.
    pub sign: String,
    /// A well-formed idempotency key.
    pub key: Option<String>,
    /// What is wrong with the idempotency key; answered after the signature's record was examined.
    key_fault: Option<Failure>,
    pub body_hash: [u8; 32],
    pub parameter_hash: [u8; 32],
    route: &'static Route,
    timestamp_ms: Option<i64>,
    pub now_ms: i64,
}

impl<'c> Deref for Authentic<'c> {
    type Target = Call<'c>;

    fn deref(&self) -> &Call<'c> {
        &self.call
    }
}

impl<'c> Authentic<'c> {
    /// Stages 2 and 3: signature, store, header signature; times and nonce. `passed` is what the same request has passed
    /// before.
    ///
    /// # Errors
    /// The answer if one of them refuses.
    pub async fn authenticated(
        call: Call<'c>,
        body: &[u8],
        route: &'static Route,
        settings: &'c Settings,
        params: &'c Params,
        passed: &Passed,
    ) -> Result<Self, Failure> {
        let Call { platform, request } = call;
        let merchant_no = params.get("merchantNo").unwrap_or_default();
        let store_no = params.get("storeNo").unwrap_or_default();
        let caller = Caller { merchant_no, store_no, now: platform.now_ms() };
        let rows = platform.query(MERCHANT, &caller.values()).await?;
        let merchant = match rows.into_iter().next() {
            Some(mut row) => Merchant::read(Known::read(&mut row)?, merchant_no, settings)?,
            None => Merchant::default(),
        };
        let md5s: Vec<String> = merchant.tokens.iter().map(|token| payee::token_md5(token)).collect();
        let md5s: Vec<&str> = md5s.iter().map(String::as_str).collect();
        if !payee::verify(params, &md5s, merchant.accept_empty) {
            return Err(unsigned(platform, &payee::sign_text(params, Empty::Dropped)).await);
        }
        let header = Header::read(request);
        if header.is_any() {
            header.verify(platform, &request.path, body, &merchant.tokens).await?;
        } else if merchant.require_header {
            return Err(Failure::Unsigned(None));
        }
        // Before times, nonce and record, which a call that is to come again must find unused.
        if !passed.limit.get() {
            feiqian_rate::PAYEE.admit(platform, &request.id, merchant_no).await?;
            passed.limit.set(true);
        }

        let now_ms = platform.now_ms();
        let mut call = Authentic {
            call,
            settings,
            params,
            merchant_no,
            store_no,
            sign: params.get("verifySign").unwrap_or_default().to_ascii_lowercase(),
            key: None,
            key_fault: None,
            body_hash: payee::body_hash(params),
            parameter_hash: payee::parameter_hash(params),
            route,
            timestamp_ms: None,
            now_ms,
        };
        if header.is_any() {
            call.check_header(&header, passed).await?;
        }
        call.timestamp_ms = match params.get("timestamp") {
            Some(text) => Some(call.fresh(text).ok_or_else(|| Failure::malformed("timestamp"))?),
            None if route.endpoint.access.timestamp == Need::Optional && !merchant.require_timestamp => None,
            None => return Err(Failure::absent("timestamp")),
        };
        if route.is_mutating() {
            match idempotency_key(request) {
                Ok(key) => call.key = key,
                Err(fault) => call.key_fault = Some(fault),
            }
        }
        Ok(call)
    }

    /// Stage 4: records the call, and gives what the look has found; a repetition ends here. What stages 5 and 6 said,
    /// `checked`, counts after it.
    ///
    /// # Errors
    /// The answer if the call is refused or repeated, or `checked` is an error.
    pub async fn admit<T>(&self, look: &Look, checked: Result<T, Failure>) -> Result<(T, Row), Failure> {
        if let Some(refused) = self.ambiguous() {
            return Err(checked.err().unwrap_or(refused));
        }
        let (statement, values) = self.record(look);
        let rows = self.platform.command(&statement, &values).await?;
        let found = self.examine(rows)?;
        checked.map(|checked| (checked, found))
    }

    /// Stage 4 of a call that is good so far, committed together with the command that it is admitted to: `command`
    /// looks for `is_admitted!` itself. Its outcome counts only if the call is admitted and `look` has found nothing.
    ///
    /// # Errors
    /// The answer if the call is refused or repeated.
    pub async fn admit_to(
        &self,
        look: &Look,
        command: (&str, &[Value]),
    ) -> Result<(Row, Result<Vec<Row>, DatabaseError>), Failure> {
        if let Some(refused) = self.ambiguous() {
            return Err(refused);
        }
        let (statement, values) = self.record(look);
        let [recorded, done] = self.platform.command_both((&statement, &values), command).await;
        Ok((self.examine(recorded?)?, done))
    }

    /// Whether the call, once refused by the database, stays refused ([`Effect::Pays`]). The statement that refuses it writes
    /// that into its record.
    fn stays_refused(&self) -> bool {
        self.route.endpoint.access.effect == Effect::Pays && self.timestamp_ms.is_none()
    }

    /// Whether nothing is wrong with the idempotency key.
    pub fn is_sound(&self) -> bool {
        self.key_fault.is_none()
    }

    /// Stage 6 refuses an ambiguous body whatever a record says. It leaves none, or it would stand in the way of the
    /// body that was signed and has the same text.
    fn ambiguous(&self) -> Option<Failure> {
        payee::ambiguous(self.params).map(Failure::malformed)
    }

    /// The statement that records the call, with its values.
    fn record(&self, look: &Look) -> (String, Vec<Value>) {
        let window_ms = self.settings.window_ms;
        let record = Record {
            merchant_no: self.merchant_no,
            verify_sign: &self.sign,
            path: self.path(),
            parameter_hash: &self.parameter_hash,
            now: self.now_ms,
            expires_at: match self.timestamp_ms {
                Some(timestamp_ms) if window_ms > 0 => timestamp_ms.max(self.now_ms) + window_ms + SECOND_MS,
                _ => self.now_ms + DAY_MS,
            },
            key: self.key.as_deref(),
            body_hash: &self.body_hash,
            refusal: self.stays_refused().then_some(""),
        };
        let mut values = Vec::from(record.values());
        values.extend(look.fields.iter().map(|field| self.value(field)));
        // Put together here: nine whole statements would weigh 8 KB.
        ([RECORD, look.columns].concat(), values)
    }

    /// What the records say of the call, and what the look has found.
    fn examine(&self, rows: Vec<Row>) -> Result<Row, Failure> {
        let mut found = None;
        let mut of_key = None;
        for row in rows {
            let mut cells = row;
            let recorded = Recorded::read(&mut cells)?;
            if recorded.kind == "SIGN" {
                self.examine_signature(recorded)?;
                found = Some(cells);
            } else {
                of_key = Some(recorded);
            }
        }
        if let Some(fault) = &self.key_fault {
            return Err(fault.clone());
        }
        if let Some(recorded) = of_key {
            self.examine_key(recorded)?;
        }
        Ok(found.ok_or(DatabaseError::Shape { column: 0 })?)
    }

    /// A call that was admitted with its answer: JSON, a code and a message with a bar between them, or a verdict.
    ///
    /// # Errors
    /// The answer if it is a refusal.
    pub fn answered(&self, found: Option<String>) -> Result<String, Failure> {
        let found = found.ok_or_else(|| Failure::Fault("a read has no answer".into()))?;
        if found.starts_with('{') {
            return Ok(found);
        }
        match found.split_once('|') {
            Some((code, message)) => Err(Failure::Refused(code.to_owned().into(), message.to_owned().into())),
            None => {
                Err(Failure::of_verdict(&found)
                    .unwrap_or_else(|| Failure::Fault("a read has no answer".into())))
            }
        }
    }

    /// The answer to what a command ended with: if it is a repetition, the reply of the first, should there be one.
    ///
    /// # Errors
    /// Always.
    pub async fn ended<T>(&self, failure: Failure) -> Result<T, Failure> {
        if failure != Failure::Repeated {
            return Err(failure);
        }
        let answered =
            Answered { merchant_no: self.merchant_no, verify_sign: &self.sign, key: self.key.as_deref() };
        let Some(mut row) = self.platform.query(REPLY, &answered.values()).await?.into_iter().next() else {
            return Err(Failure::Repeated);
        };
        let reply: String = row.take()?;
        Err(Failure::Replay(reply))
    }

    /// The canonical path.
    pub fn path(&self) -> &'static str {
        self.route.endpoint.path()
    }

    /// The text of a parameter, for a statement.
    pub fn value(&self, name: &str) -> Value {
        self.params.get(name).into()
    }

    /// Eighteen random digits.
    pub fn digits(&self) -> u64 {
        u64::from_le_bytes(self.platform.random()) % 1_000_000_000_000_000_000
    }

    fn examine_signature(&self, recorded: Recorded) -> Result<(), Failure> {
        let mutating = self.route.is_mutating();
        // Two bodies with one signature: of all that gets here, no two have one text.
        if recorded.hash != self.parameter_hash {
            return Err(Failure::denied());
        }
        if recorded.path != self.path() {
            return if mutating || find(&recorded.path).is_some_and(|(other, _)| other.is_mutating()) {
                Err(Failure::denied())
            } else {
                Ok(())
            };
        }
        match recorded.reply {
            // JSON is the reply of a success.
            Some(reply) if mutating => {
                Err(self.answered(Some(reply)).map_or_else(|failure| failure, Failure::Replay))
            }
            _ => Ok(()),
        }
    }

    fn examine_key(&self, recorded: Recorded) -> Result<(), Failure> {
        if recorded.path != self.path() || recorded.hash != self.body_hash {
            return Err(Failure::duplicate());
        }
        recorded.reply.map_or(Ok(()), |reply| Err(Failure::Replay(reply)))
    }

    /// Time and nonce of the header signature. The nonce is used up even if the call is refused later.
    async fn check_header(&self, header: &Header, passed: &Passed) -> Result<(), Failure> {
        let timestamp_ms = self.fresh(&header.timestamp).ok_or_else(|| Failure::malformed("X-Timestamp"))?;
        if !payee::is_nonce(&header.nonce) {
            return Err(Failure::malformed("X-Nonce"));
        }
        // An ambiguous body is to be refused, and to leave nothing.
        if passed.nonce.get() || payee::ambiguous(self.params).is_some() {
            return Ok(());
        }
        let window_ms = self.settings.window_ms;
        let kept_ms = if window_ms > 0 { window_ms + SECOND_MS } else { DAY_MS };
        let expires_at = timestamp_ms.max(self.now_ms) + kept_ms;
        let nonce =
            Nonce { merchant_no: self.merchant_no, nonce: &header.nonce, now: self.now_ms, expires_at };
        let used =
            self.platform.command(NONCE, &nonce.values()).await.map_err(|error| match error.into() {
                // A row found later could be that of another request: this one is not served again. Nothing else is done yet.
                Failure::Open(fault) => Failure::Fault(fault),
                failure => failure,
            })?;
        if used.is_empty() {
            return Err(Failure::denied());
        }
        passed.nonce.set(true);
        Ok(())
    }

    /// A well-formed time within the window.
    fn fresh(&self, text: &str) -> Option<i64> {
        let window_ms = self.settings.window_ms;
        // The wire counts whole seconds.
        let now_ms = self.now_ms - self.now_ms.rem_euclid(1_000);
        time::parse(text).filter(|at_ms| window_ms == 0 || (now_ms - at_ms).abs() <= window_ms)
    }
}

/// What the database knows of a caller; the default is that of nobody.
#[derive(Default)]
struct Merchant {
    tokens: Vec<String>,
    accept_empty: bool,
    require_header: bool,
    require_timestamp: bool,
}

impl Merchant {
    fn read(known: Known, merchant_no: &str, settings: &Settings) -> Result<Self, Failure> {
        let mut tokens = Vec::new();
        for token in known.tokens.iter().flat_map(|list| list.split(',')) {
            let mut parts = token.split(':');
            let (Some(id), Some(key_id), Some(sealed)) = (parts.next(), parts.next(), parts.next()) else {
                return Err(Failure::Fault("a token's row cannot be read".into()));
            };
            let sealed =
                hex::decode(sealed).map_err(|_| Failure::Fault("a token's row cannot be read".into()))?;
            let opened = settings.vault.open(Place::token(merchant_no, id), key_id, &sealed);
            tokens.push(opened.map_err(|why| Failure::Fault(format!("token {id} cannot be opened: {why}")))?);
        }
        Ok(Merchant {
            tokens,
            accept_empty: known.accept_empty,
            require_header: known.require_header,
            require_timestamp: known.require_timestamp,
        })
    }
}

/// The refusal of a signature that should have covered `canonical`. The variable is read only here: a good call pays
/// nothing. Anything but `true` is no, so that a mistaken value tells nobody anything.
async fn unsigned(platform: &Platform, canonical: &str) -> Failure {
    let demo_mode = platform.variable("demo_mode").await;
    match demo_mode.as_deref() {
        Ok("true") => Failure::Unsigned(expected_header(canonical)),
        _ => Failure::Unsigned(None),
    }
}

/// The additional signature; empty texts if a header is absent.
struct Header {
    signature: String,
    timestamp: String,
    nonce: String,
}

impl Header {
    fn read(request: &Request) -> Self {
        let text = |name: &str| request.header(name).unwrap_or_default();
        Header { signature: text("x-signature"), timestamp: text("x-timestamp"), nonce: text("x-nonce") }
    }

    fn is_any(&self) -> bool {
        !(self.signature.is_empty() && self.timestamp.is_empty() && self.nonce.is_empty())
    }

    async fn verify(
        &self,
        platform: &Platform,
        path: &str,
        body: &[u8],
        tokens: &[String],
    ) -> Result<(), Failure> {
        let signed = HeaderSignature { path, body, timestamp: &self.timestamp, nonce: &self.nonce };
        let tokens: Vec<&str> = tokens.iter().map(String::as_str).collect();
        let complete = !self.timestamp.is_empty() && !self.nonce.is_empty();
        match signed.verify(&self.signature, &tokens) && complete {
            true => Ok(()),
            false => Err(unsigned(platform, &signed.canonical()).await),
        }
    }
}

fn idempotency_key(request: &Request) -> Result<Option<String>, Failure> {
    let (one, other) = (request.header("idempotency-key"), request.header("pockyt-request-id"));
    if let (Some(one), Some(other)) = (&one, &other)
        && one != other
    {
        return Err(Failure::mismatch("Idempotency-Key"));
    }
    match one.or(other) {
        Some(key) if !payee::is_idempotency_key(&key) => Err(Failure::malformed("Idempotency-Key")),
        key => Ok(key),
    }
}
