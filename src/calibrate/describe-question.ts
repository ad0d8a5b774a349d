import type { AnswerPorts } from '../answer/answer-ports.js';
import type { Candidate } from '../answer/evidence.js';
import { featuresOf } from '../answer/features.js';
import { retrieve } from '../answer/retrieve.js';
import { candidatesToRead, readCandidates } from '../answer/score.js';
import type { CollectionRecord } from '../core/collection.js';
import type { Features } from '../core/confidence.js';
import type { LabelledCandidate } from '../core/fit-calibration.js';
import { leadingOf } from './calibrations-in-force.js';
import { takeOutSections } from './take-out-sections.js';

/** Candidates retrieved: as many as answering looks at before it decides which to read. */
const retrieved = 8;

export interface DescribeOptions {
  readonly labels: readonly string[] | null;
  /** Taken out of the candidates as if the collection did not have it. */
  readonly withoutSection?: string | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** What a candidate's label is; `features` help to tell what nobody knows. */
export type LabelCandidate = (candidate: Candidate, features: Features) => Omit<LabelledCandidate, 'features'>;

/**
 * The passages that answering would weigh for a question, each with its features and its label; best first by the confidence
 * they have before the reader. Rejects as `retrieve` and the reader do.
 */
export async function describeQuestion(
  ports: AnswerPorts,
  collection: CollectionRecord,
  question: string,
  { labels, withoutSection, signal }: DescribeOptions,
  labelOf: LabelCandidate,
): Promise<LabelledCandidate[]> {
  const found = await retrieve(ports, { collection, question, labels, signal }, retrieved);
  const evidence = withoutSection === undefined ? found : takeOutSections(found, (id) => id === withoutSection);
  const first = leadingOf({ ...ports, reader: null }, ports.calibrations);
  const ordered = candidatesToRead(evidence, first);
  const reads = leadingOf(ports, ports.calibrations).kind === 'reader';
  const read = reads ? await readCandidates(ports, evidence, ordered, signal) : ordered;
  const seen = { ...evidence, candidates: read };
  return read.map((candidate) => {
    const features = featuresOf(seen, candidate);
    return { features, ...labelOf(candidate, features) };
  });
}
