import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { splitSentences } from '../../../src/core/sentences.js';
import { type CheckItem, type CheckSet, seededRandom } from './check-item.js';

interface Paragraph {
  readonly id: string;
  readonly lang: string;
  readonly text: string;
  readonly pair: string;
}

/** A sentence and its translation, with the whole foreign paragraph as evidence. */
export interface AlignedPair {
  readonly pair: string;
  readonly zh: string;
  readonly en: string;
  readonly zhParagraph: string;
  readonly enParagraph: string;
}

/**
 * Sentences of the paragraphs that stand in both languages with the same number of sentences of like length: the n-th is taken for the
 * translation of the n-th.
 *
 * @param folder `retrieval/xling`, or the same of the calibration articles.
 */
export function alignedPairs(folder: string): AlignedPair[] {
  const rows: Paragraph[] = readFileSync(join(folder, 'passages.jsonl'), 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line));
  const byId = new Map(rows.map((row) => [row.id, row]));
  return rows
    .filter(({ lang }) => lang === 'en')
    .flatMap((english): AlignedPair[] => {
      const chinese = byId.get(english.pair);
      if (!chinese) return [];
      const [en, zh] = [sentencesOf(english.text), sentencesOf(chinese.text)];
      if (en.length !== zh.length) return [];
      return en.flatMap((sentence, index) => {
        const other = zh[index] ?? '';
        const ratio = sentence.length / Math.max(1, other.length);
        if (sentence.length < 40 || ratio < 2 || ratio > 5.5) return [];
        return [{ pair: english.id, en: sentence, zh: other, enParagraph: english.text, zhParagraph: chinese.text }];
      });
    });
}

/** 75 Chinese sentences against English paragraphs and 75 the other way round, of different paragraphs as far as possible. */
export function translationSet(dataFolder: string, seed: number): CheckSet {
  const random = seededRandom(seed);
  const pairs = alignedPairs(join(dataFolder, 'retrieval/xling'))
    .map((pair) => ({ pair, order: random() }))
    .sort((left, right) => left.order - right.order)
    .map(({ pair }) => pair)
    .slice(0, 150);
  const items = pairs.map((pair, index): CheckItem => {
    const toEnglish = index % 2 === 0;
    return {
      id: `${toEnglish ? 'zh-in-en' : 'en-in-zh'}-${index}`,
      group: pair.pair,
      claim: toEnglish ? pair.zh : pair.en,
      evidence: [{ id: pair.pair, text: toEnglish ? pair.enParagraph : pair.zhParagraph }],
      supported: true,
      kind: toEnglish ? 'zh in en' : 'en in zh',
      keywords: [],
    };
  });
  return { name: 'translations', items };
}

function sentencesOf(text: string): string[] {
  return splitSentences(text).map(({ start, end }) => text.slice(start, end));
}
