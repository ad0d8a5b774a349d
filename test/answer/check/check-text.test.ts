import { describe, expect, test } from 'vitest';
import { checkText } from '../../../src/answer/check/check-text.js';
import { fakeAnswerPorts } from '../../fakes/answer-ports.js';

const leave = '司龄满 3 年的员工每年享有 12 天年假，满 5 年的员工每年享有 15 天年假。';

async function checkOwn(text: string, ...evidence: readonly string[]) {
  const { ports } = await fakeAnswerPorts([]);
  const ownEvidence = evidence.map((own, index) => ({ id: `e${index + 1}`, text: own }));
  return checkText(ports, { text, collection: null, labels: null, ownEvidence });
}

describe('checkText()', () => {
  test('supports what the collection says, with the words and their place', async () => {
    const { ports, collection } = await fakeAnswerPorts([{ id: 'leave', title: '休假管理办法', body: leave }]);
    const verdict = await checkText(ports, { text: '满 5 年的员工每年享有 15 天年假。[1]', collection, labels: null });
    expect(verdict).toMatchObject({ passed: true, threshold: 0.7, weakestClaim: 0 });
    const [claim] = verdict.claims;
    expect(claim).toMatchObject({
      label: 'supported',
      text: '满 5 年的员工每年享有 15 天年假。',
      start: 0,
      conflicts: [],
    });
    expect(claim?.evidence[0]).toMatchObject({
      documentId: 'leave',
      quote: leave,
      stance: 'supports',
      place: { start: 3, end: 3 },
    });
  });

  test('contradicts another number, with the spans at both ends', async () => {
    const verdict = await checkOwn('满 5 年的员工每年享有 20 天年假。', leave);
    const [claim] = verdict.claims;
    expect(verdict).toMatchObject({ score: 0, passed: false });
    expect(claim).toMatchObject({ label: 'contradicted', support: 0 });
    const [conflict] = claim?.conflicts ?? [];
    expect(conflict).toMatchObject({ kind: 'number', claim: { text: '20 天' }, evidence: { text: '15 天' } });
    const quote = claim?.evidence[conflict?.evidenceIndex ?? 0]?.quote ?? '';
    expect(quote.slice(conflict?.evidence?.start, conflict?.evidence?.end)).toBe('15 天');
    expect(claim?.reason).toContain('20 天');
  });

  test('takes evidence from sections that the caller may see only', async () => {
    const { ports, collection } = await fakeAnswerPorts([
      { id: 'secret', title: '休假管理办法', body: leave, access: ['hr'] },
    ]);
    const text = '满 5 年的员工每年享有 15 天年假。';
    const [hidden, shown] = await Promise.all(
      [[], ['hr']].map((labels) => checkText(ports, { text, collection, labels })),
    );
    expect(hidden?.claims[0]).toMatchObject({ label: 'unsupported', evidence: [] });
    expect(shown?.claims[0]?.label).toBe('supported');
  });

  test('says so when the evidence contradicts itself, and cites both', async () => {
    const verdict = await checkOwn(
      'The trial period lasts three months.',
      'The trial period lasts three months.',
      'The trial period lasts six months.',
    );
    const [claim] = verdict.claims;
    expect(claim?.label).toBe('unsupported');
    expect(claim?.reason).toContain('contradicts itself');
    expect(claim?.evidence.map(({ documentId, stance }) => [documentId, stance])).toEqual([
      ['e1', 'supports'],
      ['e2', 'contradicts'],
    ]);
  });

  test('gives a text without claims no score', async () => {
    const verdict = await checkOwn('你好！以下是回答：\n\n# 标题\n\n还有什么问题吗？', leave);
    expect(verdict).toMatchObject({ score: null, passed: false, claims: [], weakestClaim: null });
  });

  test('refuses a text of a megabyte', async () => {
    await expect(checkOwn('Cats sleep. '.repeat(90_000), leave)).rejects.toMatchObject({ code: 'payload_too_large' });
  });

  test('checks the first claims of a very long text and says where it stopped', async () => {
    const text = Array.from({ length: 450 }, (_, index) => `Room ${index} is blue.`).join(' ');
    const verdict = await checkOwn(text, 'Rooms are blue.');
    expect(verdict.claims).toHaveLength(400);
    expect(verdict.passed).toBe(false);
    expect(text.slice(verdict.uncheckedFrom)).toMatch(/^Room 400 /);
  });

  test('cuts one sentence of 5,000 characters, and survives emoji, tables and mixed languages', async () => {
    const long = '员工应当在三个工作日内提交申请，'.repeat(320);
    const mixed = `😀 SpruceFlow 支持 single sign-on 🎉。\n\n| 项目 | 天数 |\n| --- | --- |\n| 年假 | 15 天 |\n\n${long}`;
    const verdict = await checkOwn(mixed, leave);
    expect(Math.max(...verdict.claims.map(({ start, end }) => end - start))).toBeLessThanOrEqual(240);
    expect(verdict.claims.map(({ text, start, end }) => mixed.slice(start, end) === text)).not.toContain(false);
  });

  test('rejects with the reason of an aborted signal', async () => {
    const { ports } = await fakeAnswerPorts([]);
    const request = { text: leave, collection: null, labels: null, signal: AbortSignal.abort(new Error('gone')) };
    await expect(checkText(ports, request)).rejects.toThrow('gone');
  });
});
