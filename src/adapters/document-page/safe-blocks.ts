import type { Element, ElementContent } from 'hast';
import rehypeSanitize, { defaultSchema, type Options } from 'rehype-sanitize';
import { unified } from 'unified';

const schema: Options = {
  ...defaultSchema,
  // A picture would be fetched from wherever the document says, and tell that place who reads what: its words are shown.
  tagNames: (defaultSchema.tagNames ?? []).filter((name) => name !== 'img' && name !== 'picture' && name !== 'source'),
  protocols: { href: ['http', 'https', 'mailto'] },
  attributes: {
    ...defaultSchema.attributes,
    span: [['className', 'picture']],
    ul: [['className', 'plain', 'contains-task-list']],
    code: [['className', /^language-[\w+#.-]+$/, 'math-inline', 'math-display']],
  },
  // The only ids are those of footnotes, which have their prefix already.
  clobber: [],
};

const sanitize = unified().use(rehypeSanitize, schema).freeze();

/**
 * The blocks with nothing left that could run, load or mislead: allowed elements and attributes only, links to the web and
 * to mail only, pictures as their words. Relative links go: they would point beside this page, not at the document's neighbour.
 */
export function safeBlocks(blocks: readonly ElementContent[], tableLabel: string): ElementContent[] {
  const worded = blocks.map((block) => withWords(block, tableLabel));
  const { children } = sanitize.runSync({ type: 'root', children: worded });
  return children.filter((node) => node.type === 'element').map((node) => withFrames(node, tableLabel));
}

function withWords(node: ElementContent, tableLabel: string): ElementContent {
  if (node.type !== 'element') return node;
  const children = node.children.map((child) => withWords(child, tableLabel));
  if (node.tagName === 'img') return picture(node);
  if (node.tagName === 'a' && !isKeptLink(node.properties.href))
    return { ...node, tagName: 'span', properties: {}, children };
  return { ...node, children };
}

function picture({ properties, position }: Element): ElementContent {
  const words = typeof properties.alt === 'string' ? properties.alt : '';
  if (words === '') return { type: 'text', value: '' };
  const children: ElementContent[] = [{ type: 'text', value: words }];
  const named = { className: ['picture'] };
  return { type: 'element', tagName: 'span', properties: named, children, ...(position && { position }) };
}

function isKeptLink(href: unknown): boolean {
  return typeof href === 'string' && (/^(?:https?|mailto):/i.test(href) || href.startsWith('#user-content-'));
}

/** A wide table scrolls in a frame of its own, which the keyboard can reach; a link names nobody it comes from. */
function withFrames(node: Element, tableLabel: string): Element {
  const children = node.children.map((child) => (child.type === 'element' ? withFrames(child, tableLabel) : child));
  const framed: Element = { ...node, children };
  if (node.tagName === 'a' && /^https?:/i.test(String(node.properties.href))) {
    return { ...framed, properties: { ...node.properties, rel: ['noopener', 'noreferrer', 'nofollow'] } };
  }
  if (node.tagName !== 'table') return framed;
  const properties = { className: ['table'], role: 'region', tabIndex: 0, ariaLabel: tableLabel };
  return {
    type: 'element',
    tagName: 'div',
    properties,
    children: [framed],
    ...(node.position && { position: node.position }),
  };
}
