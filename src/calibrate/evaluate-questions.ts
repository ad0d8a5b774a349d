import type { AnswerPorts } from '../answer/answer-ports.js';
import { answerQuestion } from '../answer/answer-question.js';
import type { CollectionRecord } from '../core/collection.js';
import type { RowProblem } from '../core/labelled-row.js';
import { languageOf } from '../core/language.js';
import type { EvaluatedOutcome } from '../core/metrics/evaluation-figures.js';
import { judgeReply } from '../core/metrics/judge-reply.js';
import type { Reply } from '../core/reply.js';
import { type LabelsRequest, readLabels } from './read-labels.js';
import type { ResolvedRow } from './resolve-rows.js';

/** What became of one question. */
export interface EvaluatedQuestion extends EvaluatedOutcome {
  readonly line: number;
  readonly question: string;
  readonly route: Reply['route'];
  /** An answer string is in a quotation. */
  readonly quoted: boolean;
  /** The best passage; null when there is none. */
  readonly best: {
    readonly documentId: string;
    readonly sectionId: string;
    readonly headingPath: readonly string[];
  } | null;
  readonly milliseconds: number;
}

export interface Evaluation {
  readonly collectionRevision: string;
  readonly threshold: number;
  readonly questions: readonly EvaluatedQuestion[];
  /** Duplicate rows, which were left out. */
  readonly problems: readonly RowProblem[];
}

export interface EvaluateRequest extends LabelsRequest {
  /** Reads and resolves the rows, and asks nothing. */
  readonly checkOnly: boolean;
  readonly signal?: AbortSignal | undefined;
}

/** Passages looked through for the expected ones. */
const depth = 10;

/**
 * Asks every question as a caller would and holds the replies against what the rows say. Rejects with `invalid_labels`, or as
 * embedder, index and catalog do.
 */
export async function evaluateQuestions(
  ports: AnswerPorts,
  collection: CollectionRecord,
  request: EvaluateRequest,
): Promise<Evaluation> {
  const { resolved, problems } = await readLabels(ports.catalog, collection.name, request);
  const questions: EvaluatedQuestion[] = [];
  // Retrieval and confidence are measured: no model changes them, and hundreds of drafts would take hours.
  const withoutModel = { ...ports, chatModel: null };
  for (const row of request.checkOnly ? [] : resolved) {
    const started = ports.clock();
    const { labels, signal } = request;
    const asked = { collection, question: row.row.question, topK: depth, labels, signal };
    const reply = await answerQuestion(withoutModel, asked);
    questions.push(toEvaluated(row, reply, ports.clock() - started));
  }
  return {
    collectionRevision: collection.revision,
    threshold: ports.threshold,
    questions,
    problems,
  };
}

function toEvaluated({ row, placeOf }: ResolvedRow, reply: Reply, milliseconds: number): EvaluatedQuestion {
  const { answerable, expected, question, line } = row;
  // A bare number stands in many passages: it says something only inside an expected one.
  const answers = expected.length > 0 ? row.answers.filter((answer) => !/^[\d.,\s]+$/.test(answer)) : row.answers;
  const [best] = reply.passages;
  return {
    line,
    question,
    language: row.language ?? languageOf(question),
    kind: row.kind ?? (answerable ? 'answerable' : 'unanswerable'),
    answerable,
    ...judgeReply(reply, { answerable, answers, placeOf }),
    expected: expected.length,
    confidence: reply.confidence,
    answered: reply.route === 'knowledge_base',
    route: reply.route,
    best: best ? { documentId: best.documentId, sectionId: best.sectionId, headingPath: best.headingPath } : null,
    milliseconds,
  };
}
