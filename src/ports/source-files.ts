import type { KnowledgeBaseError } from '../core/errors.js';

/** A file below a folder of this machine. */
export interface SourceFile {
  /** `root/relative path` with forward slashes; names in other bytes than UTF-8 are decoded as GB18030. */
  readonly id: string;
  readonly mediaType: string;
  /** Rejects with `payload_too_large`, `unreadable_document` or `path_not_allowed`; never follows a link out of the roots. */
  read(): Promise<Uint8Array>;
}

/** Folders of the server that jobs may read. */
export interface SourceFiles {
  /**
   * The documents at a file, folder or glob.
   *
   * @param source first part of every id; undefined: the absolute folder that the path stands for.
   * Rejects with `path_not_allowed` for what is outside every root by its real path, and for what does not exist.
   */
  find(
    path: string,
    source?: string,
  ): Promise<{
    readonly source: string;
    readonly files: readonly SourceFile[];
    readonly problems: readonly FileProblem[];
  }>;
}

/** Something below a folder that could not be read. */
export interface FileProblem {
  readonly id: string;
  readonly problem: KnowledgeBaseError;
}
