//! The ledger as text, and the combinations of options as flags to paste.

use std::fmt::Write;

use super::{CONTRADICTIONS, QUIRKS, Quirk, QuirkOption};

/// Every quirk and every contradiction, for a person to read.
#[must_use]
pub fn ledger() -> String {
    let mut text = String::new();
    for quirk in QUIRKS {
        text.push_str(&entry(quirk));
    }
    text.push_str("Settled, whatever the quirks:\n\n");
    for row in CONTRADICTIONS.iter().filter(|row| row.quirk.is_none()) {
        let _ = writeln!(text, "E{}  {}\n    {}\n    test: {}", row.number, row.contradiction, row.decision, row.test);
    }
    text
}

fn entry(quirk: &Quirk) -> String {
    let mut text = format!("{}  {}\n", quirk.name, quirk.question);
    for says in quirk.sources {
        let _ = writeln!(text, "    {}: {}", says.source, says.says);
    }
    for option in quirk.options {
        let default = if option.value == quirk.default_value() { " (default)" } else { "" };
        let strict = if option.value == quirk.strict { " (strict)" } else { "" };
        let _ = writeln!(text, "  {}={}{default}{strict}\n    {}", quirk.name, option.value, option.meaning);
    }
    let _ = writeln!(text, "  provenance of the default: {}", quirk.provenance.name());
    for row in quirk.settles() {
        let _ = writeln!(text, "  settles E{}: {} (test: {})", row.number, row.contradiction, row.test);
    }
    text.push('\n');
    text
}

/// One line of flags for each reading that is worth a run: the defaults, each single deviation, and the strict ones in
/// either error profile.
#[must_use]
pub fn single_deviations() -> Vec<String> {
    let deviations = QUIRKS.iter().flat_map(|quirk| quirk.options.iter().skip(1).map(|option| flag(quirk, option)));
    let strict = ["--strict".to_owned(), "--strict --quirk error-profile=observed".to_owned()];
    // Said out loud, so that the line of the defaults is not an empty one.
    ["--strict=false".to_owned()].into_iter().chain(deviations).chain(strict).collect()
}

/// One line of flags for each combination of options; defaults are left out. There are a great many.
pub fn every_combination() -> impl Iterator<Item = String> {
    let all: u64 = QUIRKS.iter().map(|quirk| quirk.options.len() as u64).product();
    (0..all).map(combination)
}

/// The combination of this number: each quirk is a digit, with as many values as it has options.
fn combination(mut number: u64) -> String {
    let mut flags = Vec::new();
    for quirk in QUIRKS {
        let options = quirk.options.len() as u64;
        let chosen = usize::try_from(number % options).expect("it is smaller than the number of options");
        number /= options;
        if chosen > 0 {
            flags.push(flag(quirk, &quirk.options[chosen]));
        }
    }
    if flags.is_empty() { "--strict=false".to_owned() } else { flags.join(" ") }
}

fn flag(quirk: &Quirk, option: &QuirkOption) -> String {
    format!("--quirk {}={}", quirk.name, option.value)
}
