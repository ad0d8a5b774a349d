import { datesOf, type PartialDate } from './dates.js';
import { numeralPattern, numeralValue } from './numerals.js';
import { quantitiesOf } from './quantities.js';

/** Which side of a number is meant: `least` (at least, more than, 以上), `most` (at most, under, 以内), `about`, or the number itself. */
export type Bound = 'least' | 'most' | 'about' | 'exact';

/** A number of a text with what it counts and how it is bounded. */
export interface Amount {
  /** As `Quantity.value`; percent for fractions and multiples (一半 50, 三倍 300), a·1000 + b for scores. */
  readonly value: number;
  /** The number as written, whatever its unit: 3 for 三周; null where it is no single one. */
  readonly numeral: number | null;
  /** As `Quantity.unit`, and `ordinal`, `score`, `weekday` (1 Monday…7), `century`, `decade`. */
  readonly unit: string;
  readonly bound: Bound;
  /** True where the number may be no more than a word: 一个, one, half, a week. */
  readonly isLoose: boolean;
  /** UTF-16 offsets into the text, end exclusive. */
  readonly start: number;
  readonly end: number;
}

/** All figures of a text. */
export interface Figures {
  readonly amounts: readonly Amount[];
  readonly dates: readonly PartialDate[];
}

type Found = Omit<Amount, 'bound' | 'isLoose' | 'numeral'> & { readonly isLoose?: boolean };

/**
 * Amounts and dates of a text, each in order of appearance. More than `quantitiesOf`: fractions, multiples, ordinals, scores,
 * weekdays, centuries, both ends of a range, numerals that count something without a known unit (三项, five stages), and bounds.
 */
export function figuresOf(text: string): Figures {
  // Same length, so that offsets hold: the dash of a range, and 多 in 9500多万.
  let rest = text
    .replace(/(?<=\d)[-–—](?=\d+(?:\.\d+)?\s*[天日年月周个小分元米吨人名位岁公千百万亿次台秒毫级岁％%℃°])/gu, '～')
    .replace(noNumerals, (word) => '\u00a0'.repeat(word.length))
    .replace(/(\d|[一二三四五六七八九十百千])[多余餘]([十百千万萬亿億]+)/g, '$1$2 ');
  const found: Found[] = [];
  const take = (items: readonly Found[]) => {
    found.push(...items);
    for (const { start, end } of items) rest = blank(rest, start, end);
  };
  take(readScores(rest));
  const dates = datesOf(rest);
  for (const { start, end } of dates) rest = blank(rest, start, end);
  take(readWeekdays(rest));
  take(readPeriods(rest));
  take(readFractions(rest));
  take(readOrdinals(rest));
  const quantities = quantitiesOf(rest);
  take(withRanges(rest, quantities).filter(({ value }) => Number.isFinite(value)));
  take(readCounts(rest));
  take(readArticles(rest));
  const amounts = found
    .sort((left, right) => left.start - right.start)
    .map((item) => ({
      ...item,
      numeral: numeralOf(text.slice(item.start, item.end)),
      isLoose: item.isLoose ?? isSingle(text.slice(item.start, item.end)),
      bound: boundOf(text, item.start, item.end),
    }));
  return { amounts, dates };
}

/** Words with a numeral in them that count nothing. */
const noNumerals =
  /统一|唯一|专一|一致|一般|一定|一样|一直|一起|万一|同一|另一|(?<!分)之一|一旦|一律|一些|一切|一同|一并|一时|一度|一向|一边|一面|一方面|进一步|十分(?![之钟])|万分(?!之)|千万(?=[别不要注])|第三方|三方面|一系列|一部分|其一|逐一|不一|四处|四面|八方|百货|千方百计|百姓|万物|五金|三明治|七夕|二手|二维码|二进制|八进制|十进制|十六进制|三角|双十一|个十百千|半导体|半岛|半径|半天然/g;

function numeralOf(written: string): number | null {
  return numeralValue(new RegExp(numeralPattern, 'iu').exec(written)?.[0] ?? '');
}

/** 一次, `one week`: hardly more than an article. Digits mean it. */
function isSingle(written: string): boolean {
  return /^(?:一(?![〇零一二三四五六七八九十百千万亿\d])|半|one\b)/i.test(written);
}

function blank(text: string, start: number, end: number): string {
  return text.slice(0, start) + '\u00a0'.repeat(end - start) + text.slice(end);
}

function read(
  text: string,
  pattern: RegExp,
  valued: (groups: readonly string[], whole: string) => Omit<Found, 'start' | 'end'> | null,
): Found[] {
  return [...text.matchAll(pattern)].flatMap((match) => {
    const item = valued(
      match.slice(1).map((group) => group ?? ''),
      match[0],
    );
    return item ? [{ ...item, start: match.index, end: match.index + match[0].trimEnd().length }] : [];
  });
}

