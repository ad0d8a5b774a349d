import {
  areaUnderCurve,
  brierScore,
  expectedCalibrationError,
  gateFigures,
  type Outcome,
} from '../../src/core/calibration-metrics.js';
import { type Interval, meanByGroup, showInterval, showShare } from '../../src/core/metrics/mean-by-group.js';
import { quantile } from '../quantile.js';
import type { AskedQuestion } from './ask-set.js';
import { articleOf, gateShares, recallWithin } from './figures.js';

/** Lines of text: what was measured of one set, or of several together. */
export function reportSet(name: string, asked: readonly AskedQuestion[], threshold: number): string[] {
  return [`\n${name}`, ...retrievalLines(asked), ...gateLines(asked, threshold), ...quoteLines(asked)];
}

function retrievalLines(asked: readonly AskedQuestion[]): string[] {
  const answerable = asked.filter(({ question }) => question.gold.length > 0);
  const line = (name: string, rankOf: (item: AskedQuestion) => number | null) => {
    const reciprocal = meanByGroup(answerable, articleOf, (item) => 1 / (rankOf(item) ?? Number.POSITIVE_INFINITY));
    const shown = [1, 5, 10].map((limit) => showInterval(recallWithin(asked, rankOf, limit)));
    return `  ${name.padEnd(12)} recall@1 ${shown[0]}  @5 ${shown[1]}  @10 ${shown[2]}  MRR ${showShare(reciprocal.value)}`;
  };
  return [
    line('dense', ({ ranks }) => ranks.dense),
    line('sparse', ({ ranks }) => ranks.sparse),
    line('fused', ({ ranks }) => ranks.fused),
    line('confidence', ({ rank }) => rank),
  ];
}

function gateLines(asked: readonly AskedQuestion[], threshold: number): string[] {
  const outcomes = asked.map(outcomeOf);
  const isAnswered = ({ reply }: AskedQuestion) => reply.confidence >= threshold;
  const { precision, kept } = gateShares(asked, threshold);
  const lines = [
    `  at ${threshold}: precision ${showInterval(precision)}  kept ${showInterval(kept)}  answered ${gateFigures(outcomes, threshold).answered} of ${asked.length}`,
    `  ECE ${showShare(expectedCalibrationError(outcomes))}  Brier ${showShare(brierScore(outcomes))}  AUROC answerable ${showShare(areaUnderCurve(outcomes, ({ answerable }) => answerable))}, right ${showShare(areaUnderCurve(outcomes, ({ right }) => right))}`,
  ];
  const kinds = [...new Set(asked.map(({ question }) => question.kind))].filter((kind) => kind !== 'gold-present');
  for (const kind of kinds) {
    const letThrough: Interval = meanByGroup(
      asked.filter(({ question }) => question.kind === kind),
      articleOf,
      (item) => Number(isAnswered(item)),
    );
    lines.push(`  let through of ${kind}: ${showInterval(letThrough)}`);
  }
  return lines;
}

function quoteLines(asked: readonly AskedQuestion[]): string[] {
  const answered = asked.filter(({ reply, literal }) => reply.route === 'knowledge_base' && literal);
  const quoted = meanByGroup(answered, articleOf, ({ quoted: isQuoted }) => Number(isQuoted));
  const short = meanByGroup(answered, articleOf, ({ quotedSentences }) => Number(quotedSentences <= 3));
  const at = (share: number) =>
    quantile(
      asked.map(({ milliseconds }) => milliseconds),
      share,
    ).toFixed(1);
  return [
    `  gold answer inside the quotation ${showInterval(quoted)}  at most 3 sentences ${showInterval(short)}`,
    `  milliseconds a question: p50 ${at(0.5)}, p95 ${at(0.95)}`,
  ];
}

/** A question as the calibration's figures see it. */
export function outcomeOf({ reply, right, question }: AskedQuestion): Outcome {
  return { confidence: reply.confidence, right, answerable: question.gold.length > 0 };
}
