import { Badge, Button, makeStyles, mergeClasses, TableCell, TableRow, tokens } from '@fluentui/react-components';
import { Box20Regular, Database20Regular, Star16Filled } from '@fluentui/react-icons';
import { memo } from 'react';
import { durationLines, explanation, type Request, requestedLines } from '../../shared/requests';
import { StatusBadge } from './StatusBadge';

export const useColumns = makeStyles({
  id: { width: '104px' },
  when: { width: '160px' },
  time: { width: '190px' },
  status: { width: '210px' },
  actions: { width: '140px' },
});

const useStyles = makeStyles({
  row: { height: '57px' },
  what: { display: 'flex', alignItems: 'center', columnGap: tokens.spacingHorizontalM, minWidth: 0 },
  first: { display: 'block', overflow: 'hidden', textOverflow: 'ellipsis', whiteSpace: 'nowrap' },
  strong: { fontWeight: tokens.fontWeightSemibold },
  second: {
    display: 'block',
    overflow: 'hidden',
    textOverflow: 'ellipsis',
    whiteSpace: 'nowrap',
    color: tokens.colorNeutralForeground3,
    fontSize: tokens.fontSizeBase200,
  },
  soon: { color: tokens.colorStatusWarningForeground1 },
  text: { minWidth: 0 },
});

interface Props {
  request: Request;
  /** The row's number in the list, from 0. */
  place: number;
  now: number;
  isNew: boolean;
  contact?: string;
  onDetails: (request: Request) => void;
}

export const RequestRow = memo(function RequestRow({ request, place, now, isNew, contact, onDetails }: Props) {
  const styles = useStyles();
  const columns = useColumns();
  const [requested, ago] = requestedLines(request, now);
  const [duration, until, soon] = durationLines(request, now);
  return (
    <TableRow className={styles.row} aria-rowindex={place + 2}>
      <TableCell role="rowheader" className={columns.id}>
        {request.id}
      </TableCell>
      <TableCell>
        <div className={styles.what}>
          {request.isBundle ? <Box20Regular /> : <Database20Regular />}
          <div className={styles.text}>
            <span className={mergeClasses(styles.first, styles.strong)}>
              {request.headline} {request.more > 0 && <Badge appearance="outline">{`+${request.more} more`}</Badge>}{' '}
              {request.favorite && <Star16Filled aria-label="favorite" />} {isNew && <Badge color="brand">New</Badge>}
            </span>
            <span className={styles.second}>{request.secondLine}</span>
          </div>
        </div>
      </TableCell>
      <TableCell className={columns.when}>
        <div className={styles.text}>
          <span className={styles.first}>{requested}</span>
          <span className={styles.second}>{ago}</span>
        </div>
      </TableCell>
      <TableCell className={columns.time}>
        <div className={styles.text}>
          <span className={mergeClasses(styles.first, soon && styles.soon)}>{duration}</span>
          <span className={styles.second}>{until}</span>
        </div>
      </TableCell>
      <TableCell className={columns.status}>
        <StatusBadge status={request.status} reason={explanation(request, contact)} />
      </TableCell>
      <TableCell className={columns.actions}>
        {request.status === 'Granted' && (
          <Button size="small" aria-label={`View Details of ${request.id}`} onClick={() => onDetails(request)}>
            View Details
          </Button>
        )}
      </TableCell>
    </TableRow>
  );
});
