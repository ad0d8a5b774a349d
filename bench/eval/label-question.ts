import type { AnswerPorts } from '../../src/answer/answer-ports.js';
import type { Candidate } from '../../src/answer/evidence.js';
import { featuresOf } from '../../src/answer/features.js';
import { retrieve } from '../../src/answer/retrieve.js';
import { candidatesToRead, readCandidates } from '../../src/answer/score.js';
import { takeOutSections } from '../../src/calibrate/take-out-sections.js';
import type { Calibration } from '../../src/core/calibration.js';
import type { CollectionRecord } from '../../src/core/collection.js';
import type { Filter } from '../../src/core/filter.js';
import type { LabelledQuestion } from '../../src/core/fit-calibration.js';

/** Candidates labelled per question. */
const depth = 8;

/** A question asked of a collection, and what is known about its answer there. */
export interface QuestionToLabel {
  readonly text: string;
  readonly article: string;
  readonly answerable: boolean;
  readonly filters: Filter;
  /** Strings one of which answers. */
  readonly answers: readonly string[];
  readonly isGold: (documentId: string, sectionId: string) => boolean;
  /** Sections that are taken out of what was retrieved. */
  readonly isOut?: ((sectionId: string) => boolean) | undefined;
}

/**
 * The passages that answering would weigh, described by features and labelled.
 *
 * @param read the calibration without the reader, to let the reader read what it would read of them; null for no reading.
 */
export async function labelQuestion(
  ports: AnswerPorts,
  collection: CollectionRecord,
  question: QuestionToLabel,
  read: Calibration | null,
): Promise<LabelledQuestion> {
  const { text, filters, article, answerable, isOut } = question;
  const found = await retrieve(ports, { collection, question: text, labels: null, filters }, depth);
  const evidence = isOut ? takeOutSections(found, isOut) : found;
  const candidates =
    read === null ? evidence.candidates : await readCandidates(ports, evidence, candidatesToRead(evidence, read));
  const seen = { ...evidence, candidates };
  return {
    article,
    answerable,
    candidates: candidates.map((candidate) => ({
      features: featuresOf(seen, candidate),
      ...labelOf(question, candidate),
    })),
  };
}

function labelOf({ isGold, answers, answerable }: QuestionToLabel, candidate: Candidate) {
  const { document, section, duplicates, start, end } = candidate;
  const twins = [{ documentId: document.id, sectionId: section.id }, ...duplicates];
  const gold = answerable && twins.some((twin) => isGold(twin.documentId, twin.sectionId));
  const text = section.text.slice(start, end);
  const holdsAnswer = answers.some((answer) => text.includes(answer));
  // Another passage with the answer's words may answer or not: it teaches nothing, and quoting it is right.
  return { label: gold ? true : holdsAnswer ? null : false, right: gold || (answerable && holdsAnswer) };
}
