import { DatabaseSync, type DatabaseSyncInstance, type StatementSyncInstance } from '@photostructure/sqlite';
import type { Language } from '../../core/reply.js';
import { fromDenseBlob } from '../sqlite/vector-blobs.js';
import type { TableDocument } from './document-table.js';

/** A live point as the worker needs it; the vector is still packed. */
export interface StoredPoint {
  readonly key: number;
  readonly documentKey: number;
  readonly id: string;
  readonly values: Int8Array;
  readonly scale: number;
  readonly language: Language;
  readonly ids: Uint32Array;
  readonly weights: Float32Array;
}

export interface StoredDocument extends TableDocument {
  readonly key: number;
  readonly generation: string;
}

/** What ranks a candidate exactly. */
export interface StoredCandidate {
  readonly id: string;
  readonly sectionId: string;
  readonly dense: Float32Array;
}

type PointRow = [
  key: number,
  documentKey: number,
  id: string,
  language: Language,
  dimensions: number,
  packed: Uint8Array,
];
type DocumentRow = [key: number, generation: string, id: string, metadata: string, access: string];

/** Both blobs in one: two blob columns make reading 100,000 rows take 0.4 to 0.7 s instead of 0.3 s. */
const pointColumns = 'key, document_key, id, language, length(quantised) - 4, CAST(quantised || sparse AS BLOB)';
const documentColumns = 'd.key, c.generation, d.id, d.metadata, d.access';

/**
 * Reading 250 vectors scattered over a file takes 1.1 ms mapped and 2 to 4 ms otherwise (40,000 rows, busy machine). The
 * most SQLite maps by default; the rest of a larger file is read as usual.
 */
const mappedBytes = 0x7fff_0000;

/** The worker's own read-only connection: it sees what the catalog has published, and nothing else is there to see. */
export class IndexReader {
  readonly #database: DatabaseSyncInstance;
  readonly #statements = new Map<string, StatementSyncInstance>();

  constructor(path: string) {
    this.#database = new DatabaseSync(path, { readOnly: true });
    this.#database.exec(`PRAGMA busy_timeout = 5000; PRAGMA mmap_size = ${mappedBytes}`);
  }

  generations(): { generation: string; dimensions: number }[] {
    const sql = 'SELECT generation, dimensions FROM collections WHERE dimensions > 0';
    const rows = this.#prepare(sql).all() as [string, number][];
    return rows.map(([generation, dimensions]) => ({ generation, dimensions }));
  }

  *documents(): Generator<StoredDocument> {
    const sql = `SELECT ${documentColumns} FROM documents d JOIN collections c ON c.key = d.collection_key`;
    for (const row of this.#prepare(sql).iterate() as Iterable<DocumentRow>) yield toDocument(row);
  }

  /** All live points that have a vector, in order of key. */
  *points(): Generator<StoredPoint> {
    const sql = `SELECT ${pointColumns} FROM points WHERE quantised IS NOT NULL ORDER BY key`;
    for (const row of this.#prepare(sql).iterate() as Iterable<PointRow>) yield toPoint(row);
  }

  /** A document with the keys of its points, from one snapshot; null when it is not published. */
  document(generation: string, id: string): { document: StoredDocument; keys: number[] } | null {
    return this.snapshot(() => {
      const sql = `SELECT ${documentColumns} FROM documents d JOIN collections c ON c.key = d.collection_key
                   WHERE c.generation = ? AND d.id = ?`;
      const row = this.#prepare(sql).get(generation, id) as DocumentRow | undefined;
      if (!row) return null;
      const document = toDocument(row);
      const points = 'SELECT key FROM points WHERE document_key = ? AND quantised IS NOT NULL ORDER BY key';
      const keys = this.#prepare(points).all(document.key) as [number][];
      return { document, keys: keys.map(([key]) => key) };
    });
  }

  /** Undefined when the point is not live any more. */
  point(key: number): StoredPoint | undefined {
    const row = this.#prepare(`SELECT ${pointColumns} FROM points WHERE key = ?`).get(key) as PointRow | undefined;
    return row && toPoint(row);
  }

  /** By key; points that are not live any more are left out. */
  candidates(keys: readonly number[]): Map<number, StoredCandidate> {
    const sql = `SELECT p.key, p.id, p.section_id, v.dense FROM json_each(?) asked
                 CROSS JOIN points p ON p.key = asked.value CROSS JOIN vectors v ON v.point_key = p.key`;
    const rows = this.#prepare(sql).all(JSON.stringify(keys)) as [number, string, string, Uint8Array][];
    return new Map(rows.map(([key, id, sectionId, dense]) => [key, { id, sectionId, dense: fromDenseBlob(dense) }]));
  }

  /** Runs `work` on one state of the database. */
  snapshot<T>(work: () => T): T {
    this.#database.exec('BEGIN');
    try {
      return work();
    } finally {
      this.#database.exec('COMMIT');
    }
  }

  close(): void {
    this.#statements.clear();
    this.#database.close();
  }

  #prepare(sql: string): StatementSyncInstance {
    const known = this.#statements.get(sql);
    if (known) return known;
    const statement = this.#database.prepare(sql);
    statement.setReturnArrays(true);
    this.#statements.set(sql, statement);
    return statement;
  }
}

function toDocument([key, generation, id, metadata, access]: DocumentRow): StoredDocument {
  return { key, generation, id, metadata: JSON.parse(metadata), access: JSON.parse(access) };
}

function toPoint([key, documentKey, id, language, dimensions, packed]: PointRow): StoredPoint {
  const { buffer, byteOffset, byteLength } = packed;
  const start = 4 + dimensions;
  const terms = (byteLength - start) / 8;
  // Aligned copies: the sparse part starts wherever the int8 values end.
  const sparse = packed.slice(start).buffer;
  return {
    key,
    documentKey,
    id,
    language,
    scale: new DataView(buffer, byteOffset).getFloat32(0, true),
    values: new Int8Array(buffer, byteOffset + 4, dimensions),
    ids: new Uint32Array(sparse, 0, terms),
    weights: new Float32Array(sparse, terms * 4, terms),
  };
}
