//! The operation that a wrong path or method most likely meant.

use crate::contract::beginning;

use super::OPERATIONS;

/// Says which operation is closest to a request that fits none, and what differs.
#[must_use]
pub fn closest(method: &str, path: &str) -> String {
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
        let wrong_method = |name: &str| name != method;
        left.total_cmp(right).then(wrong_method(one.method.name()).cmp(&wrong_method(other.method.name())))
    });
    let Some((distance, laid, contract, template)) = best else { return String::new() };
    if distance > 0.5 {
        return "No emulated operation is close to this path; GET /_mock/operations lists them all.".to_owned();
    }
    let parts: Vec<&str> = template.split('/').skip(1).collect();
    let mut differences = laid.differences(&parts, &segments);
    if contract.method.name() != method {
        differences.insert(0, format!("the method is {}, not {}", contract.method.name(), beginning(method, 40)));
    }
    let (id, right, differs) = (contract.id, contract.method.name(), differences.join("; "));
    format!("The closest operation is {id}: {right} {template}. What differs: {differs}.")
}

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

    /// How far a path is from a template: 0 if it fits, 1 if nothing is alike.
    fn distance(self, parts: &[&str], segments: &[&str]) -> f64 {
        #[expect(clippy::cast_precision_loss, reason = "a path has few segments")]
        let length = parts.len().max(segments.len()).max(1) as f64;
        let (parts, segments) = self.beside(parts, segments);
        let likeness: f64 = parts.iter().zip(&segments).map(|(part, segment)| alike(part, segment)).sum();
        1.0 - likeness / length
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
        let beginning: String = segment.chars().take(64).collect();
        return strsim::jaro_winkler(part, &beginning);
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

    #[test]
    fn a_wrong_version_a_wrong_method_and_a_slip_are_told_apart() {
        assert_eq!(
            closest("GET", "/v2/job/permission"),
            "The closest operation is ShowProjectJobPermission: GET /v1/job/permission. What differs: the version is v1, not v2."
        );
        assert_eq!(
            closest("DELETE", "/v1/job/permissions/batch"),
            "The closest operation is BatchUpdateJobRolePermission: POST /v1/job/permissions/batch. What differs: the \
             method is POST, not DELETE."
        );
        assert_eq!(
            closest("GET", "/job/permission"),
            "The closest operation is ShowProjectJobPermission: GET /v1/job/permission. What differs: /v1 is missing at \
             the beginning."
        );
        assert_eq!(
            closest("GET", "/proxy/v1/job/permission"),
            "The closest operation is ShowProjectJobPermission: GET /v1/job/permission. What differs: /proxy is \
             too much at the beginning."
        );
        assert_eq!(
            closest("GET", "/favicon.ico"),
            "No emulated operation is close to this path; GET /_mock/operations lists them all."
        );
    }
}
