//! What may be requested, as far as it has been read, and what of it is chosen.
//!
//! List and selection are plain values; only what is on screen has signals (the list's slots, a few counters), so that
//! a click costs the same however much is listed or chosen.

use std::sync::Arc;

use leptos::ev;
use leptos::html;
use leptos::prelude::*;
use wasm_bindgen_futures::spawn_local;

use crate::api::inventory::{self, ResourceFilter, UnitFilter};
use crate::api::{ApiError, Cancel};
use crate::domain::inventory::{AccessUnit, PageOf, Resource};
use crate::domain::listing::{Group, ListRow, Listing};
use crate::domain::selection::{Choice, Chosen, Extent, Selection, Taken};
use crate::state::{HeldNow, Latest, Session};
use crate::text::new_request as text;
use crate::ui::focus;
use crate::ui::format;
use crate::ui::icon;
use crate::ui::live::Announcer;
use crate::ui::timing;
use crate::ui::window_list::{Heights, row_height};

/// Heights of the list's rows in CSS pixels, as in `style/pages.css`; a resource takes two lines on a narrow page.
const HEAD: u32 = 40;
const HEAD_NARROW: u32 = 56;

/// Below this width the page is narrow. CSS pixels, as in `style/pages.css`.
const NARROW: f64 = 900.0;

/// How far the list has been read.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Progress {
    /// A page is on its way.
    pub loading: bool,
    /// At least one page has arrived for these filters.
    pub read: bool,
    pub resources: usize,
    /// Rows in all, when the service says so.
    pub total: Option<usize>,
    /// The service's rows are resources, not permissions on them.
    pub by_resource: bool,
    pub more: bool,
    /// Why the last page did not come; what was read stays.
    pub error: Option<ApiError>,
}

/// What one line of the list shows.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Line {
    pub is_head: bool,
    /// Whether it has a box to tick. A resource that allows one permission at a time has none for all of them.
    pub has_box: bool,
    /// The box's name for screen readers.
    pub name: String,
    pub label: String,
    pub meta: String,
    pub icon: &'static str,
}

/// One of the list's slots: signals of its own, written from here.
#[derive(Clone, Copy)]
pub(super) struct Slot {
    pub row: ReadSignal<Option<usize>>,
    pub line: RwSignal<Line>,
    pub extent: RwSignal<Extent>,
    /// Whether the Tab key stops here: one line of the list does.
    pub stop: RwSignal<bool>,
    pub tick: NodeRef<html::Input>,
}

/// What the list reads.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Source {
    /// Access units: a resource's permissions under its name.
    Units(UnitFilter),
    /// Resources alone.
    Resources(ResourceFilter),
}

/// News about the selection that stay in sight until it changes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Note {
    /// The resource of this name did not fit in.
    Full(String),
    /// Everything that matches was taken as far as it goes: how many are chosen, whether more match, and how many need
    /// a choice between permissions.
    TookAll { chosen: usize, more: bool, undecided: usize },
}

#[derive(Clone, Copy)]
pub(super) struct Choosing {
    session: Session,
    announcer: Announcer,
    held: HeldNow,
    listing: StoredValue<Listing>,
    selection: StoredValue<Selection>,
    slots: StoredValue<Vec<Slot>>,
    latest: Latest,
    source: StoredValue<Option<Source>>,
    /// The list's line with the Tab stop.
    active: StoredValue<usize>,
    pub heights: RwSignal<Heights>,
    head: StoredValue<u32>,
    pub progress: RwSignal<Progress>,
    /// How many resources are chosen.
    pub count: RwSignal<usize>,
    /// Grows with each change of the selection.
    pub changes: RwSignal<u32>,
    pub note: RwSignal<Option<Note>>,
    /// Select all matching is at work.
    pub taking_all: RwSignal<bool>,
    /// The boxes can be ticked. Without, the list only shows.
    pub open: RwSignal<bool>,
    id: &'static str,
}

