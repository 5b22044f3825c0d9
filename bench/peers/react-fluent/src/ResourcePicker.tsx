import {
  Button,
  Checkbox,
  Field,
  makeStyles,
  MessageBar,
  MessageBarActions,
  MessageBarBody,
  mergeClasses,
  SearchBox,
  Spinner,
  Subtitle1,
  tokens,
} from '@fluentui/react-components';
import { Database20Regular } from '@fluentui/react-icons';
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { useVirtualizer } from '@tanstack/react-virtual';
import { memo, useEffect, useLayoutEffect, useMemo, useRef, useState } from 'react';
import type { Choice } from '../../shared/requests';
import {
  aboutResource,
  countOfMost,
  extent,
  footWords,
  type Group,
  hasBox,
  holds,
  listing,
  type ListRow,
  matchingWords,
  rowName,
  type Selection,
  takeAll,
  tookAllWords,
  wholeGroups,
} from '../../shared/units';
import type { AccessUnit } from '../../shared/wire';
import { MultiSelect } from './MultiSelect';
import { permissionsQuery, resourceTypesQuery, unitsQuery } from './queries';
import { useDebounced } from './useDebounced';

const REST_MS = 250;
const HEAD_HEIGHT = 40;
const UNIT_HEIGHT = 32;

const useStyles = makeStyles({
  picker: {
    display: 'grid',
    rowGap: tokens.spacingVerticalM,
    gridTemplateColumns: 'minmax(0, 1fr)',
    padding: tokens.spacingHorizontalL,
    backgroundColor: tokens.colorNeutralBackground1,
    borderRadius: tokens.borderRadiusLarge,
    boxShadow: tokens.shadow2,
  },
  filters: { display: 'flex', flexWrap: 'wrap', alignItems: 'end', gap: tokens.spacingHorizontalM },
  search: { flexGrow: 1, minWidth: '220px' },
  searchBox: { maxWidth: 'none' },
  head: { display: 'flex', flexWrap: 'wrap', alignItems: 'center', gap: tokens.spacingHorizontalM },
  quiet: { color: tokens.colorNeutralForeground3, fontSize: tokens.fontSizeBase200 },
  count: { marginLeft: 'auto', fontWeight: tokens.fontWeightSemibold },
  list: { height: '520px', overflowY: 'auto', contain: 'strict' },
  stale: { opacity: 0.6 },
  inner: { position: 'relative' },
  row: {
    position: 'absolute',
    top: 0,
    left: 0,
    right: 0,
    display: 'flex',
    alignItems: 'center',
    columnGap: tokens.spacingHorizontalS,
  },
  headRow: {
    height: `${HEAD_HEIGHT}px`,
    fontWeight: tokens.fontWeightSemibold,
    borderTop: `1px solid ${tokens.colorNeutralStroke2}`,
  },
  unitRow: { height: `${UNIT_HEIGHT}px`, paddingLeft: tokens.spacingHorizontalXXL },
  chosen: { backgroundColor: tokens.colorBrandBackground2 },
  about: { color: tokens.colorNeutralForeground3, fontWeight: tokens.fontWeightRegular, fontSize: tokens.fontSizeBase200 },
  empty: { display: 'grid', justifyItems: 'center', rowGap: tokens.spacingVerticalM, padding: tokens.spacingHorizontalXXXL },
});

interface Props {
  selection: Selection;
  note?: string;
  onUnit: (unit: AccessUnit) => void;
  onGroup: (group: Group) => void;
  onTaken: (selection: Selection, words: string) => void;
}

const NOTHING: string[] = [];
const NO_CHOICES: Choice[] = [];

