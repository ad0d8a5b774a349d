import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { parseEnv } from 'node:util';
import { type ModelChoice, readModel } from './config/model-choice.js';
import { type ApiKey, parseApiKeys } from './config/parse-api-keys.js';
import { type Environment, SettingsReader } from './config/settings-reader.js';
import { KnowledgeBaseError } from './core/errors.js';
import { isLoopbackHost } from './core/loopback-host.js';
import { nearestName } from './core/nearest-name.js';

/** Which encoder makes the vectors. */
export type EmbedderChoice =
  | { readonly kind: 'builtin' }
  | {
      readonly kind: 'openai';
      readonly model: string;
      /** Base URL that `/embeddings` is appended to, `https://host/v1`. */
      readonly url: string;
      readonly key: string | null;
      /** Null: what the endpoint answers with. */
      readonly dimensions: number | null;
    }
  | {
      /** Any of LangChain's `Embeddings`. */
      readonly kind: 'langchain';
      /** What is imported: `@langchain/community/embeddings/zhipuai`. */
      readonly module: string;
      /** Its export. */
      readonly name: string;
      readonly options: Readonly<Record<string, unknown>>;
    };

/** What orders the first passages anew; `builtin` is the reader that ships, for another encoder than its own. */
export type RerankerChoice =
  | { readonly kind: 'builtin' }
  | {
      readonly kind: 'http';
      readonly model: string;
      /** Base URL that `/rerank` is appended to unless it ends so. */
      readonly url: string;
      readonly key: string | null;
    };

/** Where the vectors are. */
export type IndexChoice =
  | { readonly kind: 'embedded' }
  | {
      readonly kind: 'qdrant';
      readonly url: string;
      readonly key: string | null;
      /** First part of the names of our collections there. */
      readonly prefix: string;
      /** Of collections made from now on; null for Qdrant's own defaults. */
      readonly shards: number | null;
      readonly replicationFactor: number | null;
      readonly writeConsistencyFactor: number | null;
    };

/** Everything Kaoju takes from its environment; deeply frozen. */
export interface Config {
  readonly host: string;
  /** 0 lets the system choose. */
  readonly port: number;
  /** Where people reach the server, for links; null for its own address. */
  readonly publicUrl: string | null;
  /** How long a link to a document's page works without a key. */
  readonly viewLinkDays: number;
  readonly dataDir: string;
  /** Empty: loopback only, full access for everyone there. */
  readonly apiKeys: readonly ApiKey[];
  readonly index: IndexChoice;
  readonly embedder: EmbedderChoice;
  /** The encoder before it, while collections that it made still answer; null without. */
  readonly formerEmbedder: EmbedderChoice | null;
  readonly reader: boolean;
  /** Null: passages are ordered by their confidence alone. */
  readonly reranker: RerankerChoice | null;
  /** Null: answers are quoted from the knowledge base. */
  readonly model: ModelChoice | null;
  /** A folder whose prompts replace the shipped ones of the same name, and add templates; null without. */
  readonly promptsDir: string | null;
  /** Encoder workers; null for one a core. */
  readonly encoderThreads: number | null;
  /** From this confidence on the knowledge base answers by itself; 0…1. */
  readonly confidenceThreshold: number;
  /** From this factuality score on a model's draft is shown; 0…1. */
  readonly factThreshold: number;
  /** Whether the chat model is also asked, as one more voice, about claims that the check has not decided by a veto. */
  readonly checkJudge: boolean;
  /** Below this confidence nothing is said to be known; 0…1. */
  readonly relevanceFloor: number;
  /** Whether pages of PDFs without a usable text layer are read by OCR; else they are named in the ingest report. */
  readonly ocr: boolean;
  readonly maxDocumentBytes: number;
  /** Whether answers over the OpenAI protocol end with a list of their sources. */
  readonly chatSources: boolean;
  /** Requests that one key may send in a minute; null for no limit. */
  readonly rateLimit: number | null;
  /** Questions under way at a time, those that wait for the encoder included. */
  readonly maxWaiting: number;
  /** Streams open at a time. */
  readonly maxStreams: number;
  /** Answers kept for feedback, and as many again that have some; 0 keeps none. */
  readonly keepAnswers: number;
  /** Whether their texts are kept as well. */
  readonly keepQuestions: boolean;
  /** Folders of this machine that jobs may read, absolute; empty: none. */
  readonly ingestRoots: readonly string[];
  readonly logLevel: LogLevel;
}

export type LogLevel = (typeof logLevels)[number];

