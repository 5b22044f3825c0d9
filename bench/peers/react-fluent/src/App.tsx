import {
  Button,
  Link,
  makeStyles,
  MessageBar,
  MessageBarBody,
  Spinner,
  Subtitle2,
  Title3,
  tokens,
} from '@fluentui/react-components';
import { useQuery } from '@tanstack/react-query';
import { lazy, Suspense } from 'react';
import { ApiError, signInAddress } from '../../shared/api';
import { MyRequests } from './MyRequests';
import { followLink, PATHS, useRoute } from './navigation';
import { configQuery, sessionQuery } from './queries';

const NewRequest = lazy(() => import('./NewRequest'));

const useStyles = makeStyles({
  topbar: {
    display: 'flex',
    alignItems: 'center',
    columnGap: tokens.spacingHorizontalXL,
    minHeight: '48px',
    padding: `0 ${tokens.spacingHorizontalXXL}`,
    backgroundColor: tokens.colorNeutralBackground1,
    borderBottom: `1px solid ${tokens.colorNeutralStroke2}`,
  },
  person: { marginLeft: 'auto' },
  main: { display: 'block', padding: tokens.spacingHorizontalXXL },
  doorstep: {
    display: 'grid',
    justifyItems: 'center',
    rowGap: tokens.spacingVerticalL,
    padding: '96px 24px',
    textAlign: 'center',
  },
});

export function App() {
  const session = useQuery(sessionQuery);
  useQuery(configQuery);
  const styles = useStyles();
  const route = useRoute();
  if (session.isPending) return <Spinner className={styles.doorstep} label="Loading" />;
  if (session.error instanceof ApiError && session.error.status === 401) {
    return (
      <main className={styles.doorstep}>
        <Title3 as="h1">Sign in to ask for access</Title3>
        <p>Ask for access to databases, cloud accounts and applications, follow your requests and use what you were granted.</p>
        <Button as="a" appearance="primary" href={signInAddress()}>
          Sign in
        </Button>
      </main>
    );
  }
  if (session.error) {
    return (
      <main className={styles.doorstep}>
        <Title3 as="h1">Apono cannot be reached</Title3>
        <MessageBar intent="error">
          <MessageBarBody>{session.error.message}</MessageBarBody>
        </MessageBar>
        <Button onClick={() => void session.refetch()}>Retry</Button>
      </main>
    );
  }
  return (
    <>
      <header className={styles.topbar}>
        <Subtitle2>Apono Access</Subtitle2>
        <nav aria-label="Pages">
          <Link href={PATHS.open} onClick={followLink} aria-current={route === 'new' ? undefined : 'page'}>
            My Requests
          </Link>
        </nav>
        <span className={styles.person}>{session.data.user.name}</span>
      </header>
      <main className={styles.main}>
        <Suspense fallback={<Spinner label="Loading" />}>
          <CurrentPage />
        </Suspense>
      </main>
    </>
  );
}

function CurrentPage() {
  const route = useRoute();
  switch (route) {
    case 'open':
    case 'closed':
      return <MyRequests list={route} />;
    case 'new':
      return <NewRequest />;
    case 'unknown':
      return <Title3 as="h1">There is no such page</Title3>;
  }
}
