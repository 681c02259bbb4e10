//! What the documentation says of one operation.

use std::borrow::Cow;

use super::layout::Layout;

/// What the documentation says of one operation.
#[derive(Clone, Copy, Debug)]
pub struct Contract {
    /// The operation id, as the official SDKs name it.
    pub id: &'static str,
    /// The page's title.
    pub title: &'static str,
    /// What the operation does, in a sentence or two.
    pub description: &'static str,
    /// The HTTP method.
    pub method: Method,
    /// Path templates: the first is canonical, the others are aliases.
    pub paths: &'static [&'static str],
    /// Fields that travel in the query although the method is not GET or DELETE.
    pub query: &'static [&'static str],
    /// Fields that travel in a request header: the field's name and the header's.
    pub headers: &'static [(&'static str, &'static str)],
    /// Body members that share their name with a path parameter: the name on the wire and the field's.
    pub renamed: &'static [(&'static str, &'static str)],
    /// Other spellings of query parameters and body members: the spelling and the field's name.
    pub aliases: &'static [(&'static str, &'static str)],
    /// Optional fields without which the operation has nothing to act on.
    pub needs: &'static [&'static str],
    /// Whether the clients declare the member `error` of a failure as a string.
    pub error_is_text: bool,
    /// Whether a caller needs no credential.
    pub is_open: bool,
    /// The status of a success.
    pub success: u16,
    /// The documented statuses of refusals.
    pub refusals: &'static [u16],
    /// The documented example request: a request line, and after a blank line the body.
    pub example_request: &'static str,
    /// A newer page's example request, if it differs.
    pub newer_example_request: Option<&'static str>,
    /// The documented example answer.
    pub example_response: &'static str,
    /// Where all this is from.
    pub source: Source,
    /// Where the canonical path has its parameters; [`Contract::prepared`] finds it out.
    pub layout: Layout,
}

impl Contract {
    /// What most operations share; the rest of a contract is filled in by its file.
    pub const BASE: Self = Self {
        id: "",
        title: "",
        description: "",
        method: Method::Get,
        paths: &[],
        query: &[],
        headers: &[],
        renamed: &[],
        aliases: &[],
        needs: &[],
        error_is_text: false,
        is_open: false,
        success: 200,
        refusals: &[400, 401, 403, 404, 500],
        example_request: "",
        newer_example_request: None,
        example_response: "",
        source: Source { page: "", updated: "", provenance: Provenance::Page },
        layout: Layout::EMPTY,
    };

    /// The contract with all that is derived from it, made by the compiler: it is asked for in every request.
    #[must_use]
    pub const fn prepared(self) -> Self {
        Self { layout: Layout::of(self.paths[0]), ..self }
    }

    /// The path template that clients are told to use.
    #[must_use]
    pub const fn path(&self) -> &'static str {
        self.paths[0]
    }

    /// The names in braces of the canonical path, in order.
    pub fn path_parameters(&self) -> impl Iterator<Item = &'static str> {
        self.layout.parameters().iter().map(|(name, _)| *name)
    }

    /// The names and the still encoded values of the path parameters of `path`, which one of the templates matches.
    pub fn path_values<'a>(&self, path: &'a str) -> impl Iterator<Item = (&'static str, &'a str)> + use<'a> {
        let layout = match self.paths {
            [_] => self.layout,
            several => {
                several.iter().find(|it| matches(it, path)).map_or(Layout::EMPTY, |template| Layout::of(template))
            }
        };
        let path = if layout.parameters().is_empty() { "" } else { path };
        path.split('/').enumerate().filter_map(move |(segment, value)| Some((layout.name_at(segment)?, value)))
    }

    /// The field that a query parameter of this name is. One that does not travel there is none, whatever its name.
    #[must_use]
    pub fn parameter_field<'a>(&self, name: &'a str) -> Cow<'a, str> {
        let field = self.aliases.iter().find(|(alias, _)| *alias == name).map_or(name, |(_, field)| field);
        if self.location(field) == Location::Query { field.into() } else { format!("{name} (in the query)").into() }
    }

    /// The field that a body member of this name is. One that travels in the path is none.
    #[must_use]
    pub fn member_field<'a>(&self, name: &'a str) -> Cow<'a, str> {
        let mut other_names = self.renamed.iter().chain(self.aliases);
        match other_names.find(|(wire, _)| *wire == name) {
            Some((_, field)) => (*field).into(),
            None if self.path_parameters().any(|field| field == name) => format!("{name} (in the body)").into(),
            None => name.into(),
        }
    }

    /// Where the field of this name travels.
    #[must_use]
    pub fn location(&self, field: &str) -> Location {
        if self.path_parameters().any(|name| name == field) {
            Location::Path
        } else if self.headers.iter().any(|(name, _)| *name == field) {
            Location::Header
        } else if !self.method.has_body() || self.query.contains(&field) {
            Location::Query
        } else {
            Location::Body
        }
    }
}

/// Where a field of a request travels.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Location {
    /// In a segment of the path.
    Path,
    /// In the query string.
    Query,
    /// In a request header.
    Header,
    /// As a member of the JSON body.
    Body,
}

impl Location {
    /// The word that OpenAPI has for a parameter in this place.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Path => "path",
            Self::Query => "query",
            Self::Header => "header",
            Self::Body => "body",
        }
    }
}

/// The HTTP methods that operations use.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Method {
    /// Reads.
    Get,
    /// Acts or creates.
    Post,
    /// Replaces or sets.
    Put,
}

impl Method {
    /// The method as it stands in a request line.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Get => "GET",
            Self::Post => "POST",
            Self::Put => "PUT",
        }
    }

    /// Whether the fields of such a request travel in a body unless the contract says otherwise.
    #[must_use]
    pub const fn has_body(self) -> bool {
        !matches!(self, Self::Get)
    }
}

/// The page that describes an operation.
#[derive(Clone, Copy, Debug)]
pub struct Source {
    /// The page, or the definition, as its publisher names it.
    pub page: &'static str,
    /// The date that the page carries.
    pub updated: &'static str,
    /// How good a source it is.
    pub provenance: Provenance,
}

/// How well founded a statement is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Provenance {
    /// An official page of the documentation says it.
    Page,
    /// The vendor's machine-readable definition of the API says it.
    Definition,
    /// Official clients depend on it.
    Clients,
    /// Nobody says it; it is this project's decision.
    Assumed,
}

impl Provenance {
    /// The provenance in one or two words.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Page => "documented",
            Self::Definition => "defined",
            Self::Clients => "seen in clients",
            Self::Assumed => "assumed",
        }
    }
}

/// The name in braces, if the segment of a path template is a parameter.
fn placeholder(segment: &str) -> Option<&str> {
    segment.strip_prefix('{')?.strip_suffix('}')
}

/// Whether the template describes the path: the same number of segments, the same literal ones, and none that is empty for
/// a parameter.
#[must_use]
pub fn matches(template: &str, path: &str) -> bool {
    let mut segments = path.split('/');
    let alike = template.split('/').all(|part| {
        let fits = |segment: &str| if placeholder(part).is_some() { !segment.is_empty() } else { part == segment };
        segments.next().is_some_and(fits)
    });
    alike && segments.next().is_none()
}
