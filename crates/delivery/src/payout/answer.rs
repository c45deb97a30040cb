//! Members of a provider's answer.

use feiqian_signing::json::{self, Kind, Value};

/// The members of one object, none of them said twice: two readers must not see two answers.
pub(super) struct Members<'a>(Vec<json::Member<'a>>);

impl<'a> Members<'a> {
    pub(super) fn read(text: &'a str) -> Option<Self> {
        let members = json::members(text).ok()?;
        let names: Option<Vec<_>> = members.iter().map(json::Member::name).collect();
        let mut names = names?;
        names.sort_unstable();
        let is_plain = names.windows(2).all(|pair| pair[0] != pair[1]);
        is_plain.then_some(Members(members))
    }

    fn get(&self, name: &str) -> Option<Value<'a>> {
        let member = self.0.iter().find(|member| member.name().as_deref() == Some(name))?;
        Some(member.value).filter(|value| value.kind() != Kind::Null)
    }

    /// The text of a member that has one.
    pub(super) fn text(&self, name: &str) -> Option<String> {
        self.get(name)?.string().map(std::borrow::Cow::into_owned)
    }

    /// The text of a member, empty if it is absent or null; `None` if it is of another type.
    pub(super) fn optional(&self, name: &str) -> Option<String> {
        match self.get(name) {
            None => Some(String::new()),
            Some(value) => value.string().map(std::borrow::Cow::into_owned),
        }
    }

    /// Whether a member is this whole number.
    pub(super) fn is_number(&self, name: &str, number: i64) -> bool {
        self.get(name).is_some_and(|value| value.kind() == Kind::Number && value.raw() == number.to_string())
    }
}

/// At most `chars` characters, none of them a control: the database counts up to a NUL.
pub(super) fn cut(text: &str, chars: usize) -> String {
    text.chars().filter(|char| !char.is_control()).take(chars).collect()
}
