import { KnowledgeBaseError } from '../../core/errors.js';
import { mediaTypeOfName } from '../../walk-folder.js';

/** How much an archive may unpack to. */
export interface ArchiveLimits {
  readonly maxDocumentBytes: number;
  /** Of all entries together, unpacked. */
  readonly maxTotalBytes: number;
  readonly maxEntries: number;
  /** Unpacked bytes for one packed; counts from `minRatioBytes` unpacked on. */
  readonly maxRatio: number;
  readonly minRatioBytes: number;
}

/**
 * Text packs 3 to 10 to 1, generated logs up to 100 to 1; deflate cannot do more than 1,032 to 1, and bombs come close to it.
 */
export const defaultArchiveLimits: Omit<ArchiveLimits, 'maxDocumentBytes'> = {
  maxTotalBytes: 4_000_000_000,
  maxEntries: 100_000,
  maxRatio: 200,
  minRatioBytes: 20_000_000,
};

/** Counts what comes out of one archive. */
export class ArchiveMeter {
  readonly #limits: ArchiveLimits;
  readonly #packedBytes: number;
  #unpackedBytes = 0;
  #entries = 0;

  constructor(packedBytes: number, limits: ArchiveLimits) {
    this.#packedBytes = packedBytes;
    this.#limits = limits;
  }

  /** @throws KnowledgeBaseError `unsafe_archive` */
  countEntry(): void {
    this.#entries += 1;
    if (this.#entries > this.#limits.maxEntries) throw unsafe(`it has more than ${this.#limits.maxEntries} entries`);
  }

  /** @throws KnowledgeBaseError `unsafe_archive` */
  countBytes(bytes: number): void {
    this.#unpackedBytes += bytes;
    const { maxTotalBytes, maxRatio, minRatioBytes } = this.#limits;
    if (this.#unpackedBytes > maxTotalBytes) throw unsafe(`it unpacks to more than ${maxTotalBytes} bytes`);
    if (this.#unpackedBytes > minRatioBytes && this.#unpackedBytes > this.#packedBytes * maxRatio)
      throw unsafe(`it unpacks to more than ${maxRatio} times its size`);
  }
}

function unsafe(reason: string): KnowledgeBaseError {
  return new KnowledgeBaseError(
    'unsafe_archive',
    `Cannot unpack the archive: ${reason}; send the files in several archives, or as they are`,
  );
}

/** Whether an entry is a document; what a file manager leaves behind, hidden files and other kinds are not. */
export function isDocumentName(name: string): boolean {
  const segments = name.split('/');
  if (segments.some((segment) => segment === '__MACOSX' || segment === 'node_modules')) return false;
  if (segments.some((segment) => segment.startsWith('.') && segment !== '.' && segment !== '..')) return false;
  return mediaTypeOfName(name) !== undefined;
}

/** A path inside an archive as part of a document id: forward slashes, no `./` before it. */
export function entryName(name: string): string {
  return name.replaceAll('\\', '/').replace(/^(\.\/)+/, '');
}

/** Why a name cannot be used, or null: it leaves the archive. Nothing is written under it, but an id must not pretend. */
export function nameProblem(name: string): KnowledgeBaseError | null {
  const leaves = name.startsWith('/') || /^[A-Za-z]:/.test(name) || name.split('/').includes('..');
  if (!leaves) return null;
  return new KnowledgeBaseError(
    'invalid_document_id',
    `Cannot take "${name.slice(0, 200)}" out of the archive: its path leaves the archive; pack it again with relative paths`,
  );
}

export function entryTooLarge(name: string, limit: number): KnowledgeBaseError {
  return new KnowledgeBaseError(
    'payload_too_large',
    `Cannot take "${name.slice(0, 200)}" out of the archive: it has more than ${limit} bytes; split it, or raise KAOJU_MAX_DOCUMENT_MB`,
    { facts: { limit_bytes: limit } },
  );
}
