import { setTimeout as sleep } from 'node:timers/promises';
import { KnowledgeBaseError } from '../../core/errors.js';
import type { ChatCompletion, ChatMessage, ChatModel, ChatOptions } from '../../ports/chat-model.js';
import { estimateTokens } from '../json-endpoint/cut-to-length.js';
import type { ChatConnection } from './chat-connection.js';
import { brokenReply, type ChatFailure, chatFailureOf } from './chat-failure.js';
import { concurrencyLimit } from './concurrency-limit.js';
import { linkedSignal } from './linked-signal.js';
import type { ModelDescription, ModelServer } from './model-server.js';
import { type LearntOfModel, readReply } from './read-reply.js';
import { withinTime } from './within-time.js';

/** How much a model may take; every number has a default. */
export interface ChatLimits {
  /** Milliseconds of a whole reply, waiting for a place and retries included; default 120,000. */
  readonly timeoutMs?: number;
  /** Milliseconds to the first token; default half of it: a model on a processor reads a long prompt slowly. */
  readonly firstTokenTimeoutMs?: number;
  /** Milliseconds between two tokens; default 30,000. */
  readonly idleTimeoutMs?: number;
  /** Replies under way at a time; default 4. */
  readonly concurrency?: number;
  /** Tries after the first; default 2. */
  readonly maxRetries?: number;
  /** First pause, doubled each time; default 500. */
  readonly retryDelayMs?: number;
  /** A server may ask for a longer pause than a caller can wait: then the try counts as failed at once; default 10,000. */
  readonly longestPauseMs?: number;
  /** Of a reply, reasoning included; default 200,000, many times what any prompt asks for. */
  readonly maxReplyCharacters?: number;
}

export interface ChatModelParts {
  /** The model's name, and where it is for messages. */
  readonly name: string;
  readonly where: string;
  readonly connection: ChatConnection;
  /** Null where nothing but replies can be asked for. */
  readonly server: ModelServer | null;
}

/** Tokens asked for where the caller does not say. */
const standardMaxTokens = 1024;
/** Tokens that a model which thinks gets for it: DeepSeek-R1 distilled to 7B needs some hundreds for a question of fact. */
const reasoningTokens = 2048;
/** How long what the server says of the model is believed. */
const descriptionMs = 60_000;
/** How long a failure to say anything is; shorter, and long enough that a health check every few seconds does not wait for each. */
const failureMs = 10_000;

/** A chat model over a connection: time limits, retries, concurrency, reasoning. */
export function chatModelOver(parts: ChatModelParts, limits: ChatLimits = {}): ChatModel {
  const { server, connection } = parts;
  const { timeoutMs = 120_000, idleTimeoutMs = 30_000 } = limits;
  const deadlines = { firstTokenMs: limits.firstTokenTimeoutMs ?? timeoutMs / 2, idleMs: idleTimeoutMs };
  const places = concurrencyLimit(limits.concurrency ?? 4);
  const closing = new AbortController();
  const learnt: LearntOfModel = { startsInside: false, thinks: false };
  const describe = remembered(async () => server?.describe() ?? { revision: null, contextTokens: null });

  const thinkingTokens = () => (learnt.thinks ? reasoningTokens : 0);

  /** `streams`: pieces are handed on, and with the first one the try is the last. */
  async function* reply(messages: readonly ChatMessage[], asked: ChatOptions, streams: boolean) {
    const { signal: callers, maxTokens = standardMaxTokens, temperature = 0 } = asked;
    const late = () => brokenReply(`it took longer than ${timeoutMs} ms`, { retryable: false });
    const whole = linkedSignal([callers, closing.signal], timeoutMs, late);
    let leave = () => {};
    try {
      leave = await places.enter(whole.signal);
      const maxCharacters = limits.maxReplyCharacters ?? 200_000;
      const read = (progress: { shown: boolean }) => {
        const open = (signal: AbortSignal) =>
          connection.open({ messages, maxTokens: maxTokens + thinkingTokens(), temperature, signal });
        const pieces = withinTime(open, deadlines, whole.signal);
        const { tellsFinish } = connection;
        return readReply(pieces, { streams, tellsFinish, maxCharacters, learnt, progress });
      };
      const completion = yield* withRetries(read, limits, whole.signal, (failure, tries) =>
        unavailable(parts, failure, tries),
      );
      return { ...completion, revision: await revisionOf(completion) };
    } catch (error) {
      callers?.throwIfAborted();
      if (error instanceof KnowledgeBaseError && 'attempts' in error.facts) throw error;
      throw unavailable(parts, chatFailureOf(error), 1);
    } finally {
      leave();
      whole.release();
    }
  }

  async function revisionOf({ revision: servedBy }: ChatCompletion): Promise<string | null> {
    const revision = await describe().then(
      (described) => described.revision,
      () => null,
    );
    // An alias or adapter says more than the name that comes with the reply, a build's fingerprint more than a bare name.
    return revision !== null && revision !== parts.name ? revision : (servedBy ?? revision);
  }

  return {
    name: parts.name,
    complete: (messages, asked = {}) => completionOf(reply(messages, asked, false)),
    stream: (messages, asked = {}) => reply(messages, asked, true),
    countTokens: async (texts) => server?.countTokens(texts) ?? texts.map((text) => estimateTokens(text, 0).tokens),
    contextTokens: () =>
      describe().then(
        ({ contextTokens }) => contextTokens,
        () => null,
      ),
    reasoningTokens: thinkingTokens,
    async revision() {
      try {
        return (await describe()).revision;
      } catch (error) {
        throw unavailable(parts, chatFailureOf(error), 1);
      }
    },
    async close() {
      closing.abort(brokenReply('the connection is closed', { retryable: false }));
    },
  };
}

