//! Golden examples: the format of `tests/golden/README.md`, read, sent and compared.

use crate::bundle::{Bundle, repository};
use crate::client::{Answer, wallet_token};
use feiqian_signing::{cashier, params, payee};
use regex::Regex;
use std::path::{Path, PathBuf};

/// One example.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Example {
    /// Path below `tests/golden` without `.http`.
    pub name: String,
    compare: Compare,
    sign: Option<Sign>,
    auth: Option<Auth>,
    method: String,
    target: String,
    headers: Vec<(String, String)>,
    body: String,
    status: u16,
    expected_headers: Vec<(String, String)>,
    expected_body: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Compare {
    Bytes,
    Json,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Sign {
    Cashier { key: String },
    Payee { token: String },
}

#[derive(Debug, Clone, PartialEq, Eq)]
struct Auth {
    user: String,
    scope: String,
}

/// All examples, in byte order of their names.
///
/// # Panics
/// If a file does not have the format.
pub fn examples() -> Vec<Example> {
    let root = repository().join("tests/golden");
    let mut files = Vec::new();
    collect(&root, &mut files);
    let mut examples: Vec<Example> = files
        .iter()
        .map(|file| {
            let name = file.strip_prefix(&root).expect("a golden").with_extension("");
            let name = name.to_str().expect("a name in UTF-8").to_owned();
            let text = std::fs::read_to_string(file).unwrap_or_else(|error| panic!("{name}: {error}"));
            Example::parse(&name, &text).unwrap_or_else(|fault| panic!("{name}: {fault}"))
        })
        .collect();
    examples.sort_by(|left, right| left.name.cmp(&right.name));
    examples
}

/// The names listed in `tests/golden/PENDING`.
///
/// # Panics
/// If the file cannot be read.
pub fn pending() -> Vec<String> {
    let text = std::fs::read_to_string(repository().join("tests/golden/PENDING")).expect("PENDING");
    let names = text.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#'));
    names.map(str::to_owned).collect()
}

fn collect(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).expect("tests/golden") {
        let path = entry.expect("tests/golden").path();
        if path.is_dir() {
            collect(&path, files);
        } else if path.extension().is_some_and(|extension| extension == "http") {
            files.push(path);
        }
    }
}

impl Example {
    fn parse(name: &str, text: &str) -> Result<Self, String> {
        let text = text.strip_suffix('\n').ok_or("the last line has no end")?;
        let (head, rest) = text.split_once("\n\n").ok_or("no head")?;
        let (request, answer) = rest.split_once("\n---\n").ok_or("no line ---")?;
        let (mut compare, mut sign, mut auth) = (None, None, None);
        for line in head.lines() {
            let comment = line.strip_prefix('#').ok_or_else(|| format!("in the head: {line}"))?;
            match comment.trim().split_once(": ") {
                Some(("compare", "bytes")) => compare = Some(Compare::Bytes),
                Some(("compare", "json")) => compare = Some(Compare::Json),
                Some(("sign", value)) => sign = Some(sign_directive(value)?),
                Some(("auth", value)) => auth = Some(auth_directive(value)?),
                _ => {}
            }
        }
        let (request_head, body) = request.split_once("\n\n").unwrap_or((request.trim_end_matches('\n'), ""));
        let mut lines = request_head.lines();
        let mut words = lines.next().ok_or("no request line")?.split(' ');
        let (Some(method), Some(target), Some("HTTP/1.1")) = (words.next(), words.next(), words.next())
        else {
            return Err("the request line".into());
        };
        let headers = lines.map(header).collect::<Result<_, _>>()?;
        let (answer_head, expected_body) = answer.split_once("\n\n").unwrap_or((answer, ""));
        let mut lines = answer_head.lines();
        let status = lines.next().and_then(|line| line.strip_prefix("HTTP/1.1 ")).ok_or("no status")?;
        Ok(Example {
            name: name.to_owned(),
            compare: compare.ok_or("no directive compare")?,
            sign,
            auth,
            method: method.to_owned(),
            target: target.to_owned(),
            headers,
            body: body.to_owned(),
            status: status.parse().map_err(|_| format!("status {status}"))?,
            expected_headers: lines.map(header).collect::<Result<_, _>>()?,
            expected_body: expected_body.to_owned(),
        })
    }

