//! The operation that a wrong path or method most likely meant.

use super::OPERATIONS;

/// Says which operation is closest to a request that fits none, and what differs.
#[must_use]
pub fn closest(method: &str, path: &str) -> String {
    let candidates = OPERATIONS.iter().flat_map(|operation| {
        operation.contract.paths.iter().map(move |template| (distance(template, path), operation.contract, *template))
    });
    let best = candidates.min_by(|(left, one, _), (right, other, _)| {
        let wrong_method = |name: &str| name != method;
        left.total_cmp(right).then(wrong_method(one.method.name()).cmp(&wrong_method(other.method.name())))
    });
    let Some((distance, contract, template)) = best else { return String::new() };
    if distance > 0.5 {
        return "No emulated operation is close to this path; GET /_mock/operations lists them all.".to_owned();
    }
    let differs = differences(contract.method.name(), template, method, path).join("; ");
    format!("The closest operation is {}: {} {template}. What differs: {differs}.", contract.id, contract.method.name())
}

/// How far a path is from a template: 0 if it fits, 1 if nothing is alike.
fn distance(template: &str, path: &str) -> f64 {
    // Every path begins with a slash: what stands before it is alike and says nothing.
    let parts: Vec<&str> = template.split('/').skip(1).collect();
    let segments: Vec<&str> = path.split('/').skip(1).take(32).collect();
    let longest = parts.len().max(segments.len());
    let likeness: f64 = parts.iter().zip(&segments).map(|(part, segment)| alike(part, segment)).sum();
    #[expect(clippy::cast_precision_loss, reason = "a path has few segments")]
    let length = longest as f64;
    1.0 - likeness / length
}

/// How much a segment is like the part of the template in its place.
fn alike(part: &str, segment: &str) -> f64 {
    // A cut must not fall inside a letter: a path may have any.
    let end = segment.char_indices().nth(64).map_or(segment.len(), |(end, _)| end);
    if part.starts_with('{') { 0.9 } else { strsim::jaro_winkler(part, &segment[..end]) }
}

/// What is to be changed for the request to fit.
fn differences(right_method: &str, template: &str, method: &str, path: &str) -> Vec<String> {
    let mut differences = Vec::new();
    if right_method != method {
        differences.push(format!("the method is {right_method}, not {method}"));
    }
    let parts: Vec<&str> = template.split('/').skip(1).collect();
    let segments: Vec<&str> = path.split('/').skip(1).collect();
    for (index, (part, segment)) in parts.iter().zip(&segments).enumerate() {
        if !part.starts_with('{') && part != segment {
            let is_version = index == 0 && is_version(part) && is_version(segment);
            let noun = if is_version { "version".to_owned() } else { format!("segment {}", index + 1) };
            differences.push(format!("{noun} is {part}, not {}", crate::contract::beginning(segment, 40)));
        }
    }
    if segments.len() > parts.len() {
        differences.push(format!("the path ends after {}", parts.last().copied().unwrap_or_default()));
    } else if parts.len() > segments.len() {
        differences.push(format!("/{} is missing at the end", parts[segments.len()..].join("/")));
    }
    differences
}

/// Whether a segment is a version: `v` and a number.
fn is_version(segment: &str) -> bool {
    segment.strip_prefix('v').is_some_and(|number| number.parse::<u8>().is_ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wrong_version_a_wrong_method_and_a_slip_are_told_apart() {
        assert_eq!(
            closest("GET", "/v2/job/permission"),
            "The closest operation is ShowProjectJobPermission: GET /v1/job/permission. What differs: version is v1, not v2."
        );
        assert_eq!(
            closest("DELETE", "/v1/job/permissions/batch"),
            "The closest operation is BatchUpdateJobRolePermission: POST /v1/job/permissions/batch. What differs: the \
             method is POST, not DELETE."
        );
        assert_eq!(
            closest("GET", "/favicon.ico"),
            "No emulated operation is close to this path; GET /_mock/operations lists them all."
        );
    }
}
