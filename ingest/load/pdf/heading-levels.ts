import { type Numbering, numberingOf } from './numbering.js';

/** A heading whose level is looked for. */
export interface LevelCandidate {
  readonly text: string;
  readonly size: number;
  readonly bold: boolean;
  readonly italic: boolean;
  /** Level that outline or structure tree give it; null where they are silent. */
  readonly known: number | null;
}

/** Deepest heading that mdast knows. */
const deepest = 6;
/** Sizes, in points, that are told apart. */
const sizeStep = 0.45;

/** Order of series that stand at one size: the earlier holds the later. */
const seriesOrder: readonly Numbering['series'][] = [
  'part',
  'chapter',
  'appendix',
  'section',
  'zh-comma',
  'article',
  'roman',
  'zh-bracket',
  'letter',
  'decimal',
  'bracket',
];

interface Group {
  readonly key: string;
  readonly numbering: Numbering | null;
  readonly members: number[];
  prominence: number;
  level: number;
}

/**
 * Gives each heading its level, 1…6, the same for all of one kind: those with numbers of one series and depth, and
 * those set alike. Numbers nest by their own grammar, looks by size and weight; known levels are kept.
 */
export function headingLevels(headings: readonly LevelCandidate[]): number[] {
  const groups = groupsOf(headings);
  for (const group of groups) group.prominence = mean(group.members.map((index) => prominence(headings[index])));
  rank(groups);
  nest(groups);
  const shift = Math.min(...groups.map((group) => group.level)) - 1;
  for (const group of groups) group.level -= shift;
  adoptKnown(groups, headings);
  const levels = headings.map((heading) => heading.known ?? 1);
  for (const group of groups) {
    for (const index of group.members) {
      levels[index] = Math.max(1, Math.min(deepest, headings[index]?.known ?? group.level));
    }
  }
  return levels;
}

function groupsOf(headings: readonly LevelCandidate[]): Group[] {
  const groups = new Map<string, Group>();
  for (const [index, heading] of headings.entries()) {
    const numbering = numberingOf(heading.text);
    const look = `${Math.round(heading.size / sizeStep)} ${heading.bold ? 'bold' : ''} ${heading.italic ? 'italic' : ''}`;
    const key = numbering === null ? look : `${numbering.series} ${numbering.depth}`;
    const group = groups.get(key) ?? { key, numbering, members: [], prominence: 0, level: 1 };
    group.members.push(index);
    groups.set(key, group);
  }
  return [...groups.values()];
}

function prominence(heading: LevelCandidate | undefined): number {
  if (heading === undefined) return 0;
  return heading.size + (heading.bold ? 0.35 : 0) - (heading.italic ? 0.1 : 0);
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);
}

/** Levels by looks alone: each noticeably smaller look is one deeper; among equal looks the series decide. */
function rank(groups: Group[]): void {
  groups.sort((a, b) => b.prominence - a.prominence || orderOf(a) - orderOf(b));
  let level = 1;
  let top: Group | undefined;
  for (const group of groups) {
    if (top === undefined) top = group;
    else if (top.prominence - group.prominence >= sizeStep * 0.7) {
      level += 1;
      top = group;
    }
    group.level = level;
  }
}

function orderOf(group: Group): number {
  return group.numbering === null ? -1 : seriesOrder.indexOf(group.numbering.series) * 10 + group.numbering.depth;
}

/** Levels by grammar: `1.2` is one below `1`, `（一）` below `一、`, whatever their sizes say. */
function nest(groups: readonly Group[]): void {
  for (const series of ['decimal', 'letter'] as const) {
    const own = groups.filter((group) => group.numbering?.series === series);
    own.sort((a, b) => (a.numbering?.depth ?? 0) - (b.numbering?.depth ?? 0));
    const first = own[0];
    if (first === undefined) continue;
    for (const group of own) group.level = first.level + (group.numbering?.depth ?? 1) - (first.numbering?.depth ?? 1);
  }
  const decimal =
    groups.find((group) => group.key === 'decimal 1') ?? groups.find((group) => group.key === 'decimal 2');
  const chapter = groups.find((group) => group.key === 'chapter 1');
  const section = groups.find((group) => group.key === 'decimal 2');
  // `第2章` holds `2.1`: where no `2` stands alone, the chapter is the decimal's first level.
  if (chapter && section) shiftSeries(groups, 'decimal', chapter.level + 1 - section.level);
  const appendix = groups.find((group) => group.key === 'appendix 1');
  if (appendix && (chapter ?? decimal)) appendix.level = (chapter ?? decimal)?.level ?? appendix.level;
  const letterFirst = groups.find((group) => group.numbering?.series === 'letter');
  const peer = appendix ?? (decimal?.numbering?.depth === 1 ? decimal : chapter);
  if (letterFirst && peer) {
    const depth = letterFirst.numbering?.depth ?? 1;
    shiftSeries(groups, 'letter', peer.level + depth - 1 - letterFirst.level);
  }
  deepen(groups, ['part', 'chapter', 'section', 'article']);
  deepen(groups, ['zh-comma', 'zh-bracket']);
}

function shiftSeries(groups: readonly Group[], series: Numbering['series'], by: number): void {
  for (const group of groups) if (group.numbering?.series === series) group.level += by;
}

function deepen(groups: readonly Group[], order: readonly Numbering['series'][]): void {
  let above = 0;
  for (const series of order) {
    const group = groups.find((one) => one.numbering?.series === series);
    if (group === undefined) continue;
    if (above > 0 && group.level <= above) group.level = above + 1;
    above = group.level;
  }
}

/** A kind of heading of which outline or tags know some members takes the level that most of those have. */
function adoptKnown(groups: readonly Group[], headings: readonly LevelCandidate[]): void {
  const settled = groups.filter((group) => group.members.some((index) => headings[index]?.known !== null));
  if (settled.length === 0) return;
  for (const group of settled) {
    const votes = new Map<number, number>();
    for (const index of group.members) {
      const known = headings[index]?.known ?? null;
      if (known !== null) votes.set(known, (votes.get(known) ?? 0) + 1);
    }
    group.level = [...votes].reduce((best, vote) => (vote[1] > best[1] ? vote : best))[0];
  }
  for (const group of groups) {
    if (settled.includes(group)) continue;
    const above = settled.filter((other) => other.prominence >= group.prominence - 0.1);
    const nearest = above.toSorted((a, b) => a.prominence - b.prominence)[0];
    if (nearest === undefined) group.level = 1;
    else group.level = nearest.prominence - group.prominence < sizeStep * 0.7 ? nearest.level : nearest.level + 1;
  }
}
