import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ChatCompletion, ChatModel } from '../../src/ports/chat-model.js';

const messages = [
  { role: 'system', content: '直接回答。' },
  { role: 'user', content: '年假有几天？' },
] as const;

/** What every `ChatModel` promises; the one that is opened has something to say to any question. */
export function chatModelContract(name: string, open: () => Promise<ChatModel>): void {
  describe(`${name} as a ChatModel`, () => {
    let model: ChatModel;
    beforeAll(async () => {
      model = await open();
    });
    afterAll(() => model.close());

    it('completes with text, and counts that are whole numbers or missing', async () => {
      const { text, truncated, usage } = await model.complete(messages);
      expect(text.trim()).not.toBe('');
      expect(truncated).toBe(false);
      for (const count of usage ? [usage.promptTokens, usage.completionTokens] : []) {
        expect(Number.isInteger(count)).toBe(true);
      }
    });

    it('streams the text of its completion in pieces, none of them empty', async () => {
      const pieces: string[] = [];
      const events = model.stream(messages);
      let completion: ChatCompletion | null = null;
      while (!completion) {
        const next = await events.next();
        if (next.done) completion = next.value;
        else pieces.push(next.value);
      }
      expect(pieces.join('')).toBe(completion.text);
      expect(pieces).not.toContain('');
    });

    it('can be stopped after a piece, and asked again', async () => {
      for await (const _ of model.stream(messages)) break;
      expect((await model.complete(messages)).text.trim()).not.toBe('');
    });

    it('rejects with the reason of an aborted signal', async () => {
      const signal = AbortSignal.abort(new Error('too late'));
      await expect(model.complete(messages, { signal })).rejects.toThrow('too late');
      await expect(model.stream(messages, { signal }).next()).rejects.toThrow('too late');
    });

    it('counts every text, more tokens for more text', async () => {
      const [none = -1, short = 0, long = 0] = await model.countTokens(['', '年假', '年假有几天？'.repeat(20)]);
      expect(none).toBeGreaterThanOrEqual(0);
      expect(long).toBeGreaterThan(short);
      expect(await model.countTokens([])).toEqual([]);
    });

    it('names its context and its revision, or says that it does not know', async () => {
      const context = await model.contextTokens();
      expect(context === null || (Number.isInteger(context) && context > 0)).toBe(true);
      const revision = await model.revision();
      expect(revision === null || revision !== '').toBe(true);
    });
  });
}
