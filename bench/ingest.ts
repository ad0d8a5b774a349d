import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { openBuiltinModels } from '../src/adapters/builtin-models/builtin-models.js';
import { openKnowledgeBase } from '../src/compose.js';
import type { KnowledgeBase } from '../src/knowledge-base.js';
import type { Embedder } from '../src/ports/embedder.js';

/** Documents under way at once, as `kaoju ingest` has them. */
const documentsInFlight = 4;

export interface IngestFigures {
  readonly documents: number;
  readonly sections: number;
  readonly characters: number;
  readonly seconds: number;
  /** Share of the encoder's workers that had a text in work, over the whole time; 0…1. */
  readonly encoderBusy: number;
}

/**
 * Ingests the Markdown pages end to end, from bytes to published sections of the collection `docs`.
 *
 * @param dataDir folder of the evaluation data: `docs/md` is read.
 * @param options.folder where to; a temporary folder, removed afterwards, unless given.
 */
export async function benchIngest(dataDir: string, options: { folder?: string } = {}): Promise<IngestFigures> {
  const folder = options.folder ?? mkdtempSync(join(tmpdir(), 'kaoju-bench-'));
  const workers = Math.min(availableParallelism(), 2);
  const models = await openBuiltinModels({ reader: false, workers });
  const meter = new BusyMeter(workers);
  try {
    const embedder = meter.watch(models.embedder);
    const knowledgeBase = await openKnowledgeBase({ dataDir: folder }, { embedder, reader: null });
    await knowledgeBase.putCollection('docs');
    const documents = readPages(join(dataDir, 'docs', 'md'));
    meter.start();
    await putAll(knowledgeBase, documents);
    const { seconds, busy } = meter.stop();
    const { sections } = await knowledgeBase.getCollection('docs');
    await knowledgeBase.close();
    const characters = documents.reduce((sum, { bytes }) => sum + bytes.toString().length, 0);
    return { documents: documents.length, sections, characters, seconds, encoderBusy: busy };
  } finally {
    if (options.folder === undefined) rmSync(folder, { recursive: true, force: true });
  }
}

export interface Page {
  readonly id: string;
  readonly bytes: Buffer;
}

/** The Markdown files below a folder, in order; ids are their paths in it. */
export function readPages(folder: string): Page[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.md'))
    .sort()
    .map((id) => ({ id, bytes: readFileSync(join(folder, id)) }));
}

async function putAll(knowledgeBase: KnowledgeBase, pages: readonly Page[]): Promise<void> {
  const waiting = pages.values();
  const work = async () => {
    for (const page of waiting) await knowledgeBase.putDocument('docs', page);
  };
  await Promise.all(Array.from({ length: documentsInFlight }, work));
}

/** Integrates over time how many of the encoder's workers have a text to work on. */
class BusyMeter {
  readonly #workers: number;
  #outstanding = 0;
  #busyMs = 0;
  #changedAt = 0;
  #startedAt = 0;

  constructor(workers: number) {
    this.#workers = workers;
  }

  start(): void {
    this.#startedAt = performance.now();
    this.#changedAt = this.#startedAt;
    this.#busyMs = 0;
  }

  stop(): { seconds: number; busy: number } {
    this.#change(0);
    const elapsed = performance.now() - this.#startedAt;
    return { seconds: elapsed / 1000, busy: this.#busyMs / elapsed };
  }

  /** Hands texts over one by one, which the encoder does with a batch anyway, to see each one end. */
  watch(embedder: Embedder): Embedder {
    return {
      ...embedder,
      embedPassages: async (texts, options) => {
        this.#change(texts.length);
        const one = async (text: string) => {
          const encodings = await embedder.embedPassages([text], options);
          this.#change(-1);
          return encodings;
        };
        return (await Promise.all(texts.map(one))).flat();
      },
    };
  }

  #change(by: number): void {
    const now = performance.now();
    this.#busyMs += ((now - this.#changedAt) * Math.min(this.#outstanding, this.#workers)) / this.#workers;
    this.#changedAt = now;
    this.#outstanding += by;
  }
}
