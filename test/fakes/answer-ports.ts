import type { AnswerPorts } from '../../src/answer/answer-ports.js';
import type { Prompts } from '../../src/answer/prompts.js';
import type { Calibration } from '../../src/core/calibration.js';
import type { CollectionRecord } from '../../src/core/collection.js';
import type { Metadata } from '../../src/core/document.js';
import { languageOf } from '../../src/core/language.js';
import { splitTerms } from '../../src/core/split-terms.js';
import { termWeighting } from '../../src/core/term-weighting.js';
import { documentVector, termId } from '../../src/core/terms.js';
import type { Embedder } from '../../src/ports/embedder.js';
import { AnswerCatalog } from './answer-catalog.js';
import { AnswerIndex } from './answer-index.js';

/** A document of one section. */
export interface FakeDocument {
  readonly id: string;
  readonly title: string;
  /** Body under the title's heading, which is line 1; the body starts on line 3. */
  readonly body: string;
  readonly access?: readonly string[];
  readonly metadata?: Metadata;
  /** Each paragraph of the body is a part of its own; else the document is one part. */
  readonly inParts?: boolean;
}

/** Letters and pairs of Han characters as terms, without native code. */
export const fakeExtractor = (text: string) =>
  splitTerms(text, {
    simplify: (same) => same,
    segment: (run) =>
      run.length === 1 ? [run] : Array.from({ length: run.length - 1 }, (_, i) => run.slice(i, i + 2)),
  });

/** Vectors from hashed terms: texts with the same words are alike. */
export const fakeEmbedder: Embedder = {
  recipe: 'fake',
  dimensions: 64,
  maxTokens: 512,
  embedQuery: async (question) => ({ vector: vectorOf(question) }),
  embedPassages: async (texts) => texts.map((text) => ({ vector: vectorOf(text), truncated: false })),
  close: async () => {},
};

/** Confident when the passage covers the question's words. */
export const fakeCalibration: Calibration = {
  id: 'fake-calibration',
  kind: 'no_reader',
  recipe: 'fake',
  fittedOn: [],
  date: '2026-01-01',
  features: [{ name: 'coverage', weight: 2, mean: 0.4, deviation: 0.2 }],
  intercept: 0,
  slope: 1,
  offset: 0,
  reliability: { questions: 0, expectedCalibrationError: 0, brier: 0, areaUnderCurve: 0, precision: 0, kept: 0 },
};

/** Texts that say which they are and what they were given. */
export const fakePrompts: Prompts = {
  text: (id, language) => `${id} in ${language}`,
  messages: (id, language, values) => [
    { role: 'system', content: `${id} in ${language}` },
    { role: 'user', content: Object.values(values).join('\n') },
  ],
  templates: [],
  templateMessages: () => null,
};

/** Ports over documents in memory, and their collection. */
export async function fakeAnswerPorts(
  documents: readonly FakeDocument[],
  overrides: Partial<AnswerPorts> = {},
): Promise<{ ports: AnswerPorts; collection: CollectionRecord }> {
  const catalog = new AnswerCatalog('docs');
  const index = new AnswerIndex();
  for (const document of documents) await publish(catalog, index, document);
  const ports: AnswerPorts = {
    embedder: fakeEmbedder,
    reader: null,
    chatModel: null,
    catalog,
    index,
    extractor: fakeExtractor,
    calibrations: { withReader: null, withoutReader: fakeCalibration, provisional: fakeCalibration },
    prompts: fakePrompts,
    clock: () => performance.now(),
    newId: () => 'reply-1',
    threshold: 0.75,
    factThreshold: 0.7,
    relevanceFloor: 0.1,
    ...overrides,
  };
  return { ports, collection: await catalog.getCollection('docs') };
}

async function publish(
  catalog: AnswerCatalog,
  index: AnswerIndex,
  { id, title, body, access = [], metadata = {}, inParts = false }: FakeDocument,
) {
  const head = `# ${title}\n\n`;
  const text = head + body;
  const lines = text.split('\n');
  let offset = 0;
  const unitStarts = lines.map((line) => {
    offset += line.length + 1;
    return offset - line.length - 1;
  });
  const section = {
    id: `section-${id}`,
    documentId: id,
    headingPath: [title],
    ordinal: 0,
    position: 0,
    text,
    bodyStart: head.length,
    place: { unit: 'line' as const, start: 1, end: lines.length, startOffset: 0, endOffset: text.length },
    spans: [{ textStart: 0, sourceStart: 0, length: text.length }],
    unitStarts,
  };
  const slices = inParts ? paragraphsOf(text, head.length) : [{ start: 0, end: text.length }];
  const points = slices.map(({ start, end }, part) => {
    const embedded = `${title}\n${text.slice(Math.max(start, head.length), end)}`;
    const sparse = documentVector(embedded, fakeExtractor, termWeighting);
    const language = languageOf(embedded);
    const pointId = part === 0 ? `point-${id}` : `point-${id}-${part}`;
    const record = { id: pointId, sectionId: section.id, documentId: id, part, language, start, end, sparse };
    return { record, dense: vectorOf(embedded) };
  });
  await index.stage(
    'docs',
    { id, metadata, access },
    points.map(({ record, dense }) => ({ ...record, dense })),
  );
  await catalog.publish({
    document: {
      collection: 'docs',
      id,
      revision: 'r',
      inputHash: 'h',
      mediaType: 'text/markdown',
      title,
      metadata,
      access,
      sizeBytes: text.length,
      sectionCount: 1,
      report: {
        encoding: 'utf-8',
        characters: 0,
        keptCharacters: 0,
        droppedCharacters: 0,
        markupCharacters: 0,
        headings: 1,
        tables: 0,
        sections: 1,
        parts: 1,
        dropped: [],
        notes: [],
      },
    },
    sections: [section],
    points: points.map(({ record }) => record),
  });
}

/** The first one begins with the heading; each ends where the next begins. */
function paragraphsOf(text: string, bodyStart: number) {
  const starts = [0, ...[...text.slice(bodyStart).matchAll(/\n\n/g)].map(({ index }) => bodyStart + index + 2)];
  return starts.map((start, index) => ({ start, end: starts[index + 1] ?? text.length }));
}

function vectorOf(text: string): Float32Array {
  const vector = new Float32Array(64);
  for (const term of fakeExtractor(text)) vector[termId(term) % 64] = (vector[termId(term) % 64] ?? 0) + 1;
  const length = Math.hypot(...vector) || 1;
  return vector.map((value) => value / length);
}
