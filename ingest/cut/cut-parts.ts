import type { RootContent } from 'mdast';
import type { Part, Section } from '../../src/core/section.js';
import type { CleanedDocument } from '../loaded-document.js';
import { rangeOf } from '../node-range.js';
import type { Range } from '../ranges.js';
import { sourceOffset, textOffset } from './cut-sections.js';
import { embeddedText, headingLine } from './embedded-text.js';
import { estimateTokens } from './estimate-tokens.js';
import { type Atom, atomsOf, type CuttingText } from './part-atoms.js';
import { collectLeaves, plainText } from './plain-text.js';

export interface PartOptions {
  /** Title of the document, embedded before the heading path. */
  readonly title: string;
  /** Estimated tokens that a part of a long section aims at, heading line included. */
  readonly targetTokens: number;
  /** Estimated tokens that a whole section may have, heading line included, to stay one part. */
  readonly maxTokens: number;
}

/** A last part smaller than this share of the target joins the one before it, if both fit. */
const smallestTail = 0.25;

/**
 * Cuts every section into parts that the encoder can read whole: one for most sections; of a long one as many as fill up
 * to the target. The parts of a section cover its text without gaps. A section without words under its heading has none.
 */
export function cutParts(document: CleanedDocument, sections: readonly Section[], options: PartOptions): Part[] {
  const { text: source, tree, dropped } = document;
  const text: CuttingText = { source, leaves: collectLeaves(tree, source), dropped };
  const parts: Part[] = [];
  let block = 0;
  for (const section of sections) {
    const blocks: RootContent[] = [];
    for (
      let next = tree.children[block];
      next && rangeOf(next).start < section.place.endOffset;
      next = tree.children[++block]
    ) {
      blocks.push(next);
    }
    for (const part of sectionParts(text, section, blocks, options)) parts.push(part);
  }
  return parts;
}

function sectionParts(
  text: CuttingText,
  section: Section,
  blocks: readonly RootContent[],
  options: PartOptions,
): Part[] {
  const headings = headingLine(options.title, section.headingPath);
  if (section.bodyStart >= section.text.length) return [];
  const body: Range = { start: sourceOffset(section.spans, section.bodyStart), end: section.place.endOffset };
  const plain = plainText(text.leaves, text.source, text.dropped, body);
  if (plain === '') return [];
  const headingTokens = estimateTokens(headings);
  const tokens = estimateTokens(plain);
  if (headingTokens + tokens <= options.maxTokens) {
    return [
      {
        sectionId: section.id,
        index: 0,
        start: 0,
        end: section.text.length,
        embeddedText: embeddedText(headings, plain),
      },
    ];
  }
  const bodyBlocks = blocks.filter((block) => rangeOf(block).end > body.start);
  const targetTokens = options.targetTokens - headingTokens;
  const atoms = atomsOf(text, bodyBlocks, body, targetTokens);
  const groups = joinTail(fill(atoms, targetTokens), targetTokens, options.maxTokens - headingTokens);
  return groups.map((group, index) => {
    const start = group[0]?.start ?? body.start;
    const end = groups[index + 1]?.[0]?.start ?? body.end;
    const header = group[0]?.tableHeader;
    const words = plainText(text.leaves, text.source, text.dropped, { start, end });
    return {
      sectionId: section.id,
      index,
      start: index === 0 ? 0 : textOffset(section.spans, start),
      end: index === groups.length - 1 ? section.text.length : textOffset(section.spans, end),
      embeddedText: embeddedText(headings, header === undefined ? words : `${header}\n${words}`),
    };
  });
}

/** Fills parts in order, each up to the target; an atom never exceeds it. */
function fill(atoms: readonly Atom[], targetTokens: number): Atom[][] {
  const groups: Atom[][] = [];
  let room = 0;
  for (const atom of atoms) {
    const group = groups.at(-1);
    if (group && (atom.tokens <= room || tokensOf(group) === 0)) {
      group.push(atom);
      room -= atom.tokens;
    } else {
      groups.push([atom]);
      room = targetTokens - atom.tokens - estimateTokens(atom.tableHeader ?? '');
    }
  }
  return groups;
}

function joinTail(groups: readonly Atom[][], targetTokens: number, maxTokens: number): readonly Atom[][] {
  const tail = groups.at(-1);
  const before = groups.at(-2);
  if (!tail || !before) return groups;
  const together = tokensOf(before) + tokensOf(tail) + estimateTokens(before[0]?.tableHeader ?? '');
  if (tokensOf(tail) > targetTokens * smallestTail || together > maxTokens) return groups;
  return [...groups.slice(0, -2), [...before, ...tail]];
}

function tokensOf(group: readonly Atom[]): number {
  return group.reduce((sum, atom) => sum + atom.tokens, 0);
}
