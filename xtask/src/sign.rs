//! `cargo xtask sign`: the text that is signed, the signature, and a curl that sends it.

use crate::development::{PAYEE_TOKENS, PRODUCT_KEYS};
use crate::operator;
use anyhow::{Context, Result, anyhow, bail, ensure};
use feiqian_signing::rfc9421::{self, content_digest};
use feiqian_signing::{cashier, form, payee, unambiguous};

#[derive(clap::Args)]
pub struct Arguments {
    /// GET, POST, PUT or DELETE.
    method: String,
    /// The path, which decides the scheme: `/v3/…` is signed for the payee contract, any other for the cashier.
    path: String,
    /// Parameters, without the signature.
    #[arg(value_name = "NAME=VALUE")]
    parameters: Vec<String>,
    /// The product's key or the merchant's API token; by default that of the demo product or merchant named by
    /// `product_id` or `merchantNo`.
    #[arg(long)]
    key: Option<String>,
    /// How a product's request is signed; a payee call has one scheme only.
    #[arg(long, value_enum)]
    scheme: Option<Scheme>,
    /// The same as `--scheme hmac`.
    #[arg(long, conflicts_with = "scheme")]
    hmac: bool,
    /// The nonce of `--scheme rfc9421`; by default a random one.
    #[arg(long)]
    nonce: Option<String>,
    /// The time of `--scheme rfc9421` in Unix seconds; by default now.
    #[arg(long)]
    created: Option<i64>,
    /// Where the curl sends it.
    #[arg(long, default_value = "http://127.0.0.1:3000")]
    base: String,
}

/// The schemes of the cashier.
#[derive(Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Scheme {
    /// Parameter `sign` by MD5, the default.
    Md5,
    /// Parameter `sign` by HMAC-SHA256.
    Hmac,
    /// Headers of RFC 9421.
    Rfc9421,
}

const FORM: &str = "application/x-www-form-urlencoded";

/// `cargo xtask sign`
pub fn run(arguments: &Arguments) -> Result<()> {
    let mut parameters = Vec::new();
    for parameter in &arguments.parameters {
        match parameter.split_once('=') {
            Some(pair) => parameters.push(pair),
            None => bail!("{parameter}: a parameter is written NAME=VALUE"),
        }
    }
    // No part accepts a signature of an ambiguous text, so none is made.
    unambiguous::check(parameters.iter().copied())?;
    let given = arguments.key.as_deref();
    let scheme = if arguments.hmac { Some(Scheme::Hmac) } else { arguments.scheme };
    let method = arguments.method.to_uppercase();
    let signed = if arguments.path.starts_with("/v3/") {
        ensure!(scheme.is_none(), "the schemes are the cashier's; a payee call is signed with MD5");
        Signed::payee(&parameters, key(given, &parameters, "merchantNo", &PAYEE_TOKENS)?)
    } else {
        let key = key(given, &parameters, "product_id", &PRODUCT_KEYS)?;
        match scheme.unwrap_or(Scheme::Md5) {
            Scheme::Md5 => Signed::cashier(&parameters, key),
            Scheme::Hmac => {
                parameters.push(("sign_type", cashier::SignType::HmacSha256.as_str()));
                Signed::cashier(&parameters, key)
            }
            Scheme::Rfc9421 => {
                let request = Target { method: &method, base: &arguments.base, path: &arguments.path };
                let nonce = arguments.nonce.clone().map_or_else(random_nonce, Ok)?;
                let created = arguments.created.map_or_else(now, Ok)?;
                Signed::rfc9421(&request, &parameters, key, created, &nonce)?
            }
        }
    };
    // Lines after the first stand below it.
    println!("text       {}", signed.text.replace('\n', "\n           "));
    println!("{:<10} {}", signed.name, signed.signature);
    println!("\n{}", signed.curl(&arguments.base, &method, &arguments.path));
    Ok(())
}

fn now() -> Result<i64> {
    Ok(operator::now_ms()? / 1_000)
}

/// 32 random hex digits.
fn random_nonce() -> Result<String> {
    Ok(operator::hex(&operator::random::<16>()?))
}

/// Where a request goes.
pub struct Target<'t> {
    pub method: &'t str,
    /// Scheme and authority.
    pub base: &'t str,
    pub path: &'t str,
}

/// The key given, or that of the demo data for the caller that `name` names.
fn key<'k>(
    given: Option<&'k str>,
    parameters: &[(&str, &str)],
    name: &str,
    demo: &[(&str, &'k str)],
) -> Result<&'k str> {
    if let Some(key) = given {
        return Ok(key);
    }
    let caller = parameters.iter().find(|(other, _)| *other == name).map_or("", |(_, value)| *value);
    match demo.iter().find(|(known, _)| *known == caller) {
        Some((_, key)) => Ok(key),
        None => bail!("the demo data have no {name} `{caller}`: give its key by --key"),
    }
}

