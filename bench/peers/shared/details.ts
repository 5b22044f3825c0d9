// Access details as they are shown.

import type { AccessSession, SessionDetails } from './wire';

export interface Value {
  label: string;
  text: string;
  secrecy: 'open' | 'secret' | 'masked';
}

export interface Details {
  message?: string;
  instructions: Block[];
  command?: string;
  link?: { url: string; title: string };
  values: Value[];
  /** A secret is here that cannot be read again. */
  holdsSecret: boolean;
}

export const isUnread = ({ credentials }: AccessSession) =>
  credentials !== undefined && /^(new|available)$/i.test(credentials.status);

/** A session is often named after its integration; nothing is said twice. */
export const aboutSession = ({ name, type, integration }: AccessSession) =>
  name === integration.name ? type.name : `${type.name} · ${integration.name}`;

export function detailsOf(wire: SessionDetails): Details {
  const values: Value[] = [];
  for (const [key, value] of Object.entries(wire.json ?? {})) addValues(key, value, values);
  const command = wire.cli?.trim() ? wire.cli : undefined;
  const text = wire.instructions.markdown.trim() ? wire.instructions.markdown : wire.instructions.plain;
  const masked = text.includes('****') || command?.includes('****') || values.some((value) => value.secrecy === 'masked');
  const link =
    wire.link && isWebAddress(wire.link.url)
      ? { url: wire.link.url, title: wire.link.title?.trim() || wire.link.url }
      : undefined;
  return {
    message: wire.instructions.custom_message?.trim() || undefined,
    // Instructions often repeat the command, which stands below with its own button.
    instructions: parse(text).filter((block) => !(block.kind === 'code' && block.text.trim() === command)),
    command,
    link,
    values,
    holdsSecret: (wire.credentials !== undefined && !masked) || values.some((value) => value.secrecy === 'secret'),
  };
}

function addValues(key: string, value: unknown, values: Value[]): void {
  if (value === null || value === undefined) return;
  if (typeof value === 'object') {
    for (const [part, inner] of Object.entries(value)) addValues(`${key}_${part}`, inner, values);
    return;
  }
  const text = `${value}`;
  const secret =
    /pass|pwd|secret|token|credential|private|jwt/i.test(key) ||
    (/key$/i.test(key) && !/public/i.test(key)) ||
    /:\/\/[^/?#:]*:[^/?#]+@/.test(text);
  values.push({ label: labelOf(key), text, secrecy: /^\*+$/.test(text) ? 'masked' : secret ? 'secret' : 'open' });
}

function labelOf(key: string): string {
  if (key === 'db_name' || key === 'database' || key === 'dbname') return 'Database';
  if (key === 'url') return 'Address';
  const words = key.replaceAll(/[_-]/g, ' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** Everything that is worth pasting: values, then the command. */
export function toCopy({ values, command }: Details): string {
  const lines = values.filter((value) => value.secrecy !== 'masked').map(({ label, text }) => `${label}: ${text}`);
  if (command) lines.push(command);
  return `${lines.join('\n')}\n`;
}

// Instructions: a small part of Markdown. What is not understood stays text.

export type Block =
  | { kind: 'heading' | 'paragraph'; spans: Span[] }
  | { kind: 'list'; ordered: boolean; items: Span[][] }
  | { kind: 'code'; text: string };

export type Span = { kind: 'text' | 'strong' | 'code'; text: string } | { kind: 'link'; text: string; url: string };

export const isWebAddress = (url: string) => /^https?:\/\/./i.test(url.trim());

export function parse(text: string): Block[] {
  const blocks: Block[] = [];
  let paragraph: string[] = [];
  const flush = () => {
    if (paragraph.length) blocks.push({ kind: 'paragraph', spans: spansOf(paragraph.join(' ')) });
    paragraph = [];
  };
  const lines = text.split('\n');
  for (let at = 0; at < lines.length; at += 1) {
    const line = lines[at]!.trim();
    const heading = /^#{1,6} (.*)$/.exec(line);
    const item = /^(?:[-*]|(\d+)[.)]) (.*)$/.exec(line);
    if (line.startsWith('```')) {
      flush();
      const end = lines.findIndex((other, place) => place > at && other.trim().startsWith('```'));
      const code = lines.slice(at + 1, end < 0 ? undefined : end);
      blocks.push({ kind: 'code', text: code.length ? code.join('\n') : line.replaceAll('`', '') });
      at = end < 0 ? lines.length : end;
    } else if (!line) flush();
    else if (heading) {
      flush();
      blocks.push({ kind: 'heading', spans: spansOf(heading[1]!.trim()) });
    } else if (item) {
      flush();
      const ordered = item[1] !== undefined;
      const last = blocks.at(-1);
      if (last?.kind === 'list' && last.ordered === ordered) last.items.push(spansOf(item[2]!));
      else blocks.push({ kind: 'list', ordered, items: [spansOf(item[2]!)] });
    } else paragraph.push(line);
  }
  flush();
  return blocks;
}

const STYLED = /\*\*(.+?)\*\*|`(.+?)`|\[([^[\]]+)\]\((https?:\/\/[^)]+)\)/gi;

function spansOf(text: string): Span[] {
  const spans: Span[] = [];
  let end = 0;
  for (const found of text.matchAll(STYLED)) {
    if (found.index > end) spans.push({ kind: 'text', text: text.slice(end, found.index) });
    const [whole, strong, code, title, url] = found;
    if (strong) spans.push({ kind: 'strong', text: strong });
    else if (code) spans.push({ kind: 'code', text: code });
    else spans.push({ kind: 'link', text: title!, url: url! });
    end = found.index + whole.length;
  }
  if (end < text.length) spans.push({ kind: 'text', text: text.slice(end) });
  return spans;
}
