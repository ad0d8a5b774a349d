import { numeralValue } from './numerals.js';

/** A date as far as a text gives it: `2024年3月` has no day, `3月5日` no year. At least one field is there. */
export interface PartialDate {
  /** Negative before our era; null where the text does not say. */
  readonly year: number | null;
  /** 1…12. */
  readonly month: number | null;
  /** 1…31. */
  readonly day: number | null;
  /** UTF-16 offsets into the text, end exclusive. */
  readonly start: number;
  readonly end: number;
}

type Fields = Pick<PartialDate, 'year' | 'month' | 'day'>;

/**
 * Dates of a text, whole or in part, Chinese and English, in order of appearance: 2024年3月5日, 三月五日, 2024-03-05, March 5th,
 * 2024, 5 March, in 1943. A four-digit number from 1000 to 2100 without a unit counts as a year. Durations (三个月, 5日内) are none.
 */
export function datesOf(text: string): PartialDate[] {
  const found: PartialDate[] = [];
  let rest = text;
  for (const [pattern, read] of patterns) {
    for (const match of rest.matchAll(pattern)) {
      const fields = read(match.slice(1));
      if (!fields || !isPossible(fields)) continue;
      const start = match.index;
      const end = start + match[0].trimEnd().length;
      found.push({ ...fields, start, end });
      rest = rest.slice(0, start) + '\u00a0'.repeat(end - start) + rest.slice(end);
    }
  }
  return found.sort((left, right) => left.start - right.start);
}

/** Whether nothing that both dates say differs. */
export function datesAgree(left: Fields, right: Fields): boolean {
  return (['year', 'month', 'day'] as const).every(
    (field) => left[field] === null || right[field] === null || left[field] === right[field],
  );
}

const numeral = '[\\d〇零一二三四五六七八九十廿]';
const monthNames = 'jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec';
const monthName =
  '(jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\\b\\.?';
const dayNumber = '(\\d{1,2})(?:st|nd|rd|th)?(?![\\d:%]|\\.\\d)';
const yearNumber = '((?:1\\d|20)\\d{2})(?![\\d%])';

type Read = (groups: readonly (string | undefined)[]) => Fields | null;

const patterns: readonly (readonly [RegExp, Read])[] = [
  [
    new RegExp(
      `(公元前|前)?\\s*(${numeral}{2,4})\\s*年\\s*(${numeral}{1,3})\\s*月(?:份)?(?:\\s*(${numeral}{1,3})\\s*[日号號])?`,
      'g',
    ),
    ([before, year, month, day]) => dateOf(signed(chineseYear(year), before), chinese(month), chinese(day)),
  ],
  [
    // 三年 is a duration, 一九四三年 and 1943年 are years.
    new RegExp(
      `(公元前)\\s*(${numeral}{1,4})\\s*年|(?<![\\d.,])((?:1\\d|20)\\d{2}|[一二][〇零一二三四五六七八九]{3})\\s*年(?!代|来|间|多|以来)`,
      'g',
    ),
    ([before, ancient, year]) => dateOf(before ? signed(chineseYear(ancient), before) : chineseYear(year), null, null),
  ],
  [
    new RegExp(`(?<![个個\\d])(${numeral}{1,3})\\s*月(?:份)?\\s*(${numeral}{1,3})\\s*[日号號]`, 'g'),
    ([month, day]) => dateOf(null, chinese(month), chinese(day)),
  ],
  [
    new RegExp(`(?<![个個\\d第])(${numeral}{1,3})\\s*月(?!球|亮|薪|供|票|租|均|度)(?:份)?`, 'g'),
    ([month]) => dateOf(null, chinese(month), null),
  ],
  [
    /(?<![\d个前近共每]|工作)([12]?\d|3[01])\s*日(?![内以前后]|之内|元|线|楼|常|均|历)/g,
    ([day]) => dateOf(null, null, chinese(day)),
  ],
  [
    /(?<![\d.-])(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?![\d.-])/g,
    ([year, month, day]) => dateOf(Number(year), Number(month), Number(day)),
  ],
  [
    new RegExp(`\\b${monthName}\\s+${dayNumber},?\\s+${yearNumber}`, 'gi'),
    ([month, day, year]) => dateOf(Number(year), monthOf(month), Number(day)),
  ],
  [
    new RegExp(`\\b${dayNumber}\\s+(?:of\\s+)?${monthName},?\\s+${yearNumber}`, 'gi'),
    ([day, month, year]) => dateOf(Number(year), monthOf(month), Number(day)),
  ],
  [
    new RegExp(`\\b${monthName}(?:\\s+of)?,?\\s+${yearNumber}`, 'gi'),
    ([month, year]) => dateOf(Number(year), monthOf(month), null),
  ],
  [
    new RegExp(`\\b${monthName}\\s+(?:the\\s+)?${dayNumber}`, 'gi'),
    ([month, day]) => dateOf(null, monthOf(month), Number(day)),
  ],
  [
    new RegExp(`\\b${dayNumber}\\s+(?:of\\s+)?${monthName}`, 'gi'),
    ([day, month]) => dateOf(null, monthOf(month), Number(day)),
  ],
  // 1998–99, 2019/20.
  [/(?<![\d.,/-])((?:1\d|20)\d{2})[-–/]\d{2}(?![\d/-])/g, ([year]) => dateOf(Number(year), null, null)],
  [
    // A month alone is written large; `may` and `march` are also other words.
    /\b(January|February|April|June|July|August|September|October|November|December|(?<=\b(?:in|since|until|by|from|to|of|during|late|early|mid|and|through|between|last|next|every|each) )(?:March|May))\b/g,
    ([month]) => dateOf(null, monthOf(month), null),
  ],
  [
    /(?<![\d.,/:$¥€£]|(?<!\d{3})-|v)((?:1\d|20)\d{2})(?![\d%]|\s*年代|['’]?s\b|[.,/:]\d|\s*(?:[元米个個名位人次万亿吨克天页]|kg|km|m\b|mm|MB|GB|KB|ms|people|employees|users|dollars|yuan|metres|meters|miles|feet|requests|times|words|characters|bytes))/g,
    ([year]) => dateOf(Number(year), null, null),
  ],
];

function dateOf(year: number | null, month: number | null, day: number | null): Fields {
  return { year, month, day };
}

function isPossible({ year, month, day }: Fields): boolean {
  if (year === null && month === null && day === null) return false;
  return (
    (year === null || (year !== 0 && year <= 2100)) &&
    (month === null || (month >= 1 && month <= 12)) &&
    (day === null || (day >= 1 && day <= 31))
  );
}

function chinese(text: string | undefined): number | null {
  return text === undefined ? null : numeralValue(text);
}

/** 二〇二四 and 2024; two digits are a year of a century that the text does not say: none. */
function chineseYear(text: string | undefined): number | null {
  return text === undefined ? null : numeralValue(text);
}

function signed(year: number | null, before: string | undefined): number | null {
  return year !== null && before ? -year : year;
}

function monthOf(name = ''): number {
  return monthNames.split('|').indexOf(name.slice(0, 3).toLowerCase()) + 1;
}
