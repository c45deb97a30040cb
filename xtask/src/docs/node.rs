//! A document whose members keep their order, from YAML to JSON: the order of the source is that of the reference.
//!
//! Not `serde_json::Value` with `preserve_order`: Cargo unifies the features of a crate over all packages of a native
//! build, so that in `cargo test --workspace` the components' tests would see objects in another order than the components
//! that are shipped, and `serde_json` with all that depends on it would be built anew between that and a single package.
//! It has no merge keys and takes no number as a member's name, either, so that the reading half would stay.

use serde::de::{Deserialize, Deserializer, Error, MapAccess, SeqAccess, Visitor};
use serde::ser::{Serialize, SerializeMap, Serializer};
use serde_json::Number;
use std::fmt;

/// A value of JSON.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Node {
    Null,
    Bool(bool),
    Number(Number),
    Text(String),
    List(Vec<Node>),
    Map(Vec<(String, Node)>),
}

impl Node {
    /// An object without members.
    pub fn map() -> Self {
        Node::Map(Vec::new())
    }

    pub fn text(text: impl Into<String>) -> Self {
        Node::Text(text.into())
    }

    /// `{"$ref": "#/components/<kind>/<name>"}`
    pub fn reference(kind: &str, name: &str) -> Self {
        Node::map().with("$ref", Node::text(format!("#/components/{kind}/{name}")))
    }

    pub fn get(&self, name: &str) -> Option<&Node> {
        self.members().iter().find(|(of, _)| of == name).map(|(_, node)| node)
    }

    /// The place of a JSON pointer.
    pub fn pointer_mut(&mut self, pointer: &str) -> Option<&mut Node> {
        pointer.split('/').skip(1).try_fold(self, |node, name| match node {
            Node::List(items) => items.get_mut(name.parse::<usize>().ok()?),
            Node::Map(members) => members.iter_mut().find(|(of, _)| of == name).map(|(_, node)| node),
            _ => None,
        })
    }

    /// The text of a member; empty if there is none.
    pub fn text_of(&self, name: &str) -> &str {
        self.get(name).map_or("", Node::as_text)
    }

    /// A text; empty for anything else.
    pub fn as_text(&self) -> &str {
        if let Node::Text(text) = self { text } else { "" }
    }

    pub fn is_true(&self, name: &str) -> bool {
        self.get(name) == Some(&Node::Bool(true))
    }

    /// The members of an object; none of anything else.
    pub fn members(&self) -> &[(String, Node)] {
        if let Node::Map(members) = self { members } else { &[] }
    }

    /// The members of a member.
    pub fn members_of(&self, name: &str) -> &[(String, Node)] {
        self.get(name).map_or(&[], Node::members)
    }

    /// The items of a list; none of anything else.
    pub fn items(&self) -> &[Node] {
        if let Node::List(items) = self { items } else { &[] }
    }

    /// The items of a member.
    pub fn items_of(&self, name: &str) -> &[Node] {
        self.get(name).map_or(&[], Node::items)
    }

    /// Sets a member of an object: in its place if it is there, else at the end.
    pub fn set(&mut self, name: &str, value: Node) {
        if let Node::Map(members) = self {
            match members.iter_mut().find(|(of, _)| of == name) {
                Some((_, old)) => *old = value,
                None => members.push((name.to_owned(), value)),
            }
        }
    }

    /// Takes a member out of an object.
    pub fn take(&mut self, name: &str) -> Option<Node> {
        let Node::Map(members) = self else { return None };
        let at = members.iter().position(|(of, _)| of == name)?;
        Some(members.remove(at).1)
    }

    /// The object with one member more.
    pub fn with(mut self, name: &str, value: Node) -> Self {
        self.set(name, value);
        self
    }

    /// The object with one member more if there is a value.
    pub fn with_some(self, name: &str, value: Option<Node>) -> Self {
        match value {
            Some(value) => self.with(name, value),
            None => self,
        }
    }

    /// A scalar as it stands in a query or form.
    pub fn plain(&self) -> String {
        match self {
            Node::Text(text) => text.clone(),
            Node::Number(number) => number.to_string(),
            Node::Bool(value) => value.to_string(),
            _ => String::new(),
        }
    }

    /// Appends the value as JSON, members and items down to a depth on lines of their own.
    pub fn write(&self, depth: usize, out: &mut String) -> serde_json::Result<()> {
        let (open, close, parts): (_, _, Vec<(Option<&str>, &Node)>) = match self {
            Node::Map(members) if depth > 0 && !self.is_empty() => {
                ('{', '}', members.iter().map(|(name, node)| (Some(name.as_str()), node)).collect())
            }
            Node::List(items) if depth > 0 && !self.is_empty() => {
                ('[', ']', items.iter().map(|node| (None, node)).collect())
            }
            _ => {
                out.push_str(&serde_json::to_string(self)?);
                return Ok(());
            }
        };
        out.push(open);
        for (at, (name, node)) in parts.into_iter().enumerate() {
            out.push_str(if at == 0 { "\n" } else { ",\n" });
            if let Some(name) = name {
                out.push_str(&serde_json::to_string(name)?);
                out.push(':');
            }
            node.write(depth - 1, out)?;
        }
        out.push('\n');
        out.push(close);
        Ok(())
    }

