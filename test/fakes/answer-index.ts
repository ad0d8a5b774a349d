import { matchesFilter, mayAccess } from '../../src/core/filter.js';
import { languages } from '../../src/core/reply.js';
import type { Point } from '../../src/core/section.js';
import { sparseDot } from '../../src/core/terms.js';
import type { IndexedDocument, IndexHit, IndexQuery, SectionIndex } from '../../src/ports/section-index.js';

/** Scores every point; what is staged is live. */
export class AnswerIndex implements SectionIndex {
  private readonly points: { readonly document: IndexedDocument; readonly point: Point }[] = [];

  async createCollection() {}
  async dropCollection() {}
  async published() {}
  async unstage() {}
  async synchronise() {
    return { sweptPoints: 0, incomplete: [] };
  }
  async health() {
    return null;
  }
  async close() {}

  async stage(_collection: string, document: IndexedDocument, points: readonly Point[]) {
    for (const point of points) this.points.push({ document, point });
  }

  async removeDocument() {
    return 0;
  }

  async count() {
    return this.points.length;
  }

  async query(_collection: string, { dense, sparse, filter, labels, limit }: IndexQuery): Promise<IndexHit[]> {
    const scored = this.points
      .filter(
        ({ document }) => matchesFilter(document.id, document.metadata, filter) && mayAccess(document.access, labels),
      )
      .map(({ point }) => ({
        pointId: point.id,
        sectionId: point.sectionId,
        documentId: point.documentId,
        language: point.language,
        denseScore: dot(point.dense, dense),
        sparseScore: sparseDot(point.sparse, sparse),
      }));
    const ranks = (hits: typeof scored, read: (hit: (typeof scored)[number]) => number) => {
      const order = hits.filter((hit) => read(hit) > 0).sort((left, right) => read(right) - read(left));
      return order.slice(0, limit).map((hit, index) => [hit.pointId, index + 1] as const);
    };
    const denseRanks = new Map(
      languages.flatMap((language) =>
        ranks(
          scored.filter((hit) => hit.language === language),
          (hit) => hit.denseScore,
        ),
      ),
    );
    const sparseRanks = new Map(ranks(scored, (hit) => hit.sparseScore));
    return scored
      .map((hit) => ({
        ...hit,
        denseRank: denseRanks.get(hit.pointId) ?? null,
        sparseRank: sparseRanks.get(hit.pointId) ?? null,
      }))
      .filter((hit) => hit.denseRank !== null || hit.sparseRank !== null);
  }
}

function dot(left: Float32Array, right: Float32Array): number {
  let sum = 0;
  for (let index = 0; index < left.length; index++) sum += (left[index] ?? 0) * (right[index] ?? 0);
  return sum;
}
