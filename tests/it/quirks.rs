//! Every quirk in each of its positions.

mod identity;
mod matrix;
mod request;
mod strict;

use std::collections::BTreeSet;

use codearts_mock::api::QUIRKS;

/// A quirk, one of its options, and a test of what the server does then.
type Pinned = (&'static str, &'static str, fn());

#[test]
fn every_option_of_every_quirk_has_a_test() {
    let pinned: BTreeSet<_> = [identity::PINNED, matrix::PINNED, request::PINNED]
        .concat()
        .iter()
        .map(|(quirk, option, _)| (*quirk, *option))
        .collect();
    let options: BTreeSet<_> =
        QUIRKS.iter().flat_map(|quirk| quirk.options.iter().map(|option| (quirk.name, option.value))).collect();

    assert_eq!(pinned, options);
}
