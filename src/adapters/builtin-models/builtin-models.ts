import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { compiledFile, packageRoot } from '../../compiled-file.js';
import { sha256 } from '../../core/identity.js';
import type { Embedder } from '../../ports/embedder.js';
import type { Reader } from '../../ports/reader.js';
import type { TokenCounter } from '../../ports/token-counter.js';
import { embedderOn } from './builtin-embedder.js';
import { type ReaderCache, readerOn } from './builtin-reader.js';
import { tokenCounterOn } from './builtin-token-counter.js';
import type { WorkerSetup } from './embedder-messages.js';
import { prefixes } from './embedder-models.js';
import { EmbedderPool } from './embedder-pool.js';
import { modelFileHashes, readModelFile } from './model-file.js';
import { silenceOnnxruntime } from './silence-onnxruntime.js';

/** Moves when the adapters start to make other vectors or readings from the same files. */
const adapterVersion = 1;
/** 828 bytes a token: about 400 passages of 200 tokens. */
const defaultReaderCacheBytes = 64 * 1024 * 1024;
const defaultKeptReadings = 10_000;

const noReaderCache: ReaderCache = { hits: 0, misses: 0, remembered: 0, passages: 0, sizeBytes: 0 };

export interface BuiltinModelsOptions {
  /** Whether to load the reader too (4 MB more a worker). */
  readonly reader: boolean;
  /** Threads, each with its own copy of the models (about 230 MB). Default: the cores, at most 2. */
  readonly workers?: number;
  /** Folder with `model.onnx`, `tokenizer.json` and `hashes.json`. Default: the one that ships. */
  readonly embedderFolder?: string;
  /** Folder with `model.onnx` and `hashes.json`. Default: the one that ships. */
  readonly readerFolder?: string;
  /** Bytes of passages kept as the reader saw them, so that a warm passage costs only the head. Default 64 MiB. */
  readonly readerCacheBytes?: number;
  /** Readings kept, each of one question and one passage (300 bytes or so); 0 for none. Default 10,000. */
  readonly keptReadings?: number;
}

/** The models that ship, on the same workers: closing the embedder ends the reader too. */
export interface BuiltinModels {
  readonly embedder: Embedder;
  /** Null when not asked for. */
  readonly reader: Reader | null;
  readonly tokenCounter: TokenCounter;
  /** What the cache of passages read did so far; zeros without a reader. */
  readonly readerCache: () => ReaderCache;
}

/**
 * Starts worker threads with the encoder (`models/embedder`) and, if asked, the reader (`models/reader`), one onnxruntime
 * session of one thread each. Texts are encoded one at a time, so that a text's vector never depends on the others;
 * questions and readings go ahead of passages that wait, and wait for at most one text that runs.
 *
 * Resolves when all workers have loaded. Rejects with `model_file_invalid` (facts: `path`, `expected`, `found`): before
 * any worker starts when it is the reader's file, and the caller may go on without; or `embedder_unavailable`.
 */
export async function openBuiltinModels(options: BuiltinModelsOptions): Promise<BuiltinModels> {
  const { reader: withReader, workers = Math.min(availableParallelism(), 2) } = options;
  const { embedderFolder = join(packageRoot, 'models', 'embedder') } = options;
  const readerFolder = withReader ? (options.readerFolder ?? join(packageRoot, 'models', 'reader')) : null;
  if (readerFolder) await readModelFile(readerFolder, 'model.onnx');
  const embedderRecipe = recipeOf('builtin', await modelFileHashes(embedderFolder), prefixes);
  const setup: WorkerSetup = { embedderFolder, readerFolder };
  const file = compiledFile('src/adapters/builtin-models/embedder-worker');
  silenceOnnxruntime();
  const pool = new EmbedderPool(() => new Worker(file, { workerData: setup, execArgv: [] }), workers);
  await pool.open();
  const embedder = embedderOn(pool, embedderRecipe, { withStates: withReader });
  const tokenCounter = tokenCounterOn(pool);
  if (!readerFolder) return { embedder, reader: null, tokenCounter, readerCache: () => noReaderCache };
  const readerRecipe = recipeOf('reader', await modelFileHashes(readerFolder), embedderRecipe);
  const { readerCacheBytes: cacheBytes = defaultReaderCacheBytes, keptReadings = defaultKeptReadings } = options;
  const reader = readerOn(pool, readerRecipe, { cacheBytes, keptReadings });
  return { embedder, reader, tokenCounter, readerCache: () => reader.cache() };
}

/** The encoder alone: `openBuiltinModels` without the reader. */
export async function builtinEmbedder(options: Omit<BuiltinModelsOptions, 'reader'> = {}): Promise<Embedder> {
  const { embedder } = await openBuiltinModels({ ...options, reader: false });
  return embedder;
}

function recipeOf(name: string, hashes: Awaited<ReturnType<typeof modelFileHashes>>, rest: unknown): string {
  const files = Object.entries(hashes).map(([file, hash]) => [file, hash.sha256]);
  return `${name}-${sha256(JSON.stringify([files.sort(), rest, adapterVersion])).slice(0, 16)}`;
}
