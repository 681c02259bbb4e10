//! The operation that a wrong path or method most likely meant.

use crate::contract::{Problem, Rule, beginning, likeness};

use super::OPERATIONS;

/// Says which operation is closest to a request that fits none, and what differs: as a text, and as a problem.
#[must_use]
pub fn closest(method: &str, path: &str) -> (String, Problem) {
    let segments: Vec<&str> = path.split('/').skip(1).take(MOST_SEGMENTS).collect();
    let candidates = OPERATIONS.iter().flat_map(|operation| {
        let contract = operation.contract;
        let segments = &segments;
        contract.paths.iter().flat_map(move |template| {
            let parts: Vec<&str> = template.split('/').skip(1).collect();
            let ways = Laid::ways(parts.len(), segments.len());
            ways.map(move |laid| (laid.distance(&parts, segments), laid, contract, *template))
        })
    });
    let best = candidates.min_by(|(left, _, one, _), (right, _, other, _)| {
        let far =
            |(path, method_counts): (f64, f64), right: &str| if right == method { path } else { path + method_counts };
        far(*left, one.method.name()).total_cmp(&far(*right, other.method.name()))
    });
    let problem =
        Problem::new("", Rule::Own("path")).got(format!("{} {}", beginning(method, 40), beginning(path, 160)));
    let Some((_, laid, contract, template)) = best.filter(|((distance, _), ..)| *distance <= FARTHEST) else {
        let text = "No emulated operation is close to this path; GET /_mock/operations lists them all.";
        return (text.to_owned(), problem.expected("an emulated operation").remedy("GET /_mock/operations lists them"));
    };
    let parts: Vec<&str> = template.split('/').skip(1).collect();
    let mut differences = laid.differences(&parts, &segments);
    if contract.method.name() != method {
        differences.insert(0, format!("the method is {}, not {}", contract.method.name(), beginning(method, 40)));
    }
    let (id, right, differs) = (contract.id, contract.method.name(), differences.join("; "));
    let text = format!("The closest operation is {id}: {right} {template}. What differs: {differs}.");
    let near = format!("{right} {template}");
    (text, problem.expected("an emulated operation").nearest(Some(near)).remedy(differs))
}

/// Nothing that is farther away is close.
const FARTHEST: f64 = 0.5;

/// What a wrong method counts beside a segment that is not alike at all.
const WRONG_METHOD: f64 = 0.15;

/// What a segment counts that is all that a path lacks, or has too many.
const ONE_SEGMENT: f64 = 0.15;

/// So many segments of a path are looked at.
const MOST_SEGMENTS: usize = 32;

/// How a path is laid beside a template: one segment of either may have no counterpart.
#[derive(Clone, Copy)]
enum Laid {
    /// Each beside its like.
    Evenly,
    /// The path lacks the template's segment in this place.
    Lacking(usize),
    /// The path has a segment too many in this place.
    Additional(usize),
}

impl Laid {
    /// The ways that come into question for these lengths.
    fn ways(parts: usize, segments: usize) -> impl Iterator<Item = Self> {
        let lacking = (0..parts).filter(move |_| parts == segments + 1).map(Self::Lacking);
        let additional = (0..segments).filter(move |_| segments == parts + 1).map(Self::Additional);
        std::iter::once(Self::Evenly).chain(lacking).chain(additional)
    }

    /// Template and path without the segment that has no counterpart.
    fn beside<'a>(self, parts: &[&'a str], segments: &[&'a str]) -> (Vec<&'a str>, Vec<&'a str>) {
        let without = |all: &[&'a str], place: usize| [&all[..place], &all[place + 1..]].concat();
        match self {
            Self::Evenly => (parts.to_vec(), segments.to_vec()),
            Self::Lacking(place) => (without(parts, place), segments.to_vec()),
            Self::Additional(place) => (parts.to_vec(), without(segments, place)),
        }
    }

    /// How far a path is from a template, 0 if it fits and 1 if nothing is alike; and how much farther by a wrong method. If
    /// the path fits, it is the one that was meant, whatever the method.
    fn distance(self, parts: &[&str], segments: &[&str]) -> (f64, f64) {
        #[expect(clippy::cast_precision_loss, reason = "a path has few segments")]
        let length = parts.len().max(segments.len()).max(1) as f64;
        let is_even = matches!(self, Self::Evenly) && parts.len() == segments.len();
        let (parts, segments) = self.beside(parts, segments);
        let pairs = || parts.iter().zip(&segments);
        let all_else_fits = pairs().all(|(part, segment)| {
            // Without a digit it is rather a word of another path than an id.
            part == segment || (part.starts_with('{') && segment.contains(|letter: char| letter.is_ascii_digit()))
        });
        let unlike = length - pairs().map(|(part, segment)| alike(part, segment)).sum::<f64>();
        match self {
            Self::Evenly if is_even && all_else_fits => (unlike / length, 0.0),
            Self::Lacking(_) | Self::Additional(_) if all_else_fits => {
                (unlike * ONE_SEGMENT / length, WRONG_METHOD / length)
            }
            _ => (unlike / length, WRONG_METHOD / length),
        }
    }

    /// What is to be changed for the path to fit.
    fn differences(self, parts: &[&str], segments: &[&str]) -> Vec<String> {
        let mut differences = match self {
            Self::Evenly => Vec::new(),
            Self::Lacking(place) => vec![format!("/{} is missing {}", parts[place], whereabouts(parts, place))],
            Self::Additional(place) if segments[place].is_empty() => {
                vec![format!("there is a slash too many {}", whereabouts(segments, place))]
            }
            Self::Additional(place) => {
                vec![format!("/{} is too much {}", beginning(segments[place], 40), whereabouts(segments, place))]
            }
        };
        let (parts, segments) = self.beside(parts, segments);
        for (index, (part, segment)) in parts.iter().zip(&segments).enumerate() {
            if !part.starts_with('{') && part != segment {
                let is_version = index == 0 && is_version(part) && is_version(segment);
                let noun = if is_version { "the version".to_owned() } else { format!("segment {}", index + 1) };
                differences.push(format!("{noun} is {part}, not {}", shown(segment)));
            }
        }
        if segments.len() > parts.len() {
            differences.push(format!("/{} is too much at the end", beginning(&segments[parts.len()..].join("/"), 80)));
        } else if parts.len() > segments.len() {
            differences.push(format!("/{} is missing at the end", parts[segments.len()..].join("/")));
        }
        differences
    }
}

