import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { LRUCache } from 'lru-cache';
import { compiledFile, packageRoot } from '../compiled-file.js';
import { sha256 } from '../core/identity.js';
import type { Embedder, QueryEncoding } from '../ports/embedder.js';
import type { WorkerSetup } from './embedder-messages.js';
import { EmbedderPool } from './embedder-pool.js';
import { encoderDimensions } from './embedder-session.js';
import { maxEncoderTokens } from './embedder-tokens.js';
import { modelFileHashes } from './model-file.js';

/** Moves when this adapter starts to make other vectors from the same files. */
const adapterVersion = 1;
const queryPrefix = 'query: ';
const passagePrefix = 'passage: ';
/** Questions whose vectors are kept: people ask the same ones, and a vector has 1.5 kB. */
const rememberedQuestions = 1_000;

export interface BuiltinEmbedderOptions {
  /** Threads, each with its own copy of the model (about 200 MB). Default: the cores, at most 2. */
  readonly workers?: number;
  /** Folder with `model.onnx`, `tokenizer.json` and `hashes.json`. Default: the one that ships. */
  readonly modelFolder?: string;
}

/**
 * The encoder that ships (`models/embedder`), in worker threads of one onnxruntime session each. Texts are encoded one at
 * a time, so that a text's vector never depends on the others; questions go ahead of passages that wait, and wait for at
 * most one text that runs.
 *
 * Resolves when all workers have loaded. Rejects with `model_file_invalid` (facts: `path`, `expected`, `found`) or
 * `embedder_unavailable`.
 */
export async function builtinEmbedder(options: BuiltinEmbedderOptions = {}): Promise<Embedder> {
  const { workers = Math.min(availableParallelism(), 2), modelFolder = join(packageRoot, 'models', 'embedder') } =
    options;
  const recipe = await recipeOf(modelFolder);
  const setup: WorkerSetup = { embedderFolder: modelFolder };
  const file = compiledFile('src/adapters/embedder-worker');
  const pool = new EmbedderPool(() => new Worker(file, { workerData: setup, execArgv: [] }), workers);
  await pool.open();
  return embedderOn(pool, recipe);
}

/** The port on a pool that is open. Closing the embedder closes the pool. */
export function embedderOn(pool: EmbedderPool, recipe: string): Embedder {
  const questions = new LRUCache<string, QueryEncoding>({ max: rememberedQuestions });
  return {
    recipe,
    dimensions: encoderDimensions,
    maxTokens: maxEncoderTokens,
    async embedQuery(question, { signal } = {}) {
      signal?.throwIfAborted();
      const known = questions.get(question);
      if (known) return known;
      const tasks = [{ kind: 'encode', text: queryPrefix + question }] as const;
      const [result] = await pool.run<'encode'>(tasks, { urgent: true, signal });
      if (!result) throw new Error('Cannot encode a question: the pool gave no result');
      const encoding = { vector: result.vector };
      questions.set(question, encoding);
      return encoding;
    },
    async embedPassages(texts, { signal } = {}) {
      const tasks = texts.map((text) => ({ kind: 'encode', text: passagePrefix + text }) as const);
      const results = await pool.run<'encode'>(tasks, { urgent: false, signal });
      return results.map(({ vector, truncated }) => ({ vector, truncated }));
    },
    close: () => pool.close(),
  };
}

async function recipeOf(modelFolder: string): Promise<string> {
  const hashes = await modelFileHashes(modelFolder);
  const files = ['model.onnx', 'tokenizer.json'].map((name) => hashes[name]?.sha256);
  return `builtin-${sha256(JSON.stringify([files, queryPrefix, passagePrefix, adapterVersion])).slice(0, 16)}`;
}
