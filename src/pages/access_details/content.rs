//! What the popup shows once the details are here: instructions, command, link, values, each to be copied.

use leptos::prelude::*;
use wasm_bindgen_futures::spawn_local;

use crate::domain::instructions::{Block, Span, parse};
use crate::domain::session::{AccessDetails, Secrecy, Value};
use crate::host;
use crate::text::details as text;
use crate::ui::icon::Icon;
use crate::ui::live::Announcer;
use crate::ui::timing::Debounce;

const MASK: &str = "••••••••••••";

#[component]
pub(super) fn Content(
    details: AccessDetails,
    copied: RwSignal<bool>,
    /// What could not be copied in any way: shown to be selected.
    refused: RwSignal<Option<String>>,
) -> impl IntoView {
    // Instructions often repeat the command, which stands below with its own button.
    let command = details.command.clone();
    let is_command = |block: &Block| matches!(block, Block::Code(code) if command.as_deref() == Some(code.trim()));
    let blocks: Vec<Block> = parse(&details.instructions).into_iter().filter(|block| !is_command(block)).collect();
    // Then the command or the instructions are what a person must not lose: without instructions it is the command.
    let in_words = details.holds_secret_in_words();
    let in_command = in_words && blocks.is_empty();
    view! {
        {move || refused.get().map(|words| view! {
            <section class="section secret">
                <p role="alert">{text::COPY_REFUSED}</p>
                <textarea class="input input--area mono" readonly aria-label=text::VALUES prop:value=words></textarea>
            </section>
        })}
        {details.message.map(|message| view! {
            <section class="section">
                <h3>{text::MESSAGE}</h3>
                <p class="quote">{message}</p>
            </section>
        })}
        {(!blocks.is_empty()).then(|| view! {
            <section class="section instructions" class:secret=in_words>
                <h3>{text::INSTRUCTIONS}</h3>
                {blocks.into_iter().map(block).collect_view()}
            </section>
        })}
        {details.command.map(|command| {
            let to_copy = command.clone();
            view! {
                <section class="section secret">
                    <h3>{text::COMMAND}</h3>
                    <div class="command">
                        <pre tabindex="0"><code>{command}</code></pre>
                        <CopyButton label=text::COMMAND.to_owned() text=to_copy refused copied=in_command.then_some(copied)/>
                    </div>
                </section>
            }
        })}
        {details.link.map(|(address, title)| view! {
            <section class="section">
                <h3>{text::LINK}</h3>
                <p>
                    <a href=address target="_blank" rel="noopener noreferrer">{title}<Icon name="open"/><span class="sr">{text::OPENS_WINDOW}</span></a>
                </p>
            </section>
        })}
        {(!details.values.is_empty()).then(|| view! {
            <section class="section secret">
                <h3>{text::VALUES}</h3>
                <dl class="values">
                    {details.values.into_iter().map(|value| view! { <ValueRow value refused copied/> }).collect_view()}
                </dl>
            </section>
        })}
    }
}

fn block(block: Block) -> AnyView {
    match block {
        Block::Heading(words) => view! { <p class="strong">{spans(words)}</p> }.into_any(),
        Block::Paragraph(words) => view! { <p>{spans(words)}</p> }.into_any(),
        Block::Code(code) => view! { <pre class="command" tabindex="0"><code>{code}</code></pre> }.into_any(),
        Block::List { first, items } => {
            let items = items.into_iter().map(|item| view! { <li>{spans(item)}</li> }).collect_view();
            match first {
                Some(first) => view! { <ol class="steps" start=first>{items}</ol> }.into_any(),
                None => view! { <ul class="steps">{items}</ul> }.into_any(),
            }
        }
    }
}

