//! A request as a signature sees it.

use super::fields::Covered;

/// What a signature may cover of a request.
pub struct Message<'m> {
    /// As sent; methods differ by letter case.
    pub method: &'m str,
    /// `http` or `https`, as the client uses it.
    pub scheme: &'m str,
    /// Host, and port if the client names one.
    pub authority: &'m str,
    /// The path as sent.
    pub path: &'m str,
    /// What stands behind the first `?`, as sent; `None` if there is no `?`.
    pub query: Option<&'m str>,
    /// The values of all lines of a field, in their order; its name is in lower case.
    pub field: &'m dyn Fn(&str) -> Vec<Vec<u8>>,
}

impl std::fmt::Debug for Message<'_> {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(out, "Message ({} {})", self.method, self.path)
    }
}

/// Why a covered component has no value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NoValue {
    /// Not one of those that are known here, or one with parameters.
    Unknown,
    /// A field that the request does not have.
    Absent,
    /// A field with bytes that a signature cannot cover.
    Unreadable,
}

impl Message<'_> {
    /// The value of a covered component (RFC 9421 2.1, 2.2).
    ///
    /// # Errors
    /// [`NoValue`].
    pub fn value(&self, covered: &Covered) -> Result<String, NoValue> {
        if covered.has_parameters {
            return Err(NoValue::Unknown);
        }
        Ok(match covered.name.as_str() {
            "@method" => self.method.to_owned(),
            "@target-uri" => {
                let query = self.query.map(|query| ["?", query].concat()).unwrap_or_default();
                [&self.scheme.to_ascii_lowercase(), "://", &self.authority(), self.path(), &query].concat()
            }
            "@authority" => self.authority(),
            "@scheme" => self.scheme.to_ascii_lowercase(),
            "@path" => self.path().to_owned(),
            "@query" => ["?", self.query.unwrap_or_default()].concat(),
            // A signature that covers itself cannot be made.
            super::SIGNATURE_HEADER | super::INPUT_HEADER => return Err(NoValue::Unknown),
            name if is_field_name(name) => match self.text(name) {
                Some(text) => text.ok_or(NoValue::Unreadable)?,
                None => return Err(NoValue::Absent),
            },
            _ => return Err(NoValue::Unknown),
        })
    }

    /// The combined value of a field: its lines, without the blanks around them, joined by a comma and a blank. `None`
    /// if there is no such field, `Some(None)` if it has anything but visible ASCII, blanks and tabs.
    pub fn text(&self, name: &str) -> Option<Option<String>> {
        let lines = (self.field)(name);
        if lines.is_empty() {
            return None;
        }
        let is_readable = |line: &Vec<u8>| line.iter().all(|&b| matches!(b, b'\t' | b' '..=b'~'));
        if !lines.iter().all(is_readable) {
            return Some(None);
        }
        let lines: Option<Vec<&str>> =
            lines.iter().map(|line| str::from_utf8(line.trim_ascii()).ok()).collect();
        Some(lines.map(|lines| lines.join(", ")))
    }

    /// The normal form of RFC 9421 2.2.3: in lower case, without the scheme's own port.
    fn authority(&self) -> String {
        let authority = self.authority.to_ascii_lowercase();
        let own_port = if self.scheme.eq_ignore_ascii_case("https") { ":443" } else { ":80" };
        authority.strip_suffix(own_port).map_or(authority.clone(), str::to_owned)
    }

    /// An empty path is `/`.
    fn path(&self) -> &str {
        if self.path.is_empty() { "/" } else { self.path }
    }
}

/// A token of RFC 9110 in lower case.
fn is_field_name(name: &str) -> bool {
    let is_token = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b"!#$%&'*+-.^_`|~".contains(&b);
    !name.is_empty() && name.bytes().all(is_token)
}
