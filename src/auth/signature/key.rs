//! The HMAC key.

use hmac::{Hmac, KeyInit, Mac};
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;

use super::{
    Algorithm, Authorization,
    canonical::{Canonical, StringToSign},
    hex::Hex,
};

/// The block size of SHA-256, to which HMAC pads a key with zeroes.
const BLOCK: usize = 64;

/// A key ready to sign. It has no `Debug`, so that it cannot be printed.
#[derive(Clone)]
pub(super) struct SigningKey(Hmac<Sha256>);

impl SigningKey {
    /// The key that `secret` stands for under this algorithm and scope.
    pub(super) fn new(authorization: &Authorization<'_>, secret: &str) -> Self {
        match (authorization.algorithm, authorization.scope) {
            (Algorithm::V11HmacSha256, Some(scope)) => Self::derived(authorization.access_key, scope, secret),
            _ => Self(hmac(secret.as_bytes())),
        }
    }

    /// HKDF for 32 bytes is two HMACs: one extracts, one expands.
    fn derived(access_key: &str, scope: &str, secret: &str) -> Self {
        let extracted = hmac(access_key.as_bytes()).chain_update(secret).finalize().into_bytes();
        let expanded = hmac(&extracted).chain_update(scope).chain_update([1]).finalize().into_bytes();
        // The key is the text of the digits, not the bytes they stand for.
        Self(hmac(Hex::of(&expanded.into()).as_str().as_bytes()))
    }

    /// The signature of a canonical request.
    pub(super) fn sign(&self, authorization: &Authorization<'_>, date: &str, canonical: &Canonical<'_>) -> Hex {
        let hash = canonical.hash();
        let text = StringToSign::new(authorization, date, hash.as_str()).text();
        Hex::of(&self.0.clone().chain_update(text).finalize().into_bytes().into())
    }

    /// Whether this key made the received signature, in constant time.
    pub(super) fn made(&self, authorization: &Authorization<'_>, date: &str, canonical: &Canonical<'_>) -> bool {
        let expected = self.sign(authorization, date, canonical);
        expected.as_str().as_bytes().ct_eq(authorization.signature.as_bytes()).into()
    }
}

/// An HMAC with its key. Padding the block by hand avoids an error that cannot occur.
fn hmac(key: &[u8]) -> Hmac<Sha256> {
    let mut block = [0; BLOCK];
    if key.len() > BLOCK {
        block[..32].copy_from_slice(&Sha256::digest(key));
    } else {
        block[..key.len()].copy_from_slice(key);
    }
    Hmac::new(&block.into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_of_any_length_gives_the_published_hmac() {
        for (key, text, digits) in [
            (vec![0x0b; 20], "Hi There", "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7"),
            (
                vec![0xaa; 131],
                "Test Using Larger Than Block-Size Key - Hash Key First",
                "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54",
            ),
        ] {
            let made = hmac(&key).chain_update(text).finalize().into_bytes();

            assert_eq!(Hex::of(&made.into()).as_str(), digits);
        }
    }
}
