//! The parameters of a path template, found by the compiler.

/// No template has more parameters.
const MOST: usize = 4;

/// The names in braces of one template, in order, each with the place of its segment.
#[derive(Clone, Copy, Debug)]
pub struct Layout {
    parameters: [(&'static str, usize); MOST],
    count: usize,
}

impl Layout {
    /// No parameter.
    pub(super) const EMPTY: Self = Self { parameters: [("", 0); MOST], count: 0 };

    /// The parameters of a template.
    ///
    /// # Panics
    /// There are too many: the build fails, as this is the compiler's work.
    pub(super) const fn of(template: &'static str) -> Self {
        let mut layout = Self::EMPTY;
        let mut rest = template;
        let mut segment = 0;
        while let Some(start) = position(rest, b'{') {
            let (before, behind) = rest.split_at(start + 1);
            let Some(end) = position(behind, b'}') else { panic!("a brace is not closed") };
            segment += slashes(before);
            let (name, next) = behind.split_at(end);
            layout.parameters[layout.count] = (name, segment);
            rest = next;
            layout.count += 1;
        }
        layout
    }

    /// The names in order, each with the place of its segment.
    pub(super) fn parameters(&self) -> &[(&'static str, usize)] {
        &self.parameters[..self.count]
    }

    /// The name of the parameter that a segment is, if it is one.
    pub(super) fn name_at(&self, segment: usize) -> Option<&'static str> {
        self.parameters().iter().find(|(_, place)| *place == segment).map(|(name, _)| *name)
    }
}

/// How many slashes there are.
const fn slashes(text: &str) -> usize {
    match position(text, b'/') {
        Some(first) => 1 + slashes(text.split_at(first + 1).1),
        None => 0,
    }
}

/// Where the first such byte stands.
const fn position(text: &str, byte: u8) -> Option<usize> {
    let bytes = text.as_bytes();
    let mut index = 0;
    while index < bytes.len() {
        if bytes[index] == byte {
            return Some(index);
        }
        index += 1;
    }
    None
}

#[cfg(test)]
mod tests {
    use super::Layout;

    #[test]
    fn the_names_in_braces_are_found_in_their_order() {
        assert_eq!(Layout::of("/v1/job").parameters(), []);
        assert_eq!(Layout::of("/v5/{project_id}/a/{b}/c").parameters(), [("project_id", 2), ("b", 4)]);
    }
}
