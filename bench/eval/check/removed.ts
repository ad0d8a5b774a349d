import { join } from 'node:path';
import { splitSentences } from '../../../src/core/sentences.js';
import { type CheckItem, type CheckSet, seededRandom } from './check-item.js';
import { readPassages } from './source-sentences.js';
import { alignedPairs } from './translations.js';

/**
 * Sentences checked against what is left of their passage once they are taken out: the right subject, and nothing that says it. Of the
 * calibration articles, which no other set here uses.
 */
export function removedSet(dataFolder: string, seed: number, perLanguage: number): CheckSet {
  const random = seededRandom(seed);
  const items = ['zh', 'en'].flatMap((language) => {
    const passages = readPassages(join(dataFolder, 'calibration/retrieval', language, 'passages.jsonl'));
    return passages
      .map((passage) => ({ passage, order: random() }))
      .sort((left, right) => left.order - right.order)
      .flatMap(({ passage }): CheckItem[] => {
        const sentences = splitSentences(passage.text).map(({ start, end }) => passage.text.slice(start, end));
        if (sentences.length < 4) return [];
        const at = Math.floor(random() * sentences.length);
        const claim = sentences[at] ?? '';
        if (claim.length < (language === 'zh' ? 15 : 45) || claim.length > 220) return [];
        const left = sentences.filter((_, index) => index !== at).join(language === 'zh' ? '' : ' ');
        const evidence = [{ id: passage.id, text: left }];
        return [
          {
            id: `removed-${passage.id}`,
            group: passage.id,
            claim,
            evidence,
            supported: false,
            kind: language,
            keywords: [],
          },
        ];
      })
      .slice(0, perLanguage);
  });
  return { name: 'removed', items };
}

/** Translations of the calibration articles, each also against its paragraph with the sentence taken out. */
export function calibrationTranslations(dataFolder: string, seed: number, count: number): CheckSet {
  const random = seededRandom(seed);
  const pairs = alignedPairs(join(dataFolder, 'calibration/retrieval/xling'))
    .map((pair) => ({ pair, order: random() }))
    .sort((left, right) => left.order - right.order)
    .map(({ pair }) => pair)
    .slice(0, count);
  const items = pairs.flatMap((pair, index): CheckItem[] => {
    const toEnglish = index % 2 === 0;
    const claim = toEnglish ? pair.zh : pair.en;
    const [said, paragraph] = toEnglish ? [pair.en, pair.enParagraph] : [pair.zh, pair.zhParagraph];
    const kind = toEnglish ? 'zh in en' : 'en in zh';
    const common = { group: pair.pair, claim, kind, keywords: [] };
    const without = paragraph.replace(said, '').trim();
    return [
      { ...common, id: `translated-${index}`, evidence: [{ id: pair.pair, text: paragraph }], supported: true },
      { ...common, id: `untold-${index}`, evidence: [{ id: pair.pair, text: without }], supported: false },
    ];
  });
  return { name: 'calibration translations', items };
}