/// Where in a path a place is.
fn whereabouts(segments: &[&str], place: usize) -> String {
    match place {
        0 => "at the beginning".to_owned(),
        _ if place + 1 == segments.len() => "at the end".to_owned(),
        _ => format!("after /{}", beginning(segments[place - 1], 40)),
    }
}

/// How much a segment is like the part of the template in its place.
fn alike(part: &str, segment: &str) -> f64 {
    if !part.starts_with('{') {
        return likeness(segment, part);
    }
    // A word of another template in the place of an id is less likely than an id.
    if segment.is_empty() { 0.0 } else { 0.9 }
}

/// Whether a segment is a version: `v` and a number.
fn is_version(segment: &str) -> bool {
    segment.strip_prefix(['v', 'V']).is_some_and(|number| number.parse::<u8>().is_ok())
}

fn shown(segment: &str) -> String {
    if segment.is_empty() { "empty".to_owned() } else { beginning(segment, 40) }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Method and path; the operation that was meant, and what differs.
    const ROWS: &[(&str, &str, &str, &str)] = &[
        ("GET", "/v2/job/permission", "ShowProjectJobPermission: GET /v1/job/permission", "the version is v1, not v2"),
        (
            "DELETE",
            "/v1/job/permissions/batch",
            "BatchUpdateJobRolePermission: POST /v1/job/permissions/batch",
            "the method is POST, not DELETE",
        ),
        (
            "GET",
            "/job/permission",
            "ShowProjectJobPermission: GET /v1/job/permission",
            "/v1 is missing at the beginning",
        ),
        (
            "GET",
            "/proxy/v1/job/permission",
            "ShowProjectJobPermission: GET /v1/job/permission",
            "/proxy is too much at the beginning",
        ),
        (
            "POST",
            "/v1/job/permissions",
            "BatchUpdateJobRolePermission: POST /v1/job/permissions/batch",
            "/batch is missing at the end",
        ),
        (
            "POST",
            "/v1/job/permission",
            "ShowProjectJobPermission: GET /v1/job/permission",
            "the method is GET, not POST",
        ),
        (
            "GET",
            "/v1/job/role-permissions",
            "UpdateSimpleJobRolePermission: PUT /v1/job/role-permission",
            "the method is PUT, not GET; segment 3 is role-permission, not role-permissions",
        ),
        (
            "PUT",
            "/v5/1/api/pipeline-permissions/2/role-permissions",
            "ShowPipelineRolePermission: GET /v5/{project_id}/api/pipeline-permissions/{pipeline_id}/role-permission",
            "the method is GET, not PUT; segment 6 is role-permission, not role-permissions",
        ),
    ];

    #[test]
    fn a_wrong_version_a_wrong_method_and_a_slip_are_told_apart() {
        for (method, path, closest, differs) in ROWS {
            let expected = format!("The closest operation is {closest}. What differs: {differs}.");
            assert_eq!(super::closest(method, path).0, expected, "{method} {path}");
        }
    }

    #[test]
    fn what_is_like_nothing_learns_where_all_of_them_are() {
        let (text, problem) = closest("GET", "/favicon.ico");

        assert_eq!(text, "No emulated operation is close to this path; GET /_mock/operations lists them all.");
        assert_eq!((problem.got.to_string().as_str(), problem.nearest), ("GET /favicon.ico", None));
    }
}
