import { numeralPattern, numeralValue } from './numerals.js';

/** A number with what it counts, the same for every way of writing it: 三十天, 30 天 and 30 days are equal. */
export interface Quantity {
  /** In the unit named: seconds for durations up to weeks, months for months and years, yyyymmdd for dates. */
  readonly value: number;
  /** `second`, `month`, `workday`, `percent`, `yuan`, `dollar`, `euro`, `pound`, `byte`, `metre`, `gram`, `square_metre`, `cubic_metre`, `litre`, `hertz`, `volt`, `watt`, `yen`, `hong_kong_dollar`, `won`, `degree`, `person`, `time`, `date`, `clock` (minutes of a day); '' for a number without a known unit. */
  readonly unit: string;
  /** UTF-16 offsets into the text, end exclusive. */
  readonly start: number;
  readonly end: number;
}

/**
 * Numbers of a text with their units, Chinese and English, in order of appearance: dates and times of day first, then numbers.
 * A Chinese numeral or number word counts only with a unit (一 and `one` are mostly articles); list markers, headings'
 * numbers, versions and identifiers are left out.
 */
export function quantitiesOf(text: string): Quantity[] {
  const found: Quantity[] = [];
  let rest = text;
  for (const read of [readDates, readClocks, readCurrencies, readNumbers]) {
    const quantities = read(rest);
    found.push(...quantities);
    for (const { start, end } of quantities) rest = rest.slice(0, start) + ' '.repeat(end - start) + rest.slice(end);
  }
  return found.sort((left, right) => left.start - right.start);
}

const months = 'jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec';
const monthName = `(${months})[a-z]*\\.?`;

function readDates(text: string): Quantity[] {
  return [
    ...matches(
      text,
      /([\d〇零一二三四五六七八九]{4})\s*年\s*([\d一二三四五六七八九十]{1,3})\s*月\s*([\d一二三四五六七八九十]{1,3})\s*[日号號]/g,
      ([, year, month, day]) => dateOf(numeralValue(year ?? ''), numeralValue(month ?? ''), numeralValue(day ?? '')),
    ),
    ...matches(text, /(?<![\d.-])(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?![\d.-])/g, ([, year, month, day]) =>
      dateOf(Number(year), Number(month), Number(day)),
    ),
    ...matches(
      text,
      new RegExp(`\\b${monthName}\\s+(\\d{1,2})(?:st|nd|rd|th)?,?\\s+(\\d{4})\\b`, 'gi'),
      ([, month, day, year]) => dateOf(Number(year), monthNumber(month), Number(day)),
    ),
    ...matches(
      text,
      new RegExp(`\\b(\\d{1,2})(?:st|nd|rd|th)?\\s+(?:of\\s+)?${monthName}\\s+(\\d{4})\\b`, 'gi'),
      ([, day, month, year]) => dateOf(Number(year), monthNumber(month), Number(day)),
    ),
  ];
}

function monthNumber(name = ''): number {
  return months.split('|').indexOf(name.slice(0, 3).toLowerCase()) + 1;
}

function dateOf(year: number | null, month: number | null, day: number | null): Reading {
  if (year === null || !month || !day || month > 12 || day > 31) return null;
  return { value: year * 10_000 + month * 100 + day, unit: 'date' };
}

function readClocks(text: string): Quantity[] {
  return [
    ...matches(
      text,
      /(上午|下午|晚上|中午|凌晨|早上)?\s*([\d一二两三四五六七八九十]{1,3})\s*[点點时時](?!候|间|間|长|期|段|常|代|效)(?:\s*([\d一二三四五六七八九十]{1,3})\s*分|(半))?/g,
      ([, part, hour, minute, half]) =>
        clockOf(numeralValue(hour ?? ''), half ? 30 : minute ? numeralValue(minute) : 0, /下午|晚上/.test(part ?? '')),
    ),
    ...matches(text, /(?<![\d:])(\d{1,2}):(\d{2})(?::\d{2})?(?![\d:])\s*([ap])?\.?m?\b/gi, ([, hour, minute, half]) =>
      clockOf(Number(hour), Number(minute), half?.toLowerCase() === 'p'),
    ),
    ...matches(text, /(?<![\d:.])(\d{1,2})\s*([ap])\.?m\b/gi, ([, hour, half]) =>
      clockOf(Number(hour), 0, half?.toLowerCase() === 'p'),
    ),
  ];
}

