//! The structured fields of a signed message, read by the library `sfv` into what is needed here.
//!
//! RFC 8941 lets the last of repeated members and parameters count. Two readers of one header must not see two
//! signatures, so a repeated name is refused here. So is a decimal, which no parameter is: to write one would bring the
//! writing of floating-point numbers into every component.

use super::{MAX_COMPONENTS, MAX_FIELD_BYTES, MAX_SIGNATURES};
use base64ct::{Base64, Encoding};
use sfv::visitor::{
    DictionaryVisitor, EntryVisitor, Ignored, InnerListVisitor, ItemVisitor, Never, ParameterVisitor,
};
use sfv::{BareItemFromInput, KeyRef, Parser, Version};
use std::fmt;

/// The text is not a field of the form that is needed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Malformed;

impl fmt::Display for Malformed {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("malformed")
    }
}

impl std::error::Error for Malformed {}

/// One member of `Signature-Input`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Input {
    /// The member's name, the same as in `Signature`.
    pub label: String,
    /// What the signature covers, in its order, nothing twice.
    pub components: Vec<Covered>,
    /// The parameters in their order, no name twice.
    parameters: Vec<(String, Parameter)>,
    /// The whole value in its one serialisation, which the signature covers too.
    pub text: String,
}

/// A component identifier.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Covered {
    /// The component's name, such as `@method` or `content-digest`.
    pub name: String,
    /// Whether it has parameters (`;sf`, `;bs`, `;key`, `;req`, `;name`, …).
    pub has_parameters: bool,
    /// Its serialisation: the name in quotes, then the parameters.
    pub text: String,
}

/// The value of a signature's parameter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Parameter {
    /// An integer, such as `created`.
    Integer(i64),
    /// A string, such as `keyid`.
    Text(String),
    /// No parameter that is read has another type.
    Other,
}

impl Input {
    /// The parameter called `name`.
    pub fn parameter(&self, name: &str) -> Option<&Parameter> {
        self.parameters.iter().find(|(other, _)| other == name).map(|(_, value)| value)
    }

    /// Whether the signature covers the component called `name`.
    pub fn covers(&self, name: &str) -> bool {
        self.components.iter().any(|covered| covered.name == name)
    }
}

/// The members of `Signature-Input`, in their order.
///
/// # Errors
/// [`Malformed`] if it is no dictionary of inner lists of texts, says anything twice, or is beyond a limit.
pub fn inputs(field: &str) -> Result<Vec<Input>, Malformed> {
    let mut inputs = Vec::new();
    parse(field, Inputs(&mut inputs))?;
    Ok(inputs)
}

/// The members of `Signature` or `Content-Digest`, in their order: names and bytes.
///
/// # Errors
/// [`Malformed`] if it is no dictionary of byte sequences, has a name twice, or is beyond a limit.
pub fn byte_sequences(field: &str) -> Result<Vec<(String, Vec<u8>)>, Malformed> {
    let mut members = Vec::new();
    parse(field, ByteSequences(&mut members))?;
    Ok(members)
}

fn parse<'f>(field: &'f str, visitor: impl DictionaryVisitor<'f>) -> Result<(), Malformed> {
    if field.len() > MAX_FIELD_BYTES {
        return Err(Malformed);
    }
    let parser = Parser::new(field).with_version(Version::Rfc8941);
    parser.parse_dictionary_with_visitor(visitor).map_err(|_| Malformed)?;
    Ok(())
}

struct Inputs<'i>(&'i mut Vec<Input>);

impl<'f> DictionaryVisitor<'f> for Inputs<'_> {
    type Out = ();
    type Error = Malformed;

    fn entry(&mut self, key: &'f KeyRef) -> Result<impl EntryVisitor<'f>, Malformed> {
        if self.0.len() == MAX_SIGNATURES || self.0.iter().any(|input| input.label == key.as_str()) {
            return Err(Malformed);
        }
        self.0.push(Input { label: key.as_str().to_owned(), text: "(".to_owned(), ..Input::default() });
        self.0.last_mut().map(InputVisitor).ok_or(Malformed)
    }

    fn finish(self) -> Result<(), Malformed> {
        Ok(())
    }
}

struct InputVisitor<'i>(&'i mut Input);

impl<'f> EntryVisitor<'f> for InputVisitor<'_> {
    type Error = Malformed;

    fn item(self) -> Result<impl ItemVisitor<'f>, Malformed> {
        Err::<Never, _>(Malformed)
    }

    fn inner_list(self) -> Result<impl InnerListVisitor<'f>, Malformed> {
        Ok(self)
    }
}

impl<'f> InnerListVisitor<'f> for InputVisitor<'_> {
    type Error = Malformed;

    fn item(&mut self) -> Result<impl ItemVisitor<'f>, Malformed> {
        if self.0.components.len() == MAX_COMPONENTS {
            return Err(Malformed);
        }
        Ok(CoveredVisitor { input: self.0, covered: Covered::default() })
    }

    fn finish(self) -> Result<impl ParameterVisitor<'f>, Malformed> {
        self.0.text.push(')');
        Ok(self)
    }
}

