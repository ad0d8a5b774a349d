import { KnowledgeBaseError } from '../../../src/core/errors.js';

/** The command that brings what CSV, EPUB, PPTX and SRT need; without the flag npm wants 136 MB of peers that nobody uses. */
export const installCommand =
  'npm i --legacy-peer-deps @langchain/community@1.1.29 d3-dsv@3.0.1 epub2@3.0.2 html-to-text@9.0.5 officeparser@6.0.4 srt-parser-2@1.2.3';

/**
 * Reads a document with a package that few need and that is loaded when the first such document comes.
 *
 * Rejects with `format_not_installed`, naming the command that installs it, or `unreadable_document`.
 */
export async function withOptionalPackage<Result>(
  documentId: string,
  format: string,
  read: () => Promise<Result>,
): Promise<Result> {
  try {
    return await read();
  } catch (cause) {
    const message = cause instanceof Error ? (cause.message.split('\n')[0] ?? '') : String(cause);
    if (isMissing(cause)) {
      throw new KnowledgeBaseError(
        'format_not_installed',
        `Cannot read document "${documentId}": ${format} needs packages that are not installed; run ${installCommand}`,
        { cause, facts: { documentId } },
      );
    }
    throw new KnowledgeBaseError(
      'unreadable_document',
      `Cannot read document "${documentId}" as ${format}: ${message.slice(0, 200)}; check that it opens in its own program`,
      { cause, facts: { documentId } },
    );
  }
}

function isMissing(error: unknown): boolean {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  return code === 'ERR_MODULE_NOT_FOUND' || (error instanceof Error && /install/i.test(error.message));
}
