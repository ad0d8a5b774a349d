import { expect, test } from 'vitest';
import { sentencesAsTheyCome } from '../../src/answer/sentences-as-they-come.js';
import { scriptedChatModel } from '../fakes/scripted-chat-model.js';

const text =
  '年假十天。病假“三天。以内”不扣工资。\n\n- 第一项。\n- 第二项\n\n| a | b |\n| --- | --- |\n| 1 | 2 |\n\nDone at 3.5 days. OK';

async function read(pieces: readonly string[], truncated = false) {
  const sentences = [];
  const events = sentencesAsTheyCome(scriptedChatModel({ pieces, truncated }).stream([]));
  for (;;) {
    const { done, value } = await events.next();
    if (done) return { sentences, completion: value };
    sentences.push(value);
  }
}

test('sentencesAsTheyCome() gives the whole reply, however it is cut', async () => {
  for (let size = 1; size < 12; size++) {
    const { sentences } = await read(text.match(new RegExp(`[\\s\\S]{1,${size}}`, 'g')) ?? []);
    expect(sentences.map(({ gap, text: words }) => gap + words).join('')).toBe(text);
  }
});

test('sentencesAsTheyCome() gives a sentence as soon as the next one begins', async () => {
  const model = scriptedChatModel({ pieces: ['年假', '十天。', '病假', '另计。', '再说。'] });
  const events = sentencesAsTheyCome(model.stream([]));
  expect((await events.next()).value).toMatchObject({ text: '年假十天。' });
  expect(model.taken).toBe(3);
  await events.return(undefined as never);
  expect(model.stopped).toBe(1);
});

test('sentencesAsTheyCome() leaves out the last sentence of a reply that was cut off', async () => {
  const { sentences, completion } = await read(['年假十天。病假另', '计到'], true);
  expect(sentences.map(({ text: words }) => words)).toEqual(['年假十天。']);
  expect(completion).toMatchObject({ truncated: true });
});
