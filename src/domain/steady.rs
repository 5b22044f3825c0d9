//! Lists that stay put while somebody reads them: what has left the list keeps its place until the person moves on.

use std::collections::{HashMap, HashSet};

/// The ids to show now: those of the list in its order, and those shown before that have left it, each behind the row
/// that it followed. No id comes twice in either. Takes time in proportion to their number.
pub fn steady(shown: &[String], list: &[String]) -> Vec<String> {
    let here: HashSet<&str> = list.iter().map(String::as_str).collect();
    // What has left, by the row of the list that it followed; `None` before all rows.
    let mut left: HashMap<Option<&str>, Vec<&String>> = HashMap::new();
    let mut anchor = None;
    for id in shown {
        if here.contains(id.as_str()) {
            anchor = Some(id.as_str());
        } else {
            left.entry(anchor).or_default().push(id);
        }
    }
    let mut result = Vec::with_capacity(list.len() + left.len());
    result.extend(left.remove(&None).into_iter().flatten().cloned());
    for id in list {
        result.push(id.clone());
        result.extend(left.remove(&Some(id.as_str())).into_iter().flatten().cloned());
    }
    result
}

/// The same while somebody is at the row `held`: what comes in above it waits, so that nothing moves under the pointer.
/// `shown_first` is not made to wait. Returns how many wait as well.
pub fn steady_above(
    shown: &[String],
    list: &[String],
    held: Option<&str>,
    shown_first: &[String],
) -> (Vec<String>, usize) {
    let mut result = steady(shown, list);
    let Some(place) = held.and_then(|held| result.iter().position(|id| id == held)) else { return (result, 0) };
    let known: HashSet<&str> = shown.iter().chain(shown_first).map(String::as_str).collect();
    let below = result.split_off(place);
    let all = result.len();
    result.retain(|id| known.contains(id.as_str()));
    let waiting = all - result.len();
    result.extend(below);
    (result, waiting)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn ids(text: &str) -> Vec<String> {
        text.chars().map(String::from).collect()
    }

    #[test]
    fn a_row_that_has_left_keeps_its_place_and_new_rows_come_in() {
        assert_eq!(steady(&ids("abc"), &ids("ac")), ids("abc"));
        assert_eq!(steady(&ids("abc"), &ids("xbc")), ids("axbc"));
        assert_eq!(steady(&ids(""), &ids("ab")), ids("ab"));
    }

    #[test]
    fn what_comes_in_above_the_row_that_somebody_is_at_waits_and_what_comes_in_below_does_not() {
        assert_eq!(steady_above(&ids("abc"), &ids("xabyc"), Some("b"), &[]), (ids("abyc"), 1));
        assert_eq!(steady_above(&ids("abc"), &ids("xabyc"), None, &[]), (ids("xabyc"), 0));
        assert_eq!(steady_above(&ids("abc"), &ids("xabyc"), Some("z"), &[]), (ids("xabyc"), 0));
        assert_eq!(steady_above(&ids("abc"), &ids("xabc"), Some("b"), &ids("x")), (ids("xabc"), 0), "the person's own");
    }

    proptest! {
        #[test]
        fn the_row_that_somebody_is_at_keeps_what_stands_above_it(shown in "[a-h]{1,8}", list in "[a-m]{0,12}", at in 0..8_usize) {
            let unique = |text: &str| { let mut seen = Vec::new(); for id in ids(text) { if !seen.contains(&id) { seen.push(id); } } seen };
            let (shown, list) = (unique(&shown), unique(&list));
            let held = &shown[at % shown.len()];
            let (result, waiting) = steady_above(&shown, &list, Some(held), &[]);
            let place = result.iter().position(|id| id == held).unwrap();
            prop_assert!(result[..place].iter().all(|id| shown.contains(id)));
            prop_assert_eq!(result.len() + waiting, steady(&shown, &list).len());
        }

        #[test]
        fn nothing_vanishes_and_nothing_comes_twice(shown in "[a-h]{0,8}", list in "[a-h]{0,8}") {
            let unique = |text: &str| { let mut seen = Vec::new(); for id in ids(text) { if !seen.contains(&id) { seen.push(id); } } seen };
            let (shown, list) = (unique(&shown), unique(&list));
            let result = steady(&shown, &list);
            for id in shown.iter().chain(&list) {
                prop_assert_eq!(result.iter().filter(|other| *other == id).count(), 1);
            }
            prop_assert!(result.iter().all(|id| shown.contains(id) || list.contains(id)));
        }

        #[test]
        fn the_list_keeps_its_order_and_reading_on_moves_nothing(shown in "[a-h]{0,8}", list in "[a-h]{0,8}") {
            let unique = |text: &str| { let mut seen = Vec::new(); for id in ids(text) { if !seen.contains(&id) { seen.push(id); } } seen };
            let (shown, list) = (unique(&shown), unique(&list));
            let result = steady(&shown, &list);
            let of_list: Vec<&String> = result.iter().filter(|id| list.contains(id)).collect();
            prop_assert_eq!(of_list, list.iter().collect::<Vec<_>>());
            prop_assert_eq!(steady(&result, &list), result);
        }
    }
}
