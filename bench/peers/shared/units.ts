// What may be requested, and what of it is chosen. Values that are never changed in place.

import { inHours } from './time';
import type { AccessUnit, DryRun, Resource } from './wire';

/** The most resources that one form can hold. Distinct resources count, not their permissions. */
export const MOST_RESOURCES = 1_000;

/** A resource with its listed permissions. */
export interface Group {
  resource: Resource;
  units: AccessUnit[];
}

export type ListRow = { kind: 'head'; group: Group } | { kind: 'unit'; unit: AccessUnit };

/** Puts one resource's permissions under its name; they come one after the other, also from page to page. */
export function listing(units: Iterable<AccessUnit>): { groups: Group[]; rows: ListRow[] } {
  const groups: Group[] = [];
  const rows: ListRow[] = [];
  let group: Group | undefined;
  for (const unit of units) {
    if (group?.resource.id !== unit.resource.id) {
      group = { resource: unit.resource, units: [] };
      groups.push(group);
      rows.push({ kind: 'head', group });
    }
    group.units.push(unit);
    rows.push({ kind: 'unit', unit });
  }
  return { groups, rows };
}

/** The groups of which every unit has been read: the last one may go on with the next page. */
export const wholeGroups = (groups: Group[], more: boolean) => (more ? groups.slice(0, -1) : groups);

/** The chosen units by resource, in the order in which the resources came in. */
export type Selection = ReadonlyMap<string, Group>;

export const holds = (selection: Selection, unit: AccessUnit) =>
  selection.get(unit.resource.id)?.units.some((held) => held.id === unit.id) ?? false;

export function extent(selection: Selection, { resource, units }: Group): boolean | 'mixed' {
  if (!selection.has(resource.id)) return false;
  const held = units.filter((unit) => holds(selection, unit)).length;
  return held === 0 ? false : held === units.length || 'mixed';
}

/** A resource of one permission at a time has no box for all of them. */
export const hasBox = ({ resource, units }: Group) => resource.type.allow_multiple_permissions || units.length <= 1;

export interface Chosen {
  selection: Selection;
  /** The resource of this name did not fit in. */
  refused?: string;
}

const refuse = (selection: Selection, { name }: Resource): Chosen => ({ selection, refused: name });

export function toggleUnit(selection: Selection, unit: AccessUnit): Chosen {
  const { resource } = unit;
  const before = selection.get(resource.id);
  if (!before && selection.size >= MOST_RESOURCES) return refuse(selection, resource);
  const next = new Map(selection);
  if (before && holds(selection, unit)) {
    const units = before.units.filter((held) => held.id !== unit.id);
    if (units.length) next.set(resource.id, { resource, units });
    else next.delete(resource.id);
  } else {
    next.set(resource.id, {
      resource,
      units: before && resource.type.allow_multiple_permissions ? [...before.units, unit] : [unit],
    });
  }
  return { selection: next };
}

export function toggleGroup(selection: Selection, group: Group): Chosen {
  const next = new Map(selection);
  if (extent(selection, group) === true) next.delete(group.resource.id);
  else if (take(next, group) === 'full') return refuse(selection, group.resource);
  return { selection: next };
}

function take(selection: Map<string, Group>, { resource, units }: Group): 'whole' | 'undecided' | 'full' {
  const before = selection.get(resource.id);
  const several = resource.type.allow_multiple_permissions;
  if (before && !several) return 'whole';
  if (!before && !several && units.length > 1) return 'undecided';
  if (!before && selection.size >= MOST_RESOURCES) return 'full';
  const held = new Set(before?.units.map((unit) => unit.id));
  selection.set(resource.id, { resource, units: [...(before?.units ?? []), ...units.filter((unit) => !held.has(unit.id))] });
  return 'whole';
}

/** Takes all of these as far as there is room. */
export function takeAll(selection: Selection, groups: Group[]): { selection: Selection; full: boolean; undecided: number } {
  const next = new Map(selection);
  let undecided = 0;
  for (const group of groups) {
    const taken = take(next, group);
    if (taken === 'full') return { selection: next, full: true, undecided };
    if (taken === 'undecided') undecided += 1;
  }
  return { selection: next, full: false, undecided };
}

export function without(selection: Selection, resource: string): Selection {
  const next = new Map(selection);
  next.delete(resource);
  return next;
}

