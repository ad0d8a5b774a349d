import type { Loader } from '../load-document.js';
import { withOptionalPackage } from './optional-package.js';
import { escapeMarkdown, type PlainSection, plainSections } from './plain-sections.js';

/** What is read of officeparser's tree. */
interface OfficeNode {
  readonly type: string;
  readonly text?: string;
  readonly children?: readonly OfficeNode[];
  readonly metadata?: { readonly slideNumber?: number };
}

/**
 * A presentation: a section for every slide, its notes included. Through officeparser itself, which LangChain's loader
 * stands on: the loader puts all slides into one text.
 *
 * Rejects with `format_not_installed` or `unreadable_document`.
 */
export const loadPptx: Loader = async (bytes, { documentId }) => {
  const slides = await withOptionalPackage(documentId, 'PPTX', async () => {
    const { parseOffice } = await import('officeparser');
    const tree = await parseOffice(Buffer.from(bytes), { outputErrorToConsole: false });
    return (tree.content as readonly OfficeNode[]).filter(({ type }) => type === 'slide').map(toSection);
  });
  const mediaType = 'application/vnd.openxmlformats-officedocument.presentationml.presentation';
  return plainSections(documentId, mediaType, slides);
};

function toSection(slide: OfficeNode, at: number): PlainSection {
  const blocks = (slide.children ?? []).flatMap(blocksOf).filter((text) => text.trim() !== '');
  const [title = '', ...rest] = blocks;
  const number = slide.metadata?.slideNumber ?? at + 1;
  // A slide of a title only still says something.
  return { title: `${number}. ${title}`, body: (rest.length > 0 ? rest : blocks).map(escapeMarkdown).join('\n\n') };
}

/** A table's rows, a list's items and paragraphs, each a block of its own. */
function blocksOf(node: OfficeNode): string[] {
  const children = node.children ?? [];
  if (node.type === 'row') return [children.map((cell) => cell.text ?? '').join('; ')];
  if (node.type === 'table' || node.type === 'drawing') return children.flatMap(blocksOf);
  return [node.text ?? ''];
}
