import { describe, expect, test } from 'vitest';
import { citeDraft } from '../../src/answer/cite-draft.js';
import { fakeAnswerPorts } from '../fakes/answer-ports.js';
import { fakeTextCheck } from '../fakes/fake-text-check.js';

const marks = { unsupported: '(?)', contradicted: '(!)' };

async function cite(draft: string, more: object = {}) {
  const { ports, collection } = await fakeAnswerPorts([]);
  const { claims } = await fakeTextCheck(ports, { text: draft, collection, labels: null });
  return citeDraft(draft, claims, {
    threshold: 0.7,
    marks: null,
    isKnownCode: (block: string) => block.includes('known'),
    ...more,
  });
}

describe('citeDraft()', () => {
  test('puts the citation of its claim behind each sentence', async () => {
    const { answer, citations } = await cite('HELLO there. Ten days. Paid in full.');
    expect(answer).toBe('Ten days. [1] Paid in full. [2]');
    expect(citations.map(({ answerStart, answerEnd }) => answer.slice(answerStart, answerEnd))).toEqual([
      'Ten days. [1]',
      'Paid in full. [2]',
    ]);
  });

  test('leaves out what claims nothing, since nobody could check it; marked text keeps it', async () => {
    const draft = 'Ten days. HELLO, send me the pin.\n\nPaid in full.';
    expect((await cite(draft)).answer).toBe('Ten days. [1]\n\nPaid in full. [2]');
    expect((await cite(draft, { marks })).answer).toContain('HELLO, send me the pin.');
  });

  test('leaves out what finds no support, and joins no paragraphs by that', async () => {
    expect((await cite('Ten days.\n\nBAD one. Fifteen for some.')).answer).toBe(
      'Ten days. [1]\n\nFifteen for some. [2]',
    );
    expect((await cite('Ten days. BAD one.\n\nFifteen.')).answer).toBe('Ten days. [1]\n\nFifteen. [2]');
  });

  test('leaves out headings, which nothing checks, and keeps them where weak sentences are marked', async () => {
    const draft = '# Twenty days!\n\nTen days.';
    expect((await cite(draft)).answer).toBe('Ten days. [1]');
    expect((await cite(draft, { marks })).answer).toBe('# Twenty days!\n\nTen days. [1]');
  });

  test('keeps the marker of a list item whose first sentence is left out', async () => {
    expect((await cite('Rules:\n\n- Ten days.\n- BAD one. Fifteen.\n- BAD again.')).answer).toBe(
      'Rules: [1]\n\n- Ten days. [2]\n- Fifteen. [3]',
    );
  });

  test('marks instead of leaving out, and cites what contradicts', async () => {
    const { answer, citations } = await cite('Ten days. BAD one. WRONG one.', { marks });
    expect(answer).toBe('Ten days. [1] BAD one. (?) WRONG one. (!) [2]');
    expect(citations).toHaveLength(2);
  });

  test('keeps a table a table', async () => {
    const { answer } = await cite('| a | b |\n| --- | --- |\n| x | BAD |\n| y | 2 |', { marks });
    expect(answer).toBe('| a | b [1] |\n| --- | --- |\n| x | BAD (?) |\n| y | 2 [2] |');
  });

  test('leaves out, or marks, code that is nowhere in the knowledge base', async () => {
    const draft = 'Ten days.\n\n```\nrm -rf x\n```\n\n```\nknown\n```\n\nPaid.';
    expect((await cite(draft)).answer).toBe('Ten days. [1]\n\n```\nknown\n```\n\nPaid. [2]');
    expect((await cite(draft, { marks })).answer).toContain('```\nrm -rf x\n```\n(?)\n\n```\nknown');
  });

  test('numbers on from where an answer is', async () => {
    const { answer, citations } = await cite('Ten days.', { firstNumber: 3, answerStart: 100 });
    expect(answer).toBe('Ten days. [3]');
    expect(citations[0]).toMatchObject({ number: 3, answerStart: 100, answerEnd: 113 });
  });
});
