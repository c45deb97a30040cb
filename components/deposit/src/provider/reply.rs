//! What a hub replies: one JSON object, its scalars as the texts they were written as.

use super::Bank;
use feiqian_money::{Currency, cashier};
use feiqian_signing::params::is_blank;
use feiqian_signing::unambiguous::is_value;
use feiqian_signing::{Key, Params};

/// The longest message of a hub that is passed on, in characters.
const MESSAGE_LIMIT_CHARS: usize = 200;

/// How many items of a list are read.
const LIST_LIMIT: usize = 500;

/// A call that did not succeed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Failed {
    /// The hub's own words, fit to be shown; empty if it said none.
    pub message: String,
    /// For the log: in our words, without any data.
    pub reason: String,
}

impl Failed {
    pub(crate) fn because(reason: &str) -> Self {
        Failed { message: String::new(), reason: reason.to_owned() }
    }

    /// A reply that lacks what it must have, or has it in another form.
    pub(super) fn field(name: &str) -> Self {
        Self::because(&format!("{name} is missing or malformed"))
    }
}

/// A reply.
#[derive(Debug)]
pub(super) struct Reply(Params);

impl Reply {
    /// Reads a body, which must be one JSON object.
    pub fn read(body: &[u8]) -> Result<Self, Failed> {
        let malformed = || Failed::because("the reply is no JSON object");
        if body.is_empty() {
            return Err(malformed());
        }
        Params::from_json(body).map(Reply).map_err(|_| malformed())
    }

    /// Fails unless the result member is 0; then the hub's message says why.
    pub fn succeeded(self, result: &str) -> Result<Self, Failed> {
        match self.text(result) {
            Some("0") => Ok(self),
            Some(_) => {
                let message = sanitised(self.0.text("message"));
                Err(Failed { message, reason: format!("{result} is not 0") })
            }
            None => Err(Failed::field(result)),
        }
    }

    /// The text of a scalar that is there, once, and holds no control character.
    fn text(&self, name: &str) -> Option<&str> {
        self.0.param(name).filter(|param| param.flaw().is_none()).map(feiqian_signing::params::Param::text)
    }

    /// Whether a scalar has this text.
    pub fn is(&self, name: &str, text: &str) -> bool {
        self.text(name) == Some(text)
    }

    /// A text of 1 to `max` characters that is not blank.
    pub fn required(&self, name: &str, max: usize) -> Result<String, Failed> {
        let text = self.text(name).filter(|text| !is_blank(text) && text.chars().count() <= max);
        text.map(str::to_owned).ok_or_else(|| Failed::field(name))
    }

    /// The same of a text that is told to the product, which may sign it (`payid`, `bankcode`), or that names an order: one
    /// that a signed text may hold.
    pub fn named(&self, name: &str, max: usize) -> Result<String, Failed> {
        self.required(name, max).ok().filter(|text| is_value(text)).ok_or_else(|| Failed::field(name))
    }

    /// An amount or zero, in minor units; surplus fraction digits are zeros.
    pub fn amount(&self, name: &str, currency: Currency) -> Result<i64, Failed> {
        let text = self.text(name).ok_or_else(|| Failed::field(name))?;
        let amount = cashier::parse_upstream(text, currency).map_err(|_| Failed::field(name))?;
        Ok(amount.minor())
    }

    /// The same, 0 if it is absent, null or empty.
    pub fn optional_amount(&self, name: &str, currency: Currency) -> Result<i64, Failed> {
        if self.is_absent(name) { Ok(0) } else { self.amount(name, currency) }
    }

    /// A comma list of amounts above zero; none if it is absent, null or empty.
    pub fn amounts(&self, name: &str, currency: Currency) -> Result<Vec<i64>, Failed> {
        if self.is_absent(name) {
            return Ok(Vec::new());
        }
        let list = self.text(name).ok_or_else(|| Failed::field(name))?;
        let amounts = list.split(',').map(|item| {
            let amount = cashier::parse_upstream(item.trim(), currency).ok().map(feiqian_money::Money::minor);
            amount.filter(|minor| *minor > 0)
        });
        let amounts: Option<Vec<i64>> = amounts.take(LIST_LIMIT + 1).collect();
        amounts.filter(|amounts| amounts.len() <= LIST_LIMIT).ok_or_else(|| Failed::field(name))
    }