    /// Whether it is nothing to write down: no value, or one without content.
    pub fn is_empty(&self) -> bool {
        match self {
            Node::Null => true,
            Node::List(items) => items.is_empty(),
            Node::Map(members) => members.is_empty(),
            _ => false,
        }
    }
}

impl From<Vec<Node>> for Node {
    fn from(items: Vec<Node>) -> Self {
        Node::List(items)
    }
}

impl From<&str> for Node {
    fn from(text: &str) -> Self {
        Node::text(text)
    }
}

impl<'de> Deserialize<'de> for Node {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Nodes;
        impl<'de> Visitor<'de> for Nodes {
            type Value = Node;

            fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str("a value of JSON")
            }
            fn visit_unit<E: Error>(self) -> Result<Node, E> {
                Ok(Node::Null)
            }
            fn visit_none<E: Error>(self) -> Result<Node, E> {
                Ok(Node::Null)
            }
            fn visit_bool<E: Error>(self, value: bool) -> Result<Node, E> {
                Ok(Node::Bool(value))
            }
            fn visit_i64<E: Error>(self, number: i64) -> Result<Node, E> {
                Ok(Node::Number(number.into()))
            }
            fn visit_u64<E: Error>(self, number: u64) -> Result<Node, E> {
                Ok(Node::Number(number.into()))
            }
            fn visit_f64<E: Error>(self, number: f64) -> Result<Node, E> {
                Number::from_f64(number).map(Node::Number).ok_or_else(|| E::custom("no number of JSON"))
            }
            fn visit_str<E: Error>(self, text: &str) -> Result<Node, E> {
                Ok(Node::text(text))
            }
            fn visit_seq<A: SeqAccess<'de>>(self, mut access: A) -> Result<Node, A::Error> {
                let mut items = Vec::new();
                while let Some(item) = access.next_element()? {
                    items.push(item);
                }
                Ok(Node::List(items))
            }
            fn visit_map<A: MapAccess<'de>>(self, mut access: A) -> Result<Node, A::Error> {
                let mut map = Node::map();
                // Statuses are written as numbers.
                while let Some(name) = access.next_key::<Node>()? {
                    let value: Node = access.next_value()?;
                    // YAML's merge key: the members of another object, unless they are written out.
                    if name.as_text() == "<<" {
                        for (name, value) in value.members() {
                            if map.get(name).is_none() {
                                map.set(name, value.clone());
                            }
                        }
                    } else {
                        map.set(&name.plain(), value);
                    }
                }
                Ok(map)
            }
        }
        deserializer.deserialize_any(Nodes)
    }
}

impl Serialize for Node {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Node::Null => serializer.serialize_unit(),
            Node::Bool(value) => serializer.serialize_bool(*value),
            Node::Number(number) => number.serialize(serializer),
            Node::Text(text) => serializer.serialize_str(text),
            Node::List(items) => items.serialize(serializer),
            Node::Map(members) => {
                let mut map = serializer.serialize_map(Some(members.len()))?;
                for (name, value) in members {
                    map.serialize_entry(name, value)?;
                }
                map.end()
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn members_keep_their_order_and_merged_ones_come_first() {
        let text = "base: &base { z: 1, a: 2 }\nown: { <<: *base, a: 3, 200: x }";
        let node: Node = yaml_serde::from_str(text).unwrap();
        let own = node.get("own").unwrap();
        assert_eq!(serde_json::to_string(own).unwrap(), r#"{"z":1,"a":3,"200":"x"}"#);
    }

    #[test]
    fn members_stand_on_lines_of_their_own_to_a_depth() {
        let node: Node = yaml_serde::from_str("{ a: { b: [1, 2] }, c: {} }").unwrap();
        let mut text = String::new();
        node.write(1, &mut text).unwrap();
        assert_eq!(text, "{\n\"a\":{\"b\":[1,2]},\n\"c\":{}\n}");
    }

    #[test]
    fn a_pointer_finds_its_place() {
        let mut node: Node = yaml_serde::from_str("{ ids: [1] }").unwrap();
        *node.pointer_mut("/ids/0").unwrap() = Node::text("x");
        assert_eq!(serde_json::to_string(&node).unwrap(), r#"{"ids":["x"]}"#);
        assert!(node.pointer_mut("/ids/1").is_none() && node.pointer_mut("/nothing").is_none());
    }
}
