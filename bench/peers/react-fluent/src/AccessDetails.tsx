import {
  Button,
  Dialog,
  DialogActions,
  DialogBody,
  DialogContent,
  DialogSurface,
  DialogTitle,
  Link,
  makeStyles,
  MessageBar,
  MessageBarBody,
  Spinner,
  Subtitle2,
  tokens,
} from '@fluentui/react-components';
import { Checkmark20Regular, Copy20Regular, Dismiss24Regular, Eye20Regular, EyeOff20Regular } from '@fluentui/react-icons';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import { readDetails, readSessionsOf } from '../../shared/api';
import { aboutSession, type Block, detailsOf, isUnread, type Details, type Span, toCopy, type Value } from '../../shared/details';
import type { Request } from '../../shared/requests';
import type { AccessSession } from '../../shared/wire';

const useStyles = makeStyles({
  content: { display: 'grid', rowGap: tokens.spacingVerticalL, gridTemplateColumns: 'minmax(0, 1fr)' },
  choices: { display: 'grid', rowGap: tokens.spacingVerticalS, listStyleType: 'none' },
  choice: { width: '100%', justifyContent: 'start' },
  about: { color: tokens.colorNeutralForeground3, paddingLeft: tokens.spacingHorizontalS },
  section: { display: 'grid', rowGap: tokens.spacingVerticalS },
  steps: { paddingLeft: tokens.spacingHorizontalXXL },
  code: { fontFamily: tokens.fontFamilyMonospace, whiteSpace: 'pre-wrap', margin: 0 },
  command: { display: 'flex', alignItems: 'start', columnGap: tokens.spacingHorizontalS },
  value: { display: 'grid', gridTemplateColumns: '130px minmax(0, 1fr) auto', alignItems: 'center', minHeight: '32px' },
  term: { color: tokens.colorNeutralForeground3 },
  hidden: { position: 'absolute', width: '1px', height: '1px', overflow: 'hidden', clipPath: 'inset(50%)' },
});

interface Props {
  request: Request;
  contact?: string;
  onClose: () => void;
}

/** The popup with access details: one reading for each click, in memory only while it is open. */
export default function AccessDetails({ request, contact, onClose }: Props) {
  const styles = useStyles();
  const sessions = useQuery({
    queryKey: ['sessions', request.id],
    queryFn: () => readSessionsOf(request.id),
    staleTime: 0,
    gcTime: 0,
  });
  const [picked, setPicked] = useState<AccessSession>();
  const [copied, setCopied] = useState(false);
  const [asking, setAsking] = useState(false);
  const reading = useMutation({
    mutationFn: async (session: AccessSession) => detailsOf(await readDetails(session.id)),
    gcTime: 0,
  });
  const chosen = picked ?? (sessions.data?.length === 1 ? sessions.data[0] : undefined);
  const details = reading.data;

  // Where nothing is used up by it, the choice alone shows the details.
  const { mutate, isIdle } = reading;
  useEffect(() => {
    if (chosen && !chosen.credentials && isIdle) mutate(chosen);
  }, [chosen, isIdle, mutate]);

  const close = () => {
    if (details?.holdsSecret && !copied && !asking) setAsking(true);
    else onClose();
  };
  const canShow = chosen !== undefined && (reading.isIdle || reading.isError);
  return (
    <Dialog open onOpenChange={(_, { open }) => !open && close()}>
      <DialogSurface>
        <DialogBody>
          <DialogTitle action={<Button appearance="subtle" aria-label="Close" icon={<Dismiss24Regular />} onClick={close} />}>
            Access Details
          </DialogTitle>
          <DialogContent className={styles.content}>
            <p>{(sessions.data?.length ?? 0) > 1 && chosen ? chosen.name : request.headline}</p>
            {sessions.isPending && <Spinner label="Looking for your access…" />}
            {sessions.error && (
              <Bar
                intent="error"
                title="Your access could not be looked up. Nothing was used up."
                text={sessions.error.message}
              />
            )}
            {sessions.data?.length === 0 && (
              <Bar intent="info" title="The details are not ready yet. Apono is still setting up the access." />
            )}
            {sessions.data && sessions.data.length > 1 && !chosen && <Choice sessions={sessions.data} onChoose={setPicked} />}
            {canShow && chosen.credentials && <BeforeReading session={chosen} contact={contact} />}
            {reading.isPending && <Spinner label="Reading the access details…" />}
            {reading.error && <Bar intent="error" title="The access details could not be read." text={reading.error.message} />}
            {details && <Content details={details} onCopied={() => setCopied(true)} />}
          </DialogContent>
          <DialogActions>
            {asking ? (
              <>
                <p role="alert">You have not copied the secret. Close all the same?</p>
                <Button onClick={() => setAsking(false)}>Go back</Button>
                <Button onClick={onClose}>Close without copying</Button>
              </>
            ) : (
              <>
                {(sessions.error || sessions.data?.length === 0) && (
                  <Button appearance="primary" onClick={() => void sessions.refetch()}>
                    Look again
                  </Button>
                )}
                {canShow && chosen.credentials && (
                  <Button appearance="primary" onClick={() => reading.mutate(chosen)}>
                    {isUnread(chosen) ? 'Show access details' : 'Show without the secret'}
                  </Button>
                )}
                <Button onClick={close}>Close</Button>
                {details && details.values.length > 0 && (
                  <CopyButton label="Copy all" text={toCopy(details)} wide onCopied={() => setCopied(true)} />
                )}
              </>
            )}
          </DialogActions>
        </DialogBody>
      </DialogSurface>
    </Dialog>
  );
}

