//! How far the largest journals are cut.

/// The size to which the largest must be cut so that this many bytes are freed; smaller ones stay as they are. 0 if
/// there are not that many bytes.
pub(super) fn level(sizes: &[usize], bytes: usize) -> usize {
    let mut sizes = sizes.to_vec();
    sizes.sort_unstable_by(|left, right| right.cmp(left));
    let mut above = 0_usize;
    for (index, size) in sizes.iter().enumerate() {
        above = above.saturating_add(*size);
        let next = sizes.get(index + 1).copied().unwrap_or(0);
        // What is freed if all of these are cut to the next one.
        let gone = above - next * (index + 1);
        if gone >= bytes {
            return above.saturating_sub(bytes) / (index + 1);
        }
    }
    0
}

#[cfg(test)]
mod tests {
    use super::level;

    #[test]
    fn the_largest_come_down_to_one_level_and_no_further_than_is_needed() {
        for (sizes, bytes, expected) in [
            (&[100, 40, 10][..], 30, 70),
            (&[100, 40, 10], 60, 40),
            (&[10, 100, 40], 80, 30),
            (&[100, 40, 10], 120, 10),
            (&[100, 40, 10], 150, 0),
            (&[100, 40, 10], 1_000, 0),
            (&[], 10, 0),
        ] {
            let level = level(sizes, bytes);

            assert_eq!(level, expected, "{sizes:?} by {bytes}");
            let gone: usize = sizes.iter().map(|size| size.saturating_sub(level)).sum();
            assert!(gone >= bytes.min(sizes.iter().sum()), "{sizes:?} by {bytes}");
        }
    }
}
