//! Names and numbers as people read them: one home, so that a story, a description and a message write a thing alike.

/// How words of the field are written, where a name can only have small letters and underscores.
const FIELD: [(&str, &str); 22] = [
    ("asian", "Asian"),
    ("black", "Black"),
    ("blood borne", "blood-borne"),
    ("carat", "CARAT"),
    ("childrens", "children's"),
    ("cjit", "CJIT"),
    ("drop out", "drop-out"),
    ("drug free", "drug-free"),
    ("faith based", "faith-based"),
    ("gp", "GP"),
    ("hepatitis c", "hepatitis C"),
    ("onsite", "on-site"),
    ("pick up", "pick-up"),
    ("qalys", "QALYs"),
    ("re presentation", "re-presentation"),
    ("re presentations", "re-presentations"),
    ("self referral", "self-referral"),
    ("self referrals", "self-referrals"),
    ("twelve step", "twelve-step"),
    ("walk in", "walk-in"),
    ("white", "White"),
    ("x ray", "X-ray"),
];

/// A name as words: `specialist_unit_detox` as "specialist unit detox", `gp_shared_care` as "GP shared care".
#[must_use]
pub fn readable(name: &str) -> String {
    let mut words = format!(" {} ", name.replace('_', " "));
    for (plain, written) in FIELD {
        words = words.replace(&format!(" {plain} "), &format!(" {written} "));
    }
    words.trim().to_owned()
}

/// The text with a capital letter in front.
#[must_use]
pub fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

/// Words one after another: "a", "a or b", "a, b or c".
#[must_use]
pub fn joined<S: AsRef<str>>(items: &[S], last: &str) -> String {
    match items {
        [] => String::new(),
        [only] => only.as_ref().to_owned(),
        [most @ .., end] => {
            let most: Vec<&str> = most.iter().map(AsRef::as_ref).collect();
            format!("{} {last} {}", most.join(", "), end.as_ref())
        }
    }
}

/// A number with commas between its thousands; a sign and decimals stay as they are.
#[must_use]
pub fn grouped(number: impl ToString) -> String {
    let text = number.to_string();
    let (sign, digits) = text.strip_prefix('-').map_or(("", text.as_str()), |rest| ("-", rest));
    let (whole, decimals) = digits.split_at(digits.find('.').unwrap_or(digits.len()));
    let mut out = String::from(sign);
    for (index, digit) in whole.chars().enumerate() {
        if index > 0 && (whole.len() - index).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out + decimals
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_written_as_the_field_writes_them() {
        for (name, words) in [
            ("gp_shared_care", "GP shared care"),
            ("completed_drug_free", "completed drug-free"),
            ("re_presentation", "re-presentation"),
            ("hepatitis_c", "hepatitis C"),
            ("asian", "Asian"),
            ("shared_care", "shared care"),
            ("respite_care", "respite care"),
        ] {
            assert_eq!(readable(name), words);
        }
        assert_eq!(capital("drop-out"), "Drop-out");
        assert_eq!(capital(""), "");
    }

    #[test]
    fn thousands_are_told_apart_and_nothing_else() {
        let written = ["0", "999", "1000", "-123456", "-1234567.1234"];
        let read = ["0", "999", "1,000", "-123,456", "-1,234,567.1234"];
        assert_eq!(written.map(grouped), read);
        assert_eq!(grouped(u64::MAX), "18,446,744,073,709,551,615");
    }

    #[test]
    fn words_are_listed_with_an_and_before_the_last() {
        assert_eq!(joined(&["a", "b", "c"], "and"), "a, b and c");
        assert_eq!(joined(&["a"], "and"), "a");
    }
}