    /// A list of `{bankcode, bankname}`; none if it is absent, null or empty.
    pub fn banks(&self, name: &str) -> Result<Vec<Bank>, Failed> {
        if self.is_absent(name) {
            return Ok(Vec::new());
        }
        let bank =
            |item: Reply| Ok(Bank { code: item.named("bankcode", 15)?, name: item.named("bankname", 100)? });
        self.objects(name)?.into_iter().map(bank).collect()
    }

    /// The objects of an array, which may be empty.
    pub fn objects(&self, name: &str) -> Result<Vec<Reply>, Failed> {
        let objects = match self.0.objects(name, LIST_LIMIT) {
            // An empty array is no list of parameters, but it is a list of a reply.
            Err(Key::Required) if self.0.param(name).is_some_and(|list| list.text().starts_with('[')) => {
                Vec::new()
            }
            other => other.map_err(|_| Failed::field(name))?,
        };
        Ok(objects.into_iter().map(Reply).collect())
    }

    /// The object that a member is.
    pub fn object(&self, name: &str) -> Result<Reply, Failed> {
        let param = self.0.param(name).ok_or_else(|| Failed::field(name))?;
        Params::from_json(param.text().as_bytes()).map(Reply).map_err(|_| Failed::field(name))
    }

    fn is_absent(&self, name: &str) -> bool {
        self.0.param(name).is_none_or(|param| param.text().is_empty())
    }
}

