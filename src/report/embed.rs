//! A drawing as SVG that stands in a page: with words for those who cannot see it, ids of its own, and short numbers.

use super::style::INK;
use kuva::backend::svg::SvgBackend;
use kuva::render::render::Scene;

/// The drawing as it stands in a page, with words for those who cannot see it.
pub(super) fn svg(scene: &Scene, id: &str, title: &str, description: &str) -> String {
    let drawn = SvgBackend::new().render_scene(scene);
    let drawn = renamed(&drawn, id);
    let inside = drawn.split_once('>').map_or("", |(_, inside)| inside);
    let inside = inside.split_once("-->").map_or(inside, |(_, inside)| inside);
    let (title, description) = (escaped(title), escaped(description));
    format!(
        "<svg role=\"img\" aria-labelledby=\"{id}-t {id}-d\" viewBox=\"0 0 {} {}\" width=\"{}\" fill=\"{INK}\">\
         <title id=\"{id}-t\">{title}</title><desc id=\"{id}-d\">{description}</desc>{}",
        short(scene.width),
        short(scene.height),
        short(scene.width),
        shortened(inside)
    )
}

/// What is clipped has the id of its drawing: the library counts on from one drawing to the next, in whatever page.
fn renamed(drawn: &str, id: &str) -> String {
    let mut parts = drawn.split("kuva-clip-");
    let mut out = parts.next().unwrap_or_default().to_owned();
    let mut known: Vec<&str> = Vec::new();
    for part in parts {
        let digits = part.find(|letter: char| !letter.is_ascii_digit()).unwrap_or(part.len());
        let (number, rest) = part.split_at(digits);
        let place = known.iter().position(|other| *other == number).unwrap_or_else(|| {
            known.push(number);
            known.len() - 1
        });
        out.push_str(&format!("{id}-clip-{place}{rest}"));
    }
    out.replace("kuva-", &format!("{id}-"))
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

fn short(value: f64) -> String {
    let text = format!("{value:.1}");
    text.strip_suffix(".0").map_or(text.clone(), str::to_owned)
}

/// The same with a tenth of a pixel for its finest number; words are left as they are.
fn shortened(drawn: &str) -> String {
    let mut out = String::with_capacity(drawn.len());
    let (mut in_tag, mut number) = (false, String::new());
    for letter in drawn.chars() {
        let goes_on = in_tag && (letter.is_ascii_digit() || (letter == '.' && !number.is_empty()));
        if goes_on {
            number.push(letter);
            continue;
        }
        flush(&mut number, &mut out);
        match letter {
            '<' => in_tag = true,
            '>' => in_tag = false,
            _ => {}
        }
        out.push(letter);
    }
    flush(&mut number, &mut out);
    out
}

fn flush(number: &mut String, out: &mut String) {
    // Shares such as opacities keep their two decimals.
    let decimals = if number.starts_with("0.") { 2 } else { 1 };
    match number.split_once('.') {
        Some((_, rest)) if rest.len() > decimals => {
            let value: f64 = number.parse().unwrap_or(0.0);
            let text = format!("{value:.decimals$}");
            out.push_str(text.trim_end_matches('0').trim_end_matches('.'));
        }
        _ => out.push_str(number),
    }
    number.clear();
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_of_a_drawing_are_short_and_its_words_stay() {
        let drawn =
            "<line x1=\"197.73000000000002\" opacity=\"0.165\"/><text y=\"12\">1.2345</text>";
        let expected = "<line x1=\"197.7\" opacity=\"0.17\"/><text y=\"12\">1.2345</text>";
        assert_eq!(shortened(drawn), expected);
    }
}