const logLevels = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'] as const;

/** Every name in use; the second list is refused with a reason instead of ignored. */
const servedNames = [
  'KAOJU_HOST',
  'KAOJU_PORT',
  'KAOJU_PUBLIC_URL',
  'KAOJU_VIEW_LINK_DAYS',
  'KAOJU_DATA_DIR',
  'KAOJU_API_KEYS',
  'KAOJU_INDEX',
  'KAOJU_QDRANT_PREFIX',
  'KAOJU_QDRANT_SHARDS',
  'KAOJU_QDRANT_REPLICATION',
  'KAOJU_QDRANT_WRITE_CONSISTENCY',
  'KAOJU_EMBEDDER',
  'KAOJU_EMBEDDER_URL',
  'KAOJU_EMBEDDER_KEY',
  'KAOJU_EMBEDDER_DIMENSIONS',
  'KAOJU_EMBEDDER_OPTIONS',
  'KAOJU_EMBEDDER_FORMER',
  'KAOJU_EMBEDDER_FORMER_URL',
  'KAOJU_EMBEDDER_FORMER_KEY',
  'KAOJU_EMBEDDER_FORMER_DIMENSIONS',
  'KAOJU_EMBEDDER_FORMER_OPTIONS',
  'KAOJU_ENCODER_THREADS',
  'KAOJU_READER',
  'KAOJU_RERANKER',
  'KAOJU_RERANKER_URL',
  'KAOJU_RERANKER_KEY',
  'KAOJU_MODEL',
  'KAOJU_MODEL_URL',
  'KAOJU_MODEL_KEY',
  'KAOJU_MODEL_OPTIONS',
  'KAOJU_MODEL_TIMEOUT_SECONDS',
  'KAOJU_MODEL_CONCURRENCY',
  'KAOJU_PROMPTS_DIR',
  'KAOJU_CONFIDENCE_THRESHOLD',
  'KAOJU_FACT_THRESHOLD',
  'KAOJU_CHECK_JUDGE',
  'KAOJU_RELEVANCE_FLOOR',
  'KAOJU_MAX_DOCUMENT_MB',
  'KAOJU_CHAT_SOURCES',
  'KAOJU_RATE_LIMIT',
  'KAOJU_MAX_WAITING',
  'KAOJU_MAX_STREAMS',
  'KAOJU_KEEP_ANSWERS',
  'KAOJU_KEEP_QUESTIONS',
  'KAOJU_INGEST_ROOTS',
  'KAOJU_LOG_LEVEL',
  'KAOJU_OCR',
] as const;

const laterNames: Readonly<Record<string, string>> = {
  KAOJU_DATABASE_URL: 'leave it out, documents are kept in SQLite under KAOJU_DATA_DIR',
};

/**
 * Reads and checks the whole configuration, and freezes it. Variables of `readEnvFile`'s text never override those of
 * the environment.
 *
 * @param readEnvFile gives the text of a `.env` file, or null when there is none; none is read unless given.
 * @throws KnowledgeBaseError `invalid_configuration` with every problem at once, as lines and in `facts.problems`.
 */
export function loadConfig(
  environment: Environment = process.env,
  options: { readEnvFile?: () => string | null } = {},
): Config {
  const fileText = options.readEnvFile?.() ?? null;
  const merged: Environment = { ...(fileText === null ? {} : parseEnv(fileText)), ...environment };
  const settings = new SettingsReader(merged);
  const config = readSettings(settings);
  if (config.checkJudge && !config.model)
    settings.problems.push('KAOJU_CHECK_JUDGE=on needs KAOJU_MODEL, which is asked');
  assertKnownNames(merged, settings);
  if (config.apiKeys.length === 0 && settings.text('KAOJU_API_KEYS') === undefined && !isLoopbackHost(config.host)) {
    settings.problems.push(
      `KAOJU_HOST=${config.host} would open the server to the network without keys; set KAOJU_API_KEYS or use 127.0.0.1`,
    );
  }
  if (settings.problems.length > 0) throw invalidConfiguration(settings.problems);
  return Object.freeze(config);
}

/** `loadConfig` on this process's environment and the `.env` file of the working folder: what programs start with. */
export function loadProcessConfig(): Config {
  return loadConfig(process.env, { readEnvFile: () => readTextOrNull('.env') });
}

