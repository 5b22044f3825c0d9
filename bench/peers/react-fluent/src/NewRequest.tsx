import { Link, makeStyles, Tab, TabList, tokens, typographyStyles } from '@fluentui/react-components';
import { useCallback, useState } from 'react';
import type { Chosen, Group, Selection } from '../../shared/units';
import { fullWords, toggleGroup, toggleUnit, without } from '../../shared/units';
import type { AccessUnit } from '../../shared/wire';
import { followLink, PATHS } from './navigation';
import { RequestForm } from './RequestForm';
import { ResourcePicker } from './ResourcePicker';

const useStyles = makeStyles({
  page: { display: 'grid', rowGap: tokens.spacingVerticalL, gridTemplateColumns: 'minmax(0, 1fr)' },
  title: typographyStyles.title3,
  columns: {
    display: 'grid',
    gap: tokens.spacingHorizontalXL,
    gridTemplateColumns: 'minmax(0, 1fr) 380px',
    alignItems: 'start',
    '@media (max-width: 900px)': { gridTemplateColumns: 'minmax(0, 1fr)' },
  },
});

const EMPTY: Selection = new Map();

export default function NewRequest() {
  const styles = useStyles();
  const [selection, setSelection] = useState(EMPTY);
  const [note, setNote] = useState<string>();

  const choose = useCallback((change: (selection: Selection) => Chosen) => {
    setSelection((before) => {
      const { selection, refused } = change(before);
      setNote(refused && fullWords(refused));
      return selection;
    });
  }, []);
  const onUnit = useCallback((unit: AccessUnit) => choose((selection) => toggleUnit(selection, unit)), [choose]);
  const onGroup = useCallback((group: Group) => choose((selection) => toggleGroup(selection, group)), [choose]);
  const onRemove = useCallback(
    (resource: string) => choose((selection) => ({ selection: without(selection, resource) })),
    [choose],
  );
  const onClear = useCallback(() => choose(() => ({ selection: EMPTY })), [choose]);
  const onTaken = useCallback((selection: Selection, words: string) => {
    setSelection(selection);
    setNote(words);
  }, []);

  return (
    <div className={styles.page}>
      <p>
        <Link href={PATHS.open} onClick={followLink}>
          My Requests
        </Link>
      </p>
      <h1 className={styles.title} tabIndex={-1} ref={focus}>
        New Request
      </h1>
      <TabList selectedValue="resources" aria-label="Kind of request">
        <Tab value="resources">Resources Request</Tab>
      </TabList>
      <div className={styles.columns}>
        <ResourcePicker selection={selection} note={note} onUnit={onUnit} onGroup={onGroup} onTaken={onTaken} />
        <RequestForm selection={selection} onRemove={onRemove} onClear={onClear} />
      </div>
    </div>
  );
}

function focus(heading: HTMLElement | null) {
  heading?.focus();
}
