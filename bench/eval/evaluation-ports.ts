import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openBuiltinModels } from '../../src/adapters/builtin-models/builtin-models.js';
import { readCalibrations } from '../../src/adapters/calibration-files.js';
import { openEmbeddedIndex } from '../../src/adapters/embedded-index/embedded-index.js';
import { jiebaTermExtractor } from '../../src/adapters/jieba-term-extractor.js';
import { readPrompts } from '../../src/adapters/prompt-files/read-prompts.js';
import { openSqliteCatalog } from '../../src/adapters/sqlite/sqlite-catalog.js';
import type { AnswerPorts, Calibrations } from '../../src/answer/answer-ports.js';
import { packageRoot } from '../../src/compiled-file.js';
import { withReadingCache } from './reading-cache.js';
import { withVectorCache } from './vector-cache.js';

/** All passages of a set stay warm: what is evaluated is the reading, not the cache. */
const readerCacheBytes = 1024 ** 3;

/** The adapters of a default installation over a temporary data folder; `close` removes it. */
export interface EvaluationPorts extends AnswerPorts {
  /** The models without the caches on disk: what their work really costs. */
  readonly uncached: Pick<AnswerPorts, 'embedder' | 'reader'>;
  readonly close: () => Promise<void>;
}

/**
 * @param cacheFolder where vectors are kept between runs; null encodes everything.
 * @param calibrations the shipped ones unless given.
 */
export async function openEvaluationPorts(
  cacheFolder: string | null,
  calibrations: (recipe: string) => Calibrations = () => readCalibrations(join(packageRoot, 'models', 'calibration')),
): Promise<EvaluationPorts> {
  const folder = mkdtempSync(join(tmpdir(), 'kaoju-eval-'));
  const models = await openBuiltinModels({ reader: true, readerCacheBytes });
  const embedder = cacheFolder === null ? models.embedder : withVectorCache(models.embedder, cacheFolder);
  const reader = cacheFolder === null || !models.reader ? models.reader : withReadingCache(models.reader, cacheFolder);
  const catalog = openSqliteCatalog(join(folder, 'kaoju.db'));
  const index = await openEmbeddedIndex({ storage: catalog.storage });
  return {
    embedder,
    reader,
    uncached: models,
    chatModel: null,
    catalog,
    index,
    extractor: jiebaTermExtractor(),
    calibrations: calibrations(embedder.recipe),
    prompts: readPrompts(join(packageRoot, 'prompts')),
    clock: () => performance.now(),
    newId: randomUUID,
    threshold: 0.75,
    factThreshold: 0.7,
    relevanceFloor: 0.1,
    async close() {
      await index.close();
      await catalog.close();
      await models.embedder.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
