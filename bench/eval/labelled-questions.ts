import type { AnswerPorts } from '../../src/answer/answer-ports.js';
import { featuresOf } from '../../src/answer/features.js';
import { retrieve } from '../../src/answer/retrieve.js';
import { candidatesToRead, readCandidates } from '../../src/answer/score.js';
import type { Calibration } from '../../src/core/calibration.js';
import type { CollectionRecord } from '../../src/core/collection.js';
import type { Filter } from '../../src/core/filter.js';
import type { LabelledQuestion } from '../../src/core/fit-calibration.js';
import type { EvaluationSet, SetQuestion } from './evaluation-set.js';

/** Candidates labelled per question. */
const depth = 8;
/** Every third question is asked once more of 100 documents, every third of 10: confidence must not lean on size. */
const smallSizes = [null, 100, 10] as const;

/**
 * A set's questions with their retrieved passages, labelled and described by features, at several sizes of collection.
 *
 * @param read the calibration without the reader, to let the reader read what it would read of them; null for no reading.
 */
export async function labelQuestions(
  ports: AnswerPorts,
  collection: CollectionRecord,
  set: EvaluationSet,
  read: Calibration | null,
): Promise<LabelledQuestion[]> {
  const labelled: LabelledQuestion[] = [];
  for (const [index, question] of set.questions.entries()) {
    labelled.push(await label(ports, collection, question, withoutFilter(question), read));
    const size = smallSizes[index % smallSizes.length] ?? null;
    if (size === null || set.passages.length <= size) continue;
    const filter = { document_id: sample(set, question, size, index) };
    labelled.push(await label(ports, collection, question, filter, read));
  }
  return labelled;
}

/** Passages taken out for this question. */
export function withoutFilter(question: SetQuestion): Filter {
  return question.without.length > 0 ? { document_id: { not: question.without } } : {};
}

/** The question's own passage and others evenly spread over the set, from a place that differs by question. */
function sample(set: EvaluationSet, question: SetQuestion, size: number, offset: number): string[] {
  const { passages } = set;
  const step = passages.length / size;
  const ids = Array.from(
    { length: size },
    (_, number) => passages[Math.floor(number * step + offset) % passages.length]?.id ?? '',
  );
  return [...new Set([...ids, ...question.gold])].filter((id) => !question.without.includes(id));
}

async function label(
  ports: AnswerPorts,
  collection: CollectionRecord,
  question: SetQuestion,
  filters: Filter,
  read: Calibration | null,
): Promise<LabelledQuestion> {
  const request = { collection, question: question.text, labels: null, filters };
  const evidence = await retrieve(ports, request, depth);
  const candidates =
    read === null ? evidence.candidates : await readCandidates(ports, evidence, candidatesToRead(evidence, read));
  const seen = { ...evidence, candidates };
  const answerable = question.gold.length > 0;
  return {
    article: question.article,
    answerable,
    candidates: candidates.map((candidate) => {
      const gold = question.gold.includes(candidate.document.id);
      const text = candidate.section.text.slice(candidate.start, candidate.end);
      const holdsAnswer = answerable && question.answers.some((answer) => text.includes(answer));
      // Another passage with the answer's words may answer or not: it teaches nothing, and quoting it is right.
      const known = gold ? true : holdsAnswer ? null : false;
      return { features: featuresOf(seen, candidate), label: known, right: gold || holdsAnswer };
    }),
  };
}
