import { LRUCache } from 'lru-cache';
import type { TermExtractor } from '../core/terms.js';

/** Characters of text whose terms are kept: headings and the sentences that answers quote, about 12 MB with their terms. */
const rememberedCharacters = 500_000;

/**
 * An extractor that remembers what it was asked last: the sections that questions find are mostly the same few, and cutting
 * their sentences into words is the dearest step of a search after the encoder (4 ms of 12 on the main thread).
 */
export function rememberTerms(extractor: TermExtractor): TermExtractor {
  const known = new LRUCache<string, string[]>({
    maxSize: rememberedCharacters,
    sizeCalculation: (_terms, text) => text.length + 1,
  });
  return (text) => {
    const remembered = known.get(text);
    if (remembered) return remembered;
    const terms = extractor(text);
    known.set(text, terms);
    return terms;
  };
}
