import type { Root } from 'mdast';
import remarkFrontmatter from 'remark-frontmatter';
import remarkGfm from 'remark-gfm';
import remarkMath from 'remark-math';
import remarkParse from 'remark-parse';
import { type Processor, unified } from 'unified';

type Parser = Processor<Root>;

/**
 * Remark with GFM (tables, footnotes, strikethrough, bare links), math and, for a document's beginning, front matter.
 * Directives (`:::note`) stay text.
 */
export function markdownParser(options: { frontMatter: boolean }): Parser {
  return options.frontMatter ? documentParser : pieceParser;
}

const documentParser: Parser = unified()
  .use(remarkParse)
  .use(remarkFrontmatter, ['yaml', 'toml'])
  .use(remarkGfm)
  .use(remarkMath)
  .use(withoutTreeRewrites)
  .freeze();

const pieceParser: Parser = unified().use(remarkParse).use(remarkGfm).use(remarkMath).use(withoutTreeRewrites).freeze();

/**
 * Takes off the one tree rewrite among the extensions: GFM's search for addresses in finished text nodes. The nodes it
 * makes have no position, and a node without one cannot be cited; it also costs a tenth of the parse.
 */
function withoutTreeRewrites(this: Processor): void {
  const data = this.data() as { fromMarkdownExtensions?: Extensions };
  data.fromMarkdownExtensions = strip(data.fromMarkdownExtensions ?? []) as readonly Extensions[];
}

type Extensions = { readonly transforms?: unknown } | readonly Extensions[];

function strip(extensions: Extensions): Extensions {
  return Array.isArray(extensions) ? extensions.map(strip) : { ...extensions, transforms: [] };
}