impl Choosing {
    /// `id` is that of the list's scrolling region.
    pub(super) fn new(id: &'static str) -> Self {
        let choosing = Self {
            session: expect_context(),
            announcer: expect_context(),
            held: expect_context(),
            listing: StoredValue::new(Listing::default()),
            selection: StoredValue::new(Selection::default()),
            slots: StoredValue::new(Vec::new()),
            latest: Latest::new(),
            source: StoredValue::new(None),
            active: StoredValue::new(0),
            heights: RwSignal::new(Heights::default()),
            head: StoredValue::new(head_height()),
            progress: RwSignal::new(Progress::default()),
            count: RwSignal::new(0),
            changes: RwSignal::new(0),
            note: RwSignal::new(None),
            taking_all: RwSignal::new(false),
            open: RwSignal::new(true),
            id,
        };
        let resized = window_event_listener(ev::resize, move |_| {
            let head = head_height();
            if choosing.head.get_value() != head {
                choosing.head.set_value(head);
                choosing.measure(Start::Anew);
            }
        });
        on_cleanup(move || resized.remove());
        let holdings = choosing.held.holdings();
        Effect::new(move |_| {
            holdings.track();
            choosing.refresh_lines();
        });
        choosing
    }

    pub(super) fn list_id(self) -> &'static str {
        self.id
    }

    // Pages.

    /// Reads the list anew from this source; the list before stays until the first page is here.
    pub(super) fn search(self, source: Source) {
        self.source.set_value(Some(source));
        self.read_page(Start::Anew);
    }

    /// Empties the list: nothing can be listed yet.
    pub(super) fn empty(self) {
        self.latest.give_up();
        self.source.set_value(None);
        self.listing.set_value(Listing::default());
        self.progress.set(Progress::default());
        self.measure(Start::Anew);
        self.refresh_lines();
    }

    /// Reads the next page if there is one and none is on its way. After a failure only Retry goes on.
    pub(super) fn read_more(self) {
        let wanted =
            self.progress.with_untracked(|progress| progress.more && !progress.loading && progress.error.is_none());
        if wanted {
            self.read_page(Start::Behind);
        }
    }

    /// Repeats what failed.
    pub(super) fn retry(self) {
        let read = self.progress.with_untracked(|progress| progress.read);
        self.read_page(if read { Start::Behind } else { Start::Anew });
    }

    fn read_page(self, start: Start) {
        let cancel = self.latest.begin();
        self.taking_all.set(false);
        self.progress.update(|progress| {
            *progress = Progress {
                loading: true,
                error: None,
                read: start == Start::Behind && progress.read,
                ..progress.clone()
            };
        });
        spawn_local(async move {
            let arrived = self.fetch(start, &cancel).await;
            if arrived.is_ok() && start == Start::Anew && !cancel.is_cancelled() {
                self.announce_count();
            }
        });
    }

    /// Reads one page into the list. An error is kept in [`Progress::error`], where the page shows it.
    async fn fetch(self, start: Start, cancel: &Cancel) -> Result<(), Stopped> {
        let skip = if start == Start::Anew { 0 } else { self.listing.try_with_value(Listing::read).unwrap_or(0) };
        let client = self.session.client();
        let answer = match self.source.try_get_value().flatten() {
            Some(Source::Units(filter)) => {
                inventory::access_units(&client, &filter, skip, cancel).await.map(Page::Units)
            }
            Some(Source::Resources(filter)) => {
                inventory::resources(&client, &filter, skip, cancel).await.map(Page::Resources)
            }
            None => return Err(Stopped),
        };
        if cancel.is_cancelled() || self.progress.is_disposed() {
            return Err(Stopped);
        }
        match answer {
            Ok(page) => {
                if start == Start::Anew {
                    self.listing.set_value(Listing::default());
                    self.active.set_value(0);
                }
                self.listing.update_value(|listing| match page {
                    Page::Units(page) => listing.append(page),
                    Page::Resources(page) => listing.append_resources(page),
                });
                self.show(start);
                Ok(())
            }
            Err(error) => {
                self.progress.update(|progress| {
                    *progress = Progress { loading: false, error: Some(error), ..progress.clone() };
                });
                Err(Stopped)
            }
        }
    }

    fn show(self, start: Start) {
        self.measure(start);
        self.listing.with_value(|listing| {
            self.progress.set(Progress {
                loading: false,
                read: true,
                resources: listing.resources(),
                total: listing.total(),
                by_resource: self.source.with_value(|source| matches!(source, Some(Source::Resources(_)))),
                more: listing.more(),
                error: None,
            });
        });
        if start == Start::Anew {
            self.let_go_of_focus();
            if let Some(region) = document().get_element_by_id(self.id) {
                region.set_scroll_top(0);
            }
            self.refresh_lines();
        }
    }

    /// Lays the rows out, all of them or those that have come in.
    fn measure(self, start: Start) {
        let (head, unit) = (self.head.get_value(), row_height());
        self.listing.with_value(|listing| {
            self.heights.update(|heights| {
                if start == Start::Anew {
                    heights.clear();
                }
                for row in listing.rows().iter().skip(heights.len()) {
                    heights.push(match row {
                        ListRow::Head(_) => head,
                        ListRow::Unit(..) => unit,
                    });
                }
            });
        });
    }

    fn announce_count(self) {
        let words = self.progress.with_untracked(matching);
        self.announcer.say(words);
    }

    // Slots: what is on screen.

    /// Takes in a slot of the list, for good.
    pub(super) fn add_slot(self, row: ReadSignal<Option<usize>>) -> Slot {
        let slot = Slot {
            row,
            line: RwSignal::new(Line::default()),
            extent: RwSignal::new(Extent::Nothing),
            stop: RwSignal::new(false),
            tick: NodeRef::new(),
        };
        self.slots.update_value(|slots| slots.push(slot));
        Effect::new(move |_| {
            row.track();
            self.refresh_line(slot);
            timing::next_frame_of(self.slots, move || self.keep_a_stop());
        });
        slot
    }

    /// The list is about to go from the page; what was read and chosen stays.
    pub(super) fn forget_slots(self) {
        self.slots.try_update_value(Vec::clear);
    }

    fn refresh_lines(self) {
        for slot in self.slots.try_get_value().unwrap_or_default() {
            self.refresh_line(slot);
        }
        self.keep_a_stop();
    }

    fn refresh_line(self, slot: Slot) {
        let row = slot.row.get_untracked();
        let line = row.and_then(|row| self.line(row)).unwrap_or_default();
        if slot.line.with_untracked(|old| *old != line) {
            slot.line.set(line);
        }
        self.refresh_tick(slot);
    }

    /// What a row says, with what of it the person has already.
    fn line(self, row: usize) -> Option<Line> {
        self.listing.with_value(|listing| {
            let mut line = line(listing, row)?;
            if let Some(ListRow::Unit(group, unit)) = listing.rows().get(row)
                && let Some(unit) = listing.unit(*group, *unit)
                && let Some(held) = self.held.holdings().with_untracked(|holdings| holdings.about(unit).cloned())
            {
                let now = self.session.clock.now();
                line.meta = text::held(&held, |ends| format::day_and_time(ends.0, now.0));
                line.name = [&line.name, ", ", &line.meta].concat();
            }
            Some(line)
        })
    }

    fn refresh_tick(self, slot: Slot) {
        let extent = slot.row.get_untracked().map_or(Extent::Nothing, |row| self.extent(row));
        if slot.extent.get_untracked() != extent {
            slot.extent.set(extent);
        }
        // A refused click has changed the box although nothing else changed.
        if let Some(tick) = slot.tick.get_untracked() {
            tick.set_checked(extent == Extent::All);
            tick.set_indeterminate(extent == Extent::Part);
        }
    }

    fn extent(self, row: usize) -> Extent {
        self.listing.with_value(|listing| {
            self.selection.with_value(|selection| match listing.rows().get(row) {
                Some(ListRow::Head(group)) => {
                    listing.group(*group).map_or(Extent::Nothing, |group| match group.units.as_slice() {
                        [] if selection.holds_resource(&group.resource.id) => Extent::All,
                        units => selection.extent(units),
                    })
                }
                Some(ListRow::Unit(group, unit)) => {
                    let held = listing.unit(*group, *unit).is_some_and(|unit| selection.holds(unit));
                    if held { Extent::All } else { Extent::Nothing }
                }
                None => Extent::Nothing,
            })
        })
    }

    /// A box that comes to stand for another line must not keep the focus: the next press of a key would change
    /// something else than what was focused.
    fn let_go_of_focus(self) {
        let region = document().get_element_by_id(self.id);
        let inside = region.zip(document().active_element());
        if inside.is_some_and(|(region, focused)| region != focused && region.contains(Some(&focused))) {
            focus::to_id(self.id);
        }
    }

    // The keyboard: one Tab stop, arrows move.

    /// Notes that the focus has come to this row.
    pub(super) fn focused(self, row: usize) {
        self.active.set_value(row);
        self.keep_a_stop();
    }

    /// Exactly one line on screen has the Tab stop: the active one, or the first with a box while that is out of view.
    fn keep_a_stop(self) {
        let Some(slots) = self.slots.try_get_value() else { return };
        let active = self.active.get_value();
        let row = |slot: &Slot| slot.row.get_untracked().filter(|_| slot.line.with_untracked(|line| line.has_box));
        let rows = || slots.iter().filter_map(row);
        let stop = rows().find(|row| *row == active).or_else(|| rows().min());
        for slot in &slots {
            let is_stop = stop.is_some() && slot.row.get_untracked() == stop;
            if slot.stop.get_untracked() != is_stop {
                slot.stop.set(is_stop);
            }
        }
    }

    /// Moves the focus to the next line with a box from `row` on, in the direction of `step`.
    pub(super) fn move_focus(self, key: &str) -> bool {
        let rows = self.heights.with_untracked(Heights::len);
        let (Some(last), here) = (rows.checked_sub(1), self.active.get_value()) else { return false };
        let (from, down) = match key {
            "ArrowDown" => (here + 1, true),
            "ArrowUp" => match here.checked_sub(1) {
                Some(above) => (above, false),
                None => return true,
            },
            "PageDown" => ((here + 10).min(last), true),
            "PageUp" => (here.saturating_sub(10), false),
            "Home" => (0, true),
            "End" => (last, false),
            _ => return false,
        };
        let has_box =
            |row: &usize| self.listing.with_value(|listing| line(listing, *row)).is_some_and(|line| line.has_box);
        let to = if down { (from..rows).find(has_box) } else { (0..=from).rev().find(has_box) };
        if let Some(to) = to {
            self.focus_row(to);
        }
        true
    }

    fn focus_row(self, row: usize) {
        self.active.set_value(row);
        let (top, bottom) = self.heights.with_untracked(|heights| (heights.top(row), heights.top(row + 1)));
        if let Some(region) = document().get_element_by_id(self.id) {
            let pixels = |length: u32| i32::try_from(length).unwrap_or(i32::MAX);
            // The resource's name above its first permission comes into view with it.
            let (top, bottom) = (pixels(top.saturating_sub(self.head.get_value())), pixels(bottom));
            if top < region.scroll_top() {
                region.set_scroll_top(top);
            } else if bottom > region.scroll_top() + region.client_height() {
                region.set_scroll_top(bottom - region.client_height());
            }
        }
        // The slots are filled by the event of scrolling, which comes before the next painting.
        timing::next_frame(move || {
            timing::next_frame_of(self.slots, move || {
                self.keep_a_stop();
                let slot = self.slots.get_value().into_iter().find(|slot| slot.row.get_untracked() == Some(row));
                let focused = slot.and_then(|slot| slot.tick.get_untracked()).map(|tick| tick.focus());
                if !matches!(focused, Some(Ok(()))) {
                    focus::to_id(self.id);
                }
            });
        });
    }

    // The selection.

    /// The box of a row was clicked.
    pub(super) fn toggle(self, row: usize) {
        let found = self.listing.with_value(|listing| match listing.rows().get(row) {
            Some(ListRow::Head(group)) => listing.group(*group).map(|group| Ticked::Resource(group.clone())),
            Some(ListRow::Unit(group, unit)) => listing.unit(*group, *unit).map(|unit| Ticked::Unit(unit.clone())),
            None => None,
        });
        match found {
            Some(Ticked::Resource(group)) => self.toggle_group(&group),
            Some(Ticked::Unit(unit)) => self.toggle_unit(&unit),
            None => {}
        }
    }

    fn toggle_unit(self, unit: &AccessUnit) {
        match self.selection.try_update_value(|selection| selection.toggle(unit)) {
            Some(Choice::Full) => self.refuse(&unit.resource.name),
            Some(Choice::Replaced(before)) => {
                self.announcer.say(text::replaced(&before, &unit.permission.name, &unit.resource.name));
                self.changed();
            }
            Some(Choice::Taken | Choice::GivenBack) => {
                self.say_count();
                self.changed();
            }
            None => {}
        }
    }

    fn toggle_group(self, group: &Group) {
        let held = |selection: &Selection| match group.units.as_slice() {
            [] => selection.holds_resource(&group.resource.id),
            units => selection.extent(units) == Extent::All,
        };
        let taken = self.selection.try_update_value(|selection| {
            if held(selection) {
                selection.remove(&group.resource.id);
                Taken::Whole
            } else {
                take(selection, group)
            }
        });
        match taken {
            Some(Taken::Full) => self.refuse(&group.resource.name),
            Some(_) => {
                self.say_count();
                self.changed();
            }
            None => {}
        }
    }

    fn refuse(self, name: &str) {
        self.note.set(Some(Note::Full(name.to_owned())));
        self.refresh_ticks();
    }

    /// Takes everything that matches, reading further pages as long as there is room.
    pub(super) fn take_all(self) {
        let cancel = self.latest.begin();
        self.taking_all.set(true);
        self.note.set(None);
        // A page that was on its way is given up; the loop below asks for it again where it is needed.
        self.progress.update(|progress| progress.loading = false);
        spawn_local(async move {
            let mut undecided = 0;
            let mut done = 0;
            let full = loop {
                let (groups, more) = self.listing.with_value(|listing| (listing.whole_groups().len(), listing.more()));
                let (full, open) = self.take_groups(done, groups);
                undecided += open;
                done = groups;
                if full || !more {
                    break full;
                }
                self.progress
                    .update(|progress| *progress = Progress { loading: true, error: None, ..progress.clone() });
                if self.fetch(Start::Behind, &cancel).await.is_err() {
                    if !cancel.is_cancelled() {
                        self.taking_all.try_set(false);
                    }
                    return;
                }
            };
            self.taking_all.set(false);
            self.note.set(Some(Note::TookAll { chosen: self.count.get_untracked(), more: full, undecided }));
        });
    }

    /// Takes what these groups list; answers whether one did not fit in, and how many need a choice.
    fn take_groups(self, from: usize, to: usize) -> (bool, usize) {
        let mut undecided = 0;
        let full = self.listing.with_value(|listing| {
            let groups = listing.whole_groups().get(from..to).unwrap_or_default();
            self.selection.try_update_value(|selection| {
                for group in groups {
                    match take(selection, group) {
                        Taken::Full => return true,
                        Taken::Undecided => undecided += 1,
                        Taken::Whole => {}
                    }
                }
                false
            })
        });
        self.changed();
        (full.unwrap_or(true), undecided)
    }

    pub(super) fn remove(self, resource: &str) {
        self.selection.update_value(|selection| selection.remove(resource));
        self.say_count();
        self.changed();
    }

    pub(super) fn clear(self) {
        self.selection.update_value(Selection::clear);
        self.say_count();
        self.changed();
    }

    /// The chosen resources in order, as far as `keep` wants them.
    pub(super) fn chosen(self, keep: impl Fn(&Chosen) -> bool) -> Vec<Chosen> {
        self.selection
            .with_value(|selection| selection.in_order().into_iter().filter(|chosen| keep(chosen)).cloned().collect())
    }

    /// What is chosen as resources and permissions apart, where it can be told so (see [`Selection::as_product`]).
    pub(super) fn as_product(self) -> Option<(Vec<String>, Vec<String>)> {
        self.selection.with_value(Selection::as_product)
    }

    pub(super) fn resource_ids(self) -> Vec<String> {
        self.selection.with_value(Selection::resource_ids)
    }

    /// Takes these units, as far as there is room: what a link or a template names.
    pub(super) fn take_units(self, units: &[AccessUnit]) {
        self.selection.update_value(|selection| {
            for unit in units {
                if !selection.holds(unit) {
                    selection.toggle(unit);
                }
            }
        });
        self.changed();
    }

    /// Takes these resources without permissions of their own, as far as there is room.
    pub(super) fn take_resources(self, resources: &[Arc<Resource>]) {
        self.selection.update_value(|selection| {
            for resource in resources {
                // What does not fit in is what the count against the limit shows.
                selection.take_resource(resource);
            }
        });
        self.changed();
    }

    pub(super) fn unit_ids(self) -> Vec<String> {
        self.selection.with_value(Selection::unit_ids)
    }

    fn say_count(self) {
        let count = self.selection.with_value(Selection::len);
        self.announcer.say(text::count_of_most(count));
    }

    fn changed(self) {
        let count = self.selection.with_value(Selection::len);
        if self.count.get_untracked() != count {
            self.count.set(count);
        }
        self.note.set(None);
        self.changes.update(|changes| *changes = changes.wrapping_add(1));
        self.refresh_ticks();
    }

    fn refresh_ticks(self) {
        for slot in self.slots.get_value() {
            self.refresh_tick(slot);
        }
    }
}

