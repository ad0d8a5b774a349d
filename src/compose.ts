import { randomUUID } from 'node:crypto';
import { join, resolve } from 'node:path';
import { createPreparePool } from '../ingest/prepare-pool.js';
import { prepareRecipe } from '../ingest/prepare-steps.js';
import { openArchiveReader } from './adapters/archives/archive-reader.js';
import { openBuiltinModels } from './adapters/builtin-models/builtin-models.js';
import { readerReranker } from './adapters/builtin-models/reader-reranker.js';
import { silenceOnnxruntime } from './adapters/builtin-models/silence-onnxruntime.js';
import { fittingReader, readCalibrations, readGeneralQuestions } from './adapters/calibration-files.js';
import { langchainChatModel } from './adapters/chat-model/langchain-chat-model.js';
import { restingChatModel } from './adapters/chat-model/resting-chat-model.js';
import { lockDataFolder } from './adapters/data-folder-lock.js';
import { openDocumentRenderer } from './adapters/document-page/document-page-renderer.js';
import { estimatedTokenCounter } from './adapters/estimated-token-counter.js';
import { jiebaTermExtractor, termRecipe } from './adapters/jieba-term-extractor.js';
import { langchainEmbedder } from './adapters/langchain/langchain-embedder.js';
import { openaiEmbedder } from './adapters/openai-embedder/openai-embedder.js';
import { readPrompts } from './adapters/prompt-files/read-prompts.js';
import { rememberTerms } from './adapters/remembered-terms.js';
import { httpReranker } from './adapters/reranker/http-reranker.js';
import { restingReranker } from './adapters/reranker/resting-reranker.js';
import { openIngestRoots } from './adapters/source-files/ingest-roots.js';
import { chatJudge } from './answer/check/chat-judge.js';
import { rememberedWordsOfPart } from './answer/part-words.js';
import { compiledFile, packageRoot } from './compiled-file.js';
import { openStores } from './compose-stores.js';
import { type Config, type EmbedderChoice, loadConfig, type RerankerChoice } from './config.js';
import { KnowledgeBaseError } from './core/errors.js';
import { sha256 } from './core/identity.js';
import { IncompleteDocuments } from './core/incomplete-documents.js';
import { termWeighting } from './core/term-weighting.js';
import { documentVector } from './core/terms.js';
import { createKnowledgeBase } from './create-knowledge-base.js';
import type { Encoder } from './encoders.js';
import type { HttpServer } from './http/build-server.js';
import type { LogTarget } from './http/log-options.js';
import type { KnowledgeBase } from './knowledge-base.js';
import type { ChatModel } from './ports/chat-model.js';
import type { Embedder } from './ports/embedder.js';
import type { Reader } from './ports/reader.js';
import type { Reranker } from './ports/reranker.js';
import type { TokenCounter } from './ports/token-counter.js';
import { recheckIncomplete } from './recheck-incomplete.js';

/** The knowledge base of a data folder, and its HTTP application, which does not listen yet. */
export interface Composition {
  readonly knowledgeBase: KnowledgeBase;
  readonly app: HttpServer;
  /** Tells whoever else wants the folder where this process listens. */
  describe(url: string): void;
  /** Closes the application, then the knowledge base and what it stands on. Idempotent. */
  close(): Promise<void>;
}

export interface ComposeOptions {
  /** What runs, for the message to a second process on the same folder: `serve`, `ingest`. */
  readonly command: string;
  readonly localToken?: string;
  readonly log?: LogTarget;
}

/**
 * Opens a knowledge base inside a program; settings that are not given come from the environment. With `models`, these
 * are used instead of the configured ones, and closed with the knowledge base.
 */
export async function openKnowledgeBase(options: Partial<Config> = {}, models?: Models): Promise<KnowledgeBase> {
  const { knowledgeBase } = await openFolder({ ...loadConfig(), ...options }, 'a program', models);
  await knowledgeBase.jobs.start();
  return knowledgeBase;
}

/** The knowledge base of a configuration without its HTTP application; its jobs are not begun. Rejects as `compose` does. */
export async function openKnowledgeBaseOf(config: Config, command: string): Promise<KnowledgeBase> {
  return (await openFolder(config, command)).knowledgeBase;
}

/**
 * The whole service over a data folder: the only place that knows every adapter.
 *
 * Rejects with `data_folder_in_use`, `storage_read_only`, `storage_corrupt`, `model_file_invalid` or
 * `embedder_unavailable`, and leaves nothing open then.
 */
