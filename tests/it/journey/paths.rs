//! Paths into the baseline. A case of a list is named by words that it alone holds, so that a test goes on meaning the
//! same when cases are added: `risks.drop_out.ratios.{asian}.ratio`.

use toml::{Table, Value};

/// The embedded baseline as it is written.
pub(super) fn baseline() -> Value {
    let table: Table = throughcare::scenario::BASELINE.parse().expect("the baseline is TOML");
    Value::Table(table)
}

/// The keys of a path; what stands in braces is one of them.
fn keys(path: &str) -> Vec<String> {
    let (mut keys, mut depth) = (vec![String::new()], 0);
    for c in path.chars() {
        match c {
            '.' if depth == 0 => keys.push(String::new()),
            '{' => depth += 1,
            '}' => depth -= 1,
            _ => {}
        }
        if c != '.' || depth > 0 {
            keys.last_mut().expect("there is always one").push(c);
        }
    }
    keys
}

/// Whether a word is a key or a text somewhere in a value.
fn holds(value: &Value, word: &str) -> bool {
    match value {
        Value::Table(table) => table.iter().any(|(key, value)| key == word || holds(value, word)),
        Value::Array(items) => items.iter().any(|item| holds(item, word)),
        Value::String(text) => text == word,
        _ => false,
    }
}

/// What stands at a path of the baseline, and the path with every case by its number.
///
/// # Errors
/// Where there is nothing, or words in braces do not name one case.
pub(super) fn find(path: &str) -> Result<(String, Value), String> {
    let (mut here, mut plain) = (baseline(), Vec::new());
    for key in keys(path) {
        let (key, next) = match &here {
            Value::Table(table) => {
                let next = table.get(&key).ok_or_else(|| format!("{path}: no `{key}`"))?;
                (key, next.clone())
            }
            Value::Array(items) => {
                let words = key.trim_matches(['{', '}']).split(' ');
                let named: Vec<_> = words.collect();
                let fits = |item: &&Value| named.iter().all(|word| holds(item, word));
                let found: Vec<_> = match key.parse::<usize>() {
                    Ok(number) => items.iter().enumerate().skip(number).take(1).collect(),
                    Err(_) => items.iter().enumerate().filter(|(_, item)| fits(item)).collect(),
                };
                let [(number, item)] = found.as_slice() else {
                    return Err(format!("{path}: {} cases fit `{key}`", found.len()));
                };
                (number.to_string(), (*item).clone())
            }
            other => return Err(format!("{path}: nothing can stand in {other}")),
        };
        plain.push(key);
        here = next;
    }
    Ok((plain.join("."), here))
}

/// `path=value` as the command line takes it, for a path whose table must be there.
pub(super) fn set((path, value): &(&str, &str)) -> String {
    let (above, last) = path.rsplit_once('.').expect("a path of two keys or more");
    let (above, _) = find(above).unwrap_or_else(|wrong| panic!("{wrong}"));
    format!("{above}.{last}={value}")
}

/// A case is found by the words it holds, wherever it stands, and nothing else is.
#[test]
fn a_case_is_found_by_words_that_it_alone_holds() {
    let (path, ratio) = find("risks.drop_out.ratios.{asian}.ratio").unwrap();
    assert!(path.starts_with("risks.drop_out.ratios.") && path.ends_with(".ratio"), "{path}");
    assert!(ratio.as_float().is_some_and(|ratio| ratio > 1.0), "{ratio}");
    assert_eq!(find(&path).unwrap().1, ratio);
    assert!(find("risks.drop_out.ratios.{when}.ratio").is_err(), "many cases hold `when`");
    assert!(find("risks.drop_out.ratios.{martian}.ratio").is_err());
    assert!(find("risks.drop_up").is_err());
}