/** 2-0, 2:1, 五比零. Two digits behind a colon are a time of day. */
function readScores(text: string): Found[] {
  return [
    ...read(text, /(?<![\d:.-])(\d{1,3})\s?[:：]\s?(\d)(?![\d:])/g, ([left, right]) =>
      score(Number(left), Number(right)),
    ),
    ...read(text, /(?<![\d\p{L}.-])(\d{1,2})-(\d{1,2})(?![\d\p{L}.%％-])/gu, ([left, right]) =>
      score(Number(left), Number(right)),
    ),
    ...read(
      text,
      /(\d{1,3}|[一二三四五六七八九十零两]{1,3})比(\d{1,3}|[一二三四五六七八九十零]{1,3})(?!例|较|赛)/g,
      ([left = '', right = '']) => score(numeralValue(left), numeralValue(right)),
    ),
  ];
}

function score(left: number | null, right: number | null) {
  return left === null || right === null ? null : { value: left * 1000 + right, unit: 'score' };
}

const weekdayNames = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'];

function readWeekdays(text: string): Found[] {
  return [
    ...read(text, /(?:周|星期|礼拜|禮拜|週)([一二三四五六日天])(?![年期月个])/g, ([day = '']) => ({
      value: day === '日' || day === '天' ? 7 : '一二三四五六'.indexOf(day) + 1,
      unit: 'weekday',
    })),
    ...read(text, new RegExp(`\\b(${weekdayNames.join('|')})s?\\b`, 'gi'), ([day = '']) => ({
      value: weekdayNames.indexOf(day.toLowerCase()) + 1,
      unit: 'weekday',
    })),
  ];
}

const centuryWords = 'fifteenth sixteenth seventeenth eighteenth nineteenth twentieth'.split(' ');

