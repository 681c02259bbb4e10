//! A call of the control plane, as its document tells of it.

use std::collections::BTreeMap;

use super::schema::Shape;

/// One call of the control plane.
#[derive(Clone, Copy, Debug)]
pub struct ControlVerb {
    /// The HTTP method.
    pub method: &'static str,
    /// The path, with a name in braces if the call concerns a named thing.
    pub path: &'static str,
    /// What the call does, in a sentence.
    pub summary: &'static str,
    /// What the name in the path is, and an example of it.
    pub name: (&'static str, &'static str),
    /// The name of a namespace, if the call concerns one.
    pub namespace: Option<Shape>,
    /// The parameters of the query, as the members of an object.
    pub query: Option<Shape>,
    /// The body and an example of it, if the call takes one.
    pub body: Option<(Shape, &'static str)>,
    /// The document that a success is.
    pub answer: Option<Shape>,
    /// The media types in which a success can come.
    pub media_types: &'static [&'static str],
    /// Statuses with the document of a success: what they mean.
    pub statuses: &'static [(u16, &'static str)],
    /// Statuses of refusals that only this call has: what they mean.
    pub refusals: &'static [(u16, &'static str)],
}

impl ControlVerb {
    /// What most calls share.
    pub const BASE: Self = Self {
        method: "GET",
        path: "",
        summary: "",
        name: ("", ""),
        namespace: None,
        query: None,
        body: None,
        answer: None,
        media_types: &["application/json"],
        statuses: &[(200, "Done.")],
        refusals: &[],
    };

    /// Whether the call works for everybody: probes must, even with a control token.
    #[must_use]
    pub fn is_open(&self) -> bool {
        self.path == "/_mock/health" || !self.path.starts_with("/_mock/")
    }

    /// The method and the words of the path, as one word.
    #[must_use]
    pub fn id(&self) -> String {
        let words = self.path.split(|letter: char| !letter.is_ascii_alphanumeric()).filter(|word| !word.is_empty());
        let mut id = self.method.to_ascii_lowercase();
        for word in words {
            let (first, rest) = word.split_at(1);
            id.push_str(&first.to_ascii_uppercase());
            id.push_str(rest);
        }
        id
    }

    /// Every refusal of the call: the status, and what it means.
    pub(super) fn all_refusals(&self) -> BTreeMap<u16, String> {
        let mut refusals = BTreeMap::new();
        if !self.is_open() {
            // Every call may name a namespace, but only one.
            refusals.insert(400, "A parameter or the body is not as described; the detail names the place.");
        }
        if !self.is_open() {
            refusals.insert(401, "The control plane has a token, which the call does not carry.");
            refusals.insert(
                403,
                "A page of another origin called, or the server was called by a name that is not allowed.",
            );
        }
        if self.body.is_some() {
            refusals.insert(408, "The body came too slowly.");
            refusals.insert(413, "The body is larger than any body may be.");
            refusals.insert(415, "The body is compressed, or encoded otherwise.");
            refusals.insert(507, "There is no room in memory; the detail names the setting and what takes the most.");
        }
        if self.namespace.is_some() {
            refusals.insert(503, "There is no room for another namespace.");
        }
        refusals.extend(self.refusals.iter().copied());
        refusals.into_iter().map(|(status, meaning)| (status, meaning.to_owned())).collect()
    }
}
