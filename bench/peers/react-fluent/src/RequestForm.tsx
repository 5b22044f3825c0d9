import {
  Button,
  Divider,
  Field,
  Input,
  makeStyles,
  MessageBar,
  MessageBarBody,
  SearchBox,
  Subtitle2,
  Textarea,
  tokens,
} from '@fluentui/react-components';
import { Dismiss12Regular } from '@fluentui/react-icons';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useVirtualizer } from '@tanstack/react-virtual';
import { type FormEvent, memo, useMemo, useRef, useState } from 'react';
import { createRequest, dryRun } from '../../shared/api';
import {
  chipWords,
  countOfMost,
  durationHint,
  type Group,
  readDuration,
  rulesOf,
  type Selection,
  unitIds,
} from '../../shared/units';
import { followLink, navigate, PATHS } from './navigation';
import { openRequestsQuery, rulesQuery, sessionQuery } from './queries';
import { useDebounced } from './useDebounced';

const REST_MS = 300;
/** How many chips are shown. */
const CHIPS = 6;
const PICKED_HEIGHT = 44;

const useStyles = makeStyles({
  form: {
    display: 'grid',
    rowGap: tokens.spacingVerticalM,
    gridTemplateColumns: 'minmax(0, 1fr)',
    padding: tokens.spacingHorizontalL,
    backgroundColor: tokens.colorNeutralBackground1,
    borderRadius: tokens.borderRadiusLarge,
    boxShadow: tokens.shadow2,
  },
  selected: { display: 'grid', rowGap: tokens.spacingVerticalS, gridTemplateColumns: 'minmax(0, 1fr)' },
  head: { display: 'flex', alignItems: 'center', gap: tokens.spacingHorizontalS },
  quiet: { color: tokens.colorNeutralForeground3, fontSize: tokens.fontSizeBase200 },
  clear: { marginLeft: 'auto' },
  chips: { display: 'flex', flexWrap: 'wrap', gap: tokens.spacingHorizontalXS, listStyleType: 'none' },
  chip: {
    display: 'flex',
    alignItems: 'center',
    paddingLeft: tokens.spacingHorizontalS,
    backgroundColor: tokens.colorNeutralBackground3,
    borderRadius: tokens.borderRadiusMedium,
  },
  picked: { height: '264px', overflowY: 'auto', contain: 'strict' },
  inner: { position: 'relative' },
  pickedRow: {
    position: 'absolute',
    top: 0,
    left: 0,
    right: 0,
    height: `${PICKED_HEIGHT}px`,
    display: 'grid',
    gridTemplateColumns: 'minmax(0, 1fr) auto',
    alignItems: 'center',
  },
  submit: { display: 'flex', gap: tokens.spacingHorizontalS, alignItems: 'center' },
});

interface Props {
  selection: Selection;
  onRemove: (resource: string) => void;
  onClear: () => void;
}

const NO_RULES = { justificationRequired: false, durationRequired: false, objections: [] };

export function RequestForm({ selection, onRemove, onClear }: Props) {
  const styles = useStyles();
  const queryClient = useQueryClient();
  const [hours, setHours] = useState('');
  const [justification, setJustification] = useState('');
  const [pressed, setPressed] = useState(false);
  const durationField = useRef<HTMLInputElement>(null);
  const justificationField = useRef<HTMLTextAreaElement>(null);
  const always = useQuery(sessionQuery).data?.settings.require_duration_for_access_request ?? false;
  const settled = useDebounced(selection, REST_MS);
  const rules = useQuery(rulesQuery(useMemo(() => unitIds(settled), [settled])));
  const { justificationRequired, durationRequired, cap, objections } = rules.data ?? { ...NO_RULES, cap: undefined };
  const durationRule = { cap, durationRequired: durationRequired || always };

  const sending = useMutation({
    mutationFn: async () => {
      const draft = {
        units: unitIds(selection),
        justification: justification.trim() || undefined,
        durationInSec: readDuration(hours, durationRule).seconds,
      };
      // Asked with what is typed first; only what nothing is said against is sent.
      const said = rulesOf(await dryRun(draft));
      const missing = said.justificationRequired && !draft.justification ? ['Say why you need this access.'] : [];
      const against = [...missing, ...said.objections.map(({ message }) => message)];
      if (against.length) throw new Error(against.join(' '));
      return createRequest(draft);
    },
    onSuccess: async ({ request_ids: ids, message }) => {
      await queryClient.refetchQueries(openRequestsQuery);
      const became = ids.length === 1 ? 'Your request was sent.' : `Your form was sent and became ${ids.length} requests.`;
      navigate(PATHS.open, { ids, message: message ?? became });
    },
  });

  const missing = selection.size === 0;
  const durationError = readDuration(hours, durationRule).error;
  const justificationError = justificationRequired && !justification.trim() ? 'Say why you need this access.' : undefined;

  const submit = (event: FormEvent) => {
    event.preventDefault();
    setPressed(true);
    if (sending.isPending || missing) return;
    if (durationError) durationField.current?.focus();
    else if (justificationError) justificationField.current?.focus();
    else sending.mutate();
  };

  return (
    <form className={styles.form} aria-label="Request details" noValidate onSubmit={submit}>
      <Selected selection={selection} missing={pressed && missing} onRemove={onRemove} onClear={onClear} />
      <Divider />
      <Field
        label="Duration (in Hours)"
        required={durationRule.durationRequired}
        hint={durationHint(durationRule)}
        validationMessage={pressed ? durationError : undefined}
      >
        <Input
          ref={durationField}
          inputMode="decimal"
          autoComplete="off"
          value={hours}
          onChange={(_, { value }) => setHours(value)}
        />
      </Field>
      <Field
        label="Justification"
        required={justificationRequired}
        hint="Say what you need the access for. Approvers read this."
        validationMessage={pressed ? justificationError : undefined}
      >
        <Textarea ref={justificationField} rows={3} value={justification} onChange={(_, { value }) => setJustification(value)} />
      </Field>
      <Divider />
      {rules.error && <Message text={`Apono could not be asked what this selection needs. ${rules.error.message}`} />}
      {objections.map(({ message }) => (
        <Message key={message} text={message} />
      ))}
      {sending.error && <Message text={`${sending.error.message} Your form is kept.`} />}
      <p className={styles.quiet}>Apono may split this into several requests. You see each of them afterwards.</p>
      <div className={styles.submit}>
        <Button type="submit" appearance="primary" aria-busy={sending.isPending}>
          Request
        </Button>
        <Button as="a" href={PATHS.open} onClick={followLink}>
          Cancel
        </Button>
        <span role="status" className={styles.quiet}>
          {sending.isPending && 'Sending…'}
        </span>
      </div>
    </form>
  );
}

