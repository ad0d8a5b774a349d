import type { Block, TextBlock } from './block.js';
import type { DocumentStyle } from './document-style.js';
import { headingLevels, type LevelCandidate } from './heading-levels.js';
import { headingScore, headingThreshold } from './heading-score.js';
import { comparableHeading, isKnownTitle } from './heading-text.js';
import { backSiblings, type Candidate, completeSeries, demoteByline, demoteCovers, hasName } from './heading-votes.js';
import { type JoinHabits, joinedText } from './joined-text.js';
import { numberingOf } from './numbering.js';
import type { Bookmark } from './outline.js';

/** Which blocks are headings, and of which level. */
export interface Headings {
  readonly levels: ReadonlyMap<TextBlock, number>;
  /** The block that is the document's title: the most prominent heading before all others, or what the text opens with. */
  readonly title: TextBlock | null;
}

/** Share of its titles that must stand in the text before the outline is believed about what is no heading. */
const trustedOutline = 0.7;

/** Decides which blocks are headings: outline, structure tree, look, numbers and place vote, and the body has the last word. */
export function findHeadings(
  blocks: readonly Block[],
  bookmarks: readonly Bookmark[],
  style: DocumentStyle,
  habits: JoinHabits,
): Headings {
  const tags = new Set<string>();
  for (const block of blocks) {
    const tag = block.kind === 'text' ? block.lines[0]?.tag : null;
    if (tag && tag.heading !== null) tags.add(`${block.kind === 'text' ? block.lines[0]?.page : ''} ${tag.block}`);
  }
  const context = { style, tagged: tags.size >= 3 };
  const candidates: Candidate[] = [];
  for (const [index, block] of blocks.entries()) {
    if (block.kind !== 'text') continue;
    const text = joinedText(block.lines, habits);
    const score = headingScore(block, text, blocks[index + 1], context);
    candidates.push({ block, text, index, score, bookmark: null });
  }
  const coverage = matchBookmarks(candidates, bookmarks);
  const trusted = bookmarks.length >= 3 && coverage >= trustedOutline;
  const opening = openingTitle(candidates, style);
  for (const candidate of candidates) {
    if (candidate.bookmark !== null) candidate.score += 3;
    else if (trusted && candidate !== opening) candidate.score -= 2;
  }
  demoteCovers(candidates, blocks, style);
  demoteByline(candidates, blocks, style);
  backSiblings(candidates);
  completeSeries(candidates);
  const chosen = withoutLists(
    candidates.filter((candidate) => candidate.score >= headingThreshold),
    blocks,
  );
  return levelled(chosen, trusted);
}

/** Finds the block of each bookmark: same words, at best on the page it points to. Returns the share that was found. */
function matchBookmarks(candidates: readonly Candidate[], bookmarks: readonly Bookmark[]): number {
  if (bookmarks.length === 0) return 0;
  const byText = new Map<string, Candidate[]>();
  for (const candidate of candidates) {
    const key = comparableHeading(candidate.text);
    const same = byText.get(key) ?? [];
    same.push(candidate);
    if (key !== '') byText.set(key, same);
  }
  let found = 0;
  for (const bookmark of bookmarks) {
    const same = (byText.get(comparableHeading(bookmark.title)) ?? []).filter((one) => one.bookmark === null);
    const distance = (one: Candidate): number =>
      bookmark.page === null ? 0 : Math.abs((one.block.lines[0]?.page ?? 0) - bookmark.page);
    const best = same.toSorted((a, b) => distance(a) - distance(b) || b.score - a.score)[0];
    if (best === undefined || distance(best) > 1) continue;
    best.bookmark = bookmark;
    found += 1;
  }
  return found / bookmarks.length;
}

/** Four and more headings of one look without any text between are a list, an address or a form. */
function withoutLists(chosen: readonly Candidate[], blocks: readonly Block[]): Candidate[] {
  const kept: Candidate[] = [];
  for (let at = 0; at < chosen.length; ) {
    let end = at + 1;
    while (end < chosen.length && follows(chosen[end - 1], chosen[end], blocks)) end += 1;
    const run = chosen.slice(at, end);
    const backed = (one: Candidate): boolean =>
      one.bookmark !== null || numberingOf(one.text) !== null || (one.block.lines[0]?.tag?.heading ?? null) !== null;
    if (run.length < 4) kept.push(...run);
    else kept.push(...run.filter((one, index) => backed(one) || index === 0));
    at = end;
  }
  return kept;
}

