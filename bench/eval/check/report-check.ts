import { coverageOf } from '../../../src/answer/check/word-match.js';
import { areaUnderCurve, balancedAccuracy, crossFittedAccuracy } from './check-figures.js';
import type { CheckedItem } from './run-items.js';

const percent = (share: number) => (share * 100).toFixed(1);

/** Balanced accuracy at the operating point, AUROC, and the same of lexical overlap. */
export function reportFactcheck(name: string, checked: readonly CheckedItem[]): string[] {
  const rows = checked.map(({ item, verdict, overlap }) => ({
    group: item.group,
    isTrue: item.supported,
    passed: verdict.passed,
    score: verdict.score ?? 0,
    overlap,
  }));
  const overlaps = rows.map(({ overlap, ...row }) => ({ ...row, score: overlap }));
  const true_ = rows.filter(({ isTrue }) => isTrue);
  const false_ = rows.filter(({ isTrue }) => !isTrue);
  const passed = (some: typeof rows) => percent(some.filter((row) => row.passed).length / some.length);
  return [
    `${name}: ${rows.length} (${true_.length} supported)`,
    `  check    balanced accuracy ${percent(balancedAccuracy(rows))} (supported ${passed(true_)} pass, others ${passed(false_)}), AUROC ${percent(areaUnderCurve(rows))}, own threshold ${percent(crossFittedAccuracy(rows))}`,
    `  overlap  AUROC ${percent(areaUnderCurve(overlaps))}, own threshold ${percent(crossFittedAccuracy(overlaps))}`,
    `  ${timing(checked)}`,
  ];
}

/** Each keyword by itself: unsound where a conflict touches it, else by how far the best match holds it. */
export function reportKeywords(checked: readonly CheckedItem[]): string[] {
  const rows = checked.flatMap((one) =>
    one.item.keywords.map((keyword) => ({
      group: one.item.group,
      isTrue: keyword.sound,
      score: keywordScore(one, keyword),
      overlap: keywordOverlap(one, keyword),
    })),
  );
  const judged = rows.map(({ isTrue, score }) => ({ isTrue, passed: score >= 0.5 }));
  const overlaps = rows.map(({ overlap, ...row }) => ({ ...row, score: overlap }));
  return [
    `  keywords ${rows.length} (${rows.filter(({ isTrue }) => isTrue).length} sound): balanced accuracy ${percent(balancedAccuracy(judged))}, AUROC ${percent(areaUnderCurve(rows))}, own threshold ${percent(crossFittedAccuracy(rows))}`,
    `  overlap  AUROC ${percent(areaUnderCurve(overlaps))}, own threshold ${percent(crossFittedAccuracy(overlaps))}`,
  ];
}

function keywordScore({ claims }: CheckedItem, span: { start: number; end: number }): number {
  let score = 1;
  for (const { claim, matches } of claims) {
    const [start, end] = [span.start - claim.start, span.end - claim.start];
    if (end <= 0 || start >= claim.text.length) continue;
    const best = [...matches].sort((left, right) => right.likelihood - left.likelihood)[0];
    if (!best) return 0;
    const touched = [...best.conflicts, ...best.silent].some(
      (conflict) => conflict.claim.start < end && conflict.claim.end > start,
    );
    const held = coverageOf(claim.tokens, best.passage.words);
    const tokens = claim.tokens.map((token, index) => ({
      ...token,
      share: Math.max(best.covered[index] ?? 0, 0.85 * (held[index] ?? 0)),
    }));
    const own = tokens.filter((token) => token.start < end && token.end > start);
    const weight = own.reduce((sum, token) => sum + token.weight + 0.05, 0);
    const share = weight > 0 ? own.reduce((sum, token) => sum + token.share * (token.weight + 0.05), 0) / weight : 1;
    score = Math.min(score, touched ? share * 0.3 : share);
  }
  return score;
}

function keywordOverlap({ item, claims }: CheckedItem, span: { start: number; end: number }): number {
  const text = item.claim.slice(span.start, span.end);
  const evidence = item.evidence.map((own) => own.text).join('\n');
  if (evidence.includes(text)) return 1;
  const characters = [...text].filter((character) => /[\p{L}\p{N}]/u.test(character));
  return claims.length === 0
    ? 0
    : characters.filter((character) => evidence.includes(character)).length / Math.max(1, characters.length);
}

/** Share that passed or was rejected, all and by kind. */
export function reportShares(
  title: string,
  checked: readonly CheckedItem[],
  wanted: 'passed' | 'rejected',
  kinds: readonly string[],
): string[] {
  const own = checked.filter(({ item }) => kinds.includes(item.kind));
  const counts = (rows: readonly CheckedItem[]) => {
    const count = rows.filter(({ verdict }) => verdict.passed === (wanted === 'passed')).length;
    return `${(count / rows.length).toFixed(3)} (${count} of ${rows.length})`;
  };
  const byKind = kinds.map((kind) => `${kind} ${counts(own.filter(({ item }) => item.kind === kind))}`);
  return [`${title}: ${counts(own)}`, `  ${byKind.join(', ')}`, `  ${timing(own)}`];
}

function timing(checked: readonly CheckedItem[]): string {
  const claims = checked.reduce((sum, { verdict }) => sum + verdict.claims.length, 0);
  const all = checked.reduce((sum, { milliseconds }) => sum + milliseconds, 0);
  return `${(all / Math.max(1, claims)).toFixed(1)} ms a claim, ${claims} claims`;
}

/** The items that the score is most wrong about. */
export function worstMisses(everything: readonly { set: string; checked: CheckedItem }[], count: number): string[] {
  const misses = everything
    .map(({ set, checked }) => ({
      set,
      checked,
      wrong: Math.abs((checked.verdict.score ?? 0) - (checked.item.supported ? 1 : 0)),
    }))
    .filter(({ checked }) => checked.verdict.passed !== checked.item.supported)
    .sort((left, right) => right.wrong - left.wrong);
  return [
    `${misses.length} of ${everything.length} wrong; the worst:`,
    ...misses
      .slice(0, count)
      .map(
        ({ set, checked: { item, verdict } }) =>
          `  ${set} ${item.id} ${verdict.score?.toFixed(2)}: ${item.claim} — ${verdict.claims.map(({ reason }) => reason).join(' ')}`,
      ),
  ];
}
