import type { CollectionRecord } from '../../src/core/collection.js';
import type { DocumentRecord } from '../../src/core/document.js';
import { KnowledgeBaseError } from '../../src/core/errors.js';
import type { Catalog, PointRecord, Revision, SectionRecord } from '../../src/ports/catalog.js';

/** One collection's sections and live points in memory: what answering reads of a catalog. */
export class AnswerCatalog implements Catalog {
  readonly sections = new Map<string, SectionRecord>();
  readonly points = new Map<string, PointRecord>();
  private readonly frequencies = new Map<number, number>();
  private readonly name: string;

  constructor(name = 'docs') {
    this.name = name;
  }

  async publish({ document, sections, points }: Revision) {
    for (const section of sections) this.sections.set(section.id, { section, document });
    for (const point of points) {
      this.points.set(point.id, point);
      for (const id of point.sparse.ids) this.frequencies.set(id, (this.frequencies.get(id) ?? 0) + 1);
    }
    const dated: DocumentRecord = { ...document, createdAt: '', updatedAt: '' };
    return { document: dated, diff: { added: sections.length, updated: 0, unchanged: 0, removed: 0 }, created: true };
  }

  async findSections(_collection: string, ids: readonly string[]) {
    return ids.flatMap((id) => this.sections.get(id) ?? []);
  }

  async findPoints(_collection: string, ids: readonly string[]) {
    return ids.flatMap((id) => this.points.get(id) ?? []);
  }

  async termStatistics(_collection: string, termIds: Uint32Array) {
    return { points: this.points.size, frequencies: Array.from(termIds, (id) => this.frequencies.get(id) ?? 0) };
  }

  async getCollection(name: string): Promise<CollectionRecord> {
    if (name !== this.name) {
      throw new KnowledgeBaseError('collection_not_found', `Cannot find collection "${name}"`);
    }
    return {
      name,
      settings: { description: '', headingLevel: 3 },
      recipe: 'fake',
      revision: 'r1',
      documents: this.sections.size,
      sections: this.sections.size,
      points: this.points.size,
      createdAt: '',
      updatedAt: '',
    };
  }

  putCollection(): never {
    throw new Error('not used by answering');
  }
  listCollections(): never {
    throw new Error('not used by answering');
  }
  deleteCollection(): never {
    throw new Error('not used by answering');
  }
  findDocument(): never {
    throw new Error('not used by answering');
  }
  listDocuments(): never {
    throw new Error('not used by answering');
  }
  deleteDocument(): never {
    throw new Error('not used by answering');
  }
  listSections(): never {
    throw new Error('not used by answering');
  }
  livePointIds(): never {
    throw new Error('not used by answering');
  }
  listLiveDocuments(): never {
    throw new Error('not used by answering');
  }
  countDocumentsWithRevision(): never {
    throw new Error('not used by answering');
  }
  async close() {}
}
