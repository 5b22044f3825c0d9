//! Times in the words and the zone of the person, by the browser's own `Intl`.

use std::cell::RefCell;

use js_sys::{Array, Date, Function, Intl, Object, Reflect};
use wasm_bindgen::JsValue;

/// Seconds of a day.
const DAY: f64 = 86_400.0;

/// Names and values of what `Intl` is to be told.
type Options = &'static [(&'static str, &'static str)];

thread_local! {
    /// Making a format takes longer than a whole row takes otherwise, so each is made once.
    static FORMATS: RefCell<Vec<(Options, Function)>> = const { RefCell::new(Vec::new()) };
    static AGO: Intl::RelativeTimeFormat =
        Intl::RelativeTimeFormat::new(&Array::new(), &options(&[("numeric", "auto")]));
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
            let format = Intl::DateTimeFormat::new(&Array::new(), &options(pairs)).format();
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

/// Day and time, the day left out when it is today: "16:40", "24 Nov, 16:40".
pub fn day_and_time(seconds: f64, now: f64) -> String {
    let day = |seconds: f64| Date::new(&(seconds * 1000.0).into()).to_date_string();
    if day(seconds) == day(now) {
        time(seconds)
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
    let passed = (now - seconds).max(0.0);
    let (value, unit) = if passed < 3600.0 {
        (passed / 60.0, "minute")
    } else if passed < DAY {
        (passed / 3600.0, "hour")
    } else if passed < 30.0 * DAY {
        (passed / DAY, "day")
    } else {
        (passed / (30.0 * DAY), "month")
    };
    AGO.with(|ago| ago.format(-value.floor(), unit)).as_string().unwrap_or_default()
}
