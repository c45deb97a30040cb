//! Who calls: the product signature, its clock and its nonce (cashier.md §2).
//!
//! A request with the header `signature-input` is signed by RFC 9421, any other by the parameter `sign`.

use crate::failure::Failure;
use crate::origin::origin;
use feiqian_keys::Slots;
use feiqian_keys::stored::{self, Owner};
use feiqian_platform::Call;
use feiqian_platform::Value;
use feiqian_platform::http::Body;
use feiqian_signing::Params;
use feiqian_signing::cashier::{
    Credentials, DUMMY_KEY, Freshness, Scheme, signed_by_headers, signing_string,
};
use feiqian_signing::expected::expected_header;
use feiqian_signing::rfc9421::{Message, Presented};
use feiqian_signing::unambiguous::NOTIFY_TYPE;

/// The SQL expression for the column that [`Signed::admit`] wants: of the active product `?1`, the flag
/// `require_nonce` as one digit, `minimum_scheme` as another, followed by the key slots as [`Slots`] reads them; NULL if there
/// is no such product. A macro, so that a statement is one constant by `concat!`.
#[macro_export]
macro_rules! product_key {
    () => {
        concat!(
            "(SELECT require_nonce || CASE minimum_scheme WHEN 'md5' THEN 0 WHEN 'hmac' THEN 1 ELSE 2 END || ",
            $crate::feiqian_keys::key_slots!(),
            " FROM products WHERE id = ?1 AND status = 1)"
        )
    };
}

/// How long a nonce is kept beyond its timestamp, in seconds: until a request that repeats it would be stale.
const NONCE_KEPT_S: i64 = 301;

/// A product call whose signature is complete but not yet checked.
#[derive(Debug)]
pub struct Signed<'p> {
    params: &'p Params,
    product_id: Option<i64>,
    by: By<'p>,
}

/// Where the signature is.
#[derive(Debug)]
enum By<'p> {
    Parameters(Credentials<'p>),
    Headers(Box<Presented>),
}

/// What the database knows of a product.
struct Product<'c> {
    require_nonce: bool,
    minimum: Scheme,
    /// Any key of them that counts may have signed.
    slots: Slots<'c>,
}

impl<'c> Product<'c> {
    /// Reads the column of [`product_key!`].
    fn read(column: &'c str) -> Option<Self> {
        let (require_nonce, rest) = column.split_at_checked(1)?;
        let (minimum, slots) = rest.split_at_checked(1)?;
        let minimum = match minimum {
            "0" => Scheme::Md5,
            "1" => Scheme::Hmac,
            _ => Scheme::Rfc9421,
        };
        Some(Product { require_nonce: require_nonce == "1", minimum, slots: Slots::read(slots)? })
    }
}

impl<'p> Signed<'p> {
    /// Checks 1 and 2: what the signature needs is there, and no parameter is given twice, nested or ambiguous. Before
    /// them: what the bundle sends to products is no request, whoever signed it.
    ///
    /// # Errors
    /// 422 that says what; or a fault if a variable is unusable.
    pub async fn read(call: &Call<'_>, params: &'p Params) -> Result<Self, Failure> {
        if params.param(NOTIFY_TYPE).is_some() {
            return Err(Failure::Forbidden);
        }
        let Some(sent_to) = call.request.origin() else {
            let credentials = Credentials::read(params)?;
            return Ok(Signed {
                params,
                product_id: credentials.product_id,
                by: By::Parameters(credentials),
            });
        };
        let product_id = signed_by_headers(params)?;
        let origin = origin(call.platform, sent_to).await?;
        let request = call.request;
        let message = Message {
            method: request.method.as_str(),
            scheme: &origin.scheme,
            authority: &origin.authority,
            path: &request.path,
            query: (!request.query.is_empty() || request.has_empty_query).then_some(&*request.query),
            field: &|name| request.header_values(name),
        };
        let body = match &request.body {
            Body::Whole(body) => body.as_slice(),
            Body::TooLarge | Body::Incomplete | Body::TimedOut => return Err(Failure::BadRequest),
        };
        let presented = Presented::read(&message, body)?;
        Ok(Signed { params, product_id, by: By::Headers(Box::new(presented)) })
    }

    /// Parameter `?1` of a statement with [`product_key!`]. NULL, which matches no product, if it is no id at all.
    pub fn product_id(&self) -> Value {
        self.product_id.into()
    }

    /// Checks 3 and 4 for a read, whose one statement has fetched the product's key along with its data.
    ///
    /// An unknown product costs the same computation as a wrong signature, and gets the same answer.
    pub async fn admit(&self, call: &Call<'_>, product_key: Option<String>) -> Result<(), Failure> {
        let product = product_key.as_deref().and_then(Product::read);
        let keys = match (&product, self.product_id) {
            (Some(product), Some(id)) => {
                let now_ms = call.platform.now_ms();
                stored::open(call.platform, Owner::Product, id, &product.slots, now_ms).await
            }
            _ => Ok(Vec::new()),
        };
        let keys = keys.map_err(Failure::Fault)?;
        let keys: Vec<&str> = keys.iter().map(|key| &**key).collect();
        let candidates = if keys.is_empty() { &[DUMMY_KEY][..] } else { &keys };
        let verified = match &self.by {
            By::Parameters(credentials) => credentials.verify(self.params, candidates),
            By::Headers(presented) => {
                presented.verify(candidates) & (presented.product_id == self.product_id)
            }
        };
        let is_known = verified && !keys.is_empty();
        let Some(product) = product.as_ref().filter(|_| is_known) else {
            return Err(Failure::WrongSignature { expected: self.expected(call).await });
        };
        let now_s = call.platform.now_ms().div_euclid(1_000);
        let once = match &self.by {
            By::Parameters(credentials) => {
                if Scheme::from(credentials.sign_type) < product.minimum {
                    return Err(Failure::Forbidden);
                }
                let freshness = Freshness::read(self.params, product.require_nonce)?;
                if freshness.timestamp.is_some() && !freshness.is_fresh(now_s) {
                    return Err(Failure::Forbidden);
                }
                freshness.timestamp.zip(freshness.nonce)
            }
            By::Headers(presented) if presented.is_fresh(now_s) => {
                Some((presented.created, &*presented.nonce))
            }
            By::Headers(_) => return Err(Failure::Forbidden),
        };
        // What is stale counts for nobody; and a call that is to come again must find its nonce unused.
        let caller = self.product_id.unwrap_or_default().to_string();
        feiqian_rate::PRODUCT.admit(call.platform, &call.request.id, &caller).await?;
        match once {
            Some((timestamp, nonce)) => self.use_nonce(call, timestamp, nonce).await,
            None => Ok(()),
        }
    }

    /// Checks 3 and 4 for a command, which must not begin before the caller is known.
    pub async fn authenticate(&self, call: &Call<'_>) -> Result<(), Failure> {
        const PRODUCT: &str = concat!("SELECT ", product_key!());
        let mut row = call.platform.kept_row(PRODUCT, &[self.product_id()]).await?;
        self.admit(call, row.take()?).await
    }

    /// With the variable `demo_mode`, the text that should have been signed. Read only here: a good call pays nothing.
    /// Anything but `true` is no, so that a mistaken value tells nobody anything.
    async fn expected(&self, call: &Call<'_>) -> Option<String> {
        let demo_mode = call.platform.variable("demo_mode").await;
        match (demo_mode.as_deref(), &self.by) {
            (Ok("true"), By::Parameters(_)) => expected_header(&signing_string(self.params)),
            (Ok("true"), By::Headers(presented)) => expected_header(&presented.base),
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
