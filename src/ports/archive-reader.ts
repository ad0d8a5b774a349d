import type { KnowledgeBaseError } from '../core/errors.js';

/** One document inside an archive; either its bytes, or why there are none. */
export type ArchiveEntry =
  | { readonly name: string; readonly bytes: Uint8Array }
  | { readonly name: string; readonly problem: KnowledgeBaseError };

/** Reads `.zip` and `.tar.gz` from people nobody knows. */
export interface ArchiveReader {
  /**
   * Its documents in order; folders and files of other kinds are left out, links and names that leave the archive come as
   * problems. Throws `unsafe_archive` when it unpacks to more than is allowed (a bomb), `unreadable_document` when it is
   * broken, `storage_full`, or the signal's reason.
   *
   * @param name says the kind by its ending.
   */
  read(
    name: string,
    content: AsyncIterable<Uint8Array>,
    signal?: AbortSignal,
  ): AsyncGenerator<ArchiveEntry, void, void>;
}
