//! The justifications that are offered again (section 3, 7).

/// How many are kept.
const MOST: usize = 10;

/// Stands between two justifications in what is kept; no one types it.
const BETWEEN: char = '\u{1e}';

/// Puts a justification in front. One that is already there moves; blanks are nothing; the oldest falls out.
pub fn add(list: &mut Vec<String>, words: &str) {
    let words = words.trim().replace(BETWEEN, " ");
    if !words.is_empty() {
        list.retain(|other| *other != words);
        list.insert(0, words);
        list.truncate(MOST);
    }
}

/// As one text to keep.
pub fn write(list: &[String]) -> String {
    list.join(&BETWEEN.to_string())
}

/// What [`write`] made; any other text reads as something harmless.
pub fn read(text: &str) -> Vec<String> {
    let mut list = Vec::new();
    for words in text.rsplit(BETWEEN) {
        add(&mut list, words);
    }
    list
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn what_is_used_again_moves_to_the_front() {
        let mut list = Vec::new();
        for words in ["incident", "release", " incident ", "  "] {
            add(&mut list, words);
        }
        assert_eq!(list, ["incident", "release"]);
    }

    proptest! {
        #[test]
        fn what_is_kept_comes_back_and_never_grows_beyond_the_limit(all in proptest::collection::vec("\\PC{0,12}", 0..30)) {
            let mut list = Vec::new();
            for words in &all {
                add(&mut list, words);
            }
            prop_assert!(list.len() <= MOST && list.iter().all(|words| !words.trim().is_empty()));
            prop_assert_eq!(read(&write(&list)), list);
        }

        #[test]
        fn any_text_that_lies_on_the_device_can_be_read(text in "(?s).{0,80}") {
            prop_assert!(read(&text).len() <= MOST);
        }
    }
}