function readSettings(settings: SettingsReader): Config {
  return {
    host: settings.text('KAOJU_HOST') ?? '127.0.0.1',
    port: settings.whole('KAOJU_PORT', 8080, 0, 65_535),
    publicUrl: settings.url('KAOJU_PUBLIC_URL'),
    viewLinkDays: settings.whole('KAOJU_VIEW_LINK_DAYS', 7, 1, 365),
    dataDir: settings.text('KAOJU_DATA_DIR') ?? './data',
    apiKeys: readApiKeys(settings),
    index: Object.freeze(readIndex(settings)),
    embedder: Object.freeze(readEmbedder(settings, 'KAOJU_EMBEDDER')),
    formerEmbedder:
      settings.text('KAOJU_EMBEDDER_FORMER') === undefined
        ? null
        : Object.freeze(readEmbedder(settings, 'KAOJU_EMBEDDER_FORMER')),
    reader: settings.choice('KAOJU_READER', 'on', ['on', 'off']) === 'on',
    reranker: readReranker(settings),
    model: readModel(settings),
    promptsDir: settings.text('KAOJU_PROMPTS_DIR') ?? null,
    encoderThreads: settings.whole('KAOJU_ENCODER_THREADS', 0, 1, 256) || null,
    confidenceThreshold: settings.share('KAOJU_CONFIDENCE_THRESHOLD', 0.75),
    factThreshold: settings.share('KAOJU_FACT_THRESHOLD', 0.7),
    checkJudge: settings.choice('KAOJU_CHECK_JUDGE', 'off', ['on', 'off']) === 'on',
    relevanceFloor: settings.share('KAOJU_RELEVANCE_FLOOR', 0.1),
    ocr: settings.choice('KAOJU_OCR', 'on', ['on', 'off']) === 'on',
    maxDocumentBytes: settings.whole('KAOJU_MAX_DOCUMENT_MB', 100, 1, 500) * 1_000_000,
    chatSources: settings.choice('KAOJU_CHAT_SOURCES', 'on', ['on', 'off']) === 'on',
    rateLimit: settings.whole('KAOJU_RATE_LIMIT', 0, 1, 1_000_000) || null,
    maxWaiting: settings.whole('KAOJU_MAX_WAITING', 128, 1, 10_000),
    maxStreams: settings.whole('KAOJU_MAX_STREAMS', 256, 1, 10_000),
    keepAnswers: settings.whole('KAOJU_KEEP_ANSWERS', 20_000, 0, 10_000_000),
    keepQuestions: settings.choice('KAOJU_KEEP_QUESTIONS', 'off', ['on', 'off']) === 'on',
    ingestRoots: readIngestRoots(settings),
    logLevel: settings.choice('KAOJU_LOG_LEVEL', 'info', logLevels),
  };
}

function readApiKeys(settings: SettingsReader): readonly ApiKey[] {
  const text = settings.text('KAOJU_API_KEYS');
  if (text === undefined) return Object.freeze([]);
  const { keys, problems } = parseApiKeys(text);
  settings.problems.push(...problems);
  return Object.freeze(keys.map((key) => Object.freeze(key)));
}

/** Relative to the working folder, as the data folder is. */
function readIngestRoots(settings: SettingsReader): readonly string[] {
  const names = (settings.text('KAOJU_INGEST_ROOTS') ?? '').split(';').map((name) => name.trim());
  return Object.freeze(names.filter((name) => name !== '').map((name) => resolve(name)));
}

function readIndex(settings: SettingsReader): IndexChoice {
  const kind = settings.choice('KAOJU_INDEX', 'embedded', ['embedded', 'qdrant']);
  const prefix = settings.text('KAOJU_QDRANT_PREFIX') ?? 'kaoju';
  if (!/^[A-Za-z0-9-]{1,64}$/.test(prefix))
    settings.problems.push(`KAOJU_QDRANT_PREFIX=${prefix} must be 1 to 64 letters, digits or hyphens`);
  const url = settings.url('QDRANT_URL');
  const placement = {
    shards: settings.whole('KAOJU_QDRANT_SHARDS', 0, 1, 1024) || null,
    replicationFactor: settings.whole('KAOJU_QDRANT_REPLICATION', 0, 1, 64) || null,
    writeConsistencyFactor: settings.whole('KAOJU_QDRANT_WRITE_CONSISTENCY', 0, 1, 64) || null,
  };
  // QDRANT_URL may be there for others; only KAOJU_INDEX turns the store on.
  if (kind === 'embedded') return { kind };
  if (settings.text('QDRANT_URL') === undefined)
    settings.problems.push('KAOJU_INDEX=qdrant needs QDRANT_URL, such as http://127.0.0.1:6333');
  return { kind, url: url ?? '', key: settings.text('QDRANT_API_KEY') ?? null, prefix, ...placement };
}

