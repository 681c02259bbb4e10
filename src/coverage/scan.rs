//! Which fields and values a request has: a walk over its bytes beside the catalogue.

use std::{collections::BTreeSet, fmt};

use serde::de::{DeserializeSeed, Deserializer, Error, IgnoredAny, MapAccess, SeqAccess, Visitor};

use crate::contract::{Parts, beginning};

use super::catalogue::{Catalogue, Node};

/// The most values of one request that are looked at; the rest of a large batch repeats them.
const MOST_VALUES: usize = 4_096;

/// The most characters of an unknown field's name that are kept.
const NAME_LENGTH: usize = 80;

/// The most unknown fields of one request that are kept.
const MOST_UNKNOWN: usize = 64;

/// What a request has.
#[derive(Debug)]
pub(super) struct Scan<'a> {
    catalogue: &'a Catalogue,
    left: usize,
    /// For each field whether it is there.
    pub(super) fields: Vec<bool>,
    /// For each value of an enum whether it is there.
    pub(super) values: Vec<bool>,
    /// The paths of fields that nobody knows.
    pub(super) unknown: BTreeSet<String>,
}

impl<'a> Scan<'a> {
    /// Scans a request.
    pub(super) fn of(catalogue: &'a Catalogue, parts: Parts<'_>) -> Self {
        let mut scan = Self {
            catalogue,
            left: MOST_VALUES,
            fields: vec![false; catalogue.fields.len()],
            values: vec![false; catalogue.values.len()],
            unknown: BTreeSet::new(),
        };
        for (name, value) in parts.parameters(catalogue.contract) {
            match catalogue.root.members.get(&*name) {
                Some(node) => scan.see(node, Some(&value)),
                None => scan.see_unknown(&catalogue.root, &name),
            }
        }
        if catalogue.contract.method.has_body() {
            let mut json = serde_json::Deserializer::from_slice(parts.body);
            // A body that breaks off is scanned as far as it goes.
            let _ = Walk { node: &catalogue.root, scan: &mut scan }.deserialize(&mut json);
        }
        scan
    }

    fn see(&mut self, node: &Node, text: Option<&str>) {
        if let Some(field) = node.field {
            self.fields[field] = true;
        }
        if let Some(text) = text {
            for place in &node.values {
                self.values[*place] |= self.catalogue.values[*place].value == text;
            }
        }
    }

    fn see_unknown(&mut self, parent: &Node, name: &str) {
        if self.unknown.len() < MOST_UNKNOWN {
            let name = beginning(name, NAME_LENGTH);
            let path = if parent.path.is_empty() { name } else { format!("{}.{name}", parent.path) };
            self.unknown.insert(path);
        }
    }
}

/// One step of the walk: a value, and what is known of it.
struct Walk<'w, 'a> {
    node: &'w Node,
    scan: &'w mut Scan<'a>,
}

impl<'de> DeserializeSeed<'de> for Walk<'_, '_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        if self.scan.left == 0 {
            return Err(D::Error::custom("enough was seen"));
        }
        self.scan.left -= 1;
        deserializer.deserialize_any(self)
    }
}

/// Visits a value of these types as present.
macro_rules! seen {
    ($($method:ident $type:ty),+) => {$(
        fn $method<E>(self, _: $type) -> Result<(), E> {
            self.scan.see(self.node, None);
            Ok(())
        }
    )+};
}

impl<'de> Visitor<'de> for Walk<'_, '_> {
    type Value = ();

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("any JSON")
    }

    seen! { visit_bool bool, visit_i64 i64, visit_u64 u64, visit_f64 f64 }

    fn visit_str<E>(self, text: &str) -> Result<(), E> {
        self.scan.see(self.node, Some(text));
        Ok(())
    }

    fn visit_unit<E>(self) -> Result<(), E> {
        // Clients send null for a field that they leave out.
        Ok(())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<(), A::Error> {
        self.scan.see(self.node, None);
        let Some(item) = &self.node.item else {
            while items.next_element::<IgnoredAny>()?.is_some() {}
            return Ok(());
        };
        while items.next_element_seed(Walk { node: item, scan: &mut *self.scan })?.is_some() {}
        Ok(())
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<(), A::Error> {
        self.scan.see(self.node, None);
        let is_root = self.node.path.is_empty();
        while let Some(name) = members.next_key::<std::borrow::Cow<'de, str>>()? {
            let field = if is_root { self.scan.catalogue.contract.member_field(&name) } else { (&*name).into() };
            if let Some(member) = self.node.members.get(&*field) {
                members.next_value_seed(Walk { node: member, scan: &mut *self.scan })?;
                continue;
            }
            // An object where another type is expected has no known members.
            if is_root || !self.node.members.is_empty() {
                self.scan.see_unknown(self.node, &name);
            }
            members.next_value::<IgnoredAny>()?;
        }
        Ok(())
    }
}