function readPeriods(text: string): Found[] {
  const century = '(?:\\d{1,2}|[一二三四五六七八九十]{1,3})\\s*(?:世纪|世紀)\\s*';
  return [
    ...read(text, new RegExp(`(?:${century})?(?<!\\d)(?:1\\d|20)?(\\d0)\\s*年代`, 'g'), ([number]) =>
      known(Number(number), 'decade'),
    ),
    ...read(text, new RegExp(`(?:${century})?([一二三四五六七八九]十)年代`, 'g'), ([number = '']) =>
      known(numeralValue(number), 'decade'),
    ),
    ...read(text, /\b(?:1\d|20)?(\d0)['’]?s\b/g, ([number]) => known(Number(number), 'decade')),
    ...read(
      text,
      /(\d{1,2}|[一二三四五六七八九十]{1,3})\s*(?:世纪|世紀)(?!\s*(?:\d0|[一二三四五六七八九]十)\s*年代)/g,
      ([number = '']) => known(numeralValue(number), 'century'),
    ),
    ...read(text, /\b(\d{1,2})(?:st|nd|rd|th)[\s-]centur(?:y|ies)\b/gi, ([number]) => known(Number(number), 'century')),
    ...read(text, new RegExp(`\\b(${centuryWords.join('|')})[\\s-]centur(?:y|ies)\\b`, 'gi'), ([word = '']) =>
      known(centuryWords.indexOf(word.toLowerCase()) + 15, 'century'),
    ),
  ];
}

function readFractions(text: string): Found[] {
  const words: Readonly<Record<string, number>> = {
    half: 2,
    halves: 2,
    third: 3,
    quarter: 4,
    fourth: 4,
    fifth: 5,
    tenth: 10,
  };
  return [
    ...read(text, new RegExp(`(${numeralPattern})分之(${numeralPattern})`, 'gu'), ([below = '', above = '']) =>
      percent(numeralValue(above), numeralValue(below)),
    ),
    ...read(text, /(?<![\d./:-])(\d{1,2})\/(\d{1,3})(?![\d/]|\s*[年月])/g, ([above, below]) =>
      percent(Number(above), Number(below)),
    ),
    ...read(
      text,
      /\b(one|two|three|four|a)[\s-](third|quarter|fourth|fifth|tenth)s?\b(?=s? of(?! an? hour)|[,.;)]|$)/gi,
      ([above = '', below = '']) =>
        percent(above === 'a' ? 1 : numeralValue(above), words[below.toLowerCase()] ?? null),
    ),
    ...read(text, /一半|半数|半數/g, () => ({ value: 50, unit: 'percent', isLoose: true })),
    ...read(text, /半价|半價|\bhalf[\s-]price\b/gi, () => ({ value: 50, unit: 'percent' })),
    ...read(text, /\bhalf\b(?! an?\b| hour| day| year)/gi, () => ({ value: 50, unit: 'percent', isLoose: true })),
    ...read(text, new RegExp(`(${numeralPattern})\\s*倍`, 'gu'), ([number = '']) => {
      const value = numeralValue(number);
      return value === null ? null : { value: value * 100, unit: 'percent' };
    }),
    ...read(text, /\btwice\b/gi, () => ({ value: 2, unit: 'time' })),
    ...read(text, /\bthrice\b/gi, () => ({ value: 3, unit: 'time' })),
    ...read(text, /\bonce (?=an?\b|per\b|every\b|each\b)/gi, () => ({ value: 1, unit: 'time' })),
    ...read(text, /\bhalf an? (hour|day|year)\b|\bhalf[\s-](hour|day|year)\b/gi, ([first = '', second = '']) => {
      const seconds = { hour: 1_800, day: 43_200 }[(first || second).toLowerCase()];
      return seconds === undefined ? { value: 6, unit: 'month' } : { value: seconds, unit: 'second' };
    }),
  ];
}

function percent(above: number | null, below: number | null) {
  return above === null || !below ? null : { value: Math.round((above / below) * 1e6) / 1e4, unit: 'percent' };
}

function known(value: number | null, unit: string) {
  return value === null ? null : { value, unit };
}

const ordinalWords = 'first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth'.split(' ');

function readOrdinals(text: string): Found[] {
  return [
    ...read(text, /第\s*(\d{1,4}|[一二三四五六七八九十百]{1,4})(?!二?[天年日](?!级|度))/g, ([number = '']) =>
      known(numeralValue(number), 'ordinal'),
    ),
    ...read(text, /\b(\d{1,4})(?:st|nd|rd|th)\b/gi, ([number]) => known(Number(number), 'ordinal')),
    ...read(text, new RegExp(`\\b(${ordinalWords.join('|')})\\b`, 'gi'), ([word = '']) => ({
      value: ordinalWords.indexOf(word.toLowerCase()) + 1,
      unit: 'ordinal',
      isLoose: word.toLowerCase() === 'first',
    })),
  ];
}

/** 3～5 天 and `10 to 15 days`: the first number has the second one's unit. */
function withRanges(text: string, quantities: readonly Found[]): Found[] {
  return quantities.map((quantity, index) => {
    const next = quantities[index + 1];
    if (quantity.unit !== '' || !next || next.unit === '') return quantity;
    if (!/^\s*(?:-|~|～|–|—|至|到|to|or|或)\s*$/.test(text.slice(quantity.end, next.start))) return quantity;
    const own = numeralValue(new RegExp(numeralPattern, 'u').exec(text.slice(next.start, next.end))?.[0] ?? '');
    return own ? { ...quantity, value: (quantity.value * next.value) / own, unit: next.unit } : quantity;
  });
}

const classifiers =
  '个個种種条條名位家座所件本册份台臺辆輛架艘枚颗顆只隻头頭匹张張幅块塊片层層级級届屆期轮輪场場盘盤队隊组組批类類门門节節课課章篇首部集句字支项項步点點方侧端处處人户对對双雙套间間回声聲遍趟顿頓代页頁幕票张杯瓶碗国國省市县縣区區岁歲米';

/** Numerals that count something whose name is no unit: 三项, five stages. */
function readCounts(text: string): Found[] {
  return [
    ...read(
      text,
      new RegExp(
        `(?<![〇零一二两兩三四五六七八九十百千万亿第周几幾数數])([一二两兩三四五六七八九十百千万亿]{1,6})(?=\\s?[${classifiers}大]|者|方)(?!点点|起来|定|直|样|般|切)`,
        'gu',
      ),
      ([number = '']) => counted(numeralValue(number)),
    ),
    ...read(
      text,
      /\b(?:(?:two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|(?:thir|four|fif|six|seven|eigh|nine)teen|(?:twen|thir|for|fif|six|seven|eigh|nine)ty|hundred|thousand|million|billion)[\s-]*)+\b/gi,
      (_, whole) => counted(numeralValue(whole)),
    ),
    ...read(text, /\bone\b/gi, () => counted(1)),
    ...read(text, /\b(?:both|pair)\b|双方|雙方|两者|兩者/gi, () => ({ value: 2, unit: '', isLoose: true })),
    ...read(text, /\bdozen\b/gi, () => ({ value: 12, unit: '' })),
  ];
}

function counted(value: number | null) {
  return value === null ? null : { value, unit: '', isLoose: value <= 1 };
}

/** `a year`, `another month`: one of them, if somebody asks. */
function readArticles(text: string): Found[] {
  const units: Readonly<Record<string, readonly [number, string]>> = {
    second: [1, 'second'],
    minute: [60, 'second'],
    hour: [3_600, 'second'],
    day: [86_400, 'second'],
    week: [604_800, 'second'],
    month: [1, 'month'],
    year: [12, 'month'],
  };
  const chinese: Readonly<Record<string, readonly [number, string]>> = {
    季度: [3, 'month'],
    季: [3, 'month'],
    年: [12, 'month'],
    月: [1, 'month'],
    周: [604_800, 'second'],
    星期: [604_800, 'second'],
    天: [86_400, 'second'],
    日: [86_400, 'second'],
    小时: [3_600, 'second'],
  };
  const counted = read(text, /每个?(季度|季|年|月|周|星期|天|日|小时)/g, ([word = '']) => {
    const [value, unit] = chinese[word] ?? [1, ''];
    return { value, unit, isLoose: true };
  });
  return [
    ...counted,
    ...read(text, /\b(?:an?|another|per|each|every) (second|minute|hour|day|week|month|year)\b/gi, ([word = '']) => {
      const [value, unit] = units[word.toLowerCase()] ?? [1, ''];
      return { value, unit, isLoose: true };
    }),
  ];
}

const boundsBefore: readonly (readonly [RegExp, Bound])[] = [
  [
    /(?:不|没有|未)(?:得|能|应|可|允许|许|准|會|会)?(?:以)?(?:少于|少於|低于|低於|小于|小於|短于)\D{0,2}$|(?:no|not) (?:less|fewer|lower|smaller|shorter|younger) than\s*$|(?:must|may|can|should|shall) ?not be (?:less|fewer|lower|below|under)\D{0,6}$/i,
    'least',
  ],
  [
    /(?:不|没有|沒有|未)(?:得|能|应|可|允许|许|准|会)?(?:够)?(?:超过|超過|多于|多於|高于|高於|大于|大於|超出|长于)\D{0,2}$|(?:no|not) (?:more|greater|higher|larger|longer|older) than\s*$|(?:must|may|can|should|shall) ?not (?:exceed|be (?:more|above|over))\D{0,6}$|can(?:not|'t) exceed\s*$/i,
    'most',
  ],
  [/(?:至少|最少|最低|起码|起碼|不下|最短|at least|minimum(?: of)?|at minimum)\D{0,3}$/i, 'least'],
  [/(?:至多|最多|最高|最长|最長|最大|上限为?|at (?:the )?most|up to|maximum(?: of)?|at maximum)\D{0,5}$/i, 'most'],
  [
    /(?:超过|超過|多于|多於|高于|高於|大于|大於|逾|超出|超|(?<![不未])[满滿]|more than|greater than|higher than|longer than|older than|over|above|exceed(?:s|ed|ing)?|>=?|≥)\s*$/i,
    'least',
  ],
  [
    /(?:少于|少於|低于|低於|小于|小於|不足|不到|未满|不满|未滿|不滿|less than|fewer than|lower than|shorter than|younger than|under|below|within|<=?|≤)\s*$/i,
    'most',
  ],
  [
    /(?:约|約|大约|大約|大概|近|将近|about|around|approximately|roughly|nearly|almost|some|circa|c\.)\s*(?:为|是)?\s*$/i,
    'about',
  ],
];

const boundsBehind: readonly (readonly [RegExp, Bound])[] = [
  [
    /^\s*(?:及|或|\(含\))?以上|^\s*起(?!点|来)|^\s*(?:\p{L}+ )?(?:or|and) (?:more|older|later|above|over|higher|longer|newer)\b/iu,
    'least',
  ],
  [
    /^\s*(?:及|或)?(?:以下|以内|以內|之内|之內)|^\s*内(?!部|容|存)|^\s*(?:\p{L}+ )?(?:or|and) (?:less|fewer|younger|earlier|below|under|lower|shorter)\b/iu,
    'most',
  ],
  [/^\s*(?:左右|上下|前后)/, 'about'],
];

function boundOf(text: string, start: number, end: number): Bound {
  const before = text.slice(Math.max(0, start - 32), start);
  const behind = text.slice(end, end + 20);
  const negated = boundsBefore.slice(0, 2).find(([pattern]) => pattern.test(before));
  return (
    (negated ??
      boundsBehind.find(([pattern]) => pattern.test(behind)) ??
      boundsBefore.find(([pattern]) => pattern.test(before)))?.[1] ?? 'exact'
  );
}
