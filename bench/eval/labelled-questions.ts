import type { AnswerPorts } from '../../src/answer/answer-ports.js';
import type { Calibration } from '../../src/core/calibration.js';
import type { CollectionRecord } from '../../src/core/collection.js';
import type { Filter } from '../../src/core/filter.js';
import type { LabelledQuestion } from '../../src/core/fit-calibration.js';
import type { EvaluationSet, SetQuestion } from './evaluation-set.js';
import { labelQuestion, type QuestionToLabel } from './label-question.js';

/** Every third question is asked once more of 100 documents, every third of 10: confidence must not lean on size. */
const smallSizes = [null, 100, 10] as const;
/** Every third question is also asked of a few documents of a set that does not know its subject: sizes in turn. */
const strangerSizes = [10, 15, 30, 100] as const;

/** A labelled question with where it was asked. */
export interface LabelledRow extends LabelledQuestion {
  readonly set: string;
  readonly kind: string;
  /** Documents it was asked of. */
  readonly size: number;
}

/** A set and the collection of its passages. */
export interface AskedSet {
  readonly set: EvaluationSet;
  readonly collection: CollectionRecord;
}

/**
 * The questions of the set at `position` with their retrieved passages, labelled and described by features, at several
 * sizes of collection, and in collections of the other sets.
 *
 * @param read the calibration without the reader, to let the reader read what it would read of them; null for no reading.
 */
export async function labelQuestions(
  ports: AnswerPorts,
  sets: readonly AskedSet[],
  position: number,
  read: Calibration | null,
): Promise<LabelledRow[]> {
  const labelled: LabelledRow[] = [];
  const asked = sets[position];
  if (!asked) return labelled;
  const { set, collection } = asked;
  const ask = async (where: CollectionRecord, question: SetQuestion, filters: Filter, size: number) => {
    labelled.push({
      ...(await labelQuestion(ports, where, toLabel(question, filters), read)),
      set: set.name,
      kind: where === collection ? question.kind : 'stranger',
      size,
    });
  };
  for (const [index, question] of set.questions.entries()) {
    await ask(collection, question, withoutFilter(question), set.passages.length);
    const size = smallSizes[index % smallSizes.length] ?? null;
    if (size !== null && set.passages.length > size)
      await ask(collection, question, { document_id: sample(set, question, size, index) }, size);
    if (index % 3 !== 0) continue;
    const others = sets.filter((other) => isChineseReading(other.set) !== isChineseReading(set));
    const stranger = others[(index / 3) % others.length];
    const few = strangerSizes[Math.floor(index / 3 / others.length) % strangerSizes.length] ?? 10;
    if (!stranger) continue;
    const documents = strangersTo(question, stranger.set, few, index);
    await ask(
      stranger.collection,
      { ...question, gold: [], answers: [], without: [] },
      { document_id: documents },
      documents.length,
    );
  }
  return labelled;
}

/** The Chinese sets are of one origin; all others are of SQuAD's articles, in one language or the other. */
function isChineseReading({ name }: EvaluationSet): boolean {
  return name === 'zh' || name.startsWith('zh simplified');
}

/** Documents of another set, its articles on the question's own subject left out. */
function strangersTo(question: SetQuestion, { passages }: EvaluationSet, size: number, offset: number): string[] {
  const subject = (title: string) => title.toLowerCase().replaceAll('_', ' ');
  const own = [question.article, question.text].map(subject);
  const strange = passages.filter(({ title }) => !own.some((text) => text.includes(subject(title))));
  const step = strange.length / size;
  const ids = Array.from(
    { length: size },
    (_, number) => strange[Math.floor(number * step + offset) % strange.length]?.id ?? '',
  );
  return [...new Set(ids)];
}

/** A set's question, asked of the passages that pass the filter. */
export function toLabel({ text, article, answers, gold }: SetQuestion, filters: Filter): QuestionToLabel {
  const isGold = (documentId: string) => gold.includes(documentId);
  return { text, article, answers, filters, answerable: gold.length > 0, isGold };
}

/** Leaves the passages that this question is asked of. */
export function withoutFilter(question: SetQuestion): Filter {
  if (question.among) return { document_id: question.among };
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