/// A signed request.
pub struct Signed {
    /// The text that was signed; never the key.
    pub text: String,
    /// The parameter or header that carries the signature.
    pub name: &'static str,
    pub signature: String,
    /// All parameters, the signature last if it is one of them.
    pub parameters: Vec<(String, String)>,
    /// The headers that the signature needs.
    pub headers: Vec<(&'static str, String)>,
}

impl Signed {
    /// Signs by the product scheme; a parameter `sign_type` decides which.
    ///
    /// # Panics
    /// If a parameter would make the text ambiguous.
    pub fn cashier(parameters: &[(&str, &str)], key: &str) -> Self {
        let named = parameters.iter().find(|(name, _)| *name == "sign_type");
        let sign_type = named.and_then(|(_, value)| cashier::SignType::parse(value)).unwrap_or_default();
        let mut sorted = parameters.to_vec();
        sorted.sort_unstable();
        let pairs: Vec<String> = sorted.iter().map(|(name, value)| format!("{name}={value}")).collect();
        let signature = cashier::sign_pairs(parameters, sign_type, key).expect("an unambiguous text");
        Self::new(pairs.join("&"), "sign", signature, parameters)
    }

    /// Signs by the payee scheme.
    ///
    /// # Panics
    /// If a parameter would make the text ambiguous.
    pub fn payee(parameters: &[(&str, &str)], token: &str) -> Self {
        let mut sorted: Vec<_> = parameters.iter().filter(|(_, value)| !value.is_empty()).collect();
        sorted.sort_unstable();
        let text: String = sorted.iter().map(|(name, value)| format!("{name}={value}&")).collect();
        let signature = payee::sign_pairs(parameters, &payee::token_md5(token));
        let signature = signature.expect("an unambiguous text");
        Self::new(text, "verifySign", signature, parameters)
    }

    /// Signs by RFC 9421: method and target, and the digest of the form if it is not a GET.
    pub fn rfc9421(
        target: &Target<'_>,
        parameters: &[(&str, &str)],
        key: &str,
        created: i64,
        nonce: &str,
    ) -> Result<Self> {
        let (scheme, authority) = target.base.split_once("://").context("--base has no scheme")?;
        let authority = authority.trim_end_matches('/');
        ensure!(!authority.contains('/'), "--base is scheme and host; the rest belongs to the path");
        let product = parameters.iter().find(|(name, _)| *name == "product_id");
        let (_, keyid) = product.context("product_id is missing: it is the key's id")?;
        let form = form::encode(parameters.iter().copied());
        let (query, headers) = match target.method {
            "GET" => (Some(form.as_str()), Vec::new()),
            _ => (None, vec![("Content-Digest", content_digest::of(form.as_bytes()))]),
        };
        let mut components = vec!["@method", "@target-uri"];
        if !headers.is_empty() {
            components.extend(["content-digest", "content-type"]);
        }
        let message = rfc9421::Message {
            method: target.method,
            scheme,
            authority,
            path: target.path,
            query,
            field: &|name| match name {
                "content-type" => vec![FORM.into()],
                _ => headers.iter().map(|(_, digest)| digest.clone().into_bytes()).collect(),
            },
        };
        let made = rfc9421::sign::Parameters {
            created: Some(created),
            nonce: Some(nonce),
            keyid: Some(keyid),
            ..Default::default()
        };
        let signed = rfc9421::sign::sign(rfc9421::LABEL, &message, &components, &made, key.as_bytes());
        let signed = signed.map_err(|_| anyhow!("nonce or product_id cannot stand in a header"))?;
        let mut headers = headers;
        headers.push(("Signature-Input", signed.input));
        headers.push(("Signature", signed.signature.clone()));
        let parameters = parameters.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
        let parameters = parameters.collect();
        Ok(Signed { text: signed.base, name: "signature", signature: signed.signature, parameters, headers })
    }

    fn new(text: String, name: &'static str, signature: String, parameters: &[(&str, &str)]) -> Self {
        let mut parameters: Vec<_> =
            parameters.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        parameters.push((name.to_owned(), signature.clone()));
        Signed { text, name, signature, parameters, headers: Vec::new() }
    }

    /// The parameters as a query string or form.
    pub fn form(&self) -> String {
        form::encode(self.parameters.iter().map(|(name, value)| (name, value)))
    }