/** Tries again what may succeed then, with doubled and jittered pauses or after the one that the server asks for. */
async function* withRetries(
  read: (progress: { shown: boolean }) => AsyncGenerator<string, ChatCompletion, void>,
  { maxRetries = 2, retryDelayMs = 500, longestPauseMs = 10_000 }: ChatLimits,
  signal: AbortSignal,
  toError: (failure: ChatFailure, tries: number) => KnowledgeBaseError,
): AsyncGenerator<string, ChatCompletion, void> {
  for (let tries = 1; ; tries += 1) {
    const progress = { shown: false };
    try {
      return yield* read(progress);
    } catch (error) {
      const failure = chatFailureOf(signal.aborted ? signal.reason : error);
      // Jitter, so that clients refused together do not come back together.
      const pauseMs = failure.pauseMs ?? retryDelayMs * 2 ** (tries - 1) * (0.5 + Math.random() / 2);
      const final = progress.shown || !failure.retryable || tries > maxRetries || pauseMs > longestPauseMs;
      if (final || signal.aborted) throw toError(failure, tries);
      await sleep(pauseMs, undefined, { signal }).catch(() => {
        throw toError(chatFailureOf(signal.reason), tries);
      });
    }
  }
}

async function completionOf(events: AsyncGenerator<string, ChatCompletion, void>): Promise<ChatCompletion> {
  for (;;) {
    const { done, value } = await events.next();
    if (done) return value;
  }
}

function remembered(describe: () => Promise<ModelDescription>): () => Promise<ModelDescription> {
  let known: { until: number; readonly description: Promise<ModelDescription> } | null = null;
  return () => {
    if (!known || performance.now() > known.until) {
      const asked = { until: performance.now() + descriptionMs, description: describe() };
      asked.description.catch(() => {
        asked.until = performance.now() + failureMs;
      });
      known = asked;
    }
    return known.description;
  };
}

function unavailable(
  { name, where }: ChatModelParts,
  { reason, status, down, cause }: ChatFailure,
  attempts: number,
): KnowledgeBaseError {
  return new KnowledgeBaseError(
    'model_unavailable',
    `Cannot get a reply of model "${name}" from ${where} in ${attempts} ${attempts === 1 ? 'attempt' : 'attempts'}: ${reason}; check KAOJU_MODEL, KAOJU_MODEL_URL and the server's log`,
    { cause, facts: { attempts, status, down } },
  );
}
