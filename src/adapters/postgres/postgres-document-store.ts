import { KnowledgeBaseError } from '../../core/errors.js';
import { sha256 } from '../../core/identity.js';
import type { DocumentStore } from '../../ports/document-store.js';
import { assertRevision } from '../assert-revision.js';
import type { PostgresStorage, PostgresTransaction } from './postgres-storage.js';

/**
 * Bytes a row. A document is kept in pieces: a value of PostgreSQL holds at most 1 GB, and neither side should have a
 * document of 500 MB several times over in memory.
 */
const pieceBytes = 4 * 1024 * 1024;
/** Revisions listed at a time. */
const pageSize = 1_000;

/**
 * Keeps documents in the catalog's database, by their SHA-256, so that every server has them. Opened after the catalog,
 * which makes its table. Writing is one transaction; reading checks the hash.
 */
export function postgresDocumentStore(storage: PostgresStorage): DocumentStore {
  return {
    async put(revision, bytes) {
      assertRevision(revision);
      const hash = sha256(bytes);
      if (hash !== revision) {
        throw new KnowledgeBaseError(
          'invariant_broken',
          `Cannot keep document bytes ${revision}: their hash is ${hash}`,
        );
      }
      await storage.write('keep document bytes', async (transaction) => {
        await lockRevision(transaction, revision);
        // Pieces that are there may be damaged.
        if (await isWhole(transaction, revision, bytes)) return;
        await transaction.run('DELETE FROM document_bytes WHERE revision = $1', revision);
        await insertPieces(transaction, revision, bytes);
      });
    },

    async get(revision) {
      assertRevision(revision);
      const bytes = await storage.read('read document bytes', (transaction) => readPieces(transaction, revision));
      if (bytes !== null && sha256(bytes) !== revision) {
        throw new KnowledgeBaseError(
          'storage_corrupt',
          `Cannot read document bytes ${revision} from "${storage.where}": they are damaged; put the document again`,
        );
      }
      return bytes;
    },

    async *list() {
      for (let after = ''; ; ) {
        const rows = await storage.all<{ revision: string }>(
          'list document bytes',
          'SELECT revision FROM document_bytes WHERE number = 0 AND revision > $1 ORDER BY revision LIMIT $2',
          after,
          pageSize,
        );
        for (const { revision } of rows) yield revision;
        const last = rows.at(-1);
        if (!last || rows.length < pageSize) return;
        after = last.revision;
      }
    },

    async remove(revision) {
      assertRevision(revision);
      await storage.write('remove document bytes', async (transaction) => {
        await lockRevision(transaction, revision);
        await transaction.run('DELETE FROM document_bytes WHERE revision = $1', revision);
      });
    },
  };
}

/** Two servers that put the same bytes would otherwise wait for each other's rows, and one of them fail. */
async function lockRevision(transaction: PostgresTransaction, revision: string): Promise<void> {
  await transaction.run("SELECT pg_advisory_xact_lock(hashtextextended('bytes ' || $1, 0))", revision);
}

/** The database hashes what it has, so that the bytes do not travel to be compared. */
async function isWhole(transaction: PostgresTransaction, revision: string, bytes: Uint8Array): Promise<boolean> {
  const sql = "SELECT encode(sha256(bytes), 'hex') AS hash FROM document_bytes WHERE revision = $1 ORDER BY number";
  const stored = await transaction.all<{ hash: string }>(sql, revision);
  const wanted = piecesOf(bytes).map((piece) => sha256(piece));
  return stored.map(({ hash }) => hash).join() === wanted.join();
}

async function readPieces(transaction: PostgresTransaction, revision: string): Promise<Uint8Array | null> {
  const pieces: Uint8Array[] = [];
  for (let number = 0; ; number++) {
    const sql = 'SELECT bytes FROM document_bytes WHERE revision = $1 AND number = $2';
    const row = await transaction.get<{ bytes: Uint8Array }>(sql, revision, number);
    if (!row) break;
    pieces.push(row.bytes);
  }
  return pieces.length === 0 ? null : Buffer.concat(pieces);
}

async function insertPieces(transaction: PostgresTransaction, revision: string, bytes: Uint8Array): Promise<void> {
  const sql = 'INSERT INTO document_bytes (revision, number, bytes) VALUES ($1, $2, $3)';
  for (const [number, piece] of piecesOf(bytes).entries()) await transaction.run(sql, revision, number, piece);
}

/** An empty document is one empty piece. */
function piecesOf(bytes: Uint8Array): Buffer[] {
  const whole = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const count = Math.max(1, Math.ceil(bytes.byteLength / pieceBytes));
  return Array.from({ length: count }, (_, at) => whole.subarray(at * pieceBytes, (at + 1) * pieceBytes));
}
