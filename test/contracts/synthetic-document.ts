import type { Encoding } from '../../src/core/collection.js';
import type { Metadata } from '../../src/core/document.js';
import { pointIdOf, sectionIdOf, sha256 } from '../../src/core/identity.js';
import { languageOf } from '../../src/core/language.js';
import type { Point, Section } from '../../src/core/section.js';
import type { Catalog, Revision } from '../../src/ports/catalog.js';
import type { IndexedDocument, SectionIndex } from '../../src/ports/section-index.js';

export const dimensions = 24;
export const recipe = 'recipe-one';
export const encoding = encodingOf(recipe);

/** How a collection of synthetic documents is encoded. */
export function encodingOf(recipeOf: string, length: number = dimensions): Encoding {
  return { recipe: recipeOf, questionRecipe: `${recipeOf} of questions`, dimensions: length };
}

export interface SyntheticDocument {
  readonly collection?: string;
  /** What ids are made of, where it is another build of that collection. */
  readonly identity?: string;
  readonly id: string;
  readonly metadata?: Metadata;
  readonly access?: readonly string[];
  /** One section a text. A point's terms are the text's words; its vector is made from them too. */
  readonly texts: readonly string[];
}

/** A number for a word; ids above 2^31 are among them. */
export function termIdOf(word: string): number {
  return Number.parseInt(sha256(word).slice(0, 8), 16);
}

/** Unit vector out of a text: the same text, the same vector. */
export function vectorOf(text: string, length: number = dimensions): Float32Array {
  const vector = new Float32Array(length);
  let state = termIdOf(text) || 1;
  for (let index = 0; index < length; index++) {
    state = Math.imul(state ^ (state >>> 15), 0x2c1b3c6d) + 0x9e3779b9;
    vector[index] = ((state >>> 0) / 2 ** 32) * 2 - 1;
  }
  const norm = Math.hypot(...vector);
  return vector.map((value) => value / norm);
}

export function sparseOf(text: string): Point['sparse'] {
  const words = text.split(' ').filter((word) => word !== '');
  const ids = [...new Set(words.map(termIdOf))].sort((left, right) => left - right);
  const weights = ids.map((id) => words.filter((word) => termIdOf(word) === id).length / (words.length + 1));
  return { ids: Uint32Array.from(ids), weights: Float32Array.from(weights) };
}

/** A revision with its points, as ingest would make them: one point a section. */
export function synthesise(input: SyntheticDocument): {
  revision: Revision;
  document: IndexedDocument;
  points: readonly Point[];
} {
  const { collection = 'docs', identity = collection, id, metadata = {}, access = [], texts } = input;
  const sections = texts.map((text, position): Section => {
    const headingPath = [`Heading ${text.split(' ')[0]}`];
    const ordinal = texts.slice(0, position).filter((other) => other.split(' ')[0] === text.split(' ')[0]).length;
    return {
      id: sectionIdOf(identity, id, headingPath, ordinal),
      documentId: id,
      headingPath,
      ordinal,
      position,
      text,
      bodyStart: 0,
      place: { unit: 'line', start: position + 1, end: position + 1, startOffset: 0, endOffset: text.length },
      spans: [{ textStart: 0, sourceStart: position * 100, length: text.length }],
      unitStarts: [position * 100],
    };
  });
  const points = sections.map(
    (section): Point => ({
      id: pointIdOf(section.id, 0, section.text),
      sectionId: section.id,
      documentId: id,
      part: 0,
      language: languageOf(section.text),
      start: 0,
      end: section.text.length,
      dense: vectorOf(section.text),
      sparse: sparseOf(section.text),
    }),
  );
  const revision: Revision = {
    document: {
      collection,
      id,
      revision: sha256(texts.join('\n')),
      inputHash: sha256(JSON.stringify([texts, metadata, access])),
      mediaType: 'text/markdown',
      title: id,
      metadata,
      access,
      sizeBytes: texts.join('\n').length,
      sectionCount: sections.length,
      report: {
        encoding: 'utf-8',
        characters: 0,
        keptCharacters: 0,
        droppedCharacters: 0,
        markupCharacters: 0,
        headings: sections.length,
        tables: 0,
        sections: sections.length,
        parts: points.length,
        dropped: [],
        notes: [],
      },
    },
    sections,
    points: points.map(({ dense: _, ...point }) => point),
  };
  return { revision, document: { id, metadata, access }, points };
}

/** What the façade does with one document: stage what is new, publish, tell the index. */
export async function ingest(catalog: Catalog, index: SectionIndex, input: SyntheticDocument): Promise<void> {
  const { collection = 'docs' } = input;
  const { revision, document, points } = synthesise(input);
  const live = await catalog.livePointIds(collection, document.id);
  await index.stage(
    collection,
    document,
    points.filter(({ id }) => !live.has(id)),
  );
  await catalog.publish(revision);
  await index.published(
    collection,
    document,
    points.map(({ id }) => id),
  );
}
