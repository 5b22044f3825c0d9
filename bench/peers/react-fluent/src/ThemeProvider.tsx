import { FluentProvider, makeStyles, teamsDarkTheme, teamsLightTheme, tokens } from '@fluentui/react-components';
import { type ReactNode, useSyncExternalStore } from 'react';

const dark = matchMedia('(prefers-color-scheme: dark)');

function subscribe(onChange: () => void) {
  dark.addEventListener('change', onChange);
  return () => dark.removeEventListener('change', onChange);
}

const useStyles = makeStyles({
  root: { minHeight: '100vh', backgroundColor: tokens.colorNeutralBackground3 },
});

export function ThemeProvider({ children }: { children: ReactNode }) {
  const isDark = useSyncExternalStore(subscribe, () => dark.matches);
  const styles = useStyles();
  return (
    <FluentProvider theme={isDark ? teamsDarkTheme : teamsLightTheme}>
      <div className={styles.root}>{children}</div>
    </FluentProvider>
  );
}
