import { useEffect, useState } from 'react';

const TICK_MS = 20_000;
const seconds = () => Date.now() / 1_000;

/** Seconds since the epoch, renewed now and then. */
export function useNow(): number {
  const [now, setNow] = useState(seconds);
  useEffect(() => {
    const timer = setInterval(() => setNow(seconds()), TICK_MS);
    return () => clearInterval(timer);
  }, []);
  return now;
}
