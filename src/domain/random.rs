//! The one place that asks the system for random bytes, and the sources of ids and tokens.
//!
//! Ids and tokens have separate keys, each derived from one secret by HMAC. Request ids are a fast stream that anyone
//! with two of them can continue; its state reveals nothing about the key of the tokens, because HMAC cannot be
//! inverted.

use std::{
    fmt,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
};

use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

use super::RequestId;

/// Thirty-two unpredictable bytes.
type Key = [u8; 32];

/// The unpredictable secret of a process: bytes of the system, drawn once, from which any number of keys is derived.
///
/// They are drawn when the process starts, so that nothing can fail later for want of them.
#[derive(Clone)]
pub struct Entropy {
    root: Key,
    /// How many keys were derived. Clones share it, so that no key is derived twice.
    made: Arc<AtomicU64>,
}

/// The system gave no random bytes; the text says why.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct NoRandomBytes(String);

impl fmt::Display for NoRandomBytes {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            formatter,
            "the system gives no random bytes, of which tokens are made ({}); allow the system call getrandom, or mount \
             /dev/urandom",
            self.0
        )
    }
}

impl std::error::Error for NoRandomBytes {}

impl Entropy {
    /// Draws from the system: by its call, or from `/dev/urandom` if the kernel has no such call.
    ///
    /// # Errors
    /// The system has neither.
    #[expect(clippy::disallowed_methods, reason = "this is the one place that asks for randomness")]
    pub fn from_system() -> Result<Self, NoRandomBytes> {
        let mut root = Key::default();
        getrandom::fill(&mut root).map_err(|error| NoRandomBytes(error.to_string()))?;
        Ok(Self { root, made: Arc::default() })
    }

    /// A new key.
    fn key(&self) -> Key {
        derived(&self.root, "source", &self.made.fetch_add(1, Ordering::Relaxed).to_be_bytes())
    }
}

impl fmt::Debug for Entropy {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("(entropy)")
    }
}

/// Makes ids and tokens: unpredictable ones, or repeatable ones from a seed.
pub struct IdSource {
    /// The initial state of the stream of ids.
    ids: [u64; 2],
    made: AtomicU64,
    /// The key of the tokens.
    tokens: Key,
    issued: AtomicU64,
}

impl IdSource {
    /// A source that repeats itself for the same seed, and without a seed is unique.
    #[must_use]
    pub fn new(seed: Option<u64>, entropy: &Entropy) -> Self {
        seed.map_or_else(|| Self::of(&entropy.key()), Self::seeded)
    }

    /// A source that repeats itself for the same seed.
    #[must_use]
    pub fn seeded(seed: u64) -> Self {
        Self::of(&derived(b"codearts-mock", "id seed", &seed.to_be_bytes()))
    }

    fn of(own: &Key) -> Self {
        let ids = derived(own, "request ids", &[]);
        let number = |index: usize| ids[index..index + 8].iter().fold(0, |number, byte| number << 8 | u64::from(*byte));
        Self {
            ids: [number(0), number(8)],
            made: AtomicU64::new(0),
            tokens: derived(own, "tokens", &[]),
            issued: AtomicU64::new(0),
        }
    }

    /// The next id of a request. It is not a secret: ids that were seen predict the next ones.
    pub fn request_id(&self) -> RequestId {
        let number = self.made.fetch_add(1, Ordering::Relaxed);
        let high = mixed(self.ids[0] ^ number);
        let low = mixed(self.ids[1].wrapping_add(number) ^ high);
        RequestId::from_bytes((u128::from(high) << 64 | u128::from(low)).to_be_bytes())
    }

    /// The next token, in the form of IAM's. Neither ids nor other tokens reveal anything of it. Whoever knows the seed
    /// can compute it.
    pub fn token(&self) -> String {
        const BLOCKS: u8 = 3;

        let number = self.issued.fetch_add(1, Ordering::Relaxed).to_be_bytes();
        let mut token = String::from(TOKEN_MARK);
        for block in 0..BLOCKS {
            for byte in derived(&self.tokens, "token", &[&number[..], &[block]].concat()) {
                token.push_str(&format!("{byte:02x}"));
            }
        }
        token
    }
}

/// The prefix of every token.
pub const TOKEN_MARK: &str = "MIID";

impl fmt::Debug for IdSource {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("IdSource")
            .field("made", &self.made)
            .field("issued", &self.issued)
            .finish_non_exhaustive()
    }
}

/// A key or a part of a token: HMAC of a label and a context, which no other label produces.
fn derived(key: &[u8], label: &str, context: &[u8]) -> Key {
    let mut hmac = Hmac::<Sha256>::new_from_slice(key).expect("HMAC takes a key of any length");
    for part in [label.as_bytes(), &[0], context] {
        hmac.update(part);
    }
    hmac.finalize().into_bytes().into()
}

/// Spreads a number over all 64 bits: the finalizer of `SplitMix64`, which maps different numbers to different ones.
#[must_use]
pub const fn mixed(number: u64) -> u64 {
    let number = number.wrapping_add(0x9E37_79B9_7F4A_7C15);
    let number = (number ^ (number >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    let number = (number ^ (number >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    number ^ (number >> 31)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    fn source(seed: Option<u64>) -> IdSource {
        IdSource::new(seed, &Entropy::from_system().unwrap())
    }

    #[test]
    fn a_seeded_source_repeats_itself_and_never_gives_an_id_or_a_token_twice() {
        let made = |seed| {
            let source = source(Some(seed));
            (0..1000).map(|_| (source.request_id(), source.token())).collect::<Vec<_>>()
        };
        let ids: BTreeSet<_> = made(7).into_iter().chain(made(8)).map(|(id, _)| id).collect();
        let tokens: BTreeSet<_> = made(7).into_iter().chain(made(8)).map(|(_, token)| token).collect();

        assert_eq!(made(7), made(7));
        assert_eq!((ids.len(), tokens.len()), (2000, 2000));
    }

    #[test]
    fn the_tokens_of_a_seed_do_not_depend_on_how_many_ids_were_made() {
        let (one, other) = (source(Some(7)), source(Some(7)));
        for _ in 0..10 {
            let _passed_over = other.request_id();
        }

        assert_eq!(one.token(), other.token());
    }

    #[test]
    fn sources_without_a_seed_have_nothing_in_common() {
        let entropy = Entropy::from_system().unwrap();
        let sources: Vec<_> = (0..100).map(|_| IdSource::new(None, &entropy.clone())).collect();

        let tokens: BTreeSet<_> = sources.iter().map(IdSource::token).collect();
        let ids: BTreeSet<_> = sources.iter().map(IdSource::request_id).collect();

        assert_eq!((tokens.len(), ids.len()), (100, 100));
        assert!(tokens.iter().all(|token| token.len() == 196 && token.starts_with(TOKEN_MARK)));
    }

    #[test]
    fn nothing_that_is_shown_of_a_source_is_a_part_of_its_keys() {
        let entropy = Entropy { root: [7; 32], made: Arc::default() };
        let shown = format!("{entropy:?} {:?}", IdSource::new(None, &entropy));

        assert_eq!(shown, "(entropy) IdSource { made: 0, issued: 0, .. }");
    }

    #[test]
    fn a_system_without_randomness_is_told_what_to_allow() {
        assert_eq!(
            NoRandomBytes("Function not implemented".to_owned()).to_string(),
            "the system gives no random bytes, of which tokens are made (Function not implemented); allow the system call \
             getrandom, or mount /dev/urandom"
        );
    }
}