/// A hub's message without control characters, cut to a length, without blanks around it.
fn sanitised(message: &str) -> String {
    let kept: String = message.chars().filter(|c| !c.is_control()).take(MESSAGE_LIMIT_CHARS).collect();
    kept.trim().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn reply(body: &str) -> Reply {
        Reply::read(body.as_bytes()).unwrap()
    }

    #[test]
    fn only_one_json_object_is_a_reply() {
        for body in ["", " ", "[]", "1", "null", "{", "{} {}", "{\"a\":\"\\ud800\"}", "success", "\u{feff}{}"]
        {
            assert!(Reply::read(body.as_bytes()).is_err(), "{body}");
        }
        assert!(Reply::read(b"{\"a\":\"\xff\"}").is_err());
        assert!(Reply::read(b" {} ").is_ok());
    }

    #[test]
    fn a_result_of_0_succeeds_and_any_other_fails_with_the_hubs_words() {
        for body in [r#"{"success":0}"#, r#"{"success":"0"}"#, r#"{"success":0,"message":"x"}"#] {
            assert!(reply(body).succeeded("success").is_ok(), "{body}");
        }
        let message = |body: &str| reply(body).succeeded("success").unwrap_err().message;
        assert_eq!(message(r#"{"success":1,"message":"method closed"}"#), "method closed");
        assert_eq!(message(r#"{"success":1,"message":" a\u0000\u0007b\nc\u0085\u007f "}"#), "abc");
        assert_eq!(message(r#"{"success":1}"#), "");
        assert_eq!(message(r#"{"success":1,"message":{"a":1}}"#), "");
        assert_eq!(message(r#"{"success":1,"message":" \u0000 "}"#), "");
        let long = "中".repeat(300);
        assert_eq!(message(&format!(r#"{{"success":7,"message":"{long}"}}"#)), "中".repeat(200));
        for body in ["{}", r#"{"success":null}"#, r#"{"success":0,"success":0}"#, r#"{"success":[0]}"#] {
            assert_eq!(message(body), "", "{body}");
        }
        for body in [r#"{"success":0.0}"#, r#"{"success":-0}"#, r#"{"success":false}"#, r#"{"success":true}"#]
        {
            assert!(reply(body).succeeded("success").is_err(), "{body}");
        }
    }

    #[test]
    fn amounts_are_numbers_or_texts_with_surplus_zeros_only() {
        let amount = |text: &str| reply(&format!(r#"{{"a":{text}}}"#)).amount("a", Currency::Cny).ok();
        for (text, minor) in [
            ("50", 5_000),
            ("\"50\"", 5_000),
            ("50.00", 5_000),
            ("\"50.000000\"", 5_000),
            ("0", 0),
            ("0.01", 1),
            ("\"10000000000000.00\"", 1_000_000_000_000_000),
        ] {
            assert_eq!(amount(text), Some(minor), "{text}");
        }
        for text in [
            "50.001",
            "\"50,00\"",
            "1e3",
            "-1",
            "\" 5\"",
            "\"\"",
            "null",
            "[5]",
            "\"abc\"",
            "10000000000000.01",
            "\"+5\"",
            "\".5\"",
            "\"05\"",
            "true",
        ] {
            // `true` is written 1 in parameters; hubs that say so mean a number all the same.
            assert_eq!(amount(text), (text == "true").then_some(100), "{text}");
        }
        assert_eq!(reply("{}").optional_amount("a", Currency::Cny), Ok(0));
        assert_eq!(reply(r#"{"a":null}"#).optional_amount("a", Currency::Cny), Ok(0));
        assert!(reply(r#"{"a":"x"}"#).optional_amount("a", Currency::Cny).is_err());
        assert_eq!(reply(r#"{"a":"1000.0"}"#).amount("a", Currency::Vnd), Ok(1_000));
    }

    #[test]
    fn lists_are_read_whole_or_not_at_all() {
        let amounts = |text: &str| reply(&format!(r#"{{"a":{text}}}"#)).amounts("a", Currency::Cny).ok();
        assert_eq!(amounts("\"50,100.5,200.00\""), Some(vec![5_000, 10_050, 20_000]));
        assert_eq!(amounts("\"50, 100\""), Some(vec![5_000, 10_000]));
        assert_eq!(amounts("100"), Some(vec![10_000]));
        assert_eq!(amounts("null"), Some(vec![]));
        assert_eq!(amounts("\"\""), Some(vec![]));
        for text in ["\"50,\"", "\",\"", "\"0\"", "\"-5\"", "\"a\"", "[50]", "\"1.001\""] {
            assert_eq!(amounts(text), None, "{text}");
        }
        assert_eq!(amounts(&format!("\"{}1\"", "1,".repeat(499))).map(|list| list.len()), Some(500));
        assert_eq!(amounts(&format!("\"{}1\"", "1,".repeat(500))), None);

        let banks = |text: &str| reply(&format!(r#"{{"a":{text}}}"#)).banks("a").ok();
        let icbc = Bank { code: "ICBC".into(), name: "工商银行".into() };
        assert_eq!(banks(r#"[{"bankcode":"ICBC","bankname":"工商银行","x":1}]"#), Some(vec![icbc]));
        for text in ["[]", "[ ]", "null", "\"\""] {
            assert_eq!(banks(text), Some(vec![]), "{text}");
        }
        for text in [
            "{}",
            "[1]",
            "\"x\"",
            r#"[{"bankcode":"ICBC"}]"#,
            r#"[{"bankcode":"","bankname":"x"}]"#,
            r#"[{"bankcode":"0123456789abcdef","bankname":"x"}]"#,
        ] {
            assert_eq!(banks(text), None, "{text}");
        }
    }

    #[test]
    fn a_text_is_there_once_and_clean() {
        let text = |text: &str| reply(&format!(r#"{{"a":{text}}}"#)).required("a", 3).ok();
        assert_eq!(text("\"abc\"").as_deref(), Some("abc"));
        assert_eq!(text("777").as_deref(), Some("777"));
        for wrong in ["\"\"", "\" \"", "null", "\"abcd\"", "{}", "[]", "\"a\\nb\"", "1,\"a\":1"] {
            assert_eq!(text(wrong), None, "{wrong}");
        }
        let named = |text: &str| reply(&format!(r#"{{"a":{text}}}"#)).named("a", 9).ok();
        assert_eq!(named("\"AT&T\"").as_deref(), Some("AT&T"));
        for ambiguous in ["\"a&b=c\"", "\"&=\"", "\"a&b&c=d\""] {
            assert_eq!(named(ambiguous), None, "{ambiguous}");
        }
        assert!(reply(r#"{"a":{"b":1}}"#).object("a").unwrap().required("b", 1).is_ok());
        for wrong in ["{}", r#"{"a":1}"#, r#"{"a":[]}"#, r#"{"a":null}"#] {
            let order = reply(wrong).object("a");
            assert!(order.is_err() || order.unwrap().required("b", 1).is_err(), "{wrong}");
        }
    }
}
