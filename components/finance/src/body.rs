//! The bodies of actions: texts, each by its rule.

use feiqian_operator::call::{Members, Routed, unknown};
use feiqian_operator::problem::{Flaw, Problem};
use feiqian_signing::unambiguous;
use serde_json::Value;

/// The longest reason, in characters.
const REASON_CHARS: usize = 255;

/// Members that are read, and everything that is wrong with them.
#[derive(Debug)]
pub struct Body {
    members: Members,
    flaws: Vec<Flaw>,
}

impl Body {
    /// The body of a call.
    ///
    /// # Errors
    /// 400 or 415.
    pub fn of(call: &Routed<'_>) -> Result<Self, Problem> {
        Ok(Body { members: call.members()?, flaws: Vec::new() })
    }

    pub fn fail(
        &mut self,
        name: &str,
        code: &'static str,
        detail: impl Into<std::borrow::Cow<'static, str>>,
    ) {
        self.flaws.push(Flaw::new(format!("/{name}"), code, detail));
    }

    /// A text of 1 to so many characters that may be left out.
    pub fn optional(&mut self, name: &str, max: usize) -> Option<String> {
        match self.members.remove(name) {
            None | Some(Value::Null) => None,
            Some(Value::String(text)) => {
                let is_plain = !text.trim().is_empty()
                    && text.chars().count() <= max
                    && !text.chars().any(char::is_control)
                    && unambiguous::is_value(&text);
                if !is_plain {
                    let detail = format!(
                        "1 to {max} characters, not blank, no control characters, no & that is followed by a = before the next &."
                    );
                    self.fail(name, "string", detail);
                }
                Some(text)
            }
            Some(_) => {
                self.fail(name, "string", "A text.");
                Some(String::new())
            }
        }
    }

    /// A text of 1 to so many characters.
    pub fn text(&mut self, name: &str, max: usize) -> String {
        self.optional(name, max).unwrap_or_else(|| {
            self.fail(name, "required", "Required.");
            String::new()
        })
    }

    /// Why: it stands in the audit, and where the part's own endpoint has remarks, in what receivers are told.
    pub fn reason(&mut self) -> String {
        self.text("reason", REASON_CHARS)
    }

    /// One of some words.
    pub fn word(&mut self, name: &str, words: &[&'static str]) -> &'static str {
        let given = self.text(name, REASON_CHARS);
        let found = words.iter().find(|word| **word == given);
        if found.is_none() && !given.is_empty() {
            self.fail(name, "in", format!("One of {}.", words.join(", ")));
        }
        found.copied().unwrap_or_default()
    }

    /// A whole number from 0 on.
    pub fn number(&mut self, name: &str) -> i64 {
        match self.members.remove(name).map(|value| value.as_i64()) {
            Some(Some(number)) if number >= 0 => number,
            Some(_) => {
                self.fail(name, "integer", "A whole number.");
                0
            }
            None => {
                self.fail(name, "required", "Required.");
                0
            }
        }
    }

    /// Ends the reading: nothing else may be there.
    ///
    /// # Errors
    /// 422 if something is wrong.
    pub fn finish(mut self) -> Result<(), Problem> {
        self.flaws.extend(self.members.keys().map(|name| unknown(name)));
        if self.flaws.is_empty() { Ok(()) } else { Err(Problem::Invalid(self.flaws)) }
    }
}
