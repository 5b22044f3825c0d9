//! Times in the words and the zone of the person, by the browser's own `Intl`.

use std::cell::RefCell;

use js_sys::{Array, Date, Function, Intl, Object, Reflect};
use wasm_bindgen::JsValue;

use crate::domain::calendar::{Ago, Day};

/// Seconds of a day.
const DAY: f64 = 86_400.0;

/// Names and values of what `Intl` is to be told.
type Options = &'static [(&'static str, &'static str)];

thread_local! {
    /// Making a format takes longer than a whole row takes otherwise, so each is made once.
    static FORMATS: RefCell<Vec<(Options, Function)>> = const { RefCell::new(Vec::new()) };
    static AGO: Intl::RelativeTimeFormat =
        Intl::RelativeTimeFormat::new(&locales(), &options(&[("numeric", "auto")]));
}

/// The language for times and numbers, as `public/boot.js` has found it to be one; without it the browser's own.
fn locales() -> Array {
    let page = web_sys::window().and_then(|window| window.document()).and_then(|document| document.document_element());
    let locale = page.and_then(|page| page.get_attribute("data-locale")).filter(|locale| !locale.is_empty());
    locale.map(|locale| JsValue::from_str(&locale)).into_iter().collect()
}

fn options(pairs: Options) -> Object {
    let options = Object::new();
    for (name, value) in pairs {
        // Setting a plain property of a fresh object cannot fail.
        drop(Reflect::set(&options, &(*name).into(), &(*value).into()));
    }
    options
}

fn format(seconds: f64, pairs: Options) -> String {
    let format = FORMATS.with_borrow_mut(|formats| {
        let known = formats.iter().find(|(other, _)| *other == pairs).map(|(_, format)| format.clone());
        known.unwrap_or_else(|| {
            let format = Intl::DateTimeFormat::new(&locales(), &options(pairs)).format();
            formats.push((pairs, format.clone()));
            format
        })
    });
    let text = format.call1(&JsValue::NULL, &Date::new(&(seconds * 1000.0).into()));
    text.ok().and_then(|text| text.as_string()).unwrap_or_default()
}

/// The time of day: "16:40".
pub fn time(seconds: f64) -> String {
    format(seconds, &[("timeStyle", "short")])
}

/// The day of a moment in the zone of the person.
fn day(seconds: f64) -> Day {
    let date = Date::new(&(seconds * 1000.0).into());
    Day { year: i64::from(date.get_full_year()), month: date.get_month() + 1, day: date.get_date() }
}

fn relative(value: f64, unit: &str) -> String {
    AGO.with(|ago| ago.format(value, unit)).as_string().unwrap_or_default()
}

/// Day and time; today is left out, and its neighbours are named: "16:40", "tomorrow, 09:00", "24 Nov, 16:40". Days are
/// those of the person's calendar, whatever a day's length.
pub fn day_and_time(seconds: f64, now: f64) -> String {
    let days = day(seconds).days_after(day(now));
    if days == 0 {
        time(seconds)
    } else if days.abs() == 1 {
        #[expect(clippy::cast_precision_loss, reason = "it is one or minus one")]
        let name = relative(days as f64, "day");
        [&name, ", ", &time(seconds)].concat()
    } else if (now - seconds).abs() < 300.0 * DAY {
        format(seconds, &[("day", "numeric"), ("month", "short"), ("hour", "2-digit"), ("minute", "2-digit")])
    } else {
        format(seconds, &[("dateStyle", "medium")])
    }
}

/// Day and time in full, for where there is room.
pub fn in_full(seconds: f64) -> String {
    format(seconds, &[("dateStyle", "medium"), ("timeStyle", "short")])
}

/// How long ago: "4 hours ago", "yesterday".
pub fn ago(seconds: f64, now: f64) -> String {
    let (value, unit) = Ago::of(now - seconds, day(now).days_after(day(seconds))).in_words();
    #[expect(clippy::cast_precision_loss, reason = "far below 2^53")]
    relative(-(value as f64), unit)
}
