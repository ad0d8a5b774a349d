import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { modelProviders } from '../src/config/model-choice.js';
import { loadConfig } from '../src/config.js';
import { KnowledgeBaseError } from '../src/core/errors.js';
import { sha256 } from '../src/core/identity.js';

function problemsOf(environment: Record<string, string>): readonly string[] {
  try {
    loadConfig(environment);
  } catch (error) {
    if (error instanceof KnowledgeBaseError && error.code === 'invalid_configuration')
      return error.facts.problems as readonly string[]; // This code's facts always hold them.
    throw error;
  }
  return [];
}

describe('loadConfig()', () => {
  test('reads ingest roots as absolute folders, separated by semicolons', () => {
    const { ingestRoots } = loadConfig({ KAOJU_INGEST_ROOTS: ' /srv/a; b ;' });
    expect(ingestRoots).toEqual(['/srv/a', resolve('b')]);
    expect(Object.isFrozen(ingestRoots)).toBe(true);
  });

  test('has safe defaults and is frozen to the bottom', () => {
    const config = loadConfig({ PATH: '/bin', KAOJU_PORT: '' });
    expect(config).toEqual({
      host: '127.0.0.1',
      port: 8080,
      publicUrl: null,
      viewLinkDays: 7,
      dataDir: './data',
      database: null,
      worksOnJobs: true,
      apiKeys: [],
      index: { kind: 'embedded' },
      embedder: { kind: 'builtin' },
      formerEmbedder: null,
      reader: true,
      reranker: null,
      model: null,
      promptsDir: null,
      encoderThreads: null,
      confidenceThreshold: 0.75,
      factThreshold: 0.7,
      checkJudge: false,
      relevanceFloor: 0.1,
      ocr: true,
      maxDocumentBytes: 100_000_000,
      chatSources: true,
      rateLimit: null,
      maxWaiting: 128,
      maxStreams: 256,
      ingestRoots: [],
      keepAnswers: 20_000,
      keepQuestions: false,
      logLevel: 'info',
    });
    for (const part of [config, config.apiKeys, config.index, config.embedder])
      expect(Object.isFrozen(part)).toBe(true);
  });

  test('reads every setting', () => {
    const config = loadConfig({
      KAOJU_HOST: '0.0.0.0',
      KAOJU_PORT: '0',
      KAOJU_PUBLIC_URL: 'https://kb.example.com/',
      KAOJU_DATA_DIR: '/srv/kaoju',
      KAOJU_API_KEYS: 'bot:s1:read ; hr:s2:read:legal,hr,hr; editor:s3:write',
      KAOJU_INDEX: 'qdrant',
      QDRANT_URL: 'http://qdrant:6333/',
      QDRANT_API_KEY: 'q',
      KAOJU_QDRANT_REPLICATION: '2',
      KAOJU_EMBEDDER: 'openai:BAAI/bge-m3',
      KAOJU_EMBEDDER_URL: 'http://127.0.0.1:8000/v1/',
      KAOJU_EMBEDDER_KEY: 'k',
      KAOJU_EMBEDDER_DIMENSIONS: '1024',
      KAOJU_ENCODER_THREADS: '2',
      KAOJU_READER: 'off',
      KAOJU_RERANKER: 'BAAI/bge-reranker-v2-m3',
      KAOJU_RERANKER_URL: 'http://127.0.0.1:8001/v1/',
      KAOJU_RERANKER_KEY: 'r',
      KAOJU_CONFIDENCE_THRESHOLD: '.8',
      KAOJU_FACT_THRESHOLD: '1',
      KAOJU_RELEVANCE_FLOOR: '0',
      KAOJU_MAX_DOCUMENT_MB: '5',
      KAOJU_KEEP_ANSWERS: '0',
      KAOJU_KEEP_QUESTIONS: 'on',
      KAOJU_LOG_LEVEL: 'DEBUG',
      KAOJU_OCR: 'off',
    });
    expect(config).toMatchObject({
      host: '0.0.0.0',
      port: 0,
      publicUrl: 'https://kb.example.com',
      dataDir: '/srv/kaoju',
    });
    expect(config.apiKeys).toEqual([
      { secretHash: sha256('s1'), caller: { name: 'bot', role: 'read', labels: [] } },
      { secretHash: sha256('s2'), caller: { name: 'hr', role: 'read', labels: ['hr', 'legal'] } },
      { secretHash: sha256('s3'), caller: { name: 'editor', role: 'write', labels: [] } },
    ]);
    expect(config.index).toEqual({
      kind: 'qdrant',
      url: 'http://qdrant:6333',
      key: 'q',
      prefix: 'kaoju',
      shards: null,
      replicationFactor: 2,
      writeConsistencyFactor: null,
    });
    expect(config.embedder).toEqual({
      kind: 'openai',
      model: 'BAAI/bge-m3',
      url: 'http://127.0.0.1:8000/v1',
      key: 'k',
      dimensions: 1024,
    });
    expect(config.reranker).toEqual({
      kind: 'http',
      model: 'BAAI/bge-reranker-v2-m3',
      url: 'http://127.0.0.1:8001/v1',
      key: 'r',
    });
    expect(config).toMatchObject({ encoderThreads: 2, reader: false, ocr: false, maxDocumentBytes: 5_000_000 });
    expect(config.logLevel).toBe('debug');
    expect(config).toMatchObject({ keepAnswers: 0, keepQuestions: true });
    expect(config).toMatchObject({ confidenceThreshold: 0.8, factThreshold: 1, relevanceFloor: 0 });
  });

  test('reports every problem at once', () => {
    const problems = problemsOf({
      KAOJU_PORT: '65536',
      KAOJU_CONFIDENCE_THRESHOLD: '1.5',
      KAOJU_RELEVANCE_FLOOR: 'low',
      KAOJU_READER: 'maybe',
      KAOJU_PUBLIC_URL: 'kb.example.com',
      KAOJU_ENCODER_THREADS: '0',
      KAOJU_MAX_DOCUMENT_MB: '1e3',
    });
    expect(problems).toHaveLength(7);
    expect(problems.join('\n')).toMatch(/KAOJU_PORT=65536 must be a whole number from 0 to 65535/);
  });

  test('asks for the address of Qdrant where it is the index', () => {
    expect(problemsOf({ KAOJU_INDEX: 'qdrant', KAOJU_QDRANT_PREFIX: 'a b' })).toEqual([
      expect.stringMatching(/KAOJU_QDRANT_PREFIX=a b must be/),
      expect.stringMatching(/KAOJU_INDEX=qdrant needs QDRANT_URL/),
    ]);
  });

  test('takes any of the Embeddings of LangChain by module and class', () => {
    const { embedder } = loadConfig({
      KAOJU_EMBEDDER: 'langchain:@langchain/community/embeddings/zhipuai#ZhipuAIEmbeddings',
      KAOJU_EMBEDDER_KEY: 'k',
      KAOJU_EMBEDDER_OPTIONS: '{"modelName":"embedding-3"}',
    });
    expect(embedder).toEqual({
      kind: 'langchain',
      module: '@langchain/community/embeddings/zhipuai',
      name: 'ZhipuAIEmbeddings',
      options: { apiKey: 'k', modelName: 'embedding-3' },
    });
    expect(problemsOf({ KAOJU_EMBEDDER: 'langchain:zhipu', KAOJU_EMBEDDER_OPTIONS: 'secret' })).toEqual([
      expect.stringMatching(/must be langchain:<module>#<class>/),
      'KAOJU_EMBEDDER_OPTIONS must be a JSON object, such as {"model":"embedding-3"}',
    ]);
  });

  test('takes any chat model of LangChain by module and class, and a judge only where there is one', () => {
    const name = '@langchain/community/chat_models/zhipuai#ChatZhipuAI';
    const { model, checkJudge } = loadConfig({
      KAOJU_MODEL: `langchain:${name}`,
      KAOJU_MODEL_OPTIONS: '{"model":"glm-4"}',
      KAOJU_CHECK_JUDGE: 'on',
    });
    expect(model).toMatchObject({ provider: 'langchain', name, options: { model: 'glm-4' } });
    expect(checkJudge).toBe(true);
    expect(problemsOf({ KAOJU_MODEL: 'langchain:glm' })[0]).toMatch(/must be langchain:<module>#<class>/);
    expect(problemsOf({ KAOJU_CHECK_JUDGE: 'on' })).toEqual(['KAOJU_CHECK_JUDGE=on needs KAOJU_MODEL, which is asked']);
  });

  test('asks back about unknown names', () => {
    expect(problemsOf({ KAOJU_PROT: '1' })).toEqual(['KAOJU_PROT is not a setting; did you mean KAOJU_PORT?']);
    expect(problemsOf({ KAOJU_TELEMETRY_ENDPOINT_X: '1' })[0]).toMatch(/is not a setting; remove it$/);
  });

  test('takes PostgreSQL with Qdrant, and no other index: several servers could not share it', () => {
    const url = 'postgresql://kaoju:hush@db:5432/kaoju';
    const qdrant = { KAOJU_INDEX: 'qdrant', QDRANT_URL: 'http://127.0.0.1:6333' };
    expect(loadConfig({}).database).toBeNull();
    expect(loadConfig({ KAOJU_DATABASE_URL: url, ...qdrant }).database).toEqual({ url, maxConnections: 10 });
    expect(problemsOf({ KAOJU_DATABASE_URL: url })).toEqual([
      expect.stringMatching(/^KAOJU_DATABASE_URL needs KAOJU_INDEX=qdrant.*leave KAOJU_DATABASE_URL out/),
    ]);
    expect(loadConfig({ KAOJU_DATABASE_URL: url, KAOJU_JOBS: 'off', ...qdrant }).worksOnJobs).toBe(false);
    expect(problemsOf({ KAOJU_JOBS: 'off' })).toEqual([
      expect.stringMatching(/^KAOJU_JOBS=off needs KAOJU_DATABASE_URL/),
    ]);
    const [wrong] = problemsOf({ KAOJU_DATABASE_URL: 'mysql://kaoju:hush@db/kaoju', ...qdrant });
    expect(wrong).toMatch(/^KAOJU_DATABASE_URL must be a URL such as postgresql:/);
    expect(wrong).not.toContain('hush@db');
  });

  test('takes a model by its server, or by a provider of LangChain', () => {
    const model = (environment: Record<string, string>) => loadConfig(environment).model;
    const url = 'http://127.0.0.1:8000/v1';
    expect(model({ KAOJU_MODEL: 'qwen2.5:7b', KAOJU_MODEL_URL: `${url}/`, KAOJU_MODEL_KEY: 'k' })).toEqual({
      provider: 'openai',
      name: 'qwen2.5:7b',
      url,
      key: 'k',
      timeoutMs: 120_000,
      concurrency: 4,
    });
    expect(model({ KAOJU_MODEL: 'anthropic:claude-x', KAOJU_MODEL_TIMEOUT_SECONDS: '9' })).toMatchObject({
      provider: 'anthropic',
      name: 'claude-x',
      url: null,
      timeoutMs: 9000,
    });
    expect(problemsOf({ KAOJU_MODEL: 'm' })).toEqual([expect.stringMatching(/needs KAOJU_MODEL_URL.*anthropic:m/)]);
    expect(problemsOf({ KAOJU_MODEL: 'openai:m' })).toEqual([expect.stringMatching(/needs KAOJU_MODEL_KEY/)]);
    expect(problemsOf({ KAOJU_MODEL: 'ollama:' })).toEqual([expect.stringMatching(/names no model/)]);
    expect(problemsOf({ KAOJU_MODEL_URL: url })).toEqual([expect.stringMatching(/need KAOJU_MODEL=/)]);
  });

  test('knows the providers that LangChain knows', async () => {
    const { MODEL_PROVIDER_CONFIG } = await import('langchain/chat_models/universal');
    // A gateway to the others, with a key and an address of its own in the environment.
    const known = Object.keys(MODEL_PROVIDER_CONFIG).filter((name) => name !== 'langsmith');
    expect([...modelProviders].sort()).toEqual(known.sort());
  });

  test('opens no other host without keys', () => {
    for (const host of ['0.0.0.0', '::', '192.168.1.5', 'kb.example.com', 'localhost.evil.example'])
      expect(problemsOf({ KAOJU_HOST: host })).toEqual([expect.stringMatching(/set KAOJU_API_KEYS/)]);
    for (const host of ['localhost', '127.0.0.1', '::1', '127.1.2.3'])
      expect(problemsOf({ KAOJU_HOST: host })).toEqual([]);
    expect(problemsOf({ KAOJU_HOST: '0.0.0.0', KAOJU_API_KEYS: 'a:b:read' })).toEqual([]);
  });

  test('names the key entry at fault, never its secret', () => {
    const entries = [
      'a',
      'a:SECRET',
      'a:SECRET:admin',
      ':SECRET:read',
      'a:SECRET:read:l:m',
      'a:SEC RET:read',
      'a:SECRET:read:b c',
    ];
    for (const entry of entries) {
      const problems = problemsOf({ KAOJU_API_KEYS: `ok:other:read;${entry}` });
      expect(problems, entry).toEqual([expect.stringMatching(/^KAOJU_API_KEYS, entry 2: /)]);
      expect(problems.join()).not.toMatch(/SECRET/);
    }
    expect(problemsOf({ KAOJU_API_KEYS: 'a:x:read;a:y:read' })[0]).toMatch(/name "a" is used twice/);
    expect(problemsOf({ KAOJU_API_KEYS: 'a:x:read;b:x:write' })[0]).toMatch(/secret of "b" is used twice/);
    expect(problemsOf({ KAOJU_API_KEYS: ';' })).toHaveLength(1);
    expect(JSON.stringify(loadConfig({ KAOJU_API_KEYS: 'a:SECRET:read' }))).not.toMatch(/SECRET/);
  });

  test('asks for what an embedding endpoint needs', () => {
    expect(problemsOf({ KAOJU_EMBEDDER: 'openai:m' })).toEqual([expect.stringMatching(/needs KAOJU_EMBEDDER_URL/)]);
    expect(problemsOf({ KAOJU_EMBEDDER: 'bge-m3' })).toEqual([expect.stringMatching(/builtin, openai:<model>/)]);
    expect(problemsOf({ KAOJU_EMBEDDER_URL: 'http://a/v1' })).toEqual([expect.stringMatching(/KAOJU_EMBEDDER=openai/)]);
  });

  test('asks for what a reranker needs, and takes the reader that ships for another encoder only', () => {
    expect(problemsOf({ KAOJU_RERANKER: 'm' })).toEqual([expect.stringMatching(/needs KAOJU_RERANKER_URL/)]);
    expect(problemsOf({ KAOJU_RERANKER_URL: 'http://a' })).toEqual([expect.stringMatching(/need KAOJU_RERANKER=/)]);
    expect(problemsOf({ KAOJU_RERANKER: 'builtin' })).toEqual([expect.stringMatching(/for another encoder/)]);
    const embedder = { KAOJU_EMBEDDER: 'openai:m', KAOJU_EMBEDDER_URL: 'http://a/v1' };
    expect(loadConfig({ ...embedder, KAOJU_RERANKER: 'builtin' }).reranker).toEqual({ kind: 'builtin' });
    expect(problemsOf({ ...embedder, KAOJU_RERANKER: 'builtin', KAOJU_RERANKER_KEY: 'k' })).toHaveLength(1);
  });

  test('reads a .env file without overriding the environment', () => {
    const readEnvFile = () => '# comment\nKAOJU_PORT=1000\nexport KAOJU_HOST="localhost"\n';
    expect(loadConfig({ KAOJU_PORT: '2000' }, { readEnvFile })).toMatchObject({ port: 2000, host: 'localhost' });
    expect(loadConfig({}, { readEnvFile: () => null }).port).toBe(8080);
  });

  test('.env.example names served settings only, and uncommented it is a valid configuration', () => {
    const text = readFileSync('.env.example', 'utf8').replace(/^#((?:KAOJU|QDRANT)_\w+=)/gm, '$1');
    const withoutEndpoint = text.replace(/^KAOJU_EMBEDDER=builtin$/m, '');
    expect(loadConfig({}, { readEnvFile: () => withoutEndpoint }).apiKeys).toHaveLength(3);
  });
});
