import { Jieba } from '@node-rs/jieba';
import { dict } from '@node-rs/jieba/dict.js';
import { splitTerms } from '../core/split-terms.js';
import type { TermExtractor } from '../core/terms.js';
import { openccSimplifier } from './opencc-simplifier.js';

/**
 * Fingerprint of everything that changes terms or their stored weights; part of an index's recipe. Raise the number
 * with any change to splitting, folding, stemming or `termWeighting`.
 */
export const termRecipe = 'terms-1:nfkc,opencc-1.4.2,jieba-2.0.3-search,stem-1:k1=1.2,b=0.75,length=200';

/**
 * The term extractor of the built-in recipe: jieba's words, OpenCC's characters. Words come from the dictionary alone:
 * jieba's guesses at unknown words (HMM) depend on the words around, so that question and text are cut differently
 * (recall@5 on Chinese calibration questions 1.000 without, .995 with; `src/answer/README.md` has the alternatives). Loads the dictionary on the first call
 * (about 0.35 s and 60 MB a process; worker threads share neither). Works on the main thread and in workers.
 */
export function jiebaTermExtractor(): TermExtractor {
  const simplify = openccSimplifier();
  jieba ??= Jieba.withDict(dict);
  const segmenter = jieba;
  return (text) => splitTerms(text, { simplify, segment: (run) => segmenter.cutForSearch(run, false) });
}

/** One dictionary a thread, whatever the number of extractors. */
let jieba: Jieba | undefined;