function Bar({ intent, title, text }: { intent: 'info' | 'warning' | 'error'; title: string; text?: string }) {
  return (
    <MessageBar intent={intent} layout="multiline">
      <MessageBarBody>
        <strong>{title}</strong> {text}
      </MessageBarBody>
    </MessageBar>
  );
}

function Choice({ sessions, onChoose }: { sessions: AccessSession[]; onChoose: (session: AccessSession) => void }) {
  const styles = useStyles();
  return (
    <>
      <p>This request gives several accesses. Choose one.</p>
      <ul className={styles.choices}>
        {sessions.map((session) => (
          <li key={session.id}>
            <Button className={styles.choice} onClick={() => onChoose(session)}>
              {session.name} <span className={styles.about}>{aboutSession(session)}</span>
            </Button>
          </li>
        ))}
      </ul>
    </>
  );
}

/** A secret is shown only once, and whoever asks for it knows that before. */
function BeforeReading({ session, contact }: { session: AccessSession; contact?: string }) {
  if (isUnread(session)) {
    return (
      <Bar
        intent="warning"
        title="These details are shown only once."
        text="Have a place ready to paste them. To get them again later you must reset the credentials."
      />
    );
  }
  const next = session.credentials?.can_reset
    ? 'The secret cannot be shown again. Reset the credentials to get a new one.'
    : `The secret cannot be shown again and cannot be reset here. Ask your administrator for new credentials. ${contact ? `Your administrator: ${contact}` : ''}`;
  return <Bar intent="warning" title="These details have been shown before." text={next} />;
}

function Content({ details, onCopied }: { details: Details; onCopied: () => void }) {
  const styles = useStyles();
  return (
    <>
      {details.holdsSecret && (
        <Bar
          intent="warning"
          title="These details are shown only once."
          text="Copy what you need before you close this window. To get them again you must reset the credentials."
        />
      )}
      {details.message && (
        <section className={styles.section}>
          <Subtitle2 as="h3">Message from your administrator</Subtitle2>
          <p>{details.message}</p>
        </section>
      )}
      {details.instructions.length > 0 && (
        <section className={styles.section}>
          <Subtitle2 as="h3">Instructions</Subtitle2>
          {details.instructions.map((block, place) => (
            <InstructionBlock key={place} block={block} />
          ))}
        </section>
      )}
      {details.command && (
        <section className={styles.section}>
          <Subtitle2 as="h3">Command line</Subtitle2>
          <div className={styles.command}>
            <pre className={styles.code}>
              <code>{details.command}</code>
            </pre>
            <CopyButton label="Copy Command line" text={details.command} />
          </div>
        </section>
      )}
      {details.link && (
        <section className={styles.section}>
          <Subtitle2 as="h3">Link</Subtitle2>
          <Link href={details.link.url} target="_blank" rel="noopener noreferrer">
            {details.link.title}
          </Link>
        </section>
      )}
      {details.values.length > 0 && (
        <section className={styles.section}>
          <Subtitle2 as="h3">Values</Subtitle2>
          <dl>
            {details.values.map((value) => (
              <ValueRow key={value.label} value={value} onCopied={onCopied} />
            ))}
          </dl>
        </section>
      )}
    </>
  );
}

