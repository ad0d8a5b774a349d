import { KnowledgeBaseError } from '../../core/errors.js';
import type { ChatModel } from '../../ports/chat-model.js';

export interface RestOptions {
  /** Milliseconds without a request after a failure; default 30,000. */
  readonly restMs?: number;
  /** Milliseconds that only ever grow. */
  readonly clock: () => number;
}

/**
 * Leaves a chat model alone for a while after its server failed: one that hangs would otherwise cost every question its time
 * limits before it is answered without.
 *
 * While it rests, replies are refused at once with the failure that sent it to rest. A reply of no use (empty, too long) and an
 * abort are no failure of the server.
 */
export function restingChatModel(model: ChatModel, { restMs = 30_000, clock }: RestOptions): ChatModel {
  let rest: { readonly until: number; readonly failure: KnowledgeBaseError } | null = null;
  const assertAwake = () => {
    if (rest && clock() < rest.until) throw rest.failure;
  };
  const note = (error: unknown) => {
    if (error instanceof KnowledgeBaseError && error.facts.down === true) {
      rest = { until: clock() + restMs, failure: error };
    }
  };
  return {
    ...model,
    async complete(messages, options) {
      assertAwake();
      try {
        const completion = await model.complete(messages, options);
        rest = null;
        return completion;
      } catch (error) {
        note(error);
        throw error;
      }
    },
    async *stream(messages, options) {
      assertAwake();
      try {
        const completion = yield* model.stream(messages, options);
        rest = null;
        return completion;
      } catch (error) {
        note(error);
        throw error;
      }
    },
  };
}
