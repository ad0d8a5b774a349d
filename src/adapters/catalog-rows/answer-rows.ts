import type { AnsweredPassage, AnswerRecord } from '../../core/answer-record.js';
import type { Feedback, Rating } from '../../core/feedback.js';

/** The columns of an `AnswerRow`, in both databases: answers are `a`, their collection `c`. */
export const answerColumns = `c.name AS collection, a.id, a.answered_at, a.route, a.reason, a.confidence, a.threshold, a.recipe,
  a.collection_revision, a.calibration_id, a.calibration_kind, a.model_revision, a.labels, a.passages, a.question, a.answer`;

/** A row of `answers`, with the name of its collection. */
export interface AnswerRow {
  readonly collection: string;
  readonly id: string;
  readonly answered_at: string;
  readonly route: AnswerRecord['route'];
  readonly reason: AnswerRecord['reason'];
  readonly confidence: number;
  readonly threshold: number;
  readonly recipe: string;
  readonly collection_revision: string;
  readonly calibration_id: string;
  readonly calibration_kind: AnswerRecord['calibrationKind'];
  readonly model_revision: string | null;
  readonly labels: string | null;
  readonly passages: string;
  readonly question: string | null;
  readonly answer: string | null;
}

/** A row of `feedback`. */
export interface FeedbackRow {
  readonly caller: string;
  readonly caller_labels: string | null;
  readonly rating: Rating;
  readonly correction: string | null;
  readonly document_id: string | null;
  readonly section_id: string | null;
  readonly comment: string | null;
  readonly created_at: string;
  readonly updated_at: string;
}

/** Passages as stored: the features' names once, since they are the same for all of them. */
interface PackedPassages {
  readonly names: readonly string[];
  readonly items: readonly (Omit<AnsweredPassage, 'features'> & {
    readonly values: readonly (number | null)[] | null;
  })[];
}

/** Digits kept of a feature: more than the calibration's own six decide nothing. */
const digits = 6;

export function packPassages(passages: readonly AnsweredPassage[]): string {
  const names = [...new Set(passages.flatMap(({ features }) => Object.keys(features ?? {})))];
  const items = passages.map(({ features, ...rest }) => ({
    ...rest,
    values: features && names.map((name) => rounded(features[name])),
  }));
  const packed: PackedPassages = { names, items };
  return JSON.stringify(packed);
}

export function toAnswerRecord(row: AnswerRow): AnswerRecord {
  return {
    replyId: row.id,
    collection: row.collection,
    answeredAt: row.answered_at,
    route: row.route,
    reason: row.reason,
    confidence: row.confidence,
    threshold: row.threshold,
    recipe: row.recipe,
    collectionRevision: row.collection_revision,
    calibrationId: row.calibration_id,
    calibrationKind: row.calibration_kind,
    modelRevision: row.model_revision,
    labels: row.labels === null ? null : JSON.parse(row.labels),
    passages: unpackPassages(row.passages),
    question: row.question,
    answer: row.answer,
  };
}

export function toFeedback(
  row: FeedbackRow,
  { replyId, collection }: Pick<AnswerRecord, 'replyId' | 'collection'>,
): Feedback {
  const { document_id: documentId, section_id: sectionId } = row;
  return {
    replyId,
    collection,
    caller: row.caller,
    callerLabels: row.caller_labels === null ? null : JSON.parse(row.caller_labels),
    rating: row.rating,
    correction: row.correction,
    section: documentId === null || sectionId === null ? null : { documentId, sectionId },
    comment: row.comment,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
  };
}

function unpackPassages(text: string): AnsweredPassage[] {
  const { names, items }: PackedPassages = JSON.parse(text); // Written by `packPassages` alone.
  return items.map(({ values, ...rest }) => ({
    ...rest,
    features:
      values &&
      Object.fromEntries(
        names.flatMap((name, index) => {
          const value = values[index];
          // A feature that was not computed stays away: the calibration then takes its mean.
          return typeof value === 'number' ? [[name, value]] : [];
        }),
      ),
  }));
}

function rounded(value: number | undefined): number | null {
  return value === undefined ? null : Number(value.toPrecision(digits));
}