function Message({ text }: { text: string }) {
  return (
    <MessageBar intent="error" layout="multiline" role="alert">
      <MessageBarBody>{text}</MessageBarBody>
    </MessageBar>
  );
}

interface SelectedProps extends Props {
  missing: boolean;
}

/** What is selected: chips while it is little, a searchable list when it is much. */
const Selected = memo(function Selected({ selection, missing, onRemove, onClear }: SelectedProps) {
  const styles = useStyles();
  const [all, setAll] = useState(false);
  const chosen = useMemo(() => [...selection.values()], [selection]);
  const everything = all && chosen.length > CHIPS;
  return (
    <section className={styles.selected} aria-labelledby="selected-heading">
      <div className={styles.head}>
        <Subtitle2 as="h2" id="selected-heading" tabIndex={-1}>
          Selected
        </Subtitle2>
        <span className={styles.quiet}>{countOfMost(selection.size)}</span>
        {selection.size > 0 && (
          <Button className={styles.clear} appearance="transparent" size="small" onClick={onClear}>
            Clear all
          </Button>
        )}
      </div>
      {missing && <Message text="Select at least one resource." />}
      {selection.size === 0 && <p className={styles.quiet}>Tick what you need in the list.</p>}
      {everything && <Everything chosen={chosen} onRemove={onRemove} />}
      {!everything && selection.size > 0 && (
        <ul className={styles.chips}>
          {chosen.slice(0, CHIPS).map((group) => (
            <Chip key={group.resource.id} group={group} onRemove={onRemove} />
          ))}
          {chosen.length > CHIPS && (
            <li>
              <Button size="small" onClick={() => setAll(true)}>{`+${chosen.length - CHIPS} more`}</Button>
            </li>
          )}
        </ul>
      )}
    </section>
  );
});

const Chip = memo(function Chip({ group, onRemove }: { group: Group; onRemove: (resource: string) => void }) {
  const styles = useStyles();
  const words = chipWords(group);
  return (
    <li className={styles.chip}>
      <span>{words}</span>
      <Button
        appearance="subtle"
        size="small"
        icon={<Dismiss12Regular />}
        aria-label={`Remove ${words}`}
        onClick={() => onRemove(group.resource.id)}
      />
    </li>
  );
});

/** Up to 1,000 rows, of which only those in view exist. */
function Everything({ chosen, onRemove }: { chosen: Group[]; onRemove: (resource: string) => void }) {
  const styles = useStyles();
  const [typed, setTyped] = useState('');
  const region = useRef<HTMLDivElement>(null);
  const shown = useMemo(() => {
    const wanted = typed.trim().toLowerCase();
    return wanted ? chosen.filter(({ resource }) => resource.name.toLowerCase().includes(wanted)) : chosen;
  }, [chosen, typed]);
  const virtualizer = useVirtualizer({
    count: shown.length,
    getScrollElement: () => region.current,
    estimateSize: () => PICKED_HEIGHT,
    getItemKey: (index) => shown[index]?.resource.id ?? index,
    overscan: 4,
  });
  return (
    <>
      <SearchBox
        aria-label="Find in the selection"
        placeholder="Find in the selection"
        value={typed}
        onChange={(_, { value }) => setTyped(value)}
      />
      <div ref={region} role="list" aria-label="Selected resources" className={styles.picked} tabIndex={0}>
        <div role="presentation" className={styles.inner} style={{ height: virtualizer.getTotalSize() }}>
          {virtualizer.getVirtualItems().map(({ key, index, start }) => (
            <PickedRow key={key} group={shown[index]!} start={start} onRemove={onRemove} />
          ))}
        </div>
      </div>
    </>
  );
}

const PickedRow = memo(function PickedRow({
  group,
  start,
  onRemove,
}: {
  group: Group;
  start: number;
  onRemove: (resource: string) => void;
}) {
  const styles = useStyles();
  const { id, name } = group.resource;
  return (
    <div role="listitem" className={styles.pickedRow} style={{ transform: `translateY(${start}px)` }}>
      <div>
        <div>{name}</div>
        <div className={styles.quiet}>{group.units.map(({ permission }) => permission.name).join(', ')}</div>
      </div>
      <Button
        appearance="subtle"
        size="small"
        icon={<Dismiss12Regular />}
        aria-label={`Remove ${name}`}
        onClick={() => onRemove(id)}
      />
    </div>
  );
});
