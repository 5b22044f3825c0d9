//! Instructions as the service writes them, a small part of Markdown, as blocks to show. What is not understood stays
//! text; nothing ever becomes HTML.

/// One block.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Block {
    /// A line after one to six `#`, whose number is not kept.
    Heading(Vec<Span>),
    /// Lines that stand together, joined by blanks.
    Paragraph(Vec<Span>),
    /// Items of one kind that follow each other, also with blank lines between them.
    List {
        /// The number of the first; `None` where they are not numbered.
        first: Option<u32>,
        /// The text of each item.
        items: Vec<Vec<Span>>,
    },
    /// The text within a fence, as it was written.
    Code(String),
}

/// A stretch of text in one style.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Span {
    /// Text in no style.
    Text(String),
    /// Text between two pairs of asterisks.
    Strong(String),
    /// Text between backticks.
    Code(String),
    /// Text and an address that begins with http:// or https://.
    Link(String, String),
}

/// Reads a text. Never fails.
pub fn parse(text: &str) -> Vec<Block> {
    let mut blocks = Vec::new();
    let mut paragraph = String::new();
    let mut lines = text.lines();
    while let Some(line) = lines.next() {
        let trimmed = line.trim();
        if let Some(rest) = trimmed.strip_prefix("```") {
            flush(&mut paragraph, &mut blocks);
            let code: Vec<&str> = lines.by_ref().take_while(|line| !line.trim().starts_with("```")).collect();
            // A fence on one line, or without an end, still holds its text.
            let code = if code.is_empty() { rest.trim_end_matches('`').to_owned() } else { code.join("\n") };
            blocks.push(Block::Code(code));
        } else if trimmed.is_empty() {
            flush(&mut paragraph, &mut blocks);
        } else if let Some(heading) = heading(trimmed) {
            flush(&mut paragraph, &mut blocks);
            blocks.push(Block::Heading(spans(heading)));
        } else if let Some((number, item)) = list_item(trimmed) {
            flush(&mut paragraph, &mut blocks);
            match blocks.last_mut() {
                Some(Block::List { first, items }) if first.is_some() == number.is_some() => items.push(spans(item)),
                _ => blocks.push(Block::List { first: number, items: vec![spans(item)] }),
            }
        } else {
            if !paragraph.is_empty() {
                paragraph.push(' ');
            }
            paragraph.push_str(trimmed);
        }
    }
    flush(&mut paragraph, &mut blocks);
    blocks
}

fn flush(paragraph: &mut String, blocks: &mut Vec<Block>) {
    if !paragraph.is_empty() {
        blocks.push(Block::Paragraph(spans(paragraph)));
        paragraph.clear();
    }
}

fn heading(line: &str) -> Option<&str> {
    let text = line.trim_start_matches('#');
    let level = line.len() - text.len();
    ((1..=6).contains(&level) && text.starts_with(' ')).then(|| text.trim())
}

/// The number of an item, if it has one, and its text.
fn list_item(line: &str) -> Option<(Option<u32>, &str)> {
    if let Some(item) = line.strip_prefix("- ").or_else(|| line.strip_prefix("* ")) {
        return Some((None, item));
    }
    let rest = line.trim_start_matches(|letter: char| letter.is_ascii_digit());
    let number = line.strip_suffix(rest)?.parse().ok()?;
    let item = rest.strip_prefix(". ").or_else(|| rest.strip_prefix(") "))?;
    Some((Some(number), item))
}

fn spans(text: &str) -> Vec<Span> {
    let mut spans = Vec::new();
    let mut plain = String::new();
    let mut rest = text;
    while let Some((letter, after)) = first_letter(rest) {
        if let Some((span, after)) = styled(rest) {
            if !plain.is_empty() {
                spans.push(Span::Text(std::mem::take(&mut plain)));
            }
            spans.push(span);
            rest = after;
        } else {
            plain.push(letter);
            rest = after;
        }
    }
    if !plain.is_empty() {
        spans.push(Span::Text(plain));
    }
    spans
}

