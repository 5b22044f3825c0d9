//! Starts the tab: nothing else belongs here.

fn main() {
    apono_tab::app::start();
}
