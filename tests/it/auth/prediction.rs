//! Request ids are told to everybody; no number of them tells a token.

use std::collections::BTreeSet;

use codearts_mock::{World, domain::mixed, http::App, namespace::Beginning};
use serde_json::{Value, json};

use crate::mock::Mock;

/// Undoes `mixed`: each step of it can be turned round.
fn unmixed(number: u64) -> u64 {
    let unshifted = |number: u64, by: u32| {
        let mut undone = number;
        for _ in 0..=64 / by {
            undone = number ^ (undone >> by);
        }
        undone
    };
    let inverse =
        |odd: u64| (0..6).fold(odd, |inverse, _| inverse.wrapping_mul(2_u64.wrapping_sub(odd.wrapping_mul(inverse))));
    let number = unshifted(number, 31).wrapping_mul(inverse(0x94D0_49BB_1331_11EB));
    let number = unshifted(number, 27).wrapping_mul(inverse(0xBF58_476D_1CE4_E5B9));
    unshifted(number, 30).wrapping_sub(0x9E37_79B9_7F4A_7C15)
}

/// The state of the stream that made an id as the one of this number.
fn state_of(id: u128, number: u64) -> [u64; 2] {
    let half = |half: u128| u64::try_from(half & u128::from(u64::MAX)).expect("64 bits are left");
    let (high, low) = (half(id >> 64), half(id));
    [unmixed(high) ^ number, (unmixed(low) ^ high).wrapping_sub(number)]
}

/// What such a stream makes.
fn made(state: [u64; 2], number: u64) -> u128 {
    let high = mixed(state[0] ^ number);
    let low = mixed(state[1].wrapping_add(number) ^ high);
    u128::from(high) << 64 | u128::from(low)
}

/// Every text of the form of a token that a stream makes next, whichever state these ids show it to have.
fn foretold(ids: &[u128]) -> BTreeSet<String> {
    let mut texts = BTreeSet::new();
    for pair in ids.windows(2) {
        // Which of all ids it was is not told, but a server has not made very many.
        let states = (0..200).map(|number| (state_of(pair[0], number), number));
        for (state, number) in
            states.filter(|(state, number)| (1..16).any(|step| made(*state, number + step) == pair[1]))
        {
            for first in 0..number + 64 {
                let blocks = (first..first + 6).map(|block| format!("{:032x}", made(state, block)));
                texts.insert(format!("MIID{}", blocks.collect::<String>()));
            }
            // The seeds of the stream, once more turned round, could be the number that was set.
            texts.extend(state.iter().map(|half| format!("{:016x}", unmixed(*half))));
        }
    }
    texts
}

async fn ids_and_tokens(mock: &Mock) -> (Vec<u128>, Vec<String>) {
    let (mut ids, mut tokens) = (Vec::new(), Vec::new());
    let state = mock.state();
    let user = state["users"].as_object().unwrap().values().find(|user| user["name"] == "developer").unwrap();
    let user = json!({ "name": "developer", "password": user["password"], "domain": { "name": "codearts-mock" } });
    let request = json!({ "auth": { "identity": { "methods": ["password"], "password": { "user": user } } } });
    for round in 0..40 {
        let answer = if round % 8 == 7 {
            let answer = mock.ask("POST /v3/auth/tokens").no_token().json(&request).answer().await;
            tokens.push(answer.headers["x-subject-token"].to_str().unwrap().to_owned());
            answer
        } else {
            mock.send("GET /v1/job/permission/internal", &Value::Null).await
        };
        let id = answer.headers["x-request-id"].to_str().unwrap();
        ids.push(u128::from_str_radix(id, 16).unwrap());
    }
    (ids, tokens)
}

#[tokio::test]
async fn no_token_is_found_by_turning_request_ids_round() {
    let world = World::built_in();
    let unseeded = Mock::with(App::new(Beginning::new(std::sync::Arc::new(world))));
    for (mock, name) in [(Mock::fresh(), "with a seed"), (unseeded, "without a seed")] {
        let (ids, tokens) = ids_and_tokens(&mock).await;

        let foretold = foretold(&ids);

        assert!(!foretold.is_empty(), "{name}: the ids are the stream that this test turns round");
        let found: Vec<_> = tokens.iter().filter(|token| foretold.contains(*token)).collect();
        assert_eq!(found, [] as [&String; 0], "{name}");
        assert!(
            !foretold.contains(&format!("{:016x}", 1)),
            "{name}: the ids tell the seed, of which the tokens are made"
        );
        assert_eq!(tokens.iter().collect::<BTreeSet<_>>().len(), 5, "{name}");
    }
}

#[tokio::test]
async fn with_a_seed_the_same_calls_get_the_same_ids_and_tokens() {
    let (one, other) = (Mock::fresh(), Mock::fresh());

    assert_eq!(ids_and_tokens(&one).await, ids_and_tokens(&other).await);
}
