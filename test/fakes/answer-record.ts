import type { AnswerRecord } from '../../src/core/answer-record.js';

/** An answer quoted from `leave.md`. */
export function answerRecord(replyId: string, fields: Partial<AnswerRecord> = {}): AnswerRecord {
  return {
    replyId,
    collection: 'docs',
    answeredAt: '2026-11-24T08:00:00.000Z',
    route: 'knowledge_base',
    reason: 'confident',
    confidence: 0.91,
    threshold: 0.75,
    recipe: 'fake',
    collectionRevision: 'r1',
    calibrationId: 'c1',
    calibrationKind: 'no_reader',
    modelRevision: null,
    labels: ['hr'],
    passages: [
      {
        documentId: 'leave.md',
        sectionId: 's1',
        twins: ['s9'],
        access: [],
        cited: true,
        read: true,
        confidence: 0.91,
        features: { coverage: 0.5, cosine: 0.812346, answer_logit: 2.5 },
      },
      {
        documentId: 'travel.md',
        sectionId: 's2',
        twins: [],
        access: ['hr'],
        cited: false,
        read: false,
        confidence: 0.2,
        features: { coverage: 0, cosine: 0.7 },
      },
      {
        documentId: 'sick.md',
        sectionId: 's3',
        twins: [],
        access: null,
        cited: true,
        read: false,
        confidence: null,
        features: null,
      },
    ],
    question: null,
    answer: null,
    ...fields,
  };
}
