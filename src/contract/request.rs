//! A request read into its type: path, query, headers and body as the fields of one struct.

use std::{borrow::Cow, cell::Cell, fmt, iter};

use memchr::{memchr, memchr2};
use percent_encoding::percent_decode_str;
use serde::{
    Deserialize, Deserializer,
    de::{
        DeserializeSeed, Error, IntoDeserializer, MapAccess, Visitor,
        value::{CowStrDeserializer, MapDeserializer},
    },
    forward_to_deserialize_any,
};
use serde_json::{de::Read, error::Category};

use super::{Contract, text::Text, watched::Watched};

/// The parts of a received request, all borrowed.
#[derive(Clone, Copy)]
pub struct Parts<'a> {
    /// The path, still encoded.
    pub path: &'a str,
    /// What stands behind the question mark, still encoded.
    pub query: &'a str,
    /// Looks up the first value of a header by its name.
    pub header: &'a dyn Fn(&str) -> Option<&'a str>,
    /// The body, byte for byte.
    pub body: &'a [u8],
}

impl fmt::Debug for Parts<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Parts").field("path", &self.path).finish_non_exhaustive()
    }
}

impl<'a> Parts<'a> {
    /// No part of a request.
    pub(super) const NOTHING: Self = Self { path: "", query: "", header: &|_| None, body: b"" };

    /// Names and decoded values of all that does not travel in the body, the names as those of fields.
    pub fn parameters(
        self,
        contract: &'static Contract,
    ) -> impl Iterator<Item = (Cow<'a, str>, Cow<'a, str>)> + use<'a> {
        let path = contract
            .path_values(self.path)
            .map(|(name, value)| (Cow::Borrowed(name), percent_decode_str(value).decode_utf8_lossy()));
        let headers = contract
            .headers
            .iter()
            .filter_map(move |(field, header)| Some((Cow::Borrowed(*field), Cow::Borrowed((self.header)(header)?))));
        let query = pairs(self.query)
            // A parameter that is in the path already is not read once more.
            .filter(|(name, _)| !contract.path_parameters().any(|field| field == name))
            .map(|(name, value)| match contract.parameter_field(&name) {
                Cow::Borrowed(field) if field == name => (name, value),
                field => (Cow::Owned(field.into_owned()), value),
            });
        path.chain(headers).chain(query)
    }

    /// Whether there is no body to speak of.
    pub(super) fn has_no_body(&self) -> bool {
        self.body.iter().all(u8::is_ascii_whitespace)
    }
}

/// The pairs of a query, decoded. Most have nothing to decode, which is cheaper to find out than to do.
fn pairs(query: &str) -> impl Iterator<Item = (Cow<'_, str>, Cow<'_, str>)> {
    let is_plain = memchr2(b'%', b'+', query.as_bytes()).is_none();
    let (mut plain, encoded) = if is_plain { (query, "") } else { ("", query) };
    let pairs = iter::from_fn(move || {
        let pair;
        (pair, plain) = (!plain.is_empty()).then(|| cut(plain, b'&'))?;
        Some(pair)
    });
    let decoded = pairs.filter(|pair| !pair.is_empty()).map(|pair| {
        let (name, value) = cut(pair, b'=');
        (Cow::Borrowed(name), Cow::Borrowed(value))
    });
    decoded.chain(form_urlencoded::parse(encoded.as_bytes()))
}

/// What stands before and behind the first such byte; nothing stands behind none.
fn cut(text: &str, byte: u8) -> (&str, &str) {
    match memchr(byte, text.as_bytes()) {
        Some(end) => (&text[..end], &text[end + 1..]),
        None => (text, ""),
    }
}

/// Why a request could not be read.
#[derive(Debug)]
pub enum Unparsable {
    /// The body is not JSON; says where and why.
    NotJson(String),
    /// The request is well-formed, but some value is not what the contract asks for; says what serde found first.
    NotAsDescribed(String),
}

/// Reads a request, and says whether it has a field that nobody reads.
///
/// # Errors
/// The body is not JSON, or a field is missing or not of its type.
pub fn parse<'de, T: Deserialize<'de>>(
    contract: &'static Contract,
    parts: Parts<'de>,
) -> Result<(T, bool), Unparsable> {
    let ignores = Cell::new(false);
    T::deserialize(Watched::new(Whole { contract, parts }, &ignores)).map(|request| (request, ignores.get())).map_err(
        |error| match error.classify() {
            Category::Data => Unparsable::NotAsDescribed(error.to_string()),
            Category::Io | Category::Syntax | Category::Eof => Unparsable::NotJson(error.to_string()),
        },
    )
}

/// The whole request as a deserializer of one struct.
struct Whole<'a> {
    contract: &'static Contract,
    parts: Parts<'a>,
}