function follows(a: Candidate | undefined, b: Candidate | undefined, blocks: readonly Block[]): boolean {
  if (a === undefined || b === undefined || b.index !== a.index + 1) return false;
  const [first, second] = [blocks[a.index], blocks[b.index]];
  return (
    first?.kind === 'text' &&
    second?.kind === 'text' &&
    first.lines[0]?.page === second.lines[0]?.page &&
    Math.abs((first.lines[0]?.size ?? 0) - (second.lines[0]?.size ?? 0)) < 0.6
  );
}

function levelled(chosen: readonly Candidate[], trusted: boolean): Headings {
  const title = titleAmong(chosen);
  const front = frontMatter(chosen);
  const rest = chosen.filter((candidate) => candidate !== title && !front.has(candidate));
  const tagLevels = rest.map((one) => one.block.lines[0]?.tag?.heading ?? null);
  const tagged = tagLevels.filter((level) => level !== null);
  const highest = Math.min(...tagged.map((level) => Math.max(1, level)));
  const shapes: LevelCandidate[] = rest.map((candidate, index) => {
    const first = candidate.block.lines[0];
    const tag = tagLevels[index] ?? null;
    const known = trusted && candidate.bookmark !== null ? candidate.bookmark.level : null;
    const byTag = !trusted && tag !== null && tagged.length >= 3 ? Math.max(1, tag) - highest + 1 : null;
    return {
      text: candidate.text,
      size: first?.size ?? 0,
      bold: first?.style.bold ?? false,
      italic: first?.style.italic ?? false,
      known: known ?? byTag,
    };
  });
  const levels = new Map<TextBlock, number>();
  for (const candidate of front) levels.set(candidate.block, 1);
  if (title !== null) levels.set(title.block, title.bookmark?.level ?? 1);
  // A document cannot begin below its first level: its title is often set smaller than its chapters, and is of no kind.
  const opens =
    title === null && shapes[0]?.known === null && numberingOf(shapes[0].text) === null && isOnlyOne(shapes);
  const found = opens ? [1, ...headingLevels(shapes.slice(1))] : headingLevels(shapes);
  for (const [index, candidate] of rest.entries()) {
    const first = index === 0 && title === null && shapes[0]?.known === null && numberingOf(candidate.text) === null;
    levels.set(candidate.block, first ? 1 : (found[index] ?? 1));
  }
  return { levels, title: (title ?? openingHeading(chosen))?.block ?? null };
}

/** The first text of the first page where nothing in the document is set larger: a title, which outlines leave out. */
function openingTitle(candidates: readonly Candidate[], style: DocumentStyle): Candidate | null {
  const sizeOf = (candidate: Candidate): number => candidate.block.lines[0]?.size ?? 0;
  const upright = candidates.filter(({ block }) => block.lines[0]?.angle === 0);
  const first = upright[0];
  if (first === undefined || first.block.lines[0]?.page !== 1 || sizeOf(first) < style.bodySize * 1.18) return null;
  return upright.every((other) => sizeOf(other) <= sizeOf(first) + 0.3) ? first : null;
}

/** Whether no other heading is set like the first one. */
function isOnlyOne([first, ...others]: readonly LevelCandidate[]): boolean {
  return others.every(
    ({ size, bold, italic }) => size !== first?.size || bold !== first.bold || italic !== first.italic,
  );
}

/** Headings of cover pages, larger than any that the body has: they would only push every heading deeper. */
function frontMatter(chosen: readonly Candidate[]): ReadonlySet<Candidate> {
  const named = chosen.findIndex((candidate) => hasName(candidate) || numberingOf(candidate.text) !== null);
  if (named <= 0) return new Set();
  const later = Math.max(...chosen.slice(named).map((candidate) => candidate.block.lines[0]?.size ?? 0));
  return new Set(
    chosen.slice(0, named).filter((candidate) => {
      const line = candidate.block.lines[0];
      return line !== undefined && line.page <= 5 && line.size > later + 0.3;
    }),
  );
}

/** A heading that the document begins with, and that names no part of it, is its title whatever its size. */
function openingHeading(chosen: readonly Candidate[]): Candidate | null {
  const first = chosen[0];
  return first?.index === 0 && numberingOf(first.text) === null && !isKnownTitle(first.text) ? first : null;
}

/** The title stands beside the chapters' level, not above it: it would only push every heading one deeper. */
function titleAmong(chosen: readonly Candidate[]): Candidate | null {
  const first = chosen[0];
  const line = first?.block.lines[0];
  if (first === undefined || line === undefined || line.page > 2 || first.bookmark !== null) return null;
  if (numberingOf(first.text) !== null || isKnownTitle(first.text)) return null;
  const others = chosen.slice(1).map((candidate) => candidate.block.lines[0]?.size ?? 0);
  return others.every((size) => size < line.size + 0.3) && others.some((size) => size < line.size - 0.3) ? first : null;
}