function clockOf(hour: number | null, minute: number | null, afternoon: boolean): Reading {
  if (hour === null || minute === null || hour > 24 || minute > 59) return null;
  return { value: (afternoon && hour < 12 ? hour + 12 : hour) * 60 + minute, unit: 'clock' };
}

function readCurrencies(text: string): Quantity[] {
  const signs: Readonly<Record<string, string>> = { '¥': 'yuan', '￥': 'yuan', $: 'dollar', '€': 'euro', '£': 'pound' };
  return matches(
    text,
    new RegExp(`([¥￥$€£]|\\b(?:RMB|CNY|USD|EUR|GBP)\\b)\\s*(${numeralPattern})`, 'gi'),
    ([, sign, numeral]) => {
      const value = numeralValue(numeral ?? '');
      const unit = signs[sign ?? ''] ?? unitOf(sign ?? '')?.name;
      return value === null || !unit ? null : { value, unit };
    },
  );
}

interface Unit {
  readonly name: string;
  readonly factor: number;
  readonly pattern: RegExp;
}

const unit = (name: string, factor: number, source: string): Unit => ({
  name,
  factor,
  pattern: new RegExp(`^(?:${source})`, 'i'),
});

/** Longer words first: 工作日 before 日, `minutes` before `m`. */
const units: readonly Unit[] = [
  unit('workday', 1, '个?工作[日天]|(?:working|business)[\\s-]days?\\b'),
  unit('second', 604_800, '个?(?:星期|周(?!年|岁)|礼拜)|weeks?\\b'),
  unit('second', 3_600, '个?(?:小时|小時|钟头)|hours?\\b|hrs?\\b|h\\b'),
  unit('second', 60, '分钟|分鐘|minutes?\\b|mins?\\b'),
  unit('second', 900, '个?刻钟|刻鐘'),
  unit('second', 0.001, '毫秒|milliseconds?\\b|ms\\b'),
  unit('second', 1, '秒钟?|seconds?\\b|secs?\\b|s\\b'),
  unit('second', 86_400, '个?(?:自然日|日历日|昼夜)|天|日(?!元)|(?:calendar[\\s-])?days?\\b'),
  unit('month', 1, '个月|個月|(?:calendar[\\s-])?months?\\b'),
  unit('year', 1, '年(?=[1-9]\\d?月|度|初|末|底)'),
  unit('month', 12, '周年|周岁|周歲|岁|歲|年(?!级|級|代)|years?\\b'),
  unit('percent', 1, '%|％|percent\\b|per cent\\b'),
  unit('yuan', 1, '(?:元|块钱?|圆)(?:人民币)?|人民币|yuan\\b|RMB\\b|CNY\\b'),
  unit('dollar', 1, '美元|dollars?\\b|USD\\b'),
  unit('euro', 1, '欧元|歐元|euros?\\b|EUR\\b'),
  unit('pound', 1, '英镑|GBP\\b'),
  unit('yen', 1, '日元|日圆|yen\\b|JPY\\b'),
  unit('hong_kong_dollar', 1, '港[元币]|HKD\\b'),
  unit('won', 1, '韩元|韓元|KRW\\b'),
  unit('byte', 2 ** 40, '(?:TB|TiB)\\b'),
  unit('byte', 2 ** 30, '(?:GB|GiB|gigabytes?)\\b'),
  unit('byte', 2 ** 20, '(?:MB|MiB|megabytes?)\\b'),
  unit('byte', 2 ** 10, '(?:KB|KiB|kilobytes?)\\b'),
  unit('byte', 1, '字节|bytes?\\b'),
  unit('square_metre', 1_000_000, '平方(?:公里|千米)|km²|km2\\b|square kilomet(?:er|re)s?\\b'),
  unit('square_metre', 10_000, '公顷|公頃|hectares?\\b|ha\\b'),
  unit('square_metre', 2_000 / 3, '亩|畝'),
  unit('square_metre', 4_046.86, 'acres?\\b'),
  unit('square_metre', 1, '平方米|平米|m²|m2\\b|square met(?:er|re)s?\\b'),
  unit('cubic_metre', 1, '立方米|m³|m3\\b|cubic met(?:er|re)s?\\b'),
  unit('litre', 0.001, '毫升|ml\\b|millilit(?:er|re)s?\\b'),
  unit('litre', 1, '升(?![至到了级職职高])|lit(?:er|re)s?\\b'),
  unit('metre', 1_609.344, '英里|miles?\\b'),
  unit('metre', 0.3048, '英尺|feet\\b|foot\\b|ft\\b'),
  unit('metre', 0.0254, '英寸|inch(?:es)?\\b'),
  unit('hertz', 1e9, 'GHz\\b|吉赫'),
  unit('hertz', 1e6, 'MHz\\b|兆赫'),
  unit('hertz', 1e3, 'kHz\\b|千赫'),
  unit('hertz', 1, 'Hz\\b|赫兹'),
  unit('volt', 1, '伏特?|volts?\\b|V\\b'),
  unit('watt', 1e6, '兆瓦|MW\\b|megawatts?\\b'),
  unit('watt', 1e3, '千瓦(?!时)|kW\\b|kilowatts?\\b'),
  unit('watt', 1, '瓦特?|watts?\\b|W\\b'),
  unit('metre', 1_000, '公里|千米|km\\b|kilomet(?:er|re)s?\\b'),
  unit('metre', 0.01, '厘米|公分|cm\\b|centimet(?:er|re)s?\\b'),
  unit('metre', 0.001, '毫米|mm\\b|millimet(?:er|re)s?\\b'),
  unit('metre', 1, '米|met(?:er|re)s?\\b|m\\b'),
  unit('gram', 1_000_000, '吨|噸|tonnes?\\b|tons?\\b'),
  unit('gram', 1_000, '公斤|千克|kg\\b|kilograms?\\b'),
  unit('gram', 1, '克|grams?\\b|g\\b'),
  unit('degree', 1, '摄氏度|°C|℃|度|degrees?\\b'),
  unit('person', 1, '个?人|名|位|people\\b|persons?\\b|employees?\\b|members?\\b'),
  unit('time', 1, '次|times?\\b'),
];