    /// Sends the request and compares the answer; says what differs.
    pub fn replay(&self, bundle: &Bundle) -> Result<(), String> {
        self.compare(&self.send(bundle)?)
    }

    /// Method and path.
    pub fn call(&self) -> (&str, &str) {
        (&self.method, self.target.split('?').next().unwrap_or_default())
    }

    /// Sends the request.
    ///
    /// # Errors
    /// If it cannot be signed, or there is no answer.
    pub fn send(&self, bundle: &Bundle) -> Result<Answer, String> {
        let (target, body) = self.signed()?;
        let mut headers = self.headers.clone();
        if let Some(Auth { user, scope }) = &self.auth {
            headers.push(("Authorization".into(), format!("Bearer {}", wallet_token(user, scope, "EdDSA"))));
        }
        let content_type = headers.iter().position(|(name, _)| name.eq_ignore_ascii_case("content-type"));
        let content_type = content_type.map(|at| headers.remove(at).1).unwrap_or_default();
        let headers: Vec<(&str, &str)> =
            headers.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        let content = (!body.is_empty()).then_some((content_type.as_str(), body.as_bytes()));
        Answer::attempt(&self.method, &bundle.url(&target), &headers, content)
            .map_err(|error| error.to_string())
    }

    fn compare(&self, answer: &Answer) -> Result<(), String> {
        if answer.status != self.status {
            return Err(format!("status {} instead of {}; body {}", answer.status, self.status, answer.body));
        }
        for (name, expected) in &self.expected_headers {
            let values: Vec<_> = answer.headers.get_all(name.as_str()).iter().collect();
            let [value] = values.as_slice() else {
                return Err(format!("header {name}: {} times", values.len()));
            };
            let value = value.to_str().map_err(|_| format!("header {name}"))?;
            if !pattern(expected)?.is_match(value) {
                return Err(format!("header {name}: {value} instead of {expected}"));
            }
        }
        let same = match self.compare {
            Compare::Bytes => answer.body == self.expected_body,
            Compare::Json => {
                serde_json::from_str::<serde_json::Value>(&answer.body).is_ok()
                    && pattern(&squeezed(&self.expected_body))?.is_match(&squeezed(&answer.body))
            }
        };
        if same { Ok(()) } else { Err(format!("body {}\ninstead of {}", answer.body, self.expected_body)) }
    }

    /// Target and body with the signature in its place.
    fn signed(&self) -> Result<(String, String), String> {
        const PLACE: &str = "{{sign}}";
        let Some(sign) = &self.sign else {
            return Ok((self.target.clone(), self.body.clone()));
        };
        let content_type = self.headers.iter().find(|(name, _)| name.eq_ignore_ascii_case("content-type"));
        let content_type = content_type.map_or("", |(_, value)| value.as_str());
        let signature = match sign {
            Sign::Cashier { key } => {
                let query = self.target.split_once('?').map_or("", |(_, query)| query);
                let params = params::Params::product(query, content_type, self.body.as_bytes());
                let params = params.map_err(|fault| format!("{fault:?}"))?;
                cashier::sign(&params, cashier::SignType::Md5, key)
            }
            Sign::Payee { token } => {
                let encoding = payee::Encoding::of(content_type).ok_or("the content type")?;
                // The place of the signature is left out like any signature.
                let params = payee::Params::parse(encoding, self.body.as_bytes());
                let params = params.map_err(|fault| format!("{fault:?}"))?;
                payee::sign(&params, payee::Empty::Dropped, &payee::token_md5(token))
            }
        };
        Ok((self.target.replace(PLACE, &signature), self.body.replace(PLACE, &signature)))
    }
}

fn header(line: &str) -> Result<(String, String), String> {
    let (name, value) = line.split_once(": ").ok_or_else(|| format!("header {line}"))?;
    Ok((name.to_owned(), value.to_owned()))
}

