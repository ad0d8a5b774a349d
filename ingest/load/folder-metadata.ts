import type { Metadata } from '../../src/core/document.js';

const fields = ['domain', 'subcategory', 'period'] as const;

/**
 * What the folders of a document's id say: `数学/代数/2024/一元二次方程.md` is domain, subcategory, period.
 *
 * Of more than three folders the last three count; of fewer, the outermost is the domain and the next the subcategory.
 * An id without folders, or a URL or absolute path as the name of its source, says nothing by that part.
 *
 * @param source name of the batch that the id begins with (`source/relative path`); its folders are left out.
 */
export function folderMetadata(documentId: string, source = ''): Metadata {
  const relative =
    source !== '' && documentId.startsWith(`${source}/`) ? documentId.slice(source.length + 1) : documentId;
  const path = relative.replace(/^[a-z][a-z0-9+.-]*:\/\/[^/]*/i, '').replace(/^[A-Za-z]:(?=[\\/])/, '');
  const folders = path
    .split('/')
    .slice(0, -1)
    .map((folder) => folder.trim())
    .filter((folder) => folder !== '');
  const nearest = folders.slice(-fields.length);
  return Object.fromEntries(nearest.map((folder, index) => [fields[index] ?? '', folder]));
}
