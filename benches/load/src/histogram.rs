//! Latencies in logarithmic buckets of at most 1.6 % width: fixed size, however many requests.

use std::time::Duration;

/// Buckets per power of two.
const SUBDIVISIONS: u64 = 64;

/// Enough buckets for any 64-bit number of nanoseconds.
const BUCKETS: usize = 60 * 64;

/// Counts of latencies.
#[derive(Clone, Debug)]
pub struct Histogram {
    counts: Vec<u64>,
    total: u64,
    longest: Duration,
}

impl Default for Histogram {
    fn default() -> Self {
        Self { counts: vec![0; BUCKETS], total: 0, longest: Duration::ZERO }
    }
}

impl Histogram {
    /// Counts one latency.
    pub fn record(&mut self, latency: Duration) {
        let nanoseconds = u64::try_from(latency.as_nanos()).unwrap_or(u64::MAX);
        self.counts[bucket(nanoseconds)] += 1;
        self.total += 1;
        self.longest = self.longest.max(latency);
    }

    /// How many latencies were counted.
    #[must_use]
    pub fn count(&self) -> u64 {
        self.total
    }

    /// The longest latency, to the nanosecond.
    #[must_use]
    pub fn longest(&self) -> Duration {
        self.longest
    }

    /// The latency that the share `quantile` (0 to 1) of all requests did not exceed, in microseconds.
    #[must_use]
    #[expect(
        clippy::cast_precision_loss,
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a count of requests and a share of it"
    )]
    pub fn quantile_microseconds(&self, quantile: f64) -> f64 {
        let wanted = (self.total as f64 * quantile).ceil() as u64;
        let mut seen = 0;
        for (index, count) in self.counts.iter().enumerate() {
            seen += count;
            if seen >= wanted && seen > 0 {
                return middle(index as u64) / 1000.0;
            }
        }
        0.0
    }
}

/// Numbers below 64 have a bucket each; above, each power of two has 64.
fn bucket(value: u64) -> usize {
    let shift = u64::from((value | 1).ilog2()).saturating_sub(6);
    usize::try_from(shift * SUBDIVISIONS + (value >> shift)).unwrap_or(BUCKETS - 1)
}

#[expect(clippy::cast_precision_loss, reason = "a bucket is wider than the loss")]
fn middle(bucket: u64) -> f64 {
    let shift = (bucket / SUBDIVISIONS).saturating_sub(1);
    let lowest = (bucket - shift * SUBDIVISIONS) << shift;
    lowest as f64 + ((1_u64 << shift) - 1) as f64 / 2.0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quantiles_are_right_to_two_percent() {
        let mut histogram = Histogram::default();

        for microseconds in 1..=1000 {
            histogram.record(Duration::from_micros(microseconds));
        }

        assert!((histogram.quantile_microseconds(0.5) - 500.0).abs() < 10.0);
        assert!((histogram.quantile_microseconds(0.99) - 990.0).abs() < 20.0);
    }

    #[test]
    fn the_longest_latency_has_a_bucket() {
        assert!(bucket(u64::MAX) < BUCKETS);
    }

    #[test]
    fn the_longest_latency_is_exact() {
        let mut histogram = Histogram::default();

        [7, 1001, 3].map(Duration::from_micros).into_iter().for_each(|latency| histogram.record(latency));

        assert_eq!((histogram.count(), histogram.longest()), (3, Duration::from_micros(1001)));
    }

    #[test]
    fn an_empty_histogram_answers_zero() {
        assert!(Histogram::default().quantile_microseconds(0.5) < f64::EPSILON);
    }
}
