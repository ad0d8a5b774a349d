import type { Verdict } from '../../src/core/verdict.js';

const evidence = {
  documentId: 'handbook/leave.md',
  documentTitle: '休假制度',
  documentRevision: 'r',
  sectionId: '5b0a3c0e',
  headingPath: ['休假制度', '年假'],
  place: { unit: 'line' as const, start: 7, end: 7, startOffset: 58, endOffset: 76 },
  quote: '入职满一年的员工每年享有十五天年假。',
};

/** Of the text `fakeCheckedText`: one claim that holds, one that the knowledge base contradicts. */
export const fakeVerdict: Verdict = {
  score: 0.45,
  threshold: 0.7,
  passed: false,
  weakestClaim: 1,
  claims: [
    {
      text: '年假在满一年后开始。',
      start: 0,
      end: 10,
      support: 0.9,
      label: 'supported',
      reason: '知识库中有相同的说法。',
      conflicts: [],
      evidence: [{ ...evidence, stance: 'supports' }],
    },
    {
      text: '年假共有二十天。',
      start: 10,
      end: 18,
      support: 0,
      label: 'contradicted',
      reason: '数字不同：知识库说十五天。',
      conflicts: [
        {
          kind: 'number',
          claim: { start: 14, end: 17, text: '二十天' },
          evidence: { start: 12, end: 15, text: '十五天' },
          evidenceIndex: 0,
        },
      ],
      evidence: [{ ...evidence, stance: 'contradicts' }],
    },
  ],
};

export const fakeCheckedText = '年假在满一年后开始。年假共有二十天。';
