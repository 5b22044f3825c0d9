// Times in the words and the zone of the person. Moments and lengths are seconds.

const CLOCK = new Intl.DateTimeFormat(undefined, { timeStyle: 'short' });
const DAY_AND_CLOCK = new Intl.DateTimeFormat(undefined, { day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit' });
const DAY = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium' });
const RELATIVE = new Intl.RelativeTimeFormat(undefined, { numeric: 'auto' });

function dayNumber(seconds: number): number {
  const date = new Date(seconds * 1_000);
  return Date.UTC(date.getFullYear(), date.getMonth(), date.getDate()) / 86_400_000;
}

export function dayAndTime(seconds: number, now: number): string {
  const days = dayNumber(seconds) - dayNumber(now);
  const date = new Date(seconds * 1_000);
  if (days === 0) return CLOCK.format(date);
  if (Math.abs(days) === 1) return `${RELATIVE.format(days, 'day')}, ${CLOCK.format(date)}`;
  return (Math.abs(now - seconds) < 300 * 86_400 ? DAY_AND_CLOCK : DAY).format(date);
}

export function ago(seconds: number, now: number): string {
  const minutes = Math.floor(Math.max(now - seconds, 0) / 60);
  const days = dayNumber(now) - dayNumber(seconds);
  if (minutes < 60) return RELATIVE.format(-minutes, 'minute');
  if (minutes < 1_440 || days < 1) return RELATIVE.format(-Math.floor(minutes / 60), 'hour');
  return days < 30 ? RELATIVE.format(-days, 'day') : RELATIVE.format(-Math.floor(days / 30), 'month');
}

export function left(seconds: number): string {
  if (seconds <= 0) return '0 min left';
  const minutes = Math.ceil(seconds / 60);
  if (minutes < 60) return `${minutes} min left`;
  if (minutes < 1_440) return `${Math.floor(minutes / 60)} h ${minutes % 60} min left`;
  return `${Math.floor(minutes / 1_440)} d ${Math.floor((minutes % 1_440) / 60)} h left`;
}

/** Hours with at most two decimals, never rounded up. */
const hours = (seconds: number) => `${Math.floor(seconds / 36) / 100}`;

export function inHours(seconds: number): string {
  return hours(seconds) === '1' ? '1 hour' : `${hours(seconds)} hours`;
}

/** A length of access as people ask for it: "8 hours", "30 minutes". */
export function duration(seconds: number): string {
  const minutes = Math.max(Math.floor(seconds / 60), 1);
  if (minutes < 60) return minutes === 1 ? '1 minute' : `${minutes} minutes`;
  return inHours(seconds);
}
