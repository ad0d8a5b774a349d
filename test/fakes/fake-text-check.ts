import { scoreDraft } from '../../src/answer/check/score-draft.js';
import type { TextCheck } from '../../src/answer/text-check.js';
import { splitSentences } from '../../src/core/sentences.js';
import type { Claim, ClaimEvidence } from '../../src/core/verdict.js';

/** A source of which every claim that holds is a verbatim part. */
export const fakeEvidence: ClaimEvidence = {
  documentId: 'handbook/leave.md',
  documentTitle: '请假制度',
  documentRevision: 'r',
  sectionId: 'section-handbook/leave.md',
  headingPath: ['请假制度'],
  place: { unit: 'line', start: 3, end: 3, startOffset: 8, endOffset: 18 },
  quote: '员工每年享有十天年假。',
  stance: 'supports',
};

/**
 * A check by marks in the sentence itself: `BAD` is unsupported, `WRONG` is contradicted, `HELLO` claims nothing, everything else
 * holds.
 */
export const fakeTextCheck: TextCheck = async (_, { text, threshold }) => {
  const claims: Claim[] = [];
  for (const { start, end, kind } of splitSentences(text)) {
    const words = text.slice(start, end);
    if (kind === 'heading' || kind === 'code' || /^[^A-Z]*HELLO[^A-Z]*$/.test(words)) continue;
    const label = words.includes('WRONG') ? 'contradicted' : words.includes('BAD') ? 'unsupported' : 'supported';
    const stance = label === 'contradicted' ? 'contradicts' : 'supports';
    claims.push({
      text: words,
      start,
      end,
      support: label === 'supported' ? 1 : label === 'unsupported' ? 0.2 : 0,
      label,
      reason: label,
      conflicts: [],
      evidence: label === 'unsupported' ? [] : [{ ...fakeEvidence, stance }],
    });
  }
  return scoreDraft(claims, threshold);
};
