import { openBuiltinModels } from '../src/adapters/builtin-models/builtin-models.js';
import type { QuestionStates } from '../src/ports/embedder.js';
import type { Reader } from '../src/ports/reader.js';
import { benchTexts } from './embedder-texts.js';

/** Median ms to read so many passages, the question's states at hand. */
export interface ReaderFigures {
  readonly passages: number;
  /** Passages never read before: encoder and head. */
  readonly coldMs: number;
  /** Passages read before: the head alone. */
  readonly warmMs: number;
}

const questions = 8;
const sizes = [1, 3, 5];

/** Times the reader on two workers, with passages of `dataFolder/retrieval`, or generated ones without a folder. */
export async function benchReader(dataFolder?: string): Promise<ReaderFigures[]> {
  const texts = await benchTexts(dataFolder, 2 * Math.ceil((questions * sizes.reduce((sum, size) => sum + size)) / 2));
  const { embedder, reader } = await openBuiltinModels({ reader: true, workers: 2 });
  if (!reader) throw new Error('Cannot time the reader: it was not opened');
  try {
    const asked = await Promise.all(
      // The same question in two forms: a reading is remembered, and what is timed is the head.
      ['公司是哪一年成立的？', '公司是哪一年成立的'].map(async (text) => ({
        text,
        states: (await embedder.embedQuery(text)).states,
      })),
    );
    await reader.read(asked[0] ?? { text: '' }, ['warm up', 'warm up 2']);
    const figures: ReaderFigures[] = [];
    for (const size of sizes) figures.push(await timeReadings(reader, asked, texts, size));
    return figures;
  } finally {
    await embedder.close();
  }
}

async function timeReadings(
  reader: Reader,
  asked: readonly { text: string; states: QuestionStates | undefined }[],
  texts: string[],
  size: number,
): Promise<ReaderFigures> {
  const cold: number[] = [];
  const warm: number[] = [];
  for (let round = 0; round < questions; round += 1) {
    // Taken from both ends, so that each round has passages of both languages.
    const passages = Array.from({ length: size }, (_, index) => (index % 2 ? texts.pop() : texts.shift()) ?? '');
    for (const [index, times] of [cold, warm].entries()) {
      const question = asked[index] ?? { text: '' };
      const started = performance.now();
      await reader.read(question, passages);
      times.push(performance.now() - started);
    }
  }
  return { passages: size, coldMs: median(cold), warmMs: median(warm) };
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return Number((sorted[Math.floor(sorted.length / 2)] ?? 0).toFixed(1));
}
