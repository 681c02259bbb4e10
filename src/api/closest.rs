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
            Shift::ALL.map(|shift| (shift.distance(&parts, segments), shift, contract, *template))
        })
    });
    let best = candidates.min_by(|(left, _, one, _), (right, _, other, _)| {
        let wrong_method = |name: &str| name != method;
        left.total_cmp(right).then(wrong_method(one.method.name()).cmp(&wrong_method(other.method.name())))
    });
    let Some((distance, shift, contract, template)) = best else { return String::new() };
    if distance > 0.5 {
        return "No emulated operation is close to this path; GET /_mock/operations lists them all.".to_owned();
    }
    let parts: Vec<&str> = template.split('/').skip(1).collect();
    let mut differences = shift.differences(&parts, &segments);
    if contract.method.name() != method {
        differences.insert(0, format!("the method is {}, not {}", contract.method.name(), beginning(method, 40)));
    }
    let (id, right, differs) = (contract.id, contract.method.name(), differences.join("; "));
    format!("The closest operation is {id}: {right} {template}. What differs: {differs}.")
}

/// So many segments of a path are looked at.
const MOST_SEGMENTS: usize = 32;

/// How a path is laid beside a template.
#[derive(Clone, Copy)]
enum Shift {
    /// Beginning beside beginning.
    None,
    /// The path lacks the first segment, which is the version.
    NoVersion,
    /// The path has one segment more in front.
    Prefix,
}

impl Shift {
    const ALL: [Self; 3] = [Self::None, Self::NoVersion, Self::Prefix];

    /// Template and path without the segment that the other lacks, and how many were left out.
    fn laid<'a, 'b>(self, parts: &'a [&'b str], segments: &'a [&'b str]) -> (&'a [&'b str], &'a [&'b str], usize) {
        match self {
            Self::None => (parts, segments, 0),
            Self::NoVersion => (parts.get(1..).unwrap_or_default(), segments, 1),
            Self::Prefix => (parts, segments.get(1..).unwrap_or_default(), 1),
        }
    }

    /// How far a path is from a template: 0 if it fits, 1 if nothing is alike.
    fn distance(self, parts: &[&str], segments: &[&str]) -> f64 {
        let (parts, segments, left_out) = self.laid(parts, segments);
        let likeness: f64 = parts.iter().zip(segments).map(|(part, segment)| alike(part, segment)).sum();
        #[expect(clippy::cast_precision_loss, reason = "a path has few segments")]
        let length = (parts.len().max(segments.len()) + left_out).max(1) as f64;
        1.0 - likeness / length
    }

    /// What is to be changed for the path to fit.
    fn differences(self, parts: &[&str], segments: &[&str]) -> Vec<String> {
        let mut differences = match self {
            Self::None => Vec::new(),
            Self::NoVersion => vec![format!("/{} is missing at the beginning", parts[0])],
            Self::Prefix => vec![format!("/{} at the beginning is too much", beginning(segments[0], 40))],
        };
        let (parts, segments, _) = self.laid(parts, segments);
        for (index, (part, segment)) in parts.iter().zip(segments).enumerate() {
            if !part.starts_with('{') && part != segment {
                let is_version = index == 0 && is_version(part) && is_version(segment);
                let noun = if is_version { "the version".to_owned() } else { format!("segment {}", index + 1) };
                differences.push(format!("{noun} is {part}, not {}", shown(segment)));
            }
        }
        let rest = segments.get(parts.len()..).unwrap_or_default();
        if rest == [""] {
            differences.push("there is no slash at the end".to_owned());
        } else if !rest.is_empty() {
            differences.push(format!("/{} at the end is too much", beginning(&rest.join("/"), 80)));
        } else if parts.len() > segments.len() {
            differences.push(format!("/{} is missing at the end", parts[segments.len()..].join("/")));
        }
        differences
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
            closest("GET", "/proxy/v1/job/permission/"),
            "The closest operation is ShowProjectJobPermission: GET /v1/job/permission. What differs: /proxy at the \
             beginning is too much; there is no slash at the end."
        );
        assert_eq!(
            closest("GET", "/favicon.ico"),
            "No emulated operation is close to this path; GET /_mock/operations lists them all."
        );
    }
}
