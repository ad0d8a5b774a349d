import { LRUCache } from 'lru-cache';
import { type Sentence, splitSentences } from '../core/sentences.js';
import { type TermExtractor, termId } from '../core/terms.js';

/** A part of a section cut into sentences and words. Sets may be shared between questions: nobody changes them. */
export interface PartWords {
  /** Offsets are into the part's text. */
  readonly sentences: readonly (Sentence & { readonly terms: ReadonlySet<number> })[];
  /** Terms of the titles above it. */
  readonly headTerms: ReadonlySet<number>;
  /** Those, and the terms of its sentences. */
  readonly terms: ReadonlySet<number>;
  /** Terms of what is no heading. */
  readonly bodyTerms: ReadonlySet<number>;
}

/** @param heading titles above the part, in one line. */
export type WordsOfPart = (heading: string, text: string) => PartWords;

/** Characters of parts whose words are kept: some 1,300 parts with 50 MB of sets. */
const rememberedCharacters = 2_000_000;

/** Cuts a part into sentences and words. */
export function wordsOfPart(extractor: TermExtractor): WordsOfPart {
  const termSet = (text: string) => new Set(extractor(text).map(termId));
  return (heading, text) => {
    const sentences = splitSentences(text).map((sentence) => ({
      ...sentence,
      terms: termSet(text.slice(sentence.start, sentence.end)),
    }));
    const headTerms = termSet(heading);
    const terms = new Set(headTerms);
    const bodyTerms = new Set<number>();
    for (const sentence of sentences) {
      for (const term of sentence.terms) {
        terms.add(term);
        if (sentence.kind !== 'heading') bodyTerms.add(term);
      }
    }
    return { sentences, headTerms, terms, bodyTerms };
  };
}

/**
 * The same, remembering the parts asked for last: questions find mostly the same few, and cutting them was half of a search's
 * time on the main thread (7 of 14 ms for 19 parts).
 */
export function rememberedWordsOfPart(extractor: TermExtractor): WordsOfPart {
  const words = wordsOfPart(extractor);
  const known = new LRUCache<string, PartWords>({
    maxSize: rememberedCharacters,
    sizeCalculation: (_words, key) => key.length + 1,
  });
  return (heading, text) => {
    const key = `${heading}\n${text}`;
    const remembered = known.get(key);
    if (remembered) return remembered;
    const fresh = words(heading, text);
    known.set(key, fresh);
    return fresh;
  };
}
