import type { Passage } from '../core/reply.js';
import { toPassages } from './passage.js';
import type { Findings } from './search-passages.js';

/** Sections a model gets, at most: the right one is among the first three for .97 of the questions, and each costs time to read. */
const sectionsGiven = 3;
/**
 * Confidence from which on a passage is given to a model. Below it the passage hardly answers, and a model would put its facts
 * into the answer because they are there: they would pass any check against the knowledge base and answer nothing. Not measured.
 */
const worthGiving = 0.3;

/** The sections that a model may write from, best first; empty when it has to answer by itself. */
export function evidenceForModel({ scored }: Findings): readonly Passage[] {
  const worthy = (scored?.candidates ?? []).filter(({ confidence }) => confidence >= worthGiving);
  return toPassages(worthy, { limit: sectionsGiven, explainTo: null, compares: false });
}
