import type { Token } from './tokens.js';

/** A run of tokens on one side that stands where another run stands on the other, between words that agree. */
export interface Substitution {
  /** Indexes into the claim's and the evidence's tokens, end exclusive; the evidence's may be empty (words added). */
  readonly claim: readonly [number, number];
  readonly evidence: readonly [number, number];
}

/** How a claim's words lie in an evidence sentence. */
export interface WordAlignment {
  /** Part of the claim's weight whose words stand there in the same order, 0…1. */
  readonly order: number;
  /** Part of the evidence's weight so covered, 0…1: near 1 the claim is the sentence, near 0 a small part of it. */
  readonly reverse: number;
  readonly substitutions: readonly Substitution[];
  /** For each of the claim's tokens the index of its like, -1 without. */
  readonly pairs: readonly number[];
}

/** Longer texts are aligned by their first tokens: the table below has a cell for every pair. */
const maxTokens = 400;

/** The longest common subsequence by weight, and what stands between its words. */
export function alignWords(claimTokens: readonly Token[], evidenceTokens: readonly Token[]): WordAlignment {
  const claim = claimTokens.slice(0, maxTokens);
  const evidence = evidenceTokens.slice(0, maxTokens);
  const pairs = commonSubsequence(claim, evidence);
  let shared = 0;
  pairs.forEach((other, index) => {
    if (other >= 0) shared += claim[index]?.weight ?? 0;
  });
  return {
    order: shared / Math.max(weightOf(claim), 1e-6),
    reverse: shared / Math.max(weightOf(evidence), 1e-6),
    substitutions: substitutionsOf(pairs, claim.length, evidence.length),
    pairs,
  };
}

export function weightOf(tokens: readonly Token[]): number {
  return tokens.reduce((sum, { weight }) => sum + weight, 0);
}

function commonSubsequence(claim: readonly Token[], evidence: readonly Token[]): number[] {
  const width = evidence.length + 1;
  const table = new Float64Array((claim.length + 1) * width);
  for (let row = claim.length - 1; row >= 0; row--) {
    const token = claim[row];
    for (let column = evidence.length - 1; column >= 0; column--) {
      const at = row * width + column;
      const other = evidence[column];
      const below = table[at + width] ?? 0;
      const right = table[at + 1] ?? 0;
      // Words that only hold sentences together count a little: they keep the alignment straight.
      const both =
        token && other && token.key === other.key
          ? (table[at + width + 1] ?? 0) + 0.1 + token.weight + adjacency(claim, evidence, row, column)
          : 0;
      table[at] = Math.max(below, right, both);
    }
  }
  const pairs = new Array<number>(claim.length).fill(-1);
  let column = 0;
  for (let row = 0; row < claim.length; ) {
    if (column >= evidence.length) break;
    const at = row * width + column;
    const value = table[at] ?? 0;
    if (value === (table[at + width] ?? 0)) row++;
    else if (value === (table[at + 1] ?? 0)) column++;
    else pairs[row++] = column++;
  }
  return pairs;
}

/** A pair whose neighbours agree too is likelier the right one of several. */
function adjacency(claim: readonly Token[], evidence: readonly Token[], row: number, column: number): number {
  return claim[row + 1]?.key === evidence[column + 1]?.key ? 0.05 : 0;
}

function substitutionsOf(pairs: readonly number[], claimLength: number, evidenceLength: number): Substitution[] {
  const found: Substitution[] = [];
  let from = 0;
  let evidenceFrom = 0;
  const close = (to: number, evidenceTo: number) => {
    if (to > from) found.push({ claim: [from, to], evidence: [evidenceFrom, evidenceTo] });
  };
  pairs.forEach((other, index) => {
    if (other < 0) return;
    close(index, other);
    from = index + 1;
    evidenceFrom = other + 1;
  });
  close(claimLength, evidenceLength);
  return found;
}

/** What is looked up in: keys, and pairs of Han characters that stand together. */
export interface Vocabulary {
  readonly keys: ReadonlySet<string>;
  readonly joints: ReadonlySet<string>;
}

/** Part of a Han character's weight that counts where it stands in the evidence, but beside no neighbour of the claim's. */
const loneShare = 0.35;

/** How far each token stands in a vocabulary, 0…1. A Han character counts fully only together with a neighbour. */
export function coverageOf(tokens: readonly Token[], vocabulary: Vocabulary): number[] {
  return tokens.map((token, index) => {
    if (!vocabulary.keys.has(token.key)) return token.isHan ? 0 : prefixShare(token, vocabulary);
    if (!token.isHan) return 1;
    const [before, after] = [tokens[index - 1], tokens[index + 1]];
    const isJoined =
      (before?.isHan && before.end === token.start && vocabulary.joints.has(before.key + token.key)) ||
      (after?.isHan && token.end === after.start && vocabulary.joints.has(token.key + after.key));
    return isJoined ? 1 : loneShare;
  });
}

/** `American` and `America`, `physicist` and `physics`: most of a long word is the word. */
function prefixShare({ key }: Token, { keys }: Vocabulary): number {
  if (key.length < 5 || /\d/.test(key)) return 0;
  const stem = key.slice(0, Math.max(4, Math.ceil(key.length * 0.7)));
  for (const other of keys) if (other.startsWith(stem) && other.length <= key.length + 4) return 0.85;
  return 0;
}

/** Pairs of Han characters that stand together. */
export function jointsOf(tokens: readonly Token[]): Set<string> {
  const joints = new Set<string>();
  tokens.forEach((token, index) => {
    const next = tokens[index + 1];
    if (token.isHan && next?.isHan && token.end === next.start) joints.add(token.key + next.key);
  });
  return joints;
}