    /// A command for a POSIX shell that sends the request: parameters of a GET in the query, of any other method
    /// as a form.
    pub fn curl(&self, base: &str, method: &str, path: &str) -> String {
        let url = format!("{}{path}", base.trim_end_matches('/'));
        let mut curl = match method {
            "GET" => format!("curl -s '{url}?{}'", self.form()),
            "POST" => format!("curl -s '{url}' -d '{}'", self.form()),
            _ => format!("curl -s -X {method} '{url}' -d '{}'", self.form()),
        };
        for (name, value) in &self.headers {
            // A quote of the shell ends before each one of the text.
            curl += &format!(" -H '{name}: {}'", value.replace('\'', r"'\''"));
        }
        curl
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::development::PAYEE_TOKEN;

    #[test]
    fn the_key_is_the_callers_own_or_the_one_given() {
        let parameters = [("amount", "7"), ("product_id", "2")];
        let key = |given, name| key(given, &parameters, name, &PRODUCT_KEYS);
        assert_eq!(key(None, "product_id").unwrap(), "demo-key-0002");
        assert_eq!(key(Some("k"), "product_id").unwrap(), "k");
        assert!(key(None, "amount").unwrap_err().to_string().contains("no amount `7`"));
        assert!(key(None, "merchantNo").unwrap_err().to_string().contains("no merchantNo ``"));
    }

    #[test]
    fn the_cashiers_vectors_are_signed_as_specified() {
        let signed = Signed::cashier(&[("product_user_id", "1000001"), ("product_id", "1")], "demo-key-0001");
        assert_eq!(signed.text, "product_id=1&product_user_id=1000001");
        assert_eq!(signed.signature, "65f2f50d13392e6605b06f526f1c9a74");
        assert_eq!(
            signed.curl("http://127.0.0.1:3000", "POST", "/create_customer"),
            "curl -s 'http://127.0.0.1:3000/create_customer' \
             -d 'product_user_id=1000001&product_id=1&sign=65f2f50d13392e6605b06f526f1c9a74'"
        );
    }

    #[test]
    fn headers_are_signed_as_the_shared_vectors_have_it() {
        let vectors = include_str!("../../tests/vectors/rfc9421.json");
        let vectors: Vec<serde_json::Value> = serde_json::from_str(vectors).unwrap();
        let vector = vectors.iter().find(|vector| vector["name"] == "a product's GET").unwrap();
        let target = Target { method: "GET", base: "http://127.0.0.1:3000", path: "/bank_list" };
        let parameters = [("product_id", "1"), ("product_user_id", "1000001")];
        let signed =
            Signed::rfc9421(&target, &parameters, "demo-key-0001", 1_767_323_045, "b7c1f0e2").unwrap();
        assert_eq!(
            (&*signed.text, &*signed.signature),
            (vector["base"].as_str().unwrap(), vector["signature"].as_str().unwrap())
        );
        assert_eq!(
            signed.curl(target.base, target.method, target.path),
            format!(
                "curl -s 'http://127.0.0.1:3000/bank_list?product_id=1&product_user_id=1000001' \
                 -H 'Signature-Input: {}' -H 'Signature: {}'",
                vector["signature_input"].as_str().unwrap(),
                signed.signature
            )
        );
    }

    #[test]
    fn a_form_is_signed_with_its_digest_and_quoted_for_the_shell() {
        let target = Target { method: "POST", base: "https://Pay.example.com/", path: "/pay" };
        let signed =
            Signed::rfc9421(&target, &[("product_id", "1"), ("a", "b c")], "key", 1, "it's").unwrap();
        let digest = content_digest::of(b"product_id=1&a=b+c");
        let base = format!(
            "\"@method\": POST\n\"@target-uri\": https://pay.example.com/pay\n\"content-digest\": {digest}\n\
             \"content-type\": {FORM}\n\"@signature-params\": (\"@method\" \"@target-uri\" \"content-digest\" \
             \"content-type\");created=1;nonce=\"it's\";keyid=\"1\""
        );
        assert_eq!(signed.text, base);
        let curl = signed.curl(target.base, target.method, target.path);
        assert!(
            curl.starts_with(
                "curl -s 'https://Pay.example.com/pay' -d 'product_id=1&a=b+c' -H 'Content-Digest: "
            ),
            "{curl}"
        );
        assert!(curl.contains(r#"nonce="it'\''s""#), "{curl}");
        assert!(Signed::rfc9421(&target, &[("a", "1")], "key", 1, "n").is_err(), "whose key?");
        assert!(Signed::rfc9421(&target, &[("product_id", "1")], "key", 1, "飞").is_err(), "no header");
    }

    #[test]
    fn the_payees_vector_p03_is_signed_as_specified() {
        let parameters = [
            ("merchantNo", "202333"),
            ("storeNo", "301854"),
            ("customerNo", "2000305228289295850180"),
            ("accountTag", ""),
            ("timestamp", "2022-10-10T18:25:52Z"),
        ];
        let signed = Signed::payee(&parameters, PAYEE_TOKEN);
        assert!(signed.text.starts_with("customerNo=2000305228289295850180&merchantNo=202333&"));
        assert!(signed.text.ends_with("timestamp=2022-10-10T18:25:52Z&"));
        assert_eq!(signed.signature, "05a150f56706f9a435748eb986c2daad");
    }
}
