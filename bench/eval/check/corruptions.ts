import type { Language } from '../../../src/core/reply.js';
import { type CheckItem, type CheckSet, seededRandom } from './check-item.js';
import type { SourceSentence } from './source-sentences.js';

/** Kinds with a bar, and kinds that are only reported. */
export const barredKinds = ['number', 'unit', 'date', 'name', 'negation'] as const;
export const reportedKinds = ['order', 'condition'] as const;

type Kind = (typeof barredKinds)[number] | (typeof reportedKinds)[number];
type Random = () => number;
/** A changed sentence; null where it does not apply. */
type Corrupt = (text: string, language: Language, random: Random, sentence: SourceSentence) => string | null;

/** Sentences of each kind, from each of four sources (pages and passages, both languages). */
const perKind = { barred: 15, reported: 8 };

/**
 * True sentences with one thing changed each, by rules that know nothing of the checker: 300 of the kinds with a bar, 64 others; and
 * the same sentences unchanged.
 */
export function corruptedSets(
  sentences: readonly SourceSentence[],
  seed: number,
): { corrupted: CheckSet; unchanged: CheckSet } {
  const random = seededRandom(seed);
  const corrupt = corruptionsOf(sentences);
  const corrupted: CheckItem[] = [];
  const unchanged: CheckItem[] = [];
  const used = new Set<SourceSentence>();
  const said = new Set(sentences.map(({ text }) => text));
  const isSaid = (changed: string) => said.has(changed);
  for (const origin of ['md', 'passages']) {
    for (const language of ['zh', 'en'] as const) {
      const pool = sentences.filter((sentence) => sentence.origin === origin && sentence.language === language);
      for (const kind of [...barredKinds, ...reportedKinds]) {
        const wanted = (barredKinds as readonly string[]).includes(kind) ? perKind.barred : perKind.reported;
        let made = 0;
        for (const sentence of pool) {
          if (made >= wanted) break;
          if (used.has(sentence)) continue;
          const changed = corrupt[kind](sentence.text, language, random, sentence);
          // The pages say many things alike: a changed sentence may be another page's true one.
          if (changed === null || changed === sentence.text || isSaid(changed)) continue;
          used.add(sentence);
          made++;
          const id = `${origin}-${language}-${kind}-${made}`;
          const item = { group: sentence.passage.id, evidence: [], keywords: [] };
          corrupted.push({ ...item, id, claim: changed, supported: false, kind });
          unchanged.push({ ...item, id, claim: sentence.text, supported: true, kind });
        }
      }
    }
  }
  return { corrupted: { name: 'corrupted', items: corrupted }, unchanged: { name: 'unchanged', items: unchanged } };
}

function corruptionsOf(sentences: readonly SourceSentence[]): Record<Kind, Corrupt> {
  const namesBy = new Map<string, { name: string; passage: string }[]>();
  for (const { text, language, passage, origin } of sentences) {
    const list = namesBy.get(`${origin} ${language}`) ?? [];
    for (const name of plainNames(text, language, passage.title)) list.push({ name, passage: passage.id });
    namesBy.set(`${origin} ${language}`, list);
  }
  return { number, unit, date, name: swapName(namesBy), negation, order, condition };
}

/** Replaces one match, drawn at random. */
function replaceOne(
  text: string,
  pattern: RegExp,
  random: Random,
  change: (match: RegExpMatchArray) => string | null,
): string | null {
  const matches = [...text.matchAll(pattern)];
  const match = matches[Math.floor(random() * matches.length)];
  if (!match) return null;
  const changed = change(match);
  return changed === null
    ? null
    : text.slice(0, match.index) + changed + text.slice((match.index ?? 0) + match[0].length);
}