export const ResourcePicker = memo(function ResourcePicker({ selection, note, onUnit, onGroup, onTaken }: Props) {
  const styles = useStyles();
  const [typed, setTyped] = useState('');
  const [types, setTypes] = useState(NOTHING);
  const [names, setNames] = useState(NOTHING);
  const [takingAll, setTakingAll] = useState(false);
  const search = useDebounced(typed, REST_MS);
  const { typeChoices, nameChoices, idsOf, filtersFailed } = useFilterChoices();

  const filter = useMemo(
    () => ({ search, types, permissions: names.flatMap((name) => idsOf.get(name) ?? []) }),
    [search, types, names, idsOf],
  );
  const units = useInfiniteQuery(unitsQuery(filter));
  const { data, hasNextPage: more, isFetching, isFetchingNextPage, isPlaceholderData, fetchNextPage } = units;
  const { groups, rows } = useMemo(() => listing(data?.pages.flatMap((page) => page.data) ?? []), [data]);
  const total = data?.pages.at(-1)?.pagination.total;
  const read = data !== undefined && !isPlaceholderData;

  const clear = () => {
    setTyped('');
    setTypes(NOTHING);
    setNames(NOTHING);
  };
  const takeEverything = async () => {
    setTakingAll(true);
    let pages = data?.pages ?? [];
    let open = more;
    for (;;) {
      const found = listing(pages.flatMap((page) => page.data)).groups;
      const taken = takeAll(selection, wholeGroups(found, open));
      if (taken.full || !open) {
        onTaken(taken.selection, tookAllWords(taken.selection.size, taken.full, taken.undecided));
        break;
      }
      const next = await fetchNextPage();
      if (!next.data || next.isError) break;
      pages = next.data.pages;
      open = next.hasNextPage;
    }
    setTakingAll(false);
  };

  return (
    <section className={styles.picker} aria-label="Choose resources">
      <div className={styles.filters}>
        <Field label="Resources" className={styles.search} role="search">
          <SearchBox
            className={styles.searchBox}
            placeholder="Search by name"
            value={typed}
            onChange={(_, { value }) => setTyped(value)}
          />
        </Field>
        <MultiSelect label="Resource Type" placeholder="All types" choices={typeChoices} chosen={types} onChange={setTypes} />
        <MultiSelect label="Permission" placeholder="All permissions" choices={nameChoices} chosen={names} onChange={setNames} />
      </div>
      {filtersFailed && (
        <MessageBar intent="error">
          <MessageBarBody>The filters could not be loaded.</MessageBarBody>
        </MessageBar>
      )}
      {note && (
        <MessageBar intent="info" role="alert" layout="multiline">
          <MessageBarBody>{note}</MessageBarBody>
        </MessageBar>
      )}
      <div className={styles.head}>
        <Button size="small" disabledFocusable={!read || rows.length === 0 || takingAll} onClick={() => void takeEverything()}>
          Select all matching
        </Button>
        <span className={styles.quiet}>{read ? matchingWords(groups.length, more, total) : 'Searching…'}</span>
        <span className={styles.count}>{countOfMost(selection.size)}</span>
      </div>
      {units.error && (
        <MessageBar intent="error">
          <MessageBarBody>{units.error.message}</MessageBarBody>
          <MessageBarActions>
            <Button onClick={() => void units.refetch()}>Retry</Button>
          </MessageBarActions>
        </MessageBar>
      )}
      {data === undefined && !units.error && <Spinner label="Loading…" />}
      {rows.length > 0 && (
        <ResourceList
          rows={rows}
          listKey={filter}
          stale={isPlaceholderData}
          busy={isFetching}
          selection={selection}
          onUnit={onUnit}
          onGroup={onGroup}
          onNearEnd={more && !isFetchingNextPage ? fetchNextPage : undefined}
        />
      )}
      {read && rows.length === 0 && (
        <div className={styles.empty}>
          <Subtitle1 as="h2">Nothing matches</Subtitle1>
          <p>Try a shorter name, or take filters away.</p>
          <Button onClick={clear}>Clear search and filters</Button>
        </div>
      )}
      {read && rows.length > 0 && <p className={styles.quiet}>{footWords(groups.length, more, isFetchingNextPage)}</p>}
    </section>
  );
});