export const unitIds = (selection: Selection) => [...selection.values()].flatMap(({ units }) => units.map((unit) => unit.id));

// Words.

const NUMBER = new Intl.NumberFormat('en');
const plural = (count: number, one: string, many: string) => `${NUMBER.format(count)} ${count === 1 ? one : many}`;

export const countOfMost = (count: number) => `${NUMBER.format(count)} of ${NUMBER.format(MOST_RESOURCES)} resources`;

export function matchingWords(resources: number, more: boolean, total?: number): string {
  if (!more) return `${plural(resources, 'resource matches', 'resources match')}`;
  if (total === undefined) return `at least ${plural(resources, 'resource', 'resources')} match`;
  return `${NUMBER.format(total)} permissions match, on more than ${NUMBER.format(resources)} resources`;
}

export function footWords(resources: number, more: boolean, loading: boolean): string {
  if (!more) return `Showing all ${plural(resources, 'resource', 'resources')}.`;
  return `Showing ${NUMBER.format(resources)} resources. ${loading ? 'Loading more…' : 'More load as you scroll.'}`;
}

export function tookAllWords(chosen: number, full: boolean, undecided: number): string {
  let words = `${plural(chosen, 'resource is', 'resources are')} selected.`;
  if (full) words += ' More match, but one request holds at most 1,000. Narrow the search to choose others.';
  if (undecided)
    words += ` ${plural(undecided, 'resource allows', 'resources allow')} one permission at a time and stayed out: filter by Permission, or choose in the list.`;
  return words;
}

export const fullWords = (name: string) =>
  `At most 1,000 resources can be selected, so ${name} was not added. Remove some, or send this request first.`;

export function rowName(row: ListRow): string {
  return row.kind === 'head'
    ? `All permissions of ${row.group.resource.name}`
    : `${row.unit.permission.name} on ${row.unit.resource.name}`;
}

export function aboutResource(group: Group): string {
  const { type, integration } = group.resource;
  return `${type.display_path} · ${integration.name}${hasBox(group) ? '' : ' · one permission at a time'}`;
}

export function chipWords({ resource, units }: Group): string {
  return `${resource.name} · ${units.length === 1 ? units[0]!.permission.name : `${units.length} permissions`}`;
}

// The form's rules.

export interface Rules {
  justificationRequired: boolean;
  durationRequired: boolean;
  /** Seconds. */
  cap?: number;
  objections: { field: string; message: string }[];
}

/** A dry run that misses a justification or a duration tells that they are required. */
export function rulesOf({ errors, max_duration_in_sec }: DryRun): Rules {
  const rules: Rules = { justificationRequired: false, durationRequired: false, cap: max_duration_in_sec, objections: [] };
  for (const { code, field, message, details } of errors) {
    if (code === 'FIELD_MISSING' && field === 'justification') rules.justificationRequired = true;
    else if (code === 'INVALID_DURATION' && field === 'duration_in_sec') {
      rules.durationRequired = true;
      rules.cap ??= details?.max_duration;
    } else rules.objections.push({ field, message: message ?? `Apono refused this form because of ${field}.` });
  }
  return rules;
}

export function durationHint({ cap, durationRequired }: Pick<Rules, 'cap' | 'durationRequired'>): string {
  const most = cap ? `At most ${inHours(cap)} for this selection.` : '';
  return durationRequired ? most : `${most} Leave it empty for the whole granting period.`.trim();
}

/** The typed hours as seconds, or the words to show at the field. */
export function readDuration(
  typed: string,
  { cap, durationRequired }: Pick<Rules, 'cap' | 'durationRequired'>,
): { seconds?: number; error?: string } {
  const text = typed.trim();
  if (!text) return durationRequired ? { error: 'Enter for how many hours you need the access.' } : {};
  const plain = /^[-+]?(\d+([.,]\d*)?|[.,]\d+)$/.test(text) && !/,\d{3}$/.test(text);
  if (!plain) return { error: 'Enter hours as a number, for example 4 or 1.5.' };
  const seconds = Math.trunc(Number(text.replace(',', '.')) * 3_600);
  if (seconds <= 0) return { error: 'Enter more than 0 hours.' };
  const most = Math.min(cap ?? 2_147_483_647, 2_147_483_647);
  return seconds > most ? { error: `Enter at most ${inHours(most)}.` } : { seconds };
}