function ValueRow({ value: { label, text, secrecy }, onCopied }: { value: Value; onCopied: () => void }) {
  const styles = useStyles();
  const hides = secrecy === 'secret';
  const [shown, setShown] = useState(!hides);
  return (
    <div className={styles.value}>
      <dt className={styles.term}>{label}</dt>
      <dd className={styles.code}>
        {shown ? text : '••••••••••••'}
        {!shown && <span className={styles.hidden}>hidden</span>}
      </dd>
      <dd>
        {hides && (
          <Button
            appearance="subtle"
            size="small"
            aria-label={`${shown ? 'Hide' : 'Show'} ${label}`}
            icon={shown ? <EyeOff20Regular /> : <Eye20Regular />}
            onClick={() => setShown(!shown)}
          />
        )}
        {secrecy !== 'masked' && <CopyButton label={`Copy ${label}`} text={text} onCopied={hides ? onCopied : undefined} />}
      </dd>
    </div>
  );
}

const COPIED_MS = 2_000;

function CopyButton({
  label,
  text,
  wide = false,
  onCopied,
}: {
  label: string;
  text: string;
  wide?: boolean;
  onCopied?: () => void;
}) {
  const styles = useStyles();
  const [done, setDone] = useState(false);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => () => clearTimeout(timer.current), []);
  const copy = async () => {
    await navigator.clipboard.writeText(text);
    onCopied?.();
    setDone(true);
    clearTimeout(timer.current);
    timer.current = setTimeout(() => setDone(false), COPIED_MS);
  };
  const icon = done ? <Checkmark20Regular /> : <Copy20Regular />;
  return (
    <>
      {wide ? (
        <Button appearance="primary" icon={icon} onClick={() => void copy()}>
          {label}
        </Button>
      ) : (
        <Button appearance="subtle" size="small" aria-label={label} icon={icon} onClick={() => void copy()} />
      )}
      <span role="status" className={styles.hidden}>
        {done && 'Copied'}
      </span>
    </>
  );
}

function InstructionBlock({ block }: { block: Block }) {
  const styles = useStyles();
  switch (block.kind) {
    case 'heading':
      return (
        <p>
          <strong>
            <Spans spans={block.spans} />
          </strong>
        </p>
      );
    case 'paragraph':
      return (
        <p>
          <Spans spans={block.spans} />
        </p>
      );
    case 'code':
      return (
        <pre className={styles.code}>
          <code>{block.text}</code>
        </pre>
      );
    case 'list': {
      const List = block.ordered ? 'ol' : 'ul';
      return (
        <List className={styles.steps}>
          {block.items.map((item, place) => (
            <li key={place}>
              <Spans spans={item} />
            </li>
          ))}
        </List>
      );
    }
  }
}

function Spans({ spans }: { spans: Span[] }) {
  return spans.map((span, place) => {
    switch (span.kind) {
      case 'text':
        return span.text;
      case 'strong':
        return <strong key={place}>{span.text}</strong>;
      case 'code':
        return <code key={place}>{span.text}</code>;
      case 'link':
        return (
          <Link key={place} href={span.url} target="_blank" rel="noopener noreferrer">
            {span.text}
          </Link>
        );
    }
  });
}
