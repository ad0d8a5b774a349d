import type { AnswerPorts } from '../answer/answer-ports.js';
import type { CollectionRecord } from '../core/collection.js';
import type { WeightedQuestion } from '../core/shrink-calibration.js';
import { describeQuestion } from './describe-question.js';
import type { ResolvedRow } from './resolve-rows.js';

/** Turns labelled rows into what a calibration learns from. */
export async function labelRows(
  ports: AnswerPorts,
  collection: CollectionRecord,
  rows: readonly ResolvedRow[],
  options: { readonly labels: readonly string[] | null; readonly signal?: AbortSignal | undefined },
): Promise<WeightedQuestion[]> {
  const questions: WeightedQuestion[] = [];
  for (const { row, placeOf } of rows) {
    const { answers, expected, answerable, question } = row;
    const candidates = await describeQuestion(ports, collection, question, options, (candidate) => {
      const twins = [{ documentId: candidate.document.id, sectionId: candidate.section.id }, ...candidate.duplicates];
      const isExpected = twins.some((twin) => placeOf(twin.documentId, twin.sectionId) !== null);
      const text = candidate.section.text.slice(candidate.start, candidate.end);
      const holdsAnswer = answerable && answers.some((answer) => text.includes(answer.trim()));
      // Beside an expected place, another passage with the answer's words may answer or not: it teaches nothing.
      const label = isExpected ? true : holdsAnswer ? (expected.length > 0 ? null : true) : false;
      return { label, right: isExpected || holdsAnswer };
    });
    questions.push({ article: expected[0]?.documentId ?? question, answerable, candidates, weight: 1 });
  }
  return questions;
}
