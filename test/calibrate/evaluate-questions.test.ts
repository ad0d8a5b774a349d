import { describe, expect, test } from 'vitest';
import { evaluateQuestions } from '../../src/calibrate/evaluate-questions.js';
import { evaluationFigures } from '../../src/core/metrics/evaluation-figures.js';
import { fakeAnswerPorts } from '../fakes/answer-ports.js';

const leave = {
  id: 'handbook/leave.md',
  title: '请假制度',
  body: '员工每年享有十天年假。病假超过三天须提交医院证明。',
};
const travel = {
  id: 'handbook/travel.md',
  title: 'Travel expenses',
  body: 'Taxi rides are refunded up to 50 euros per day. Flights need approval by a manager.',
};
const secret = { id: 'pay.md', title: 'Pay', body: 'Bonuses are paid in January.', access: ['hr'] };

async function run(
  input: string | readonly object[],
  labels: readonly string[] | null = null,
  source: string | null = null,
) {
  const { ports, collection } = await fakeAnswerPorts([leave, travel, secret]);
  return evaluateQuestions(ports, collection, { input, source, labels, checkOnly: false });
}

describe('evaluateQuestions()', () => {
  test('holds replies against expected documents, headings and answers', async () => {
    const { questions } = await run([
      {
        question: '病假超过三天须提交什么证明？',
        expected: [{ document_id: leave.id, heading: '请假制度' }],
        kind: 'faq',
      },
      { question: 'Up to how many euros per day are taxi rides refunded?', answers: ['50 euros'] },
      { question: 'Who painted the Mona Lisa?', answerable: false },
    ]);
    expect(questions.map(({ right, answered, language, kind }) => ({ right, answered, language, kind }))).toEqual([
      { right: true, answered: true, language: 'zh', kind: 'faq' },
      { right: true, answered: true, language: 'en', kind: 'answerable' },
      { right: false, answered: false, language: 'en', kind: 'unanswerable' },
    ]);
    expect(questions[0]).toMatchObject({ ranks: [1], expected: 1, best: { documentId: leave.id } });
    expect(evaluationFigures(questions, 0.75)).toMatchObject({
      precision: 1,
      coverage: 1,
      letThrough: 0,
      recallAt1: 1,
    });
  });

  test('takes a bare number for an answer only inside an expected section', async () => {
    const row = {
      question: 'Taxi rides per day refunded euros?',
      expected: [{ document_id: leave.id }],
      answers: ['50'],
    };
    expect((await run([row])).questions[0]).toMatchObject({ right: false });
  });

  test('puts the source before documents given as paths', async () => {
    const row = { question: '病假须提交什么？', gold: [{ document: 'leave.md', heading: '' }], answers: [] };
    expect((await run([row], null, 'handbook')).questions[0]?.right).toBe(true);
  });

  test('does not tell a caller without its label that a document is there', async () => {
    const row = { question: 'When are bonuses paid?', expected: [{ document_id: secret.id }] };
    await expect(run([row], [])).rejects.toMatchObject({
      code: 'invalid_labels',
      facts: { problems: [expect.objectContaining({ line: 1, code: 'unknown_document' })] },
    });
    expect((await run([row], ['hr'])).questions).toHaveLength(1);
  });

  test.each([
    ['in a third language', '¿Cuántos días de vacaciones tienen los empleados?'],
    ['that is a title', '请假制度'],
    ['that is an id', 'handbook/leave.md'],
    ['of only numbers', '10 2024 3.14'],
    ['of 5,000 characters', '病假'.repeat(2500)],
    ['without words', '？！'],
  ])('goes through a question %s', async (_, question) => {
    const { questions } = await run([{ question, answerable: false }]);
    expect(questions[0]?.confidence).toBeGreaterThanOrEqual(0);
    expect(questions[0]?.confidence).toBeLessThanOrEqual(1);
  });

  test('evaluates an empty file to no figures', async () => {
    const { questions } = await run('\n');
    expect(evaluationFigures(questions, 0.75)).toMatchObject({ questions: 0, precision: null });
  });
});