fn sign_directive(value: &str) -> Result<Sign, String> {
    match value.split_once(' ') {
        Some(("cashier", argument)) => {
            let key = argument.strip_prefix("key=").ok_or("sign: key")?;
            Ok(Sign::Cashier { key: key.to_owned() })
        }
        Some(("payee", argument)) => {
            let token = argument.strip_prefix("token=").ok_or("sign: token")?;
            Ok(Sign::Payee { token: token.to_owned() })
        }
        _ => Err(format!("sign: {value}")),
    }
}

fn auth_directive(value: &str) -> Result<Auth, String> {
    let fault = || format!("auth: {value}");
    let arguments = value.strip_prefix("wallet user=").ok_or_else(fault)?;
    let (user, scope) = arguments.split_once(" scope=\"").ok_or_else(fault)?;
    let scope = scope.strip_suffix('"').ok_or_else(fault)?;
    Ok(Auth { user: user.to_owned(), scope: scope.to_owned() })
}

/// A text with `{{regex:…}}` placeholders as one anchored expression.
fn pattern(text: &str) -> Result<Regex, String> {
    const OPEN: &str = "{{regex:";
    let mut expression = String::from(r"\A");
    let mut rest = text;
    while let Some((before, placeholder)) = rest.split_once(OPEN) {
        let close = placeholder.find("}}").ok_or("a placeholder without an end")?;
        // The end is the first `}}` that no further `}` follows.
        let more = placeholder[close + 2..].bytes().take_while(|&byte| byte == b'}').count();
        let (inner, after) = (&placeholder[..close + more], &placeholder[close + more + 2..]);
        expression += &regex::escape(before);
        expression += &format!("(?:{inner})");
        rest = after;
    }
    expression += &regex::escape(rest);
    expression += r"\z";
    Regex::new(&expression).map_err(|error| error.to_string())
}

/// JSON without blanks and line ends outside strings.
fn squeezed(json: &str) -> String {
    let (mut in_string, mut escaped) = (false, false);
    let kept = json.chars().filter(|&character| {
        let keep = in_string || !character.is_ascii_whitespace();
        match character {
            _ if escaped => escaped = false,
            '\\' if in_string => escaped = true,
            '"' => in_string = !in_string,
            _ => {}
        }
        keep
    });
    kept.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "# a comment\n# compare: json\n\nGET /a HTTP/1.1\nX-A: 1\n\n\n---\nHTTP/1.1 200\nx-b: {{regex:[0-9]{2}}}\n\n{ \"id\": {{regex:[0-9]+}}, \"t\": \"a b\" }\n";

    fn answer(header: &str, body: &str) -> Answer {
        let mut headers = ureq::http::HeaderMap::new();
        headers.insert("x-b", header.parse().unwrap());
        Answer { status: 200, headers, body: body.into() }
    }

    #[test]
    fn an_example_matches_what_it_says_and_nothing_else() {
        let example = Example::parse("a", TEXT).unwrap();
        assert_eq!((example.method.as_str(), example.target.as_str(), example.status), ("GET", "/a", 200));
        assert_eq!(example.headers, [("X-A".to_owned(), "1".to_owned())]);
        assert!(example.body.is_empty());
        assert_eq!(example.compare(&answer("12", r#"{"id":7,"t":"a b"}"#)), Ok(()));
        for (header, body) in [
            ("123", r#"{"id":7,"t":"a b"}"#),
            ("12", r#"{"id":"7","t":"a b"}"#),
            ("12", r#"{"id":7,"t":"ab"}"#),
            ("12", r#"{"t":"a b","id":7}"#),
            ("12", r#"{"id":7,"t":"a b"}}"#),
        ] {
            assert!(example.compare(&answer(header, body)).is_err(), "{header} {body}");
        }
    }

    #[test]
    fn a_file_of_another_form_is_refused() {
        assert!(Example::parse("a", &TEXT.replace("# compare: json\n", "")).is_err());
        assert!(Example::parse("a", &TEXT.replace("---", "--")).is_err());
        assert!(Example::parse("a", TEXT.trim_end()).is_err());
    }
}