function unitOf(text: string): Unit | undefined {
  return units.find(({ pattern }) => pattern.test(text));
}

const number = new RegExp(numeralPattern, 'giu');

function readNumbers(text: string): Quantity[] {
  const found: Quantity[] = [];
  for (const { 0: numeral, index } of text.matchAll(number)) {
    const value = numeralValue(numeral);
    const end = index + numeral.trimEnd().length;
    if (value === null || isIdentifier(text, index, end) || isMarker(text, index, end)) continue;
    const blanks = /^[\s-]{0,1}/.exec(text.slice(end))?.[0].length ?? 0;
    const behind = unitOf(text.slice(end + blanks, end + blanks + 24));
    if (behind) {
      const after = end + blanks + (behind.pattern.exec(text.slice(end + blanks, end + blanks + 24))?.[0].length ?? 0);
      // 一年半, half a unit more.
      const half = /^半/.test(text.slice(after)) ? 0.5 : 0;
      found.push({
        value: (value + half) * behind.factor,
        unit: behind.name,
        start: index,
        end: after + (half > 0 ? 1 : 0),
      });
    } else if (/\d/.test(numeral)) found.push({ value, unit: '', start: index, end });
  }
  return found;
}

/** `v2`, `1.2.3`, `HTTP2`, `A-12`, `GB18030`: names, not amounts. */
function isIdentifier(text: string, start: number, end: number): boolean {
  if (!/\d/.test(text.charAt(start))) return false;
  return (
    /[\p{Script=Latin}\d_][-.]?$/u.test(text.slice(Math.max(0, start - 2), start)) || /^\.\d|^_/.test(text.slice(end))
  );
}

/** `1.`, `2)`, `第3` and numbers of headings: they count the text, not the world. */
function isMarker(text: string, start: number, end: number): boolean {
  const line = text.slice(text.lastIndexOf('\n', start - 1) + 1, start);
  return /第\s*$/.test(line) || (/^[\s#>]*[(（]?$/.test(line) && /^[.)、）]\s|^[、）)]/.test(text.slice(end, end + 2)));
}

type Reading = { readonly value: number; readonly unit: string } | null;

function matches(
  text: string,
  pattern: RegExp,
  read: (groups: readonly (string | undefined)[]) => Reading,
): Quantity[] {
  return [...text.matchAll(pattern)].flatMap((match) => {
    const reading = read(match);
    return reading ? [{ ...reading, start: match.index, end: match.index + match[0].trimEnd().length }] : [];
  });
}
