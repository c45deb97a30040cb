//! Who calls: the product signature, its clock and its nonce (cashier.md §2).

use crate::call::Call;
use crate::failure::Failure;
use feiqian_platform::Value;
use feiqian_signing::Params;
use feiqian_signing::cashier::{Credentials, DUMMY_KEY, Freshness, signing_string};
use feiqian_signing::expected::expected_header;

/// The SQL expression for the column that [`Signed::admit`] wants: of the active product `?1`, the flag
/// `require_nonce` as one digit, followed by the key; NULL if there is no such product. A macro, so that a
/// statement is one constant by `concat!`.
#[macro_export]
macro_rules! product_key {
    () => {
        "(SELECT require_nonce || key FROM products WHERE id = ?1 AND status = 1)"
    };
}

/// How long a nonce is kept beyond its timestamp, in seconds: until a request that repeats it would be stale.
const NONCE_KEPT_S: i64 = 301;

/// A product call whose signature is complete but not yet checked.
#[derive(Debug)]
pub struct Signed<'p> {
    params: &'p Params,
    credentials: Credentials<'p>,
}

impl<'p> Signed<'p> {
    /// Checks 1 and 2: what the signature needs is there, and no parameter is given twice or nested.
    pub fn read(params: &'p Params) -> Result<Self, Failure> {
        let credentials = Credentials::read(params)?;
        Ok(Signed { params, credentials })
    }

    /// Parameter `?1` of a statement with [`product_key!`]. NULL, which matches no product, if it is no id at all.
    pub fn product_id(&self) -> Value {
        self.credentials.product_id.into()
    }

    /// Checks 3 and 4 for a read, whose one statement has fetched the product's key along with its data.
    ///
    /// An unknown product costs the same computation as a wrong signature, and gets the same answer.
    pub async fn admit(&self, call: &Call<'_>, product_key: Option<String>) -> Result<(), Failure> {
        let known = product_key.as_deref().and_then(|column| column.split_at_checked(1));
        let (require_nonce, key) = known.unwrap_or(("0", DUMMY_KEY));
        let verified = self.credentials.verify(self.params, key);
        if !verified || known.is_none() {
            return Err(Failure::WrongSignature { expected: self.expected(call).await });
        }
        let freshness = Freshness::read(self.params, require_nonce == "1")?;
        if freshness.timestamp.is_some() && !freshness.is_fresh(call.platform.now_ms().div_euclid(1_000)) {
            return Err(Failure::Forbidden);
        }
        match freshness {
            Freshness { timestamp: Some(timestamp), nonce: Some(nonce) } => {
                self.use_nonce(call, timestamp, nonce).await
            }
            _ => Ok(()),
        }
    }

    /// Checks 3 and 4 for a command, which must not begin before the caller is known.
    pub async fn authenticate(&self, call: &Call<'_>) -> Result<(), Failure> {
        const PRODUCT: &str = concat!("SELECT ", product_key!());
        let mut row = call.platform.kept_row(PRODUCT, &[self.product_id()]).await?;
        self.admit(call, row.take(0)?).await
    }

    /// With the variable `demo_mode`, the text that should have been signed. Read only here: a good call pays nothing.
    /// Anything but `true` is no, so that a mistaken value tells nobody anything.
    async fn expected(&self, call: &Call<'_>) -> Option<String> {
        let demo_mode = call.platform.variable("demo_mode").await;
        match demo_mode.as_deref() {
            Ok("true") => expected_header(&signing_string(self.params)),
            _ => None,
        }
    }

    /// A statement of its own: the nonce stays used even if the request is refused later.
    async fn use_nonce(&self, call: &Call<'_>, timestamp: i64, nonce: &str) -> Result<(), Failure> {
        const USE_NONCE: &str = "INSERT INTO nonces (product_id, nonce, expires_at) VALUES (?1, ?2, ?3)
            ON CONFLICT (product_id, nonce) DO UPDATE SET expires_at = excluded.expires_at
            WHERE nonces.expires_at <= ?4
            RETURNING 1";
        let expires_at_ms = (timestamp + NONCE_KEPT_S) * 1_000;
        let parameters =
            [self.product_id(), nonce.into(), expires_at_ms.into(), call.platform.now_ms().into()];
        match call.platform.command(USE_NONCE, &parameters).await?.is_empty() {
            true => Err(Failure::Forbidden),
            false => Ok(()),
        }
    }
}
