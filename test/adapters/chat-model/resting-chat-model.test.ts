import { describe, expect, test } from 'vitest';
import { restingChatModel } from '../../../src/adapters/chat-model/resting-chat-model.js';
import { KnowledgeBaseError } from '../../../src/core/errors.js';
import { type Script, scriptedChatModel } from '../../fakes/scripted-chat-model.js';

const failure = (down: boolean) =>
  new KnowledgeBaseError('model_unavailable', 'Cannot get a reply: it is down; start it', { facts: { down } });

function rested(...scripts: Script[]) {
  const inner = scriptedChatModel(...scripts);
  let now = 0;
  const model = restingChatModel(inner, { restMs: 100, clock: () => now });
  const wait = (ms: number) => {
    now += ms;
  };
  return { inner, model, wait };
}

describe('restingChatModel()', () => {
  test('asks nothing of a server that failed until it has rested', async () => {
    const { inner, model, wait } = rested({ pieces: [], failure: failure(true) }, { pieces: ['十天。'] });
    await expect(model.complete([])).rejects.toMatchObject({ code: 'model_unavailable' });
    await expect(model.complete([])).rejects.toMatchObject({ code: 'model_unavailable' });
    await expect(model.stream([]).next()).rejects.toMatchObject({ code: 'model_unavailable' });
    expect(inner.asked).toHaveLength(1);
    wait(101);
    expect((await model.complete([])).text).toBe('十天。');
    expect((await model.stream([]).next()).value).toBe('十天。');
  });

  test('rests after a stream that died as well', async () => {
    const { inner, model } = rested({ pieces: ['a'], failure: failure(true) });
    const read = async () => {
      for await (const _ of model.stream([]));
    };
    await expect(read()).rejects.toMatchObject({ code: 'model_unavailable' });
    await expect(read()).rejects.toMatchObject({ code: 'model_unavailable' });
    expect(inner.asked).toHaveLength(1);
  });

  test('does not rest after a reply of no use, or an abort', async () => {
    const { inner, model } = rested(
      { pieces: [], failure: failure(false) },
      { pieces: [], failure: new Error('aborted') },
      { pieces: ['x'] },
    );
    await expect(model.complete([])).rejects.toThrow();
    await expect(model.complete([])).rejects.toThrow('aborted');
    await model.complete([]);
    expect(inner.asked).toHaveLength(3);
  });
});