export async function compose(config: Config, options: ComposeOptions): Promise<Composition> {
  // Half of what a program would load with the library, which has no use for it.
  const { buildServer } = await import('./http/build-server.js');
  const { knowledgeBase, describe, viewLinkSecret } = await openFolder(config, options.command);
  const { localToken, log } = options;
  const renderer = openDocumentRenderer();
  const app = buildServer({
    knowledgeBase,
    config,
    renderer,
    viewLinkSecret,
    ...(localToken && { localToken }),
    ...(log && { log }),
  });
  // A command that only asks or looks must not take up a former job on the way.
  if (options.command === 'serve')
    knowledgeBase.jobs.start().catch((error: unknown) => app.log.error({ err: error }, 'jobs'));
  let closing: Promise<void> | undefined;
  return {
    knowledgeBase,
    app,
    describe,
    close() {
      closing ??= app
        .close()
        .then(() => renderer.close())
        .then(() => knowledgeBase.close());
      return closing;
    },
  };
}

async function openFolder(config: Config, command: string, models?: Models) {
  const folder = resolve(config.dataDir);
  const lock = lockDataFolder(folder, { command });
  const opened: { close(): unknown }[] = [{ close: () => lock.release() }];
  // Whatever was opened is closed, the last first, also when opening what comes next fails.
  const release = async () => {
    for (let one = opened.pop(); one; one = opened.pop()) await one.close();
  };
  try {
    const worker = randomUUID();
    const stores = await openStores(config, folder, worker);
    opened.push(stores);
    const { catalog, shared } = stores;
    const opening = models ? Promise.resolve(models) : openModels(config);
    opened.push({ close: () => opening.then(({ embedder }) => embedder.close()).catch(() => {}) });
    const index = await stores.openIndex();
    opened.push(index);
    const viewLinkSecret = await stores.viewLinkSecret();
    const { embedder, reader, tokenCounter = estimatedTokenCounter, problem } = await opening;
    const shipped = readCalibrations(join(packageRoot, 'models', 'calibration'));
    // A reader of somebody's own comes with calibrations of his own.
    const { calibrations, problem: misfit } = models
      ? { calibrations: shipped, problem: null }
      : fittingReader(shipped, reader);
    const former = models ? encoderOf(models.former) : await openFormer(config);
    if (former) opened.push(former.embedder);
    const reranker = await openReranker(config);
    if (reranker) opened.push(reranker);
    const chatModel = await openChatModel(config);
    if (chatModel) opened.push(chatModel);
    // The environment of worker threads is a copy that native code does not see.
    silenceOnnxruntime();
    const preparing = createPreparePool({
      extractor: { url: compiledFile('src/adapters/jieba-term-extractor').href, exportName: 'jiebaTermExtractor' },
      ...(config.ocr && { ocr: { url: compiledFile('src/adapters/ocr/paddle-ocr').href, exportName: 'paddleOcr' } }),
    });
    opened.push(preparing);
    const startedAt = new Date();
    const incomplete = new IncompleteDocuments((await index.synchronise(catalog)).incomplete);
    if (shared) opened.push({ close: recheckIncomplete(incomplete, catalog, startedAt) });
    const extractor = rememberTerms(jiebaTermExtractor());
    const knowledgeBase = createKnowledgeBase({
      catalog,
      index,
      embedder,
      documentStore: stores.documentStore,
      jobStore: stores.jobStore,
      jobQueue: stores.jobQueue,
      ...shared,
      worker,
      worksOnJobs: config.worksOnJobs || command === 'worker',
      // What a server does at its start, its many workers need not do again.
      sweepsJobs: command !== 'worker',
      sourceFiles: openIngestRoots(config.ingestRoots, config),
      archives: openArchiveReader(join(folder, 'incoming'), config),
      reader,
      tokenCounter,
      reranker,
      chatModel,
      entailment: config.checkJudge && chatModel ? chatJudge(chatModel) : null,
      extractor,
      wordsOfPart: rememberedWordsOfPart(extractor),
      calibrations,
      generalQuestions: readGeneralQuestions(join(packageRoot, 'models', 'probes')),
      now: () => new Date(),
      prompts: readPrompts(join(packageRoot, 'prompts'), config.promptsDir),
      prepare: (input, signal, onStep) =>
        preparing.prepare(input, { ...(signal && { signal }), ...(onStep && { onStep }) }),
      documentVector: (text) => documentVector(text, extractor, termWeighting),
      readsScans: config.ocr,
      recipe: sha256([embedder.recipe, prepareRecipe, termRecipe].join(' ')).slice(0, 12),
      questionRecipe: questionRecipeOf(embedder),
      former,
      clock: () => performance.now(),
      newId: randomUUID,
      threshold: config.confidenceThreshold,
      factThreshold: config.factThreshold,
      relevanceFloor: config.relevanceFloor,
      answerLog: stores.answerLog,
      othersAnswer: shared !== undefined,
      keepQuestions: config.keepQuestions,
      // A library has no log of its own; Node writes a warning to stderr, and a program may listen for it.
      report: (problem) => process.emitWarning(problem.message, { code: problem.code }),
      missing: [problem, misfit].filter((one) => one instanceof KnowledgeBaseError),
      incomplete,
      release,
    });
    return { knowledgeBase, viewLinkSecret, describe: (url: string) => lock.describe({ command, url }) };
  } catch (error) {
    await release();
    throw error;
  }
}

