//! The parameters of a path template, found by the compiler.

/// No template has more parameters.
const MOST: usize = 4;

/// The names in braces of one template, in order.
#[derive(Clone, Copy, Debug)]
pub struct Layout {
    names: [&'static str; MOST],
    count: usize,
}

impl Layout {
    /// No parameter.
    pub(super) const EMPTY: Self = Self { names: [""; MOST], count: 0 };

    /// The parameters of a template.
    ///
    /// # Panics
    /// There are too many: the build fails, as this is the compiler's work.
    pub(super) const fn of(template: &'static str) -> Self {
        let mut layout = Self::EMPTY;
        let mut rest = template;
        while let Some(start) = position(rest, b'{') {
            let (_, name) = rest.split_at(start + 1);
            let Some(end) = position(name, b'}') else { panic!("a brace is not closed") };
            (layout.names[layout.count], rest) = name.split_at(end);
            layout.count += 1;
        }
        layout
    }

    /// The names in order.
    pub(super) fn names(&self) -> &[&'static str] {
        &self.names[..self.count]
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
        assert_eq!(Layout::of("/v1/job").names(), [""; 0]);
        assert_eq!(Layout::of("/v5/{project_id}/a/{b}/c").names(), ["project_id", "b"]);
    }
}
