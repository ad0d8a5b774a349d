import { languageOf } from '../core/language.js';
import type { Language } from '../core/reply.js';
import type { Section } from '../core/section.js';
import { splitSentences } from '../core/sentences.js';

/** What a probe is made of. */
export interface ProbeSource {
  readonly section: Section;
  readonly documentTitle: string;
}

/** Inverse document frequency of words, for telling the salient from the common; higher is rarer. */
export type Rarity = (word: string) => number;

/** Words of a text in order, as search sees them. */
export type Words = (text: string) => readonly string[];

/** Characters of the sentences that probes are made of: shorter ones say nothing, longer ones are lists or code. */
const sentenceLength = { least: 10, most: 220 };
const wordsInProbe = 4;

/**
 * A question that the section answers, made from its heading or from its most salient sentence; null where it has neither.
 *
 * @param variant any number: chooses among the ways of asking, the same one every time.
 */
export function probeQuestion(source: ProbeSource, variant: number, words: Words, rarity: Rarity): string | null {
  const body = source.section.text.slice(source.section.bodyStart);
  if (body.trim().length < sentenceLength.least) return null;
  const language = languageOf(body);
  const ways = [
    () => fromHeading(source, language, variant),
    () => fromSentence(body, language, variant, words, rarity),
    () => fromNumber(body, language),
  ];
  for (let index = 0; index < ways.length; index++) {
    const question = ways[(variant + index) % ways.length]?.();
    if (question) return question;
  }
  return null;
}

function fromHeading({ section, documentTitle }: ProbeSource, language: Language, variant: number): string | null {
  const path = section.headingPath.map(plain).filter((title) => title !== '');
  const heading = path.at(-1);
  if (heading === undefined) return null;
  // The document's title, not the heading above: “Examples” and “描述” stand in every document.
  const above = plain(documentTitle) || (path[0] ?? '');
  const within = above === '' || above === heading ? null : above;
  const forms =
    language === 'zh'
      ? within
        ? [
            `${within}的${heading}是怎样的？`,
            `${within}里，${heading}是怎么说的？`,
            `关于${within}，${heading}有什么说明？`,
          ]
        : [`${heading}是怎样的？`, `关于${heading}有什么说明？`, `什么是${heading}？`]
      : within
        ? [
            `What is said about ${heading} in ${within}?`,
            `${within}: ${heading}?`,
            `How does ${heading} work for ${within}?`,
          ]
        : [`What is said about ${heading}?`, `How does ${heading} work?`, `What should I know about ${heading}?`];
  return forms[Math.floor(variant / 3) % forms.length] ?? null;
}

/** The rarest words of the sentence that holds the rarest ones, in the sentence's order. */
function fromSentence(body: string, language: Language, variant: number, words: Words, rarity: Rarity): string | null {
  const sentences = proseOf(body).map((text) => {
    const rare = surfaceWords(text, words, rarity)
      .sort((left, right) => right.rarity - left.rarity)
      .slice(0, wordsInProbe)
      .sort((left, right) => left.start - right.start);
    return { words: rare.map(({ word }) => word), weight: rare.reduce((sum, word) => sum + word.rarity, 0) };
  });
  const [best] = sentences
    .filter((sentence) => sentence.words.length >= 2)
    .sort((left, right) => right.weight - left.weight);
  if (!best) return null;
  const joined = best.words.join(' ');
  const forms =
    language === 'zh'
      ? [`${best.words.join('、')}是怎么回事？`, joined, `请问${best.words.join('和')}有什么要求？`]
      : [`How do ${best.words.join(', ')} go together?`, joined, `What about ${joined}?`];
  return forms[Math.floor(variant / 3) % forms.length] ?? null;
}

/**
 * The words as they stand in the text, once each: search knows stems, and of a Chinese word its parts as well, of which only
 * the whole is kept.
 */
function surfaceWords(text: string, words: Words, rarity: Rarity) {
  const latin = [...text.matchAll(/[\p{Script=Latin}][\p{Script=Latin}\p{N}._/-]*[\p{Script=Latin}\p{N}]/gu)].map(
    ({ 0: word, index }) => ({ word, start: index, rarity: Math.max(0, ...words(word).map(rarity)) }),
  );
  const han = [...new Set(words(text))]
    .filter((word) => /^\p{Script=Han}{2,}$/u.test(word))
    .map((word) => ({ word, start: text.indexOf(word), rarity: rarity(word) }))
    .filter(({ start }) => start >= 0);
  const whole = han.filter(
    (one) =>
      !han.some(
        (other) =>
          other !== one &&
          other.word.length > one.word.length &&
          other.start < one.start + one.word.length &&
          one.start < other.start + other.word.length,
      ),
  );
  const firsts = new Map([...latin, ...whole].reverse().map((one) => [one.word.toLowerCase(), one]));
  return [...firsts.values()];
}

/** A clause with a number, the number asked for. */
function fromNumber(body: string, language: Language): string | null {
  for (const sentence of proseOf(body)) {
    if (language === 'zh') {
      const clause = /(?:^|[，；：。])([^，；：。]{4,40}?)(\d+(?:\.\d+)?)([^，；：。\d]{1,12})(?=[，；。]|$)/.exec(
        sentence,
      );
      if (clause) return `${clause[1]}多少${clause[3]}？`;
    } else {
      const clause =
        /([A-Za-z][^.,;:()]{12,80}?)\s(?:is|are|of|to|after|within|for)\s(\d+(?:\.\d+)?)\s?([A-Za-z%]+)/.exec(sentence);
      if (clause) return `How many ${clause[3]}: ${clause[1]}?`;
    }
  }
  return null;
}

function proseOf(body: string): string[] {
  return splitSentences(body)
    .filter(({ kind }) => kind === 'prose' || kind === 'list')
    .map(({ start, end }) => plain(body.slice(start, end)))
    .filter(({ length }) => length >= sentenceLength.least && length <= sentenceLength.most);
}

/** Without the marks of Markdown and the numbering in front. */
function plain(text: string): string {
  return text
    .replace(/!?\[([^\]]*)\]\([^)]*\)/g, '$1')
    .replace(/[`*_]{1,3}/g, '')
    .replace(/^\s*(?:[-*+•]|\d{1,3}(?:\.\d+)*[.)、]?)\s+/, '')
    .replace(/\s+/g, ' ')
    .trim();
}