impl<'f> ParameterVisitor<'f> for InputVisitor<'_> {
    type Out = ();
    type Error = Malformed;

    fn parameter(&mut self, key: &'f KeyRef, value: BareItemFromInput<'f>) -> Result<(), Malformed> {
        if self.0.parameter(key.as_str()).is_some() {
            return Err(Malformed);
        }
        write_parameter(&mut self.0.text, key, &value)?;
        let read = match &value {
            BareItemFromInput::Integer(number) => Parameter::Integer((*number).into()),
            BareItemFromInput::String(text) => Parameter::Text(text.as_str().to_owned()),
            _ => Parameter::Other,
        };
        self.0.parameters.push((key.as_str().to_owned(), read));
        Ok(())
    }

    fn finish(self) -> Result<(), Malformed> {
        Ok(())
    }
}

struct CoveredVisitor<'i> {
    input: &'i mut Input,
    covered: Covered,
}

impl<'f> ItemVisitor<'f> for CoveredVisitor<'_> {
    type Out = ();
    type Error = Malformed;

    fn bare_item(
        mut self,
        item: BareItemFromInput<'f>,
    ) -> Result<impl ParameterVisitor<'f, Out = ()>, Malformed> {
        let BareItemFromInput::String(name) = &item else {
            return Err(Malformed);
        };
        self.covered.name = name.as_str().to_owned();
        write_item(&mut self.covered.text, &item)?;
        Ok(self)
    }
}

impl<'f> ParameterVisitor<'f> for CoveredVisitor<'_> {
    type Out = ();
    type Error = Malformed;

    fn parameter(&mut self, key: &'f KeyRef, value: BareItemFromInput<'f>) -> Result<(), Malformed> {
        self.covered.has_parameters = true;
        write_parameter(&mut self.covered.text, key, &value)
    }

    fn finish(self) -> Result<(), Malformed> {
        if self.input.components.iter().any(|covered| covered.text == self.covered.text) {
            return Err(Malformed);
        }
        if !self.input.components.is_empty() {
            self.input.text.push(' ');
        }
        self.input.text.push_str(&self.covered.text);
        self.input.components.push(self.covered);
        Ok(())
    }
}

fn write_parameter(text: &mut String, key: &KeyRef, value: &BareItemFromInput<'_>) -> Result<(), Malformed> {
    text.push(';');
    text.push_str(key.as_str());
    if *value == BareItemFromInput::Boolean(true) {
        return Ok(());
    }
    text.push('=');
    write_item(text, value)
}

/// The one serialisation of a value (RFC 8941 4.1).
fn write_item(text: &mut String, item: &BareItemFromInput<'_>) -> Result<(), Malformed> {
    match item {
        BareItemFromInput::Integer(number) => text.push_str(&i64::from(*number).to_string()),
        BareItemFromInput::String(string) => text.push_str(&quoted(string.as_str())),
        BareItemFromInput::Token(token) => text.push_str(token.as_str()),
        BareItemFromInput::Boolean(truth) => text.push_str(if *truth { "?1" } else { "?0" }),
        BareItemFromInput::ByteSequence(bytes) => {
            text.push(':');
            text.push_str(&Base64::encode_string(bytes));
            text.push(':');
        }
        _ => return Err(Malformed),
    }
    Ok(())
}

/// A text in the quotes of a structured field.
pub(super) fn quoted(text: &str) -> String {
    let mut quoted = String::from('"');
    for char in text.chars() {
        if matches!(char, '"' | '\\') {
            quoted.push('\\');
        }
        quoted.push(char);
    }
    quoted.push('"');
    quoted
}

struct ByteSequences<'m>(&'m mut Vec<(String, Vec<u8>)>);

impl<'f> DictionaryVisitor<'f> for ByteSequences<'_> {
    type Out = ();
    type Error = Malformed;

    fn entry(&mut self, key: &'f KeyRef) -> Result<impl EntryVisitor<'f>, Malformed> {
        if self.0.len() == MAX_SIGNATURES || self.0.iter().any(|(name, _)| name == key.as_str()) {
            return Err(Malformed);
        }
        self.0.push((key.as_str().to_owned(), Vec::new()));
        self.0.last_mut().map(|(_, bytes)| BytesVisitor(bytes)).ok_or(Malformed)
    }

    fn finish(self) -> Result<(), Malformed> {
        Ok(())
    }
}

struct BytesVisitor<'m>(&'m mut Vec<u8>);

impl<'f> EntryVisitor<'f> for BytesVisitor<'_> {
    type Error = Malformed;

    fn item(self) -> Result<impl ItemVisitor<'f>, Malformed> {
        Ok(|item: BareItemFromInput<'f>| match item {
            BareItemFromInput::ByteSequence(bytes) => {
                *self.0 = bytes;
                Ok(Ignored)
            }
            _ => Err(Malformed),
        })
    }

    fn inner_list(self) -> Result<impl InnerListVisitor<'f>, Malformed> {
        Err::<Never, _>(Malformed)
    }
}
