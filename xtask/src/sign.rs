//! `cargo xtask sign`: the text that is signed, the signature, and a curl that sends it.

use crate::development::{PAYEE_TOKENS, PRODUCT_KEYS};
use anyhow::{Result, bail, ensure};
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
    /// Sign with HMAC-SHA256 instead of MD5 (cashier only).
    #[arg(long)]
    hmac: bool,
    /// Where the curl sends it.
    #[arg(long, default_value = "http://127.0.0.1:3000")]
    base: String,
}

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
    let signed = if arguments.path.starts_with("/v3/") {
        ensure!(!arguments.hmac, "--hmac is the cashier's; a payee call is signed with MD5");
        Signed::payee(&parameters, key(given, &parameters, "merchantNo", &PAYEE_TOKENS)?)
    } else {
        if arguments.hmac {
            parameters.push(("sign_type", cashier::SignType::HmacSha256.as_str()));
        }
        Signed::cashier(&parameters, key(given, &parameters, "product_id", &PRODUCT_KEYS)?)
    };
    println!("text       {}", signed.text);
    println!("{:<10} {}", signed.name, signed.signature);
    println!("\n{}", signed.curl(&arguments.base, &arguments.method.to_uppercase(), &arguments.path));
    Ok(())
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
    /// The parameter that carries the signature.
    pub name: &'static str,
    pub signature: String,
    /// All parameters, the signature last.
    pub parameters: Vec<(String, String)>,
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

    fn new(text: String, name: &'static str, signature: String, parameters: &[(&str, &str)]) -> Self {
        let mut parameters: Vec<_> =
            parameters.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        parameters.push((name.to_owned(), signature.clone()));
        Signed { text, name, signature, parameters }
    }

    /// The parameters as a query string or form.
    pub fn form(&self) -> String {
        form::encode(self.parameters.iter().map(|(name, value)| (name, value)))
    }

    /// A command for a POSIX shell that sends the request: parameters of a GET in the query, of any other method
    /// as a form.
    pub fn curl(&self, base: &str, method: &str, path: &str) -> String {
        let url = format!("{base}{path}");
        match method {
            "GET" => format!("curl -s '{url}?{}'", self.form()),
            "POST" => format!("curl -s '{url}' -d '{}'", self.form()),
            _ => format!("curl -s -X {method} '{url}' -d '{}'", self.form()),
        }
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