/// The letter that the text begins with, and what comes after it. A punctuation mark after a backslash stands for itself.
fn first_letter(text: &str) -> Option<(char, &str)> {
    let letter = text.chars().next()?;
    let after = text.get(letter.len_utf8()..)?;
    let mark = after.chars().next().filter(|mark| letter == '\\' && mark.is_ascii_punctuation());
    Some(mark.map_or((letter, after), |mark| (mark, after.get(1..).unwrap_or_default())))
}

/// A text without the backslashes that only keep a mark from being markup.
fn unescaped(text: &str) -> String {
    let mut plain = String::new();
    let mut rest = text;
    while let Some((letter, after)) = first_letter(rest) {
        plain.push(letter);
        rest = after;
    }
    plain
}

/// A styled stretch at the very start of the text, and what comes after it.
fn styled(text: &str) -> Option<(Span, &str)> {
    if let Some(rest) = text.strip_prefix("**") {
        let (strong, after) = rest.split_once("**")?;
        return (!strong.is_empty()).then(|| (Span::Strong(unescaped(strong)), after));
    }
    if let Some(rest) = text.strip_prefix('`') {
        let (code, after) = rest.split_once('`')?;
        return (!code.is_empty()).then(|| (Span::Code(code.to_owned()), after));
    }
    if let Some(rest) = text.strip_prefix('[') {
        let (title, rest) = rest.split_once("](")?;
        let (address, after) = rest.split_once(')')?;
        return (is_web_address(address) && !title.contains('['))
            .then(|| (Span::Link(unescaped(title), unescaped(address)), after));
    }
    None
}

