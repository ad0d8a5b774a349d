import { isSearchable } from '../core/language.js';
import { shapeOf } from '../core/question-shape.js';
import type { Passage } from '../core/reply.js';
import { queryTerms, type TermExtractor } from '../core/terms.js';
import type { SearchResult } from '../knowledge-base.js';
import type { AnswerPorts, QuestionRequest } from './answer-ports.js';
import type { Evidence } from './evidence.js';
import { toPassages } from './passage.js';
import { rerank } from './rerank.js';
import { retrieve } from './retrieve.js';
import { type Scored, score } from './score.js';

/** Passages returned unless the caller says otherwise. */
export const defaultTopK = 5;
/** Candidates scored at least: the right one may stand below the first few before the calibration orders them. */
const fewestScored = 8;
/** The same for a comparison: the sections of one thing may fill the first places. */
const fewestCompared = 16;

/** Retrieval and confidence of one question; nulls where there was nothing to look for or in. */
export interface Findings {
  readonly evidence: Evidence | null;
  readonly scored: Scored | null;
  readonly collectionRevision: string;
  readonly points: number;
  readonly searchable: boolean;
  readonly timings: { readonly encodeMs: number; readonly searchMs: number; readonly scoreMs: number };
}

/**
 * The passages of a collection that may answer a question, each with its calibrated confidence, best first.
 *
 * Rejects with what embedder, index and catalog reject with.
 */
export async function searchPassages(dependencies: AnswerPorts, request: QuestionRequest): Promise<SearchResult> {
  const started = dependencies.clock();
  const findings = await findPassages(dependencies, request);
  const { scored, collectionRevision, timings } = findings;
  return {
    passages: passagesOf(request, findings),
    collectionRevision,
    calibration: calibrationOf(dependencies, scored),
    timings: { ...timings, totalMs: dependencies.clock() - started },
  };
}

/** The passages that a request gets to see. */
export function passagesOf({ question, topK, explain }: QuestionRequest, { evidence, scored }: Findings): Passage[] {
  const compares = shapeOf(question).shape === 'comparison';
  const explainTo = explain ? (evidence?.question ?? null) : null;
  return toPassages(scored?.candidates ?? [], { limit: topK ?? defaultTopK, explainTo, compares });
}

/** What `searchPassages` and `answerQuestion` have in common. */
export async function findPassages(dependencies: AnswerPorts, request: QuestionRequest): Promise<Findings> {
  const { clock } = dependencies;
  const { revision: collectionRevision, points } = request.collection;
  const searchable = isSearchable(request.question) && hasContent(request.question, dependencies.extractor);
  const started = clock();
  if (!searchable || points === 0) {
    const timings = { encodeMs: 0, searchMs: 0, scoreMs: 0 };
    return { evidence: null, scored: null, collectionRevision, points, searchable, timings };
  }
  let encoded = started;
  const compares = shapeOf(request.question).shape === 'comparison';
  const wanted = Math.max(request.topK ?? defaultTopK, compares ? fewestCompared : fewestScored);
  const evidence = await retrieve(dependencies, request, wanted, () => {
    encoded = clock();
  });
  const searched = clock();
  const weighed = await score(dependencies, evidence, request.signal);
  const scored = await rerank(dependencies, evidence, weighed, request.signal);
  request.onScored?.(scored);
  const timings = { encodeMs: encoded - started, searchMs: searched - encoded, scoreMs: clock() - searched };
  return { evidence, scored, collectionRevision, points, searchable, timings };
}

/**
 * A question of function words only asks for nothing. One in a script that gives no terms still has its meaning, and so has an
 * abbreviation that is written like a function word ("What is IT?").
 */
function hasContent(question: string, extractor: TermExtractor): boolean {
  const hasAbbreviation = /\b[A-Z]{2,}\b/.test(question) && /[\p{Ll}\p{Script=Han}]/u.test(question);
  return hasAbbreviation || queryTerms(question, extractor).ids.length > 0 || extractor(question).length === 0;
}

/** How a reply names the calibration behind its confidences. */
export function calibrationOf(
  { calibrations }: AnswerPorts,
  scored: Scored | null,
): { readonly id: string; readonly provisional: boolean } {
  const calibration = scored?.calibration ?? calibrations.withReader ?? calibrations.withoutReader;
  return { id: calibration.id, provisional: calibration.kind === 'recipe_free' };
}
