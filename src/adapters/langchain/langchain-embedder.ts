import { KnowledgeBaseError } from '../../core/errors.js';
import { sha256 } from '../../core/identity.js';
import type { Embedder } from '../../ports/embedder.js';
import { abortable } from '../abortable.js';
import { cutToLength } from '../json-endpoint/cut-to-length.js';
import { inBatches } from '../json-endpoint/in-batches.js';
import { constructLangchainClass, type LangchainClass } from './load-langchain-class.js';

/** Moves when this adapter starts to send or read texts in another way. */
const adapterVersion = 1;
/** Texts a call; LangChain's classes batch again as their service wants. */
const batchSize = 32;
/** Options that are secrets and say nothing about vectors, so they stay out of the recipe. */
const secret = /key|secret|token|password|credential/i;

export interface LangchainEmbedderOptions extends LangchainClass {
  /** The class's own options; an `apiKey` too, where it takes none from its environment. */
  readonly options: Readonly<Record<string, unknown>>;
  /** Tokens of the longest text the model reads; 512 unless set. */
  readonly maxTokens?: number | undefined;
}

/** What is used of LangChain's Embeddings. */
interface Embeddings {
  embedQuery(text: string): Promise<number[]>;
  embedDocuments(texts: string[]): Promise<number[][]>;
}

/**
 * Any of LangChain's `Embeddings` as the encoder. Vectors are made unit length. LangChain takes no signal: an aborted call
 * goes on unheard.
 *
 * Resolves after one probe, which gives the dimensions. Rejects with `invalid_configuration` (no such class) or
 * `embedder_unavailable`.
 */
export async function langchainEmbedder(choice: LangchainEmbedderOptions): Promise<Embedder> {
  const { module, name, options, maxTokens = 512 } = choice;
  const embeddings = await constructLangchainClass(choice, options);
  if (!isEmbeddings(embeddings)) {
    throw new KnowledgeBaseError(
      'invalid_configuration',
      `Cannot encode with "${name}" of "${module}": it is no LangChain Embeddings; name a class that is`,
    );
  }
  const probe = await called(name, embeddings.embedQuery('1'));
  const dimensions = probe.length;
  const told = Object.entries(options).filter(([key]) => !secret.test(key));
  const identity = JSON.stringify([module, name, told.sort(), dimensions, maxTokens, adapterVersion]);
  const closed = new AbortController();
  const untilClosed = (signal: AbortSignal | undefined) =>
    signal ? AbortSignal.any([signal, closed.signal]) : closed.signal;
  const toVector = (numbers: readonly number[]) => unitVector(numbers, dimensions, name);
  return {
    recipe: `langchain-${sha256(identity).slice(0, 16)}`,
    dimensions,
    maxTokens,
    async embedQuery(question, { signal } = {}) {
      const stop = untilClosed(signal);
      stop.throwIfAborted();
      const { text } = cutToLength(question, maxTokens);
      const numbers = await abortable(called(name, embeddings.embedQuery(text || ' ')), stop);
      return { vector: toVector(numbers) };
    },
    embedPassages(texts, { signal } = {}) {
      return inBatches(texts, { batchSize, concurrency: 2, signal: untilClosed(signal) }, async (batch, stop) => {
        const cuts = batch.map((text) => cutToLength(text, maxTokens));
        const encoding = embeddings.embedDocuments(cuts.map(({ text }) => text || ' '));
        const rows = await abortable(called(name, encoding), stop);
        return cuts.map(({ truncated }, at) => ({ vector: toVector(rows[at] ?? []), truncated }));
      });
    },
    async close() {
      const message = `Cannot encode with ${name}: it is closed; open it again`;
      closed.abort(new KnowledgeBaseError('embedder_unavailable', message));
    },
  };
}

async function called<Result>(name: string, running: Promise<Result>): Promise<Result> {
  try {
    return await running;
  } catch (cause) {
    const message = cause instanceof Error ? (cause.message.split('\n')[0] ?? '') : String(cause);
    throw new KnowledgeBaseError(
      'embedder_unavailable',
      `Cannot encode with ${name}: ${message.slice(0, 300)}; check its options, key and service`,
      { cause },
    );
  }
}

function unitVector(numbers: readonly number[], dimensions: number, name: string): Float32Array {
  const norm = Math.hypot(...numbers);
  if (numbers.length !== dimensions || !(norm > 0)) {
    throw new KnowledgeBaseError(
      'embedder_unavailable',
      `Cannot encode with ${name}: it gave ${numbers.length} numbers where ${dimensions} were expected; check its options`,
    );
  }
  return Float32Array.from(numbers, (value) => value / norm);
}

function isEmbeddings(value: object): value is Embeddings {
  return 'embedQuery' in value && typeof value.embedQuery === 'function' && 'embedDocuments' in value;
}