/// Only these may be opened: anything else (`javascript:`, `data:`) could act in the tab's name.
pub fn is_web_address(address: &str) -> bool {
    let address = address.trim();
    ["https://", "http://"].iter().any(|scheme| {
        address.get(..scheme.len()).is_some_and(|start| start.eq_ignore_ascii_case(scheme))
            && address.len() > scheme.len()
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn text(text: &str) -> Span {
        Span::Text(text.to_owned())
    }

    #[test]
    fn steps_commands_and_links_are_told_apart() {
        let blocks = parse(
            "# Connect\n\n1. Run `psql`\n2. Or **open** [the console](https://x.example/a)\n\n```sh\npsql -h db\n```",
        );
        assert_eq!(
            blocks,
            [
                Block::Heading(vec![text("Connect")]),
                Block::List {
                    first: Some(1),
                    items: vec![
                        vec![text("Run "), Span::Code("psql".to_owned())],
                        vec![
                            text("Or "),
                            Span::Strong("open".to_owned()),
                            text(" "),
                            Span::Link("the console".to_owned(), "https://x.example/a".to_owned()),
                        ],
                    ],
                },
                Block::Code("psql -h db".to_owned()),
            ]
        );
    }

    #[test]
    fn what_only_looks_like_a_heading_or_an_item_stays_text() {
        for line in ["####### seven", "#tag", ". dot", ") bracket", "1.no space"] {
            assert_eq!(parse(line), [Block::Paragraph(vec![text(line)])], "{line}");
        }
        assert_eq!(parse("###### six"), [Block::Heading(vec![text("six")])]);
    }

    #[test]
    fn numbered_items_and_others_are_two_lists() {
        let list = |first, item: &str| Block::List { first, items: vec![vec![text(item)]] };
        assert_eq!(parse("1. one\n- other"), [list(Some(1), "one"), list(None, "other")]);
        assert_eq!(
            parse("1. one\n```\npsql\n```\n2) two"),
            [list(Some(1), "one"), Block::Code("psql".to_owned()), list(Some(2), "two")],
            "steps go on after a block between them"
        );
        let endless = "99999999999. x";
        assert_eq!(parse(endless), [Block::Paragraph(vec![text(endless)])], "no number of a step");
    }

    #[test]
    fn a_backslash_keeps_a_mark_from_being_markup_and_is_not_shown_itself() {
        assert_eq!(
            parse(r"accounts\_audit\_1 \*\*all\*\*"),
            [Block::Paragraph(vec![text("accounts_audit_1 **all**")])]
        );
        assert_eq!(parse(r"C:\temp \ü \"), [Block::Paragraph(vec![text(r"C:\temp \ü \")])]);
        assert_eq!(
            parse(r"**a\_b** `c\_d` [e\_f](https://x.example/g\_h)"),
            [Block::Paragraph(vec![
                Span::Strong("a_b".to_owned()),
                text(" "),
                Span::Code(r"c\_d".to_owned()),
                text(" "),
                Span::Link("e_f".to_owned(), "https://x.example/g_h".to_owned()),
            ])]
        );
    }

    #[test]
    fn markup_and_foreign_schemes_stay_text() {
        let evil = "<img src=x onerror=alert(1)> [x](javascript:alert(1)) **";
        assert_eq!(parse(evil), [Block::Paragraph(vec![text(evil)])]);
        assert!(!is_web_address("javascript:alert(1)") && !is_web_address("https://") && is_web_address("HTTPS://x"));
    }

    fn words(blocks: &[Block]) -> String {
        let of = |spans: &[Span]| {
            spans
                .iter()
                .map(|span| match span {
                    Span::Text(text) | Span::Strong(text) | Span::Code(text) | Span::Link(text, _) => text.as_str(),
                })
                .collect::<String>()
        };
        blocks
            .iter()
            .map(|block| match block {
                Block::Heading(spans) | Block::Paragraph(spans) => of(spans),
                Block::List { items, .. } => items.iter().map(|item| of(item)).collect(),
                Block::Code(code) => code.clone(),
            })
            .collect()
    }

    fn spans_of(blocks: &[Block]) -> Vec<&Span> {
        let mut all = Vec::new();
        for block in blocks {
            match block {
                Block::Heading(spans) | Block::Paragraph(spans) => all.extend(spans),
                Block::List { items, .. } => all.extend(items.iter().flatten()),
                Block::Code(_) => {}
            }
        }
        all
    }

    proptest! {
        #[test]
        fn no_letter_of_any_text_is_lost(text in "[a-z<>*`# \\n\\[\\]()0-9.:/-]{0,80}") {
            let letters = |text: &str| text.chars().filter(|letter| letter.is_ascii_lowercase()).count();
            let shown = letters(&words(&parse(&text)));
            // Addresses of links and the language after a fence are not shown.
            if !text.contains("](") && !text.contains("```") {
                prop_assert_eq!(shown, letters(&text));
            }
        }

        #[test]
        fn whatever_lines_stand_together_no_word_of_them_is_lost_and_none_comes_twice(
            lines in proptest::collection::vec(("(# |###### |- |[*] |[0-9]{1,3}[.)] |> |    |)", "[a-z]{1,8}"), 0..12),
            fences in proptest::collection::btree_set(0_usize..12, 0..4),
        ) {
            let mut text = String::new();
            for (number, (mark, word)) in lines.iter().enumerate() {
                if fences.contains(&number) {
                    text.push_str("```\n");
                }
                text.push_str(&format!("{mark}{word}\n"));
            }
            let shown: String = words(&parse(&text)).chars().filter(char::is_ascii_lowercase).collect();
            let written: String = lines.iter().map(|(_, word)| word.as_str()).collect();
            prop_assert_eq!(shown, written);
        }

        #[test]
        fn whatever_is_written_only_web_addresses_become_links(
            text in "\\PC{0,40}",
            scheme in "(https?|javascript|data|vbscript|file|HTTPS)?:?/{0,2}",
            rest in "[^\\n)]{0,20}",
        ) {
            let blocks = parse(&format!("{text}\n[see]({scheme}{rest}) {text}"));
            for span in spans_of(&blocks) {
                if let Span::Link(_, address) = span {
                    let address = address.trim().to_ascii_lowercase();
                    prop_assert!(address.starts_with("https://") || address.starts_with("http://"), "{address}");
                }
            }
        }
    }
}
