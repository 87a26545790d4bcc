//! Names, texts and numbers as a scenario file has them.

use crate::output::rounded;

/// A name of the scenario language: small letters, digits and underscores, a letter first.
pub(super) fn key(name: &str) -> String {
    let mut key: String = name
        .to_lowercase()
        .chars()
        .map(|c| if c.is_ascii_lowercase() || c.is_ascii_digit() { c } else { '_' })
        .take(48)
        .collect();
    if !key.starts_with(|c: char| c.is_ascii_lowercase()) {
        key.insert_str(0, "column_");
    }
    if matches!(key.as_str(), "community" | "none" | "route") {
        key.push_str("_in_file");
    }
    key
}

/// A text of TOML on one line, as a value or as a key.
pub(super) fn text(words: &str) -> String {
    let mut text = String::from("\"");
    for c in words.chars() {
        match c {
            '"' | '\\' => text.extend(['\\', c]),
            c if c.is_control() => text.push_str(&format!("\\u{:04X}", u32::from(c))),
            c => text.push(c),
        }
    }
    text + "\""
}

/// A key of TOML, in quotes where it must be.
pub(super) fn bare_or_quoted(name: &str) -> String {
    let is_bare = name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_' || c == '-');
    if is_bare { name.to_owned() } else { text(name) }
}

/// A number to seven digits, which is more than any fit knows.
pub(super) fn estimate(value: f64) -> String {
    real(rounded(value, 7))
}

/// A share to ten digits.
pub(super) fn share(value: f64) -> String {
    real(rounded(value, 10))
}

/// A length of time to ten digits.
pub(super) fn days(days: f64) -> String {
    format!("\"{}d\"", rounded(days, 10))
}

/// A number that is no count.
fn real(value: f64) -> String {
    let text = value.to_string();
    if text.contains('.') { text } else { text + ".0" }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_columns_become_names_of_the_language() {
        assert_eq!(
            ["Dose (mg)", "2nd", "route"].map(key),
            ["dose__mg_", "column_2nd", "route_in_file"]
        );
    }

    #[test]
    fn any_text_is_a_key_and_a_value_on_one_line_that_toml_reads_back() {
        for words in ["plain", "a b", "\" quote", "\\", "'", "new\nline", "\u{1b}\t\u{7f}", "Ä.b"]
        {
            let line = format!("{} = {}", bare_or_quoted(words), text(words));
            assert!(!line.contains('\n'), "{line}");
            let table: toml::Table = line.parse().unwrap();
            assert_eq!(table.get(words).and_then(toml::Value::as_str), Some(words));
        }
    }

    #[test]
    fn numbers_of_a_scenario_have_a_point_and_no_more_digits_than_mean_something() {
        assert_eq!([estimate(2.0 / 3.0), share(1.0)], ["0.6666667", "1.0"]);
        assert_eq!(days(70.0 / 3.0), "\"23.33333333d\"");
    }
}
