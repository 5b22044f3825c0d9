import {
  Button,
  CounterBadge,
  makeStyles,
  MessageBar,
  MessageBarActions,
  MessageBarBody,
  SearchBox,
  Skeleton,
  SkeletonItem,
  Subtitle1,
  Tab,
  Table,
  TableBody,
  TableHeader,
  TableHeaderCell,
  TableRow,
  TabList,
  tokens,
  typographyStyles,
} from '@fluentui/react-components';
import { Add20Regular, Search20Regular } from '@fluentui/react-icons';
import { useQuery } from '@tanstack/react-query';
import { useWindowVirtualizer } from '@tanstack/react-virtual';
import { lazy, Suspense, useCallback, useDeferredValue, useLayoutEffect, useMemo, useRef, useState } from 'react';
import { choicesOf, countOf, isNarrowed, type ListName, matching, progress, type Request } from '../../shared/requests';
import { MultiSelect } from './MultiSelect';
import { followLink, navigate, PATHS, useSent } from './navigation';
import { configQuery, useRequests } from './queries';
import { RequestRow, useColumns } from './RequestRow';
import { useNow } from './useNow';

const AccessDetails = lazy(() => import('./AccessDetails'));

const ROW_HEIGHT = 57;
const PANEL = 'requests';

const useStyles = makeStyles({
  page: { display: 'grid', rowGap: tokens.spacingVerticalL, gridTemplateColumns: 'minmax(0, 1fr)' },
  head: { display: 'flex', alignItems: 'center', justifyContent: 'space-between' },
  title: typographyStyles.title3,
  count: { marginLeft: tokens.spacingHorizontalS },
  filters: { display: 'flex', flexWrap: 'wrap', alignItems: 'end', gap: tokens.spacingHorizontalM },
  search: { flexGrow: 1, maxWidth: '420px' },
  card: { backgroundColor: tokens.colorNeutralBackground1, borderRadius: tokens.borderRadiusLarge, boxShadow: tokens.shadow2 },
  empty: { display: 'grid', justifyItems: 'center', rowGap: tokens.spacingVerticalM, padding: tokens.spacingHorizontalXXXL },
  foot: { color: tokens.colorNeutralForeground3, fontSize: tokens.fontSizeBase200, paddingTop: tokens.spacingVerticalS },
  loading: { display: 'grid', rowGap: tokens.spacingVerticalL, padding: tokens.spacingHorizontalL },
});

const NOTHING: string[] = [];

export function MyRequests({ list }: { list: ListName }) {
  const styles = useStyles();
  const contact = useQuery(configQuery).data?.administrator_contact;
  const { requests, openRead, loaded, error, retry } = useRequests();
  const sent = useSent();
  const [typed, setTyped] = useState('');
  const [statuses, setStatuses] = useState(NOTHING);
  const [integrations, setIntegrations] = useState(NOTHING);
  const [details, setDetails] = useState<Request>();
  const search = useDeferredValue(typed);

  const lists = useMemo(
    () => ({
      open: requests.filter((request) => request.list === 'open'),
      closed: requests.filter((request) => request.list === 'closed'),
    }),
    [requests],
  );
  const choices = useMemo(() => choicesOf(lists[list]), [lists, list]);
  const filter = useMemo(() => ({ search, statuses, integrations }), [search, statuses, integrations]);
  const shown = useMemo(() => matching(lists[list], filter), [lists, list, filter]);
  const narrowed = isNarrowed(filter);
  const read = loaded.done || (list === 'open' && openRead);
  const newIds = useMemo(() => new Set(sent?.ids), [sent]);
  const closeDetails = useCallback(() => setDetails(undefined), []);

  // The two lists share no status, but what is searched for may be in either.
  const select = (list: ListName) => {
    setStatuses(NOTHING);
    navigate(PATHS[list]);
  };
  const clear = () => {
    setTyped('');
    setStatuses(NOTHING);
    setIntegrations(NOTHING);
  };

  return (
    <div className={styles.page}>
      <div className={styles.head}>
        <h1 className={styles.title} tabIndex={-1} ref={focusAfterSending}>
          My Requests
        </h1>
        <Button as="a" appearance="primary" icon={<Add20Regular />} href={PATHS.new} onClick={followLink}>
          New Request
        </Button>
      </div>
      <TabList selectedValue={list} onTabSelect={(_, { value }) => select(value as ListName)} aria-label="Lists of requests">
        <ListTab value="open" label="Open Requests" count={lists.open.length} complete={openRead} />
        <ListTab value="closed" label="Closed Requests" count={lists.closed.length} complete={loaded.done} />
      </TabList>
      <div role="search" aria-label="Search and filters" className={styles.filters}>
        <SearchBox
          className={styles.search}
          aria-label="Search requests"
          placeholder="Search requests"
          value={typed}
          onChange={(_, { value }) => setTyped(value)}
        />
        <MultiSelect label="Status" placeholder="All" choices={choices.statuses} chosen={statuses} onChange={setStatuses} />
        <MultiSelect
          label="Integration"
          placeholder="All"
          choices={choices.integrations}
          chosen={integrations}
          onChange={setIntegrations}
        />
        {narrowed && (
          <Button appearance="subtle" onClick={clear}>
            Clear all
          </Button>
        )}
      </div>
      {sent && (
        <MessageBar intent="success">
          <MessageBarBody>{sent.message}</MessageBarBody>
        </MessageBar>
      )}
      <div role="tabpanel" id={PANEL} aria-labelledby={`tab-${list}`}>
        {error && (
          <MessageBar intent="error">
            <MessageBarBody>{error.message}</MessageBarBody>
            <MessageBarActions>
              <Button onClick={() => void retry()}>Retry</Button>
            </MessageBarActions>
          </MessageBar>
        )}
        {shown.length > 0 && (
          <RequestTable requests={shown} newIds={newIds} complete={read} contact={contact} onDetails={setDetails} />
        )}
        {shown.length === 0 && !read && !error && (
          <Skeleton className={styles.loading} aria-label="Requests are being loaded">
            {[0, 1, 2, 3, 4].map((row) => (
              <SkeletonItem key={row} size={32} />
            ))}
          </Skeleton>
        )}
        {shown.length === 0 && read && (narrowed ? <NoMatch onClear={clear} /> : <Empty list={list} />)}
        <p role="status" className={styles.foot}>
          {progress(loaded, narrowed ? shown.length : undefined)}
        </p>
      </div>
      {details && (
        <Suspense>
          <AccessDetails request={details} contact={contact} onClose={closeDetails} />
        </Suspense>
      )}
    </div>
  );
}

