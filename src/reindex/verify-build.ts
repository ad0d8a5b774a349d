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
const toleratedShare = 0.05;

/**
 * Holds what a build finds against what the collection finds: its own sections come back as well. Writes may go on
 * meanwhile; documents that change are not asked for.
 *
 * @param skipped documents that may be missing.
 * Rejects with `build_rejected` naming what is wrong, or with what the ports reject with.
 */
export async function verifyBuild(
  live: BuildUnderTest,
  build: BuildUnderTest & { readonly ports: AnswerPorts },
  { skipped, signal }: { readonly skipped: ReadonlySet<string>; readonly signal: AbortSignal },
): Promise<Verification> {
  const { record, ports } = build;
  const every = await sampleQuestions(live.record, ports.catalog, signal);
  const questions = every.filter(({ documentId }) => !skipped.has(documentId));
  const before = await findQuestions(live, questions, signal);
  const now = await findQuestions(build, questions, signal);
  const steady = await steadyQuestions(ports.catalog, [live.record.name, record.name], questions);
  const [foundBefore, foundNow] = [shareOf(before, steady), shareOf(now, steady)];
  if (foundBefore !== null && foundNow !== null && findsLess({ foundBefore, foundNow, asked: steady.length })) {
    const shares = `${Math.round(foundNow * 100)} % of ${steady.length} sections, before ${Math.round(foundBefore * 100)} %`;
    throw rejected(record, `it finds ${shares}`);
  }
  const { documents, sections, points } = await ports.catalog.getCollection(record.name);
  return { documents, sections, points, asked: steady.length, foundBefore, foundNow };
}

/** Whether the share found is smaller by more than chance: by two of forty questions, or of a few by more than one. */
export function findsLess({
  foundBefore,
  foundNow,
  asked,
}: Pick<Verification, 'asked'> & { readonly foundBefore: number; readonly foundNow: number }): boolean {
  // In whole questions, since shares are fractions that do not add up exactly.
  const lost = Math.round((foundBefore - foundNow) * asked);
  return lost > Math.max(1, toleratedShare * asked);
}

/**
 * Checks that a build has the same documents, and as many vectors in the index as the catalog says. To be called while
 * nobody writes.
 *
 * @param skipped how many documents may be missing. Rejects with `build_rejected`.
 */
export async function assertComplete(
  { catalog, index }: Pick<AnswerPorts, 'catalog' | 'index'>,
  { live, build, skipped }: { readonly live: string; readonly build: string; readonly skipped: number },
): Promise<void> {
  const [{ documents }, record] = [await catalog.getCollection(live), await catalog.getCollection(build)];
  const points = await index.count(build);
  if (record.documents !== documents - skipped)
    throw rejected(record, `it has ${record.documents} documents, the collection ${documents}`);
  if (points !== record.points) throw rejected(record, `its index has ${points} points, the catalog ${record.points}`);
}

interface SampleQuestion {
  readonly documentId: string;
  /** Of what the document was made from. */
  readonly inputHash: string;
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
  for await (const { id, inputHash } of allDocuments(catalog, record.name)) {
    signal.throwIfAborted();
    if (questions.length >= samples) break;
    if (at++ % every !== 0) continue;
    const { items } = await catalog.listSections(record.name, id, { limit: 5, cursor: null });
    const question = items.map(questionOf).find((text) => text !== null);
    if (question) questions.push({ documentId: id, inputHash, question });
  }
  return questions;
}

function questionOf({ headingPath, text, bodyStart }: Section): string | null {
  const [first] = splitSentences(text.slice(bodyStart));
  return first
    ? `${headingPath.at(-1) ?? ''} ${text.slice(bodyStart + first.start, bodyStart + first.end)}`.trim().slice(0, 300)
    : null;
}

/** Documents that came back among the first for their own question; null when this build cannot be asked. */
async function findQuestions(
  { record, ports }: BuildUnderTest,
  questions: readonly SampleQuestion[],
  signal: AbortSignal,
): Promise<ReadonlySet<string> | null> {
  if (!ports) return null;
  const found = new Set<string>();
  for (const { documentId, question } of questions) {
    const { passages } = await searchPassages(ports, {
      collection: record,
      question,
      topK: depth,
      labels: null,
      signal,
    });
    // What says the same elsewhere is as good: which of the copies comes first is chance.
    const copies = passages.flatMap((passage) => [passage, ...passage.duplicates]);
    if (copies.some((copy) => copy.documentId === documentId)) found.add(documentId);
  }
  return found;
}

/** Questions whose document is in both builds what it was when it was sampled. */
async function steadyQuestions(
  catalog: Catalog,
  builds: readonly string[],
  questions: readonly SampleQuestion[],
): Promise<SampleQuestion[]> {
  const ids = questions.map(({ documentId }) => documentId);
  const inputs = await Promise.all(builds.map((name) => catalog.findInputs(name, ids)));
  return questions.filter(({ documentId, inputHash }) =>
    inputs.every((documents) => documents.get(documentId)?.inputHash === inputHash),
  );
}

function shareOf(found: ReadonlySet<string> | null, questions: readonly SampleQuestion[]): number | null {
  if (!found || questions.length === 0) return null;
  return questions.filter(({ documentId }) => found.has(documentId)).length / questions.length;
}

function rejected({ name }: CollectionRecord, reason: string): KnowledgeBaseError {
  return new KnowledgeBaseError(
    'build_rejected',
    `Cannot put build "${name}" in use: ${reason}; the collection answers as before, run kaoju reindex again`,
  );
}
