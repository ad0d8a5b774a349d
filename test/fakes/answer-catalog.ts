import type { CollectionRecord } from '../../src/core/collection.js';
import type { StoredCalibration } from '../../src/core/collection-calibration.js';
import type { DocumentRecord } from '../../src/core/document.js';
import { KnowledgeBaseError } from '../../src/core/errors.js';
import { mayAccess } from '../../src/core/filter.js';
import type { Catalog, PointRecord, Revision, SectionRecord } from '../../src/ports/catalog.js';

/** One collection's sections and live points in memory: what answering reads of a catalog. */
export class AnswerCatalog implements Catalog {
  readonly sections = new Map<string, SectionRecord>();
  readonly points = new Map<string, PointRecord>();
  readonly documents = new Map<string, DocumentRecord>();
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
    this.documents.set(document.id, dated);
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

  calibrations: StoredCalibration[] = [];

  async listCalibrations() {
    return this.calibrations;
  }

  async addCalibration(_collection: string, calibration: Omit<StoredCalibration, 'createdAt'>) {
    const stored = { ...calibration, createdAt: '' };
    this.calibrations.unshift(stored);
    return stored;
  }

  async removeLatestCalibration() {
    return this.calibrations.shift() !== undefined;
  }

  async getCollection(name: string): Promise<CollectionRecord> {
    if (name !== this.name) {
      throw new KnowledgeBaseError('collection_not_found', `Cannot find collection "${name}"`);
    }
    return {
      name,
      settings: { description: '', headingLevel: 3 },
      generation: 'g1',
      recipe: 'fake',
      questionRecipe: 'fake',
      dimensions: 64,
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
  async listCollections() {
    return [await this.getCollection(this.name)];
  }
  async listGenerations() {
    return this.listCollections();
  }
  switchGeneration(): never {
    throw new Error('not used by answering');
  }
  deleteCollection(): never {
    throw new Error('not used by answering');
  }
  async findDocument(_collection: string, id: string) {
    return this.documents.get(id) ?? null;
  }
  async listDocuments(_collection: string, { labels }: { labels: readonly string[] | null }) {
    const items = [...this.documents.values()].filter(({ access }) => mayAccess(access, labels));
    return { items, nextCursor: null };
  }
  deleteDocument(): never {
    throw new Error('not used by answering');
  }
  async listSections(_collection: string, documentId: string) {
    const items = [...this.sections.values()].flatMap(({ section }) =>
      section.documentId === documentId ? [section] : [],
    );
    return { items, nextCursor: null };
  }
  findDocumentsOfPoints(): never {
    throw new Error('not used by answering');
  }
  livePointIds(): never {
    throw new Error('not used by answering');
  }
  listLiveDocuments(): never {
    throw new Error('not used by answering');
  }
  findInputs(): never {
    throw new Error('not used by answering');
  }
  listDocumentIds(): never {
    throw new Error('not used by answering');
  }
  countDocumentsWithRevision(): never {
    throw new Error('not used by answering');
  }
  async close() {}
}
