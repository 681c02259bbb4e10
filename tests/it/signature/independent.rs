//! A signer that shares no code with the server's: it builds one string after another with the plainest means.

use std::collections::BTreeMap;

use sha2::{Digest as _, Sha256};

/// What is signed, as a client holds it before it is written to the wire.
#[derive(Clone, Debug)]
pub(super) struct Call {
    pub(super) method: String,
    pub(super) segments: Vec<String>,
    pub(super) query: BTreeMap<String, Vec<String>>,
    pub(super) headers: BTreeMap<String, String>,
    pub(super) body: Vec<u8>,
    pub(super) date: String,
}

impl Call {
    pub(super) fn path_on_the_wire(&self) -> String {
        self.segments.iter().fold(String::new(), |path, segment| path + "/" + &percent(segment))
    }

    pub(super) fn signed_headers(&self) -> String {
        self.headers.keys().map(|name| name.to_lowercase()).collect::<Vec<_>>().join(";")
    }

    fn canonical(&self) -> String {
        let mut pairs = Vec::new();
        for (key, values) in &self.query {
            let mut values = values.clone();
            values.sort();
            pairs.extend(values.iter().map(|value| percent(key) + "=" + &percent(value)));
        }
        let mut lines = vec![self.method.clone(), self.path_on_the_wire() + "/", pairs.join("&")];
        lines.extend(self.headers.iter().map(|(name, value)| format!("{}:{value}", name.to_lowercase())));
        lines.extend([String::new(), self.signed_headers(), digits(&Sha256::digest(&self.body))]);
        lines.join("\n")
    }

    pub(super) fn authorization(&self, access_key: &str, secret: &str) -> String {
        let hash = digits(&Sha256::digest(self.canonical()));
        let text = format!("SDK-HMAC-SHA256\n{}\n{hash}", self.date);
        let signature = digits(&hmac(secret.as_bytes(), text.as_bytes()));
        let names = self.signed_headers();
        format!("SDK-HMAC-SHA256 Access={access_key}, SignedHeaders={names}, Signature={signature}")
    }

    pub(super) fn derived_authorization(&self, access_key: &str, secret: &str, place: &str) -> String {
        let scope = format!("{}/{place}", &self.date[..8]);
        let hash = digits(&Sha256::digest(self.canonical()));
        let text = format!("V11-HMAC-SHA256\n{}\n{scope}\n{hash}", self.date);
        let mut key = [0; 32];
        hkdf::Hkdf::<Sha256>::new(Some(access_key.as_bytes()), secret.as_bytes())
            .expand(scope.as_bytes(), &mut key)
            .expect("32 bytes are not too many");
        let signature = digits(&hmac(digits(&key).as_bytes(), text.as_bytes()));
        let names = self.signed_headers();
        format!("V11-HMAC-SHA256 Credential={access_key}/{scope}, SignedHeaders={names}, Signature={signature}")
    }
}

pub(super) fn percent(text: &str) -> String {
    text.bytes().fold(String::new(), |mut encoded, byte| {
        match char::from(byte) {
            kept @ ('a'..='z' | 'A'..='Z' | '0'..='9' | '-' | '_' | '.' | '~') => encoded.push(kept),
            _ => encoded.extend([String::from("%"), format!("{byte:02X}")]),
        }
        encoded
    })
}

pub(super) fn hmac(key: &[u8], text: &[u8]) -> Vec<u8> {
    let mut key = if key.len() > 64 { Sha256::digest(key).to_vec() } else { key.to_vec() };
    key.resize(64, 0);
    let pad = |byte: u8| key.iter().map(|of_key| of_key ^ byte).collect::<Vec<_>>();
    let inner = Sha256::digest([pad(0x36), text.to_vec()].concat());
    Sha256::digest([pad(0x5c), inner.to_vec()].concat()).to_vec()
}

pub(super) fn digits(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |digits, byte| digits + &format!("{byte:02x}"))
}