/** Whoever sent a form is told by the heading where they are. */
function focusAfterSending(heading: HTMLElement | null) {
  if (history.state) heading?.focus();
}

function ListTab({ value, label, count, complete }: { value: ListName; label: string; count: number; complete: boolean }) {
  const styles = useStyles();
  const [eye, words] = countOf(count, complete);
  return (
    <Tab value={value} id={`tab-${value}`} aria-controls={PANEL} aria-label={`${label} ${words}`.trim()}>
      {label}
      {eye && (
        <CounterBadge className={styles.count} appearance="ghost" color="informative" aria-hidden="true">
          {eye}
        </CounterBadge>
      )}
    </Tab>
  );
}

interface TableProps {
  requests: Request[];
  newIds: ReadonlySet<string>;
  complete: boolean;
  contact?: string;
  onDetails: (request: Request) => void;
}

/** Only the rows near the view exist; the page scrolls as a whole. */
function RequestTable({ requests, newIds, complete, contact, onDetails }: TableProps) {
  const styles = useStyles();
  const columns = useColumns();
  const now = useNow();
  const body = useRef<HTMLTableSectionElement>(null);
  const [margin, setMargin] = useState(0);
  useLayoutEffect(() => setMargin((body.current?.getBoundingClientRect().top ?? 0) + scrollY), []);
  const virtualizer = useWindowVirtualizer({
    count: requests.length,
    estimateSize: () => ROW_HEIGHT,
    getItemKey: (index) => requests[index]?.id ?? index,
    overscan: 10,
    scrollMargin: margin,
  });
  const items = virtualizer.getVirtualItems();
  const above = (items[0]?.start ?? margin) - margin;
  const below = virtualizer.getTotalSize() - ((items.at(-1)?.end ?? margin) - margin);
  return (
    <Table className={styles.card} aria-rowcount={complete ? requests.length + 1 : -1}>
      <TableHeader>
        <TableRow aria-rowindex={1}>
          <TableHeaderCell className={columns.id}>Request</TableHeaderCell>
          <TableHeaderCell>Access</TableHeaderCell>
          <TableHeaderCell className={columns.when}>Requested</TableHeaderCell>
          <TableHeaderCell className={columns.time}>Duration</TableHeaderCell>
          <TableHeaderCell className={columns.status}>Status</TableHeaderCell>
          <TableHeaderCell className={columns.actions}>Actions</TableHeaderCell>
        </TableRow>
      </TableHeader>
      <TableBody ref={body}>
        {above > 0 && <tr aria-hidden="true" style={{ height: above }} />}
        {items.map(({ key, index }) => {
          const request = requests[index]!;
          return (
            <RequestRow
              key={key}
              request={request}
              place={index}
              now={now}
              isNew={newIds.has(request.id)}
              contact={contact}
              onDetails={onDetails}
            />
          );
        })}
        {below > 0 && <tr aria-hidden="true" style={{ height: below }} />}
      </TableBody>
    </Table>
  );
}

function NoMatch({ onClear }: { onClear: () => void }) {
  const styles = useStyles();
  return (
    <div className={styles.empty}>
      <Search20Regular />
      <Subtitle1 as="h2">No request matches</Subtitle1>
      <p>Try another word, or take filters away.</p>
      <Button onClick={onClear}>Clear all</Button>
    </div>
  );
}

function Empty({ list }: { list: ListName }) {
  const styles = useStyles();
  return (
    <div className={styles.empty}>
      <Subtitle1 as="h2">{list === 'open' ? 'You have no open requests' : 'You have no closed requests'}</Subtitle1>
      <p>
        {list === 'open'
          ? 'Ask for access to a database, a cloud account or an application. It appears here with its status.'
          : 'Requests that have expired or were rejected, revoked or failed appear here.'}
      </p>
      <Button as="a" href={PATHS.new} onClick={followLink}>
        New Request
      </Button>
    </div>
  );
}
