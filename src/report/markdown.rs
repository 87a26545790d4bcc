//! Our own Markdown as a part of the page: headings moved down, links that stay within it, nothing that could run or be fetched.

use pulldown_cmark::{CodeBlockKind, Event, HeadingLevel, Options, Parser, Tag, TagEnd, html};

/// The text as HTML. Headings go down by so many levels; ids and links within begin with this.
pub(super) fn to_html(markdown: &str, down: usize, prefix: &str) -> String {
    let mut events = Vec::new();
    let mut in_diagram = false;
    // Links do not stand within links.
    let mut is_kept = false;
    for event in Parser::new_ext(markdown, Options::ENABLE_TABLES) {
        match event {
            Event::Start(Tag::CodeBlock(CodeBlockKind::Fenced(language)))
                if &*language == "mermaid" =>
            {
                // The page has drawings of its own, and what only a program can draw is not for people.
                in_diagram = true;
            }
            Event::End(TagEnd::CodeBlock) if in_diagram => in_diagram = false,
            _ if in_diagram => {}
            Event::Start(Tag::Heading { level, .. }) => events.push(Event::Start(Tag::Heading {
                level: lower(level, down),
                id: None,
                classes: Vec::new(),
                attrs: Vec::new(),
            })),
            Event::End(TagEnd::Heading(level)) => {
                events.push(Event::End(TagEnd::Heading(lower(level, down))));
            }
            Event::Start(Tag::Link { link_type, dest_url, title, id }) => {
                is_kept = dest_url.starts_with('#');
                if let Some(mark) = dest_url.strip_prefix('#') {
                    let dest_url = format!("#{prefix}{mark}").into();
                    events.push(Event::Start(Tag::Link { link_type, dest_url, title, id }));
                }
            }
            Event::End(TagEnd::Link) if !is_kept => {}
            // Of a picture the words that stand for it.
            Event::Start(Tag::Image { .. }) | Event::End(TagEnd::Image) => {}
            Event::Html(text) | Event::InlineHtml(text) => events.push(known(&text, prefix)),
            other => events.push(other),
        }
    }
    let mut page = String::new();
    html::push_html(&mut page, events.into_iter());
    page.replace("<th>", "<th scope=\"col\">")
}

/// The few tags that our own text has; all else is text.
fn known<'a>(text: &str, prefix: &str) -> Event<'a> {
    let kept = match text {
        "<br>" | "</a>" => text.to_owned(),
        _ => match text.strip_prefix("<a id=\"").and_then(|rest| rest.strip_suffix("\">")) {
            Some(mark) if mark.bytes().all(|byte| byte.is_ascii_alphanumeric()) => {
                format!("<a id=\"{prefix}{mark}\">")
            }
            _ => return Event::Text(text.to_owned().into()),
        },
    };
    Event::InlineHtml(kept.into())
}

fn lower(level: HeadingLevel, down: usize) -> HeadingLevel {
    HeadingLevel::try_from((level as usize + down).min(6)).unwrap_or(HeadingLevel::H6)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headings_go_down_links_stay_within_and_nothing_runs() {
        let text = "# Title\n\nSee [A1](#a1)<br>and <a id=\"a1\"></a>x <script>alert(1)</script>\n\n<script>bad()</script>\n\n```mermaid\nA --> B\n```\n";
        let page = to_html(text, 2, "r-");
        assert!(page.contains("<h3>Title</h3>"), "{page}");
        assert!(page.contains("href=\"#r-a1\"") && page.contains("<a id=\"r-a1\">"), "{page}");
        assert!(
            !page.contains("<script") && !page.contains("A --") && !page.contains("ermaid"),
            "{page}"
        );
    }

    #[test]
    fn no_link_leads_out_and_no_picture_is_fetched() {
        let text = "[a](javascript:alert(1)) [b](https://example.org) <https://example.net> [c][ref] [d](#d1)\n\n\
            ![*e* f](https://example.org/x.png) [![g](x.png)](data:text/html,x) <a href=\"javascript:x\">h</a>\n\n\
            <img src=x onerror=alert(2)>\n\n[ref]: //example.org\n";
        let page = to_html(text, 0, "r-");
        assert_eq!(page.matches("<a").count(), 1, "{page}");
        assert!(page.contains("<a href=\"#r-d1\">d</a>"), "{page}");
        assert!(!page.contains("<img"), "{page}");
        for words in ["a b https://example.net c", "<em>e</em> f", "g", "h"] {
            assert!(page.contains(words), "{words} in {page}");
        }
    }
}
