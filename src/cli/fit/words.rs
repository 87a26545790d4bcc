//! Names, texts and numbers as a scenario file has them.

use crate::output::rounded;

/// Names that mean something in a scenario.
const RESERVED: [&str; 3] = ["community", "none", "route"];
/// Letters as they are written without their marks.
const LETTERS: [(&str, &str); 24] = [
    ("àáâãāăąå", "a"),
    ("äæ", "ae"),
    ("çćčĉċ", "c"),
    ("ďđð", "d"),
    ("èéêëēĕėęě", "e"),
    ("ğĝġģ", "g"),
    ("ĥħ", "h"),
    ("ìíîïĩīĭįı", "i"),
    ("ĵ", "j"),
    ("ķ", "k"),
    ("ĺļľł", "l"),
    ("ñńņň", "n"),
    ("òóôõōŏőø", "o"),
    ("öœ", "oe"),
    ("ŕŗř", "r"),
    ("śŝşšș", "s"),
    ("ß", "ss"),
    ("ţťŧț", "t"),
    ("þ", "th"),
    ("ùúûũūŭůűų", "u"),
    ("ü", "ue"),
    ("ŵ", "w"),
    ("ýŷÿ", "y"),
    ("źżž", "z"),
];

/// A text as words joined by underscores, of small letters and digits.
pub(super) fn words(text: &str) -> String {
    let mut words = String::new();
    // Marks may also stand behind their letters, as characters of their own.
    for c in text.to_lowercase().chars().filter(|c| !('\u{300}'..='\u{36f}').contains(c)) {
        if c.is_ascii_lowercase() || c.is_ascii_digit() {
            words.push(c);
        } else if let Some((_, plain)) = LETTERS.iter().find(|(marked, _)| marked.contains(c)) {
            words.push_str(plain);
        } else if !words.is_empty() && !words.ends_with('_') {
            words.push('_');
        }
    }
    words.truncate(words.trim_end_matches('_').len());
    words
}

/// A name of the scenario language: small letters, digits and underscores, a letter first.
pub(super) fn key(name: &str) -> String {
    let words = words(name);
    let mut key = match words.chars().next() {
        None => "column".to_owned(),
        Some(first) if first.is_ascii_lowercase() => words,
        Some(_) => format!("column_{words}"),
    };
    key.truncate(48);
    key.truncate(key.trim_end_matches('_').len());
    if RESERVED.contains(&key.as_str()) {
        key.push_str("_in_file");
    }
    key
}

/// Whether a text is a name of the scenario language already.
pub(super) fn is_key(name: &str) -> bool {
    let is_letter = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_';
    name.starts_with(|c: char| c.is_ascii_lowercase())
        && name.chars().all(is_letter)
        && !RESERVED.contains(&name)
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
        for (column, name) in [
            ("Dose (mg)", "dose_mg"),
            ("2nd", "column_2nd"),
            ("route", "route_in_file"),
            ("Ärztin (a)", "aerztin_a"),
            ("A\u{308}rztin", "arztin"),
            ("Straße – \"Süd\"", "strasse_sued"),
            ("Foyer: Éluard, Łódź", "foyer_eluard_lodz"),
            ("Ærø", "aero"),
            ("__", "column"),
            ("東京", "column"),
        ] {
            assert_eq!(key(column), name, "{column}");
            assert!(is_key(name), "{name}");
        }
        let long = key(&"so long ".repeat(20));
        assert!(long.len() <= 48 && is_key(&long) && !long.ends_with('_'), "{long}");
        for no_name in ["", "route", "Dose", "2nd", "a-b", "é"] {
            assert!(!is_key(no_name), "{no_name}");
        }
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