fn spans(spans: Vec<Span>) -> Vec<AnyView> {
    let span = |span| {
        match span {
        Span::Text(words) => words.into_any(),
        Span::Strong(words) => view! { <strong>{words}</strong> }.into_any(),
        Span::Code(words) => view! { <code>{words}</code> }.into_any(),
        Span::Link(words, address) => {
            view! { <a href=address target="_blank" rel="noopener noreferrer">{words}<span class="sr">{text::OPENS_WINDOW}</span></a> }
                .into_any()
        }
    }
    };
    spans.into_iter().map(span).collect()
}

#[component]
fn ValueRow(value: Value, refused: RwSignal<Option<String>>, copied: RwSignal<bool>) -> impl IntoView {
    let hides = value.secrecy == Secrecy::Secret;
    let shown = RwSignal::new(!hides);
    let words = value.text.clone();
    let (show, hide) = (text::show_of(&value.label), text::hide_of(&value.label));
    view! {
        <div class="value">
            <dt>{value.label.clone()}</dt>
            <dd class="mono">
                {move || if shown.get() { words.clone() } else { MASK.to_owned() }}
                <span class="sr" hidden=move || shown.get()>{text::MASKED}</span>
            </dd>
            <dd class="value__acts">
                {hides.then(|| view! {
                    <button
                        class="btn btn--subtle btn--small btn--icon"
                        type="button"
                        aria-label=move || if shown.get() { hide.clone() } else { show.clone() }
                        on:click=move |_| shown.update(|shown| *shown = !*shown)
                    >
                        <Icon name=Signal::derive(move || if shown.get() { "eye-off" } else { "eye" })/>
                    </button>
                })}
                {(value.secrecy != Secrecy::Masked).then(|| view! {
                    <CopyButton label=value.label.clone() text=value.text.clone() refused copied=hides.then_some(copied)/>
                })}
            </dd>
        </div>
    }
}

/// What copying does: the word "Copied" for two seconds, said once, or the text to select.
#[derive(Clone, Copy)]
struct Copier {
    announcer: Announcer,
    rest: Debounce,
    done: RwSignal<bool>,
    refused: RwSignal<Option<String>>,
}

impl Copier {
    fn new(refused: RwSignal<Option<String>>) -> Self {
        let announcer = expect_context::<Announcer>();
        Self { announcer, rest: Debounce::new(2_000), done: RwSignal::new(false), refused }
    }

    fn copy(self, words: String, copied: Option<RwSignal<bool>>) {
        spawn_local(async move {
            if host::copy(&words).await {
                self.announcer.say(text::COPIED.to_owned());
                self.refused.try_set(None);
                self.done.try_set(true);
                if let Some(copied) = copied {
                    copied.try_set(true);
                }
                self.rest.run(move || self.done.set(false));
            } else {
                self.refused.try_set(Some(words));
            }
        });
    }
}

#[component]
fn CopyButton(
    label: String,
    text: String,
    refused: RwSignal<Option<String>>,
    /// Told when a secret has been copied.
    copied: Option<RwSignal<bool>>,
) -> impl IntoView {
    let copier = Copier::new(refused);
    view! {
        <span class="copied" aria-hidden="true" hidden=move || !copier.done.get()>{self::text::COPIED}</span>
        <button
            class="btn btn--subtle btn--small btn--icon"
            type="button"
            aria-label=self::text::copy_of(&label)
            on:click=move |_| copier.copy(text.clone(), copied)
        >
            <Icon name=Signal::derive(move || if copier.done.get() { "check" } else { "copy" })/>
        </button>
    }
}

#[component]
pub(super) fn CopyAll(
    all: StoredValue<String>,
    refused: RwSignal<Option<String>>,
    copied: RwSignal<bool>,
) -> impl IntoView {
    let copier = Copier::new(refused);
    view! {
        <button class="btn btn--primary" type="button" on:click=move |_| copier.copy(all.get_value(), Some(copied))>
            <Icon name=Signal::derive(move || if copier.done.get() { "check" } else { "copy" })/>
            {move || if copier.done.get() { text::COPIED } else { text::COPY_ALL }}
        </button>
    }
}
