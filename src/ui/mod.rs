//! Our own controls on Fluent 2 tokens. They know neither calls nor state: texts, values and callbacks come in.
//!
//! Plain buttons, links and checkboxes are native elements with the classes of `style/controls.css`; a control is here
//! only where it behaves.

pub mod badge;
pub mod blocks;
pub mod combobox;
pub mod dialog;
mod early;
pub mod field;
pub mod focus;
pub mod format;
pub mod icon;
pub mod live;
pub mod select;
pub mod skeleton;
pub mod tabs;
pub mod timing;
pub mod toast;
pub mod window_list;
