import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './App';
import { ThemeProvider } from './ThemeProvider';
import { configQuery, openRequestsQuery, sessionQuery } from './queries';
import './page.css';

// A call is never repeated by itself: the page says what happened and offers Retry.
const queryClient = new QueryClient({ defaultOptions: { queries: { retry: false, staleTime: 30_000 } } });

// What the first page needs is on its way before anything is rendered.
void queryClient.prefetchQuery(sessionQuery);
void queryClient.prefetchQuery(configQuery);
void queryClient.prefetchQuery(openRequestsQuery);

createRoot(document.getElementById('root')!).render(
  <StrictMode>
    <QueryClientProvider client={queryClient}>
      <ThemeProvider>
        <App />
      </ThemeProvider>
    </QueryClientProvider>
  </StrictMode>,
);
