import type { WireCollection, WirePutDocumentReply, WireReply } from '../../src/cli/wire.js';
import type { WireCalibrationReport } from '../../src/cli/wire-evaluation.js';

/** Bodies as the HTTP contract gives them, for tests of what reads them. */

export const wireCollection: WireCollection = {
  name: 'handbook',
  settings: { description: 'Company handbook', heading_level: 3 },
  recipe: 'e5small-1a2b3c4d',
  revision: '9f2c1e7a',
  documents: 10,
  sections: 84,
  points: 91,
  created_at: '2026-11-24T08:00:00.000Z',
  updated_at: '2026-11-24T08:05:00.000Z',
};

export const wireReply: WireReply = {
  id: '0190f3c2',
  question: '年假有多少天？',
  answer: '入职满一年的员工每年享有十五天年假。[1]',
  route: 'knowledge_base',
  reason: 'confident',
  confidence: 0.93,
  threshold: 0.75,
  citations: [
    {
      number: 1,
      document_id: 'handbook/leave.md',
      heading_path: ['休假制度', '年假'],
      place: { unit: 'line', start: 7, end: 7 },
      quote: '入职满一年的员工每年享有十五天年假。',
    },
  ],
  passages: [
    {
      document_id: 'handbook/leave.md',
      section_id: '5b0a3c0e',
      heading_path: ['休假制度', '年假'],
      text: '## 年假\n\n入职满一年的员工每年享有十五天年假。\n',
      place: { unit: 'line', start: 5, end: 7 },
      confidence: 0.93,
      duplicates: [],
      explanation: {
        dense_score: 0.8712,
        dense_rank: 1,
        sparse_score: 0,
        sparse_rank: null,
        fused_score: 0.91,
        rerank_score: -1.5,
        features: [
          { name: 'coverage', value: 0.5, push: -0.2 },
          { name: 'cosine_lead', value: 0.12, push: 0.8 },
        ],
        words: [
          { word: '年假', weight: 0.7, found: true },
          { word: '多少', weight: 0.3, found: false },
        ],
        base: -1.2,
        calibration: { id: 'shipped-1', kind: 'reader' },
        reading: { answer_logit: 3.1, span: { start: 21, end: 24, text: '十五天', score: 2.4 } },
      },
    },
  ],
  calibration: { id: 'shipped-1', provisional: false },
  degraded: false,
  timings: { encode_ms: 4.12, search_ms: 1.2, total_ms: 6.2 },
};

export const wirePutReply: WirePutDocumentReply = {
  document: { document_id: 'examples/leave.md', title: '休假制度' },
  status: 'created',
  sections: { added: 3, updated: 0, unchanged: 0, removed: 0 },
  report: {
    characters: 120,
    sections: 3,
    pages: null,
    dropped: [{ rule: 'html_tag', count: 2, characters: 8 }],
    notes: [{ code: 'heading_jump', message: 'A level 3 heading follows a level 1 heading', line: 9, page: null }],
  },
  timings: { prepare_ms: 12.5, embed_ms: 30.1, publish_ms: 3.3 },
};

export const wireCalibrationReport: WireCalibrationReport = {
  id: 'c1',
  kind: 'reader',
  recipe: 'builtin-1',
  origin: 'collection',
  provisional: false,
  fitted_on: ['shipped shipped-1', '120 file'],
  date: '2026-11-24',
  features: [{ name: 'coverage', weight: 1.2 }],
  slope: 1,
  offset: 0,
  reliability: {
    questions: 120,
    expected_calibration_error: 0.04,
    brier: 0.1,
    area_under_curve: 0.93,
    precision: 0.94,
    kept: 0.71,
  },
  labels: { file: 120, feedback: 0, probes: 0 },
  labels_share: 0.62,
  previous_id: 'shipped-1',
  refused: null,
};
