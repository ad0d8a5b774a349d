import { embedParts, type WeightedPart } from '../../ingest/embed-parts.js';
import type { AnswerPorts } from '../../src/answer/answer-ports.js';
import type { CollectionRecord } from '../../src/core/collection.js';
import { defaultCollectionSettings } from '../../src/core/collection.js';
import { sectionIdOf, sha256 } from '../../src/core/identity.js';
import type { IngestReport } from '../../src/core/ingest-report.js';
import type { Part, Section } from '../../src/core/section.js';
import { splitSentences } from '../../src/core/sentences.js';
import { termWeighting } from '../../src/core/term-weighting.js';
import { documentVector } from '../../src/core/terms.js';
import type { EvaluationSet, SetPassage } from './evaluation-set.js';

/** Enough to keep every worker busy, few enough to lose little when a run is stopped. */
const encodedTogether = 16;

type Ports = Pick<AnswerPorts, 'catalog' | 'index' | 'embedder' | 'extractor'>;

/**
 * Publishes every passage of a set as a document of one section under its title; the document's id is the passage's. A passage whose title
 * is empty has no heading.
 */
export async function createSetCollection(ports: Ports, name: string, set: EvaluationSet): Promise<CollectionRecord> {
  const { catalog, index, embedder } = ports;
  const { recipe, dimensions } = embedder;
  await catalog.putCollection(name, defaultCollectionSettings, { recipe, questionRecipe: recipe, dimensions });
  await index.createCollection(name);
  for (const passage of set.passages) await publishPassage(ports, name, passage);
  return catalog.getCollection(name);
}

/**
 * Encodes passages on all workers at once, for a cache that remembers them: published one by one, a passage keeps one worker busy and
 * the others waiting.
 */
export async function encodeAhead({ embedder }: Pick<Ports, 'embedder'>, { passages }: EvaluationSet): Promise<void> {
  const texts = passages.map(({ title, text }) => embeddedText({ title, text: text.trim() }));
  for (let start = 0; start < texts.length; start += encodedTogether)
    await embedder.embedPassages(texts.slice(start, start + encodedTogether));
}

async function publishPassage({ catalog, index, embedder, extractor }: Ports, name: string, passage: SetPassage) {
  const section = toSection(name, passage);
  const weighted = (part: Part): WeightedPart => ({
    part,
    sparse: documentVector(part.embeddedText, extractor, termWeighting),
  });
  const toPart = (start: number, end: number): Part => {
    const text = section.text.slice(Math.max(start, section.bodyStart), end).trim();
    return {
      sectionId: section.id,
      index: 0,
      start,
      end,
      embeddedText: embeddedText({ title: passage.title, text }),
    };
  };
  const { records, fresh } = await embedParts({
    documentId: passage.id,
    parts: [weighted(toPart(0, section.text.length))],
    livePointIds: new Set(),
    embedder,
    splitPart: ({ start, end }) => halves(section.text, start, end).map(([from, to]) => weighted(toPart(from, to))),
  });
  const document = { id: passage.id, metadata: {}, access: [] };
  await index.stage(name, document, fresh);
  await catalog.publish({
    document: {
      ...document,
      collection: name,
      revision: sha256(section.text),
      inputHash: sha256(section.text),
      mediaType: 'text/markdown',
      title: passage.title,
      sizeBytes: Buffer.byteLength(section.text),
      sectionCount: 1,
      report: emptyReport,
    },
    sections: [section],
    points: records,
  });
  await index.published(
    name,
    document,
    records.map((record) => record.id),
  );
}

function embeddedText({ title, text }: Pick<SetPassage, 'title' | 'text'>): string {
  return title === '' ? text : `${title}\n${text}`;
}

function toSection(collection: string, { id, title, text: body }: SetPassage): Section {
  const headingPath = title === '' ? [] : [title];
  const heading = title === '' ? '' : `# ${title}\n\n`;
  const text = `${heading}${body}\n`;
  const lines = text.slice(0, -1).split('\n');
  let offset = 0;
  const unitStarts = lines.map((line) => {
    const start = offset;
    offset += line.length + 1;
    return start;
  });
  return {
    id: sectionIdOf(collection, id, headingPath, 0),
    documentId: id,
    headingPath,
    ordinal: 0,
    position: 0,
    text,
    bodyStart: heading.length,
    place: { unit: 'line', start: 1, end: lines.length, startOffset: 0, endOffset: text.length },
    spans: [{ textStart: 0, sourceStart: 0, length: text.length }],
    unitStarts,
  };
}

/** Cuts at the sentence end nearest to the middle; nothing where there is only one sentence. */
function halves(text: string, start: number, end: number): [number, number][] {
  const middle = (start + end) / 2;
  const cuts = splitSentences(text.slice(start, end))
    .map((sentence) => sentence.end + start)
    .filter((cut) => cut < end - 1)
    .sort((left, right) => Math.abs(left - middle) - Math.abs(right - middle));
  const [cut] = cuts;
  return cut === undefined
    ? []
    : [
        [start, cut],
        [cut, end],
      ];
}

const emptyReport: IngestReport = {
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
};