/** @param name `KAOJU_EMBEDDER`, or the name of the one before it; the others begin with it. */
function readEmbedder(settings: SettingsReader, name: string): EmbedderChoice {
  const choice = settings.text(name) ?? 'builtin';
  const url = settings.url(`${name}_URL`);
  const key = settings.text(`${name}_KEY`) ?? null;
  const dimensions = settings.whole(`${name}_DIMENSIONS`, 0, 1, 16_384) || null;
  if (choice.startsWith('langchain:')) return readLangchainEmbedder(settings, name, key);
  if (choice === 'builtin') {
    if (settings.text(`${name}_URL`) !== undefined || key !== null || dimensions !== null)
      settings.problems.push(
        `${name}_URL, _KEY and _DIMENSIONS need ${name}=openai:<model>; the builtin encoder takes none`,
      );
    return { kind: 'builtin' };
  }
  const model = choice.startsWith('openai:') ? choice.slice('openai:'.length).trim() : '';
  if (model === '')
    settings.problems.push(`${name}=${choice} must be builtin, openai:<model> or langchain:<module>#<class>`);
  else if (settings.text(`${name}_URL`) === undefined)
    settings.problems.push(`${name}=${choice} needs ${name}_URL, such as http://127.0.0.1:8000/v1`);
  return { kind: 'openai', model, url: url ?? '', key, dimensions };
}

function readLangchainEmbedder(settings: SettingsReader, name: string, key: string | null): EmbedderChoice {
  const choice = settings.text(name) ?? '';
  const [, module = '', exported = ''] = /^langchain:\s*([^#\s]+)#([A-Za-z_$][\w$]*)$/.exec(choice) ?? [];
  if (module === '')
    settings.problems.push(
      `${name}=${choice} must be langchain:<module>#<class>, such as langchain:@langchain/community/embeddings/zhipuai#ZhipuAIEmbeddings`,
    );
  const options = { ...(key !== null && { apiKey: key }), ...settings.json(`${name}_OPTIONS`) };
  return { kind: 'langchain', module, name: exported, options: Object.freeze(options) };
}

function readReranker(settings: SettingsReader): RerankerChoice | null {
  const model = settings.text('KAOJU_RERANKER');
  const url = settings.url('KAOJU_RERANKER_URL');
  const hasUrl = settings.text('KAOJU_RERANKER_URL') !== undefined;
  const key = settings.text('KAOJU_RERANKER_KEY') ?? null;
  if (model === undefined || model === 'builtin') {
    if (hasUrl || key !== null)
      settings.problems.push(
        'KAOJU_RERANKER_URL and _KEY need KAOJU_RERANKER=<model>, the name that the endpoint knows',
      );
    if (model === undefined) return null;
    if ((settings.text('KAOJU_EMBEDDER') ?? 'builtin') === 'builtin')
      settings.problems.push(
        'KAOJU_RERANKER=builtin is for another encoder: the builtin one has its reader by itself; leave it out',
      );
    return Object.freeze({ kind: 'builtin' });
  }
  if (!hasUrl)
    settings.problems.push(`KAOJU_RERANKER=${model} needs KAOJU_RERANKER_URL, such as http://127.0.0.1:8001/v1`);
  return Object.freeze({ kind: 'http', model, url: url ?? '', key });
}

function assertKnownNames(environment: Environment, settings: SettingsReader): void {
  for (const [name, instead] of Object.entries(laterNames)) settings.refuse(name, instead);
  for (const name of Object.keys(environment).sort()) {
    if (!name.startsWith('KAOJU_') || name in laterNames) continue;
    if (servedNames.some((known) => known === name)) continue;
    const nearest = nearestName(name, servedNames);
    settings.problems.push(`${name} is not a setting; ${nearest ? `did you mean ${nearest}?` : 'remove it'}`);
  }
}

function invalidConfiguration(problems: readonly string[]): KnowledgeBaseError {
  const list = problems.map((problem) => `\n  - ${problem}`).join('');
  return new KnowledgeBaseError(
    'invalid_configuration',
    `Cannot start with this configuration: ${problems.length} to mend in the environment or .env${list}`,
    { facts: { problems } },
  );
}

function readTextOrNull(path: string): string | null {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw new KnowledgeBaseError('invalid_configuration', `Cannot read "${path}": mend its permissions or remove it`, {
      cause: error,
    });
  }
}
