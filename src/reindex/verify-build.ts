import { allDocuments } from '../all-documents.js';
import type { AnswerPorts } from '../answer/answer-ports.js';
import { searchPassages } from '../answer/search-passages.js';
import type { CollectionRecord } from '../core/collection.js';
import { KnowledgeBaseError } from '../core/errors.js';
import type { Section } from '../core/section.js';
import { splitSentences } from '../core/sentences.js';
import type { Catalog } from '../ports/catalog.js';

/** What was seen when a build was held against the collection. */
export interface Verification {
  readonly documents: number;
  readonly sections: number;
  readonly points: number;
  /** Sections whose own heading and first sentence were asked for. */
  readonly asked: number;
  /** Share of them whose document came back among the first five; 0…1, null when nobody could be asked. */
  readonly foundBefore: number | null;
  readonly foundNow: number | null;
}

export interface BuildUnderTest {
  readonly record: CollectionRecord;
  /** With the encoder of this build, and its calibrations; null while that encoder is not at hand. */
  readonly ports: AnswerPorts | null;
}

/** Documents looked at, spread over the collection; one section each. */
const samples = 40;
const depth = 5;
/** How much smaller the share found may be: two of forty, which is chance. */
const tolerance = 0.05;

/**
 * Holds a build against the collection it shall replace: it has the same documents, as many vectors in the index as the
 * catalog says, and finds its own sections as well.
 *
 * @param skipped documents that may be missing.
 * Rejects with `build_rejected` naming what is wrong, or with what the ports reject with.
 */
export async function verifyBuild(
  live: BuildUnderTest,
  build: BuildUnderTest & { readonly ports: AnswerPorts },
  { skipped, signal }: { readonly skipped: ReadonlySet<string>; readonly signal: AbortSignal },
): Promise<Verification> {
  const { record } = build;
  const points = await build.ports.index.count(record.name);
  if (record.documents !== live.record.documents - skipped.size) {
    throw rejected(record, `it has ${record.documents} documents, the collection ${live.record.documents}`);
  }
  if (points !== record.points) {
    throw rejected(record, `its index has ${points} points, the catalog ${record.points}`);
  }
  const every = await sampleQuestions(live.record, build.ports.catalog, signal);
  const questions = every.filter(({ documentId }) => !skipped.has(documentId));
  const foundBefore = await shareFound(live, questions, signal);
  const foundNow = await shareFound(build, questions, signal);
  if (foundBefore !== null && foundNow !== null && foundNow < foundBefore - tolerance) {
    const shares = `${Math.round(foundNow * 100)} % of ${questions.length} sections, before ${Math.round(foundBefore * 100)} %`;
    throw rejected(record, `it finds ${shares}`);
  }
  const { documents, sections } = record;
  return { documents, sections, points, asked: questions.length, foundBefore, foundNow };
}

interface SampleQuestion {
  readonly documentId: string;
  readonly question: string;
}

async function sampleQuestions(
  record: CollectionRecord,
  catalog: Catalog,
  signal: AbortSignal,
): Promise<SampleQuestion[]> {
  const every = Math.max(1, Math.floor(record.documents / samples));
  const questions: SampleQuestion[] = [];
  let at = 0;
  for await (const { id } of allDocuments(catalog, record.name)) {
    signal.throwIfAborted();
    if (questions.length >= samples) break;
    if (at++ % every !== 0) continue;
    const { items } = await catalog.listSections(record.name, id, { limit: 5, cursor: null });
    const question = items.map(questionOf).find((text) => text !== null);
    if (question) questions.push({ documentId: id, question });
  }
  return questions;
}

function questionOf({ headingPath, text, bodyStart }: Section): string | null {
  const [first] = splitSentences(text.slice(bodyStart));
  return first
    ? `${headingPath.at(-1) ?? ''} ${text.slice(bodyStart + first.start, bodyStart + first.end)}`.trim().slice(0, 300)
    : null;
}

async function shareFound(
  { record, ports }: BuildUnderTest,
  questions: readonly SampleQuestion[],
  signal: AbortSignal,
): Promise<number | null> {
  if (!ports || questions.length === 0) return null;
  let found = 0;
  for (const { documentId, question } of questions) {
    const { passages } = await searchPassages(ports, {
      collection: record,
      question,
      topK: depth,
      labels: null,
      signal,
    });
    if (passages.some((passage) => passage.documentId === documentId)) found += 1;
  }
  return found / questions.length;
}

function rejected({ name }: CollectionRecord, reason: string): KnowledgeBaseError {
  return new KnowledgeBaseError(
    'build_rejected',
    `Cannot put build "${name}" in use: ${reason}; the collection answers as before, run kaoju reindex again`,
  );
}
