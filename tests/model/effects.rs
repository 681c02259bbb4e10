//! Every write, and what each operation that could show it shows to each caller before and after.

mod table;

use std::collections::BTreeSet;

use codearts_mock::api::{OPERATIONS, Operation};

use crate::mock::{ANYBODY, Answer, Mock, at};

use table::{EFFECTS, Effect, Seen};

/// Who looks: an unknown credential, and every user of the built-in world.
const CALLERS: [&str; 5] = [ANYBODY, "administrator", "developer", "tester", "viewer"];

/// Writes that change no permission: a token is shown by the validation of tokens alone.
const BESIDE_PERMISSIONS: [&str; 1] = ["KeystoneCreateUserTokenByPassword"];

#[test]
fn every_write_is_in_the_table() {
    let writes = OPERATIONS.iter().filter(|row| row.writes).map(Operation::id);
    let writes: Vec<_> = writes.filter(|id| !BESIDE_PERMISSIONS.contains(id)).collect();

    assert_eq!(EFFECTS.iter().map(|effect| effect.write).collect::<Vec<_>>(), writes);
}

#[test]
fn every_write_is_paired_with_every_read_of_its_service() {
    for effect in EFFECTS {
        let write = OPERATIONS.iter().find(|row| row.id() == effect.write).unwrap();
        let reads: BTreeSet<_> =
            OPERATIONS.iter().filter(|row| !row.writes && row.service == write.service).map(Operation::id).collect();
        // A check of the switch goes through an operation that writes.
        let paired = effect.seen.iter().map(|seen| seen.read).filter(|read| *read != "ApplyProjectPermission");

        assert_eq!(paired.collect::<BTreeSet<_>>(), reads, "{}", effect.write);
    }
}

#[test]
fn every_effect_is_seen_by_every_caller_through_every_operation() {
    let mut wrong = Vec::new();
    for effect in EFFECTS {
        let mock = Mock::with_quirks("");
        for (line, body) in effect.given {
            accepted(&mock, "administrator", line, body);
        }

        let before: Vec<_> = effect.seen.iter().map(|seen| look(&mock, seen)).collect();
        accepted(&mock, "administrator", effect.line, effect.body);
        let after: Vec<_> = effect.seen.iter().map(|seen| look(&mock, seen)).collect();

        for ((seen, before), after) in effect.seen.iter().zip(before).zip(after) {
            if (before.as_str(), after.as_str()) != (seen.before, seen.after) {
                wrong.push(format!("{}, {}: {before} {after}", effect.write, seen.at));
            }
        }
    }

    assert_eq!(wrong, Vec::<String>::new());
}

#[test]
fn a_write_that_is_refused_is_seen_by_nobody() {
    for Effect { write, line, body, given, seen, .. } in EFFECTS {
        let mock = Mock::with_quirks("");
        for (line, body) in *given {
            accepted(&mock, "administrator", line, body);
        }
        let before: Vec<_> = seen.iter().map(|seen| look(&mock, seen)).collect();

        for caller in ["developer", "tester", "viewer"] {
            let answer = send(&mock, caller, line, body);

            assert_eq!(answer.status, 403, "{write} as {caller}: {}", answer.body);
        }

        assert_eq!(seen.iter().map(|seen| look(&mock, seen)).collect::<Vec<_>>(), before, "{write}");
    }
}

/// What each caller sees, a letter each: granted or true, denied or false, anything else.
fn look(mock: &Mock, seen: &Seen) -> String {
    let letter = |caller: &&str| {
        let answer = send(mock, caller, seen.line, seen.body);
        match at(&answer.body, &filled(mock, seen.at)).to_string().trim_matches('"') {
            "true" | "allow" => 'T',
            "false" | "deny" => 'F',
            _ => '?',
        }
    };
    CALLERS.iter().map(letter).collect()
}

fn accepted(mock: &Mock, caller: &str, line: &str, body: &str) {
    let answer = send(mock, caller, line, body);
    assert_eq!((answer.status, &answer.body["status"]), (200, &"success".into()), "{line}: {}", answer.body);
}

fn send(mock: &Mock, caller: &str, line: &str, body: &str) -> Answer {
    mock.send(caller, &filled(mock, line), &filled(mock, body))
}

/// The text with ids of the built-in world for the names in it.
fn filled(mock: &Mock, text: &str) -> String {
    text.replace("JOB-PROJECT", "304692247d8541bfaa118a98344d715d")
        .replace("JOB", "e8be988b472e47e9b6301231b49aa607")
        .replace("PIPELINE-PROJECT", "071112d87d3e4ed49130c691936202e9")
        .replace("PIPELINE", "53acae73a3f44b2994f9b20a710721c6")
        .replace("DEVELOPER", &mock.user_id("developer"))
}
