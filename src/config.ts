import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { parseEnv } from 'node:util';
import { type DatabaseChoice, readDatabase } from './config/database-choice.js';
import { type EmbedderChoice, readEmbedder } from './config/embedder-choice.js';
import { type IndexChoice, readIndex } from './config/index-choice.js';
import { type ModelChoice, readModel } from './config/model-choice.js';
import { type ApiKey, parseApiKeys } from './config/parse-api-keys.js';
import { type RerankerChoice, readReranker } from './config/reranker-choice.js';
import { type Environment, SettingsReader } from './config/settings-reader.js';
import { KnowledgeBaseError } from './core/errors.js';
import { isLoopbackHost } from './core/loopback-host.js';
import { nearestName } from './core/nearest-name.js';

export type { DatabaseChoice, EmbedderChoice, IndexChoice, RerankerChoice };

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
  /** PostgreSQL, which several servers share; null for SQLite in the data folder. */
  readonly database: DatabaseChoice | null;
  /** Whether a server works on jobs itself, or leaves that to `kaoju worker`. */
  readonly worksOnJobs: boolean;
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

/** Every name in use. */
const servedNames = [
  'KAOJU_HOST',
  'KAOJU_PORT',
  'KAOJU_PUBLIC_URL',
  'KAOJU_VIEW_LINK_DAYS',
  'KAOJU_DATA_DIR',
  'KAOJU_API_KEYS',
  'KAOJU_INDEX',
  'KAOJU_DATABASE_URL',
  'KAOJU_DATABASE_CONNECTIONS',
  'KAOJU_JOBS',
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
  if (!config.worksOnJobs && config.database === null)
    settings.problems.push('KAOJU_JOBS=off needs KAOJU_DATABASE_URL: without it nobody else can work on the jobs');
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
  const index = Object.freeze(readIndex(settings));
  return {
    host: settings.text('KAOJU_HOST') ?? '127.0.0.1',
    port: settings.whole('KAOJU_PORT', 8080, 0, 65_535),
    publicUrl: settings.url('KAOJU_PUBLIC_URL'),
    viewLinkDays: settings.whole('KAOJU_VIEW_LINK_DAYS', 7, 1, 365),
    dataDir: settings.text('KAOJU_DATA_DIR') ?? './data',
    apiKeys: readApiKeys(settings),
    index,
    database: Object.freeze(readDatabase(settings, index)),
    worksOnJobs: settings.choice('KAOJU_JOBS', 'on', ['on', 'off']) === 'on',
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

function assertKnownNames(environment: Environment, settings: SettingsReader): void {
  for (const name of Object.keys(environment).sort()) {
    if (!name.startsWith('KAOJU_')) continue;
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