/** What reads text: the encoder, and the reader that goes with it. */
export interface Models {
  readonly embedder: Embedder;
  readonly reader: Reader | null;
  /** Estimates unless given. */
  readonly tokenCounter?: TokenCounter;
  /** What read texts before, for collections that are not built anew yet. */
  readonly former?: Pick<Models, 'embedder' | 'reader'>;
  /** Why there is no reader although it was asked for. */
  readonly problem?: KnowledgeBaseError;
}

/** Without its reader the service is less sure, not broken: it goes on and says so. */
async function openModels({ embedder, encoderThreads, reader }: Config): Promise<Models> {
  if (embedder.kind === 'openai') return { embedder: await openaiEmbedder(toOpenaiOptions(embedder)), reader: null };
  if (embedder.kind === 'langchain') return { embedder: await langchainEmbedder(embedder), reader: null };
  const workers = encoderThreads === null ? {} : { workers: encoderThreads };
  if (!reader) return await openBuiltinModels({ ...workers, reader: false });
  try {
    return await openBuiltinModels({ ...workers, reader: true });
  } catch (error) {
    if (!(error instanceof KnowledgeBaseError) || error.code !== 'model_file_invalid') throw error;
    return { ...(await openBuiltinModels({ ...workers, reader: false })), problem: error };
  }
}

/** The encoder of collections that are not built anew yet. */
async function openFormer({ formerEmbedder, ...config }: Config): Promise<Encoder | null> {
  if (!formerEmbedder) return null;
  return encoderOf(await openModels({ ...config, formerEmbedder, embedder: formerEmbedder }));
}

function encoderOf(models: Pick<Models, 'embedder' | 'reader'> | undefined): Encoder | null {
  return models ? { ...models, questionRecipe: questionRecipeOf(models.embedder) } : null;
}

function questionRecipeOf({ recipe }: Embedder): string {
  return sha256([recipe, termRecipe].join(' ')).slice(0, 12);
}

async function openReranker({ reranker, encoderThreads }: Config): Promise<Reranker | null> {
  if (!reranker) return null;
  if (reranker.kind === 'http') {
    return restingReranker(httpReranker(toRerankerOptions(reranker)), { clock: () => performance.now() });
  }
  const workers = encoderThreads === null ? {} : { workers: encoderThreads };
  const { embedder, reader } = await openBuiltinModels({ ...workers, reader: true });
  // The reader stands on the workers of the encoder that ships, whose vectors nobody uses here.
  return reader && readerReranker(reader, () => embedder.close());
}

async function openChatModel({ model }: Config): Promise<ChatModel | null> {
  if (!model) return null;
  const { name, ...rest } = model;
  return restingChatModel(await langchainChatModel({ ...rest, model: name }), { clock: () => performance.now() });
}

function toRerankerOptions({ url, model, key }: Extract<RerankerChoice, { kind: 'http' }>) {
  return { url, model, ...(key !== null && { apiKey: key }) };
}

function toOpenaiOptions({ url, model, key, dimensions }: Extract<EmbedderChoice, { kind: 'openai' }>) {
  return { url, model, ...(key !== null && { apiKey: key }), ...(dimensions !== null && { dimensions }) };
}