/** Both filters. Each permission's name is offered once and stands for all ids behind it. */
function useFilterChoices() {
  const types = useQuery(resourceTypesQuery);
  const permissions = useQuery(permissionsQuery);
  const typeChoices = useMemo(
    () => types.data?.map(({ id, display_path: label }) => ({ id, label })) ?? NO_CHOICES,
    [types.data],
  );
  const idsOf = useMemo(() => Map.groupBy(permissions.data ?? [], ({ name }) => name), [permissions.data]);
  const ids = useMemo(() => new Map([...idsOf].map(([name, all]) => [name, all.map(({ id }) => id)])), [idsOf]);
  const nameChoices = useMemo(() => [...ids.keys()].sort().map((name) => ({ id: name, label: name })), [ids]);
  return { typeChoices, nameChoices, idsOf: ids, filtersFailed: types.isError || permissions.isError };
}

interface ListProps {
  rows: ListRow[];
  /** Another one begins at its top. */
  listKey: unknown;
  stale: boolean;
  busy: boolean;
  selection: Selection;
  onUnit: (unit: AccessUnit) => void;
  onGroup: (group: Group) => void;
  onNearEnd?: () => unknown;
}

const NEAR = 50;

function ResourceList({ rows, listKey, stale, busy, selection, onUnit, onGroup, onNearEnd }: ListProps) {
  const styles = useStyles();
  const region = useRef<HTMLDivElement>(null);
  const virtualizer = useVirtualizer({
    count: rows.length,
    getScrollElement: () => region.current,
    estimateSize: (index) => (rows[index]?.kind === 'head' ? HEAD_HEIGHT : UNIT_HEIGHT),
    overscan: 8,
  });
  useLayoutEffect(() => virtualizer.measure(), [rows, virtualizer]);
  useLayoutEffect(() => {
    if (!stale) region.current?.scrollTo(0, 0);
  }, [listKey, stale]);
  const items = virtualizer.getVirtualItems();
  const last = items.at(-1)?.index ?? 0;
  useEffect(() => {
    if (last >= rows.length - NEAR) void onNearEnd?.();
  }, [last, rows.length, onNearEnd]);
  return (
    <div
      ref={region}
      role="list"
      aria-label="Matching resources"
      aria-busy={busy}
      className={mergeClasses(styles.list, stale && styles.stale)}
      tabIndex={0}
    >
      <div role="presentation" className={styles.inner} style={{ height: virtualizer.getTotalSize() }}>
        {items.map(({ key, index, start }) => {
          const row = rows[index]!;
          const checked = row.kind === 'head' ? extent(selection, row.group) : holds(selection, row.unit);
          return (
            <ResourceRow
              key={key}
              row={row}
              place={index}
              count={rows.length}
              start={start}
              checked={checked}
              onUnit={onUnit}
              onGroup={onGroup}
            />
          );
        })}
      </div>
    </div>
  );
}

interface RowProps {
  row: ListRow;
  place: number;
  count: number;
  start: number;
  checked: boolean | 'mixed';
  onUnit: (unit: AccessUnit) => void;
  onGroup: (group: Group) => void;
}

const ResourceRow = memo(function ResourceRow({ row, place, count, start, checked, onUnit, onGroup }: RowProps) {
  const styles = useStyles();
  const isHead = row.kind === 'head';
  const label = isHead ? row.group.resource.name : row.unit.permission.name;
  return (
    <div
      role="listitem"
      aria-setsize={count}
      aria-posinset={place + 1}
      className={mergeClasses(styles.row, isHead ? styles.headRow : styles.unitRow, !isHead && checked === true && styles.chosen)}
      style={{ transform: `translateY(${start}px)` }}
    >
      {(!isHead || hasBox(row.group)) && (
        <Checkbox aria-label={rowName(row)} checked={checked} onChange={() => (isHead ? onGroup(row.group) : onUnit(row.unit))} />
      )}
      {isHead && <Database20Regular />}
      <span>{label}</span>
      {isHead && <span className={styles.about}>{aboutResource(row.group)}</span>}
    </div>
  );
});
