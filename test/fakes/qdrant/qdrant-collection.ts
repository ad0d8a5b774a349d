import type { Schemas } from '@qdrant/js-client-rest';
import { type FakePoint, passes, valuesAt } from './qdrant-matching.js';

/** One collection of the fake, which searches exactly. */
export class FakeQdrantCollection {
  readonly points = new Map<string, FakePoint>();
  readonly indexes = new Map<string, Schemas['PayloadIndexInfo']>();
  readonly config: Schemas['CreateCollection'];

  constructor(config: Schemas['CreateCollection']) {
    this.config = config;
  }

  dump() {
    return { config: this.config, points: [...this.points.values()], indexes: [...this.indexes] };
  }

  static of({ config, points, indexes }: ReturnType<FakeQdrantCollection['dump']>): FakeQdrantCollection {
    const collection = new FakeQdrantCollection(config);
    for (const point of points) collection.points.set(point.id, point);
    for (const [field, info] of indexes) collection.indexes.set(field, info);
    return collection;
  }

  upsert(points: readonly Schemas['PointStruct'][]): void {
    for (const { id, vector, payload } of points) {
      // Vectors pass through float32 on their way to disk, and cosine ones are normalised.
      const vectors = Object.fromEntries(
        Object.entries(vector as FakePoint['vectors']).map(([name, one]) => [
          name,
          Array.isArray(one) ? normalise(one) : { ...one, values: one.values.map(Math.fround) },
        ]),
      );
      this.points.set(String(id), { id: String(id), vectors, payload: { ...payload } });
    }
  }

  selected(filter: Schemas['Filter'] | null | undefined): FakePoint[] {
    return [...this.points.values()].filter((point) => passes(point, filter));
  }

  remove(selector: Schemas['PointsSelector']): void {
    const ids = 'points' in selector ? selector.points.map(String) : this.selected(selector.filter).map(({ id }) => id);
    for (const id of ids) this.points.delete(id);
  }

  setPayload({ payload, filter, points }: Schemas['SetPayload']): void {
    const chosen = points ? points.flatMap((id) => this.points.get(String(id)) ?? []) : this.selected(filter);
    for (const point of chosen) point.payload = { ...point.payload, ...payload };
  }

  scroll({ filter, limit, offset, with_payload }: Schemas['ScrollRequest']): Schemas['ScrollResult'] {
    const sorted = this.selected(filter).sort((left, right) => (left.id < right.id ? -1 : 1));
    const from = offset === undefined || offset === null ? 0 : sorted.findIndex(({ id }) => id >= String(offset));
    const page = from < 0 ? [] : sorted.slice(from, from + (limit ?? 10));
    const next = from < 0 ? undefined : sorted[from + page.length];
    return {
      points: page.map(({ id, payload }) => ({ id, payload: chosenPayload(payload, with_payload) })),
      next_page_offset: next?.id ?? null,
    };
  }

  /** The root's filter reaches every leg; the root's query scores what the legs found. */
  query(request: Schemas['QueryRequest']): Schemas['ScoredPoint'][] {
    const legs = [request.prefetch ?? []].flat() as Schemas['Prefetch'][];
    const candidates = new Map<string, FakePoint>();
    for (const leg of legs) {
      const found = this.selected(request.filter).filter((point) => passes(point, leg.filter));
      for (const { point } of best(found, leg.query, leg.using, leg.limit ?? 10)) candidates.set(point.id, point);
    }
    const scored = best([...candidates.values()], request.query, request.using, request.limit ?? 10);
    return scored.map(({ point, score }) => ({
      id: point.id,
      version: 0,
      score,
      payload: chosenPayload(point.payload, request.with_payload),
    }));
  }

  facet({ key, filter, limit }: Schemas['FacetRequest']): Schemas['FacetResponse'] | null {
    if (!this.indexes.has(key)) return null;
    const counts = new Map<string, number>();
    for (const point of this.selected(filter)) {
      for (const value of valuesAt(point.payload, key)) {
        if (typeof value === 'string') counts.set(value, (counts.get(value) ?? 0) + 1);
      }
    }
    return { hits: [...counts].map(([value, count]) => ({ value, count })).slice(0, limit ?? 10) };
  }

  info(): Schemas['CollectionInfo'] {
    const { vectors, sparse_vectors } = this.config;
    return {
      status: 'green',
      optimizer_status: 'ok',
      segments_count: 1,
      points_count: this.points.size,
      indexed_vectors_count: this.points.size,
      payload_schema: Object.fromEntries(this.indexes),
      config: {
        params: { vectors: vectors ?? {}, ...(sparse_vectors && { sparse_vectors }) },
        hnsw_config: { m: 0, ef_construct: 100, full_scan_threshold: 10_000 },
        optimizer_config: {
          deleted_threshold: 0.2,
          vacuum_min_vector_number: 1000,
          default_segment_number: 0,
          flush_interval_sec: 5,
        },
      },
    };
  }
}

/** Best first; equal scores in no order that anyone may rely on: the reverse of how they came. */
function best(points: readonly FakePoint[], query: unknown, using: string | null | undefined, limit: number) {
  return points
    .flatMap((point) => {
      const score = scoreOf(point.vectors[using ?? ''], query);
      return score === null ? [] : [{ point, score }];
    })
    .reverse()
    .sort((left, right) => right.score - left.score)
    .slice(0, limit);
}

function scoreOf(vector: FakePoint['vectors'][string] | undefined, query: unknown): number | null {
  if (Array.isArray(vector) && Array.isArray(query)) {
    const unit = normalise(query as number[]);
    return Math.fround(vector.reduce((sum, value, at) => sum + value * (unit[at] ?? 0), 0));
  }
  if (!vector || Array.isArray(vector) || typeof query !== 'object' || query === null) return null;
  const { indices, values } = query as { indices: number[]; values: number[] };
  let sum = 0;
  let shared = false;
  indices.forEach((index, at) => {
    const place = vector.indices.indexOf(index);
    if (place < 0) return;
    shared = true;
    sum += Math.fround(values[at] ?? 0) * (vector.values[place] ?? 0);
  });
  return shared ? Math.fround(sum) : null;
}

function normalise(vector: readonly number[]): number[] {
  const norm = Math.hypot(...vector) || 1;
  return vector.map((value) => Math.fround(value / norm));
}

function chosenPayload(payload: Record<string, unknown>, wanted: unknown): Record<string, unknown> {
  if (!Array.isArray(wanted)) return payload;
  return Object.fromEntries(Object.entries(payload).filter(([key]) => wanted.includes(key)));
}
