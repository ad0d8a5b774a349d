import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openKnowledgeBase } from '../../src/compose.js';
import type { KnowledgeBase } from '../../src/knowledge-base.js';

// Feedback in the whole service: from a reply to labels, with the text kept and without, and gone with its collection.

let folder: string;
let knowledgeBase: KnowledgeBase;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'kaoju-feedback-'));
  knowledgeBase = await openKnowledgeBase({ dataDir: folder, keepQuestions: true });
  await fill();
});
afterAll(async () => {
  await knowledgeBase?.close();
  await rm(folder, { recursive: true, force: true });
});

async function fill() {
  await knowledgeBase.putCollection('handbook');
  const put = (id: string, text: string, access?: string[]) =>
    knowledgeBase.putDocument('handbook', { id, bytes: Buffer.from(text), ...(access && { access }) });
  await put(
    'leave.md',
    '# 休假制度\n\n## 年假\n\n入职满一年的员工每年享有十五天年假。\n\n## 病假\n\n病假需提供医院证明。\n',
  );
  await put('pay.md', '# Pay\n\n## Bonus\n\nThe yearly bonus is paid in June.\n', ['hr']);
}

const everyone = { labels: [] };
const hr = { labels: ['hr'] };

test('a reply is judged by its id, listed to those who may see its sections, and exported as labels', async () => {
  const leave = await knowledgeBase.query('handbook', '入职满一年每年有几天年假？', { access: everyone });
  const bonus = await knowledgeBase.query('handbook', 'When is the yearly bonus paid?', { access: hr });
  const given = await knowledgeBase.giveFeedback(
    { replyId: leave.id, rating: 'up' },
    { access: everyone, caller: 'bot' },
  );
  expect(given).toMatchObject({ created: true, feedback: { collection: 'handbook', caller: 'bot' } });
  const refused = knowledgeBase.giveFeedback({ replyId: bonus.id, rating: 'up' }, { access: everyone });
  await expect(refused).rejects.toMatchObject({ code: 'reply_not_found' });
  const [{ sectionId = '' } = {}] = bonus.citations;
  await knowledgeBase.giveFeedback({ replyId: bonus.id, rating: 'down', sectionId }, { access: hr, caller: 'hr' });

  const shown = async (access: { labels: readonly string[] }) =>
    (await knowledgeBase.listFeedback('handbook', { access })).items.map(({ feedback }) => feedback.caller);
  expect(await shown(hr)).toEqual(['bot', 'hr']);
  expect(await shown(everyone)).toEqual(['bot']);

  const rows = await knowledgeBase.exportFeedback('handbook');
  expect(rows.map(({ question }) => question)).toEqual([leave.question, bonus.question]);
  const run = await knowledgeBase.evaluate('handbook', rows);
  expect(run.questions.map(({ right }) => right)).toEqual([true, true]);
  const fitted = knowledgeBase.calibrate('handbook', { feedback: true });
  await expect(fitted).rejects.toMatchObject({
    code: 'too_few_labels',
    message: expect.stringContaining('of 2 questions'),
  });
});

test('a deleted document takes the texts that quote it along', async () => {
  const reply = await knowledgeBase.query('handbook', 'When is the yearly bonus paid?', { access: hr });
  await knowledgeBase.giveFeedback({ replyId: reply.id, rating: 'up' }, { access: hr });
  await knowledgeBase.deleteDocument('handbook', 'pay.md');
  const { items } = await knowledgeBase.listFeedback('handbook', { access: { labels: null } });
  expect(items.filter(({ answer }) => answer.answer?.includes('June'))).toEqual([]);
});

test('replies survive a restart of the service, and go with their collection', async () => {
  const reply = await knowledgeBase.query('handbook', '请病假要交什么？');
  await knowledgeBase.close();
  knowledgeBase = await openKnowledgeBase({ dataDir: folder, keepQuestions: true });
  expect(await knowledgeBase.giveFeedback({ replyId: reply.id, rating: 'up' })).toMatchObject({ created: true });
  await knowledgeBase.query('handbook', '请病假要交什么？');
  await knowledgeBase.deleteCollection('handbook');
  await fill();
  expect((await knowledgeBase.listFeedback('handbook')).items).toEqual([]);
  const gone = knowledgeBase.giveFeedback({ replyId: reply.id, rating: 'up' });
  await expect(gone).rejects.toMatchObject({ code: 'reply_not_found' });
});