const number: Corrupt = (text, language, random) => {
  const digits = replaceOne(
    text,
    /(?<![\p{L}\d._/:#-])\d{1,3}(?:,\d{3})*(?:\.\d+)?(?![\d\p{Script=Latin}_/:-]|\.\d|\s*[年月日])/gu,
    random,
    ([found]) => otherNumber(found, random),
  );
  if (digits !== null) return digits;
  if (language === 'zh') {
    return replaceOne(
      text,
      /(?<!第|十|[一二三四五六七八九])[两三四五六七八九](?=[个种条项名位次年天座所部支])/g,
      random,
      ([found]) => {
        const others = [...'三四五六七八九'].filter((other) => other !== found);
        return others[Math.floor(random() * others.length)] ?? null;
      },
    );
  }
  const words = ['two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine', 'ten'];
  return replaceOne(text, new RegExp(`\\b(?:${words.join('|')})\\b`, 'g'), random, ([found]) => {
    const others = words.filter((other) => other !== found);
    return others[Math.floor(random() * others.length)] ?? null;
  });
};

function otherNumber(found: string, random: Random): string {
  const value = Number(found.replaceAll(',', ''));
  const factors = [0.5, 2, 3, 10, 1.5];
  const changed = value * (factors[Math.floor(random() * factors.length)] ?? 2);
  const rounded = found.includes('.') ? changed.toFixed(1) : String(Math.max(1, Math.round(changed)));
  return rounded === found ? String(value + 1) : rounded;
}

const units: readonly (readonly [RegExp, readonly string[]])[] = [
  [/(?<=\d\s?)(?:个)?小时/g, ['天', '分钟']],
  [/(?<=\d\s?)分钟/g, ['小时', '天']],
  [/(?<=\d\s?)毫秒/g, ['秒', '分钟']],
  [/(?<=\d\s?)秒(?!钟)/g, ['毫秒', '分钟']],
  [/(?<=[\d一二两三四五六七八九十]\s?)天(?!然|津)/g, ['周', '个月']],
  [/(?<=[\d一二两三四五六七八九十]\s?)个月/g, ['年', '天']],
  [/(?<=[\d]\s?)公里/g, ['米', '英里']],
  [/(?<=\d\s?)千米/g, ['米', '英里']],
  [/(?<=\d\s?)米/g, ['公里', '厘米']],
  [/(?<=\d\s?)公斤/g, ['克', '吨']],
  [/(?<=\d\s?)吨/g, ['公斤', '克']],
  [/(?<=\d\s?)(?:%|％)/g, ['倍', '人']],
  [/(?<=\d\s?)万(?=人|元|名|吨)/g, ['亿', '千']],
  [/(?<=\d\s?)美元/g, ['欧元', '日元']],
  [/(?<=\d\s?万?)元/g, ['美元', '欧元']],
  [/(?<=\d\s?)岁/g, ['个月']],
  [/(?<=\d\s?)平方公里/g, ['平方米', '公顷']],
  [/(?<=\d\s?)G(?:i)?B\b/g, ['MB', 'TB']],
  [/(?<=\d\s?)M(?:i)?B\b/g, ['GB', 'KB']],
  [/(?<=\d\s?)K(?:i)?B\b/gi, ['MB', 'GB']],
  [/(?<=\d\s?)ms\b/g, ['s', 'min']],
  [/(?<=\d\s?)s\b/g, ['ms', 'min']],
  [/(?<=\d[\s-]?)seconds?\b/g, ['minutes', 'hours']],
  [/(?<=\d[\s-]?)minutes?\b/g, ['hours', 'seconds']],
  [/(?<=\d[\s-]?)hours?\b/g, ['days', 'minutes']],
  [/(?<=(?:\d|two|three|four|five|six|seven|ten) )days?\b/g, ['weeks', 'hours']],
  [/(?<=(?:\d|two|three|four|five|six|seven|ten) )weeks?\b/g, ['days', 'months']],
  [/(?<=(?:\d|two|three|four|five|six|seven|ten) )months?\b/g, ['weeks', 'years']],
  [/(?<=(?:\d|two|three|four|five|six|seven|ten) )years?\b/g, ['months', 'weeks']],
  [/(?<=\d[\s-])(?:miles?|mi)\b/g, ['feet', 'metres']],
  [/(?<=\d[\s-])(?:km|kilomet(?:er|re)s?)\b/g, ['m', 'miles']],
  [/(?<=\d[\s-])(?:feet|foot|ft)\b/g, ['miles', 'inches']],
  [/(?<=\d\s?)(?:percent|%)/g, [' dollars', ' people']],
  [/(?<=\d )(?:million)\b/g, ['billion', 'thousand']],
  [/(?<=\d )(?:billion)\b/g, ['million', 'thousand']],
  [/(?<=\d )(?:people|students|men|soldiers)\b/g, ['ships', 'tonnes']],
  [/\$(?=\d)/g, ['€', '£']],
];

const unit: Corrupt = (text, _language, random) => {
  for (const [pattern, others] of units) {
    const changed = replaceOne(text, pattern, random, () => others[Math.floor(random() * others.length)] ?? null);
    if (changed !== null) return changed;
  }
  return null;
};

const monthNames = 'January|February|March|April|May|June|July|August|September|October|November|December';

const date: Corrupt = (text, _language, random) => {
  const shift = (value: number, most: number) => ((value - 1 + 1 + Math.floor(random() * (most - 1))) % most) + 1;
  const changes: (() => string | null)[] = [
    () =>
      replaceOne(text, /(?<![\d.])(?:1[0-9]|20)\d{2}(?=\s*年)/g, random, ([found]) =>
        String(Number(found) - 1 - Math.floor(random() * 20)),
      ),
    () => replaceOne(text, /(?<=年\s?)\d{1,2}(?=\s*月)/g, random, ([found]) => String(shift(Number(found), 12))),
    () => replaceOne(text, /(?<=月\s?)\d{1,2}(?=\s*[日号])/g, random, ([found]) => String(shift(Number(found), 28))),
    () =>
      replaceOne(text, new RegExp(`\\b(?:${monthNames})(?=\\s\\d|\\s?,)`, 'g'), random, ([found]) => {
        const list = monthNames.split('|');
        return list[shift(list.indexOf(found) + 1, 12) - 1] ?? null;
      }),
    () =>
      replaceOne(text, /(?<=\b(?:in|since|until|by|from|of|, ) ?)(?:1[0-9]|20)\d{2}\b(?![,.]\d)/gi, random, ([found]) =>
        String(Number(found) - 1 - Math.floor(random() * 20)),
      ),
  ];
  const start = Math.floor(random() * changes.length);
  for (let step = 0; step < changes.length; step++) {
    const changed = changes[(start + step) % changes.length]?.() ?? null;
    if (changed !== null) return changed;
  }
  return null;
};

/** Names as a reader would underline them: the title, Latin words in Chinese, capitalised words, names with · or 《》 or a clear suffix. */
function plainNames(text: string, language: Language, title: string): string[] {
  const found = new Set<string>();
  if (language === 'zh') {
    const last = title.split(' › ').at(-1) ?? title;
    if (last.length >= 2 && last.length <= 12 && text.includes(last)) found.add(last);
    for (const [name] of text.matchAll(
      /(?<![\w-])[A-Z][A-Za-z]{2,}(?![\w-])|[\p{Script=Han}]{1,5}(?:·[\p{Script=Han}]{1,6})+/gu,
    ))
      found.add(name);
    for (const [, name] of text.matchAll(/《([^》]{2,12})》/g)) if (name) found.add(name);
    for (const [, name] of text.matchAll(
      /(?:在|于|位于|和|与|由|到|从|、|，)([\p{Script=Han}]{2,3}(?:市|省|县|大学|公司|岛|站|区|国))/gu,
    ))
      if (name) found.add(name);
  } else {
    for (const [, name] of text.matchAll(/(?<=[a-z,] )([A-Z][a-z]{2,}(?: [A-Z][a-z]{2,}){0,2})\b/g)) {
      if (name && !new RegExp(`^(?:${monthNames}|Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday)`).test(name))
        found.add(name);
    }
  }
  return [...found];
}

function swapName(namesBy: ReadonlyMap<string, readonly { name: string; passage: string }[]>): Corrupt {
  return (text, language, random, { passage, origin }) => {
    const own = plainNames(text, language, passage.title);
    const name = own[Math.floor(random() * own.length)];
    if (!name) return null;
    const isHan = /\p{Script=Han}/u.test(name);
    // Of the same script and about the same length, out of another passage.
    const others = (namesBy.get(`${origin} ${language}`) ?? []).filter(
      (other) =>
        other.passage !== passage.id &&
        !text.includes(other.name) &&
        !name.includes(other.name) &&
        /\p{Script=Han}/u.test(other.name) === isHan &&
        Math.abs(other.name.length - name.length) <= (isHan ? 2 : 6),
    );
    const other = others[Math.floor(random() * others.length)];
    return other ? text.replaceAll(name, other.name) : null;
  };
}

const negations: Readonly<Record<Language, readonly (readonly [RegExp, string])[]>> = {
  zh: [
    [/不会(?!员|议)/, '会'],
    [/不支持/, '支持'],
    [/不能(?!不)/, '能'],
    [/不可以?(?=[\p{Script=Han}])(?!避|抗|或)/u, '可以'],
    [/没有(?=[\p{Script=Han}])/u, '有'],
    [/不需要/, '需要'],
    [/无法/, '能够'],
    [/不是/, '是'],
    [/可以(?=[\p{Script=Han}])/u, '不可以'],
    [/(?<![不是])支持(?=[\p{Script=Han}])/u, '不支持'],
    [/必须/, '不必'],
    [/(?<![不机社])会(?=[\p{Script=Han}])(?!议|员|计|长|见|谈|战)/u, '不会'],
    [/(?<![不只可若总但就还都也])是(?!否|不是)/, '不是'],
    [/能够/, '不能'],
  ],
  en: [
    [/ does not (\w+)/, ' does $1'],
    [/ is not /, ' is '],
    [/ are not /, ' are '],
    [/ cannot /, ' can '],
    [/ did not (\w+)/, ' did $1'],
    [/ was not /, ' was '],
    [/ will not /, ' will '],
    [/ can (?!not)(?=[a-z])/, ' cannot '],
    [/ must (?!not)/, ' must not '],
    [/ may (?!not)(?=[a-z])/, ' may not '],
    [/ will (?!not)(?=[a-z])/, ' will not '],
    [/ is (?!not)(?=[a-z])/, ' is not '],
    [/ was (?!not)(?=[a-z])/, ' was not '],
    [/ are (?!not)(?=[a-z])/, ' are not '],
    [/ were (?!not)(?=[a-z])/, ' were not '],
    [/ has (?!not)(?=[a-z])/, ' has not '],
  ],
};

const negation: Corrupt = (text, language, random) => {
  const fitting = negations[language].filter(([pattern]) => pattern.test(text));
  const [pattern, other] = fitting[Math.floor(random() * fitting.length)] ?? [];
  return pattern && other !== undefined ? text.replace(pattern, other) : null;
};

/** Two names trade places: who did what to whom. */
const order: Corrupt = (text, language, _random, { passage }) => {
  const names = plainNames(text, language, passage.title)
    .map((name) => ({ name, index: text.indexOf(name) }))
    .sort((left, right) => left.index - right.index);
  const [first, second] = names;
  if (!first || !second || first.index + first.name.length > second.index) return null;
  const between = text.slice(first.index + first.name.length, second.index);
  // Items of a list may stand in any order.
  if (/^\s*(?:、|和|与|及|,|and|or|或)\s*$/.test(between)) return null;
  return (
    text.slice(0, first.index) + second.name + between + first.name + text.slice(second.index + second.name.length)
  );
};

/** The condition is gone: what holds sometimes is said to hold always. */
const condition: Corrupt = (text, language) => {
  const pattern =
    language === 'zh'
      ? /(?:如果|若|当|在)[^，。]{3,40}(?:时|的情况下|后|，则)(?:，)?|(?:如果|若|仅当|只有)[^，。]{3,40}，/
      : /^(?:If|When|Unless|Once) [^,]{5,80}, |,? (?:if|when|unless|only if|provided that) [^,.]{5,80}(?=\.$)/;
  const changed = text.replace(pattern, '');
  const trimmed = changed.charAt(0).toUpperCase() + changed.slice(1);
  return changed !== text && trimmed.length >= (language === 'zh' ? 8 : 25) ? trimmed : null;
};