/// Takes what is listed of a resource, or the resource alone.
fn take(selection: &mut Selection, group: &Group) -> Taken {
    if group.units.is_empty() { selection.take_resource(&group.resource) } else { selection.take_all(&group.units) }
}

/// What the box of a row stands for.
enum Ticked {
    Resource(Group),
    Unit(AccessUnit),
}

fn head_height() -> u32 {
    let width = window().inner_width().ok().and_then(|width| width.as_f64());
    if width.is_some_and(|width| width < NARROW) { HEAD_NARROW } else { HEAD }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Start {
    Anew,
    /// Behind what is there.
    Behind,
}

enum Page {
    Units(PageOf<AccessUnit>),
    Resources(PageOf<Resource>),
}

/// A page did not come: given up, or failed and noted where it shows.
struct Stopped;

fn line(listing: &Listing, row: usize) -> Option<Line> {
    match listing.rows().get(row)? {
        ListRow::Head(group) => {
            let group = listing.group(*group)?;
            let resource = &group.resource;
            let alone = group.units.is_empty();
            let has_box = resource.resource_type.several_permissions || group.units.len() <= 1;
            Some(Line {
                is_head: true,
                has_box,
                name: if alone { resource.name.clone() } else { text::all_permissions_of(&resource.name) },
                label: resource.name.clone(),
                meta: text::about_resource(resource, !has_box),
                icon: icon::of_kind(&resource.integration.kind),
            })
        }
        ListRow::Unit(group, unit) => {
            let unit = listing.unit(*group, *unit)?;
            Some(Line {
                is_head: false,
                has_box: true,
                name: text::permission_on(&unit.permission.name, &unit.resource.name),
                label: unit.permission.name.clone(),
                meta: String::new(),
                icon: "",
            })
        }
    }
}

/// How much matches, in words.
pub(super) fn matching(progress: &Progress) -> String {
    match progress.total.filter(|_| progress.by_resource && progress.read) {
        Some(total) => text::matching(true, total, None, false),
        None => text::matching(progress.read, progress.resources, progress.total, progress.more),
    }
}
