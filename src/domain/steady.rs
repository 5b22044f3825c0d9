//! Lists that stay put while somebody reads them: what has left the list keeps its place until the person moves on.

/// The ids to show now: those of the list in its order, and those shown before that have left it, each behind the row
/// that it followed.
pub fn steady(shown: &[String], list: &[String]) -> Vec<String> {
    let mut result: Vec<String> = list.to_vec();
    let mut previous: Option<&String> = None;
    for id in shown {
        if !list.contains(id) {
            let place =
                previous.and_then(|previous| result.iter().position(|other| other == previous)).map_or(0, |at| at + 1);
            result.insert(place, id.clone());
        }
        previous = Some(id);
    }
    result
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

    proptest! {
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
