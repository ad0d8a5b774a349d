import type { Scalar } from './filter.js';

/** A number up to here is a year, up to the next one seconds since 1970, above milliseconds. */
const lastYear = 9_999;
const lastSeconds = 100_000_000_000;

/**
 * The point in time that a value names, in milliseconds since 1970: a date in any of the usual ways of writing (`2024`,
 * `2024-05`, `2024/5/6`, `2024年5月6日`, RFC 3339), or a number (a year, seconds or milliseconds). What names no day or hour
 * means its beginning, UTC. NaN for what is no date.
 */
export function timeOf(value: Scalar): number {
  if (typeof value === 'boolean') return Number.NaN;
  if (typeof value === 'number') return timeOfNumber(value);
  const text = value.normalize('NFKC').trim();
  if (/^\d{1,15}(?:\.\d+)?$/.test(text) && !/^\d{8}$/.test(text)) return timeOfNumber(Number(text));
  const compact = /^(\d{4})(\d{2})(\d{2})$/.exec(text);
  const written =
    compact ?? /^(\d{4})[-/.年](\d{1,2})(?:[-/.月](\d{1,2})日?|月)?$/.exec(text) ?? /^(\d{4})年$/.exec(text);
  if (written) {
    const [, year, month = '1', day = '1'] = written;
    return Date.UTC(Number(year), Number(month) - 1, Number(day));
  }
  return /^\d{4}-\d{2}-\d{2}[T ]/.test(text) ? Date.parse(text.replace(' ', 'T')) : Number.NaN;
}

function timeOfNumber(value: number): number {
  if (value <= lastYear) return Date.UTC(value, 0, 1);
  return value <= lastSeconds ? value * 1000 : value;
}