impl<'de> Deserializer<'de> for Whole<'de> {
    type Error = serde_json::Error;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Self::Error> {
        let parameters = self.parts.parameters(self.contract);
        let contract = self.contract;
        if !self.contract.method.has_body() || self.parts.has_no_body() {
            let no_body = MapDeserializer::new(iter::empty::<(&str, &str)>());
            return visitor.visit_map(Chain { parameters, waiting: None, body: no_body, contract });
        }
        let with_parameters = WithParameters { visitor, parameters, contract };
        // One look at the whole body costs less than one at each of its strings.
        match std::str::from_utf8(self.parts.body) {
            Ok(text) => whole(serde_json::Deserializer::from_str(text), with_parameters),
            Err(_) => whole(serde_json::Deserializer::from_slice(self.parts.body), with_parameters),
        }
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf option unit unit_struct
        newtype_struct seq tuple tuple_struct map struct enum identifier ignored_any
    }
}

/// Reads an object behind which there is nothing more.
fn whole<'de, R: Read<'de>, V: Visitor<'de>>(
    mut json: serde_json::Deserializer<R>,
    visitor: V,
) -> Result<V::Value, serde_json::Error> {
    let value = json.deserialize_map(visitor)?;
    json.end()?;
    Ok(value)
}

/// Shows a visitor the parameters first, then the members of the body.
struct WithParameters<V, P> {
    visitor: V,
    parameters: P,
    contract: &'static Contract,
}

impl<'de, V, P> Visitor<'de> for WithParameters<V, P>
where
    V: Visitor<'de>,
    P: Iterator<Item = (Cow<'de, str>, Cow<'de, str>)>,
{
    type Value = V::Value;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a JSON object")
    }

    fn visit_map<A: MapAccess<'de>>(self, body: A) -> Result<V::Value, A::Error> {
        let Self { visitor, parameters, contract } = self;
        visitor.visit_map(Chain { parameters, waiting: None, body, contract })
    }
}

/// Two maps as one; the name of a body member that a parameter bears too is replaced.
struct Chain<'de, P, A> {
    parameters: P,
    waiting: Option<Cow<'de, str>>,
    body: A,
    contract: &'static Contract,
}

impl<'de, P, A> MapAccess<'de> for Chain<'de, P, A>
where
    P: Iterator<Item = (Cow<'de, str>, Cow<'de, str>)>,
    A: MapAccess<'de>,
{
    type Error = A::Error;

    fn next_key_seed<K: DeserializeSeed<'de>>(&mut self, seed: K) -> Result<Option<K::Value>, Self::Error> {
        if let Some((name, value)) = self.parameters.next() {
            self.waiting = Some(value);
            return seed.deserialize(Text(name)).map(Some).map_err(Error::custom);
        }
        // Where no member can be mistaken for another field, its name need not be looked at.
        let is_plain = self.contract.renamed.is_empty() && self.contract.aliases.is_empty();
        if is_plain && self.contract.path_parameters().next().is_none() {
            return self.body.next_key_seed(seed);
        }
        self.body.next_key_seed(Member { seed, contract: self.contract })
    }

    fn next_value_seed<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Result<S::Value, Self::Error> {
        match self.waiting.take() {
            Some(value) => seed.deserialize(Text(value)).map_err(Error::custom),
            None => self.body.next_value_seed(seed),
        }
    }
}

/// Reads the name of a body member as that of its field, which may be another.
struct Member<S> {
    seed: S,
    contract: &'static Contract,
}

impl<'de, S: DeserializeSeed<'de>> DeserializeSeed<'de> for Member<S> {
    type Value = S::Value;

    fn deserialize<D: Deserializer<'de>>(self, name: D) -> Result<S::Value, D::Error> {
        name.deserialize_str(self)
    }
}

impl<'de, S: DeserializeSeed<'de>> Visitor<'de> for Member<S> {
    type Value = S::Value;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("the name of a member")
    }

    fn visit_str<E: Error>(self, name: &str) -> Result<S::Value, E> {
        let field: CowStrDeserializer<'_, E> = self.contract.member_field(name).into_deserializer();
        self.seed.deserialize(field)
    }
}

#[cfg(test)]
mod tests {
    use super::pairs;

    #[test]
    fn a_query_is_read_alike_whether_it_has_something_to_decode_or_not() {
        for query in
            ["", "a", "a=1", "a=1&b=2", "&&a=&=b&", "a=1=2", "a=%41", "a+b=c", "\u{e4}=\u{f6}", "a=%", "a=%zz&b"]
        {
            let expected: Vec<_> = form_urlencoded::parse(query.as_bytes()).collect();

            assert_eq!(pairs(query).collect::<Vec<_>>(), expected, "{query}");
        }
    }
}
