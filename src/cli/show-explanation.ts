import { featureInWords } from '../core/feature-words.js';
import { languageOf } from '../core/language.js';
import type { Language } from '../core/reply.js';
import { type ExplanationTexts, explanationTexts } from './explanation-texts.js';
import { showFigure } from './show-evaluation.js';
import { formatConfidence, formatSource } from './show-passage.js';
import type { WireExplanation, WirePassage, WireReply } from './wire.js';
import type { WireCalibrationReport } from './wire-evaluation.js';

/** Pushes smaller than this in log-odds move a confidence by at most .025: they are summed up. */
const smallPush = 0.1;
const strengthFrom = { strong: 1, clear: 0.4 };
/** Candidates shown below the best one. */
const candidatesBelow = 4;
/** Characters of a span that are quoted. */
const maxQuoted = 80;

/** Words listed of each kind. */
const maxWords = 12;

type Explained = WirePassage & { readonly explanation: WireExplanation };

/**
 * Where a reply's confidence came from, in the question's language: what decided, which leg found the passage, what the reader
 * made of it, each feature with its push, the candidates just below and what they lack, and the calibration behind it.
 */
export function explanationOf(reply: WireReply, calibration: WireCalibrationReport): string[] {
  const language = languageOf(reply.question);
  const texts = explanationTexts(language);
  const confidence = formatConfidence(reply.confidence);
  const [best, ...others] = reply.passages.filter((passage): passage is Explained => passage.explanation !== undefined);
  return [
    texts.heading(confidence),
    `  ${texts.reasons[reply.reason](confidence, reply.threshold.toFixed(2))}`,
    ...(best ? ['', ...passageInWords(best, language, texts), '', ...belowInWords(best, others, language, texts)] : []),
    '',
    ...calibrationInWords(calibration, texts),
  ];
}

function passageInWords(passage: Explained, language: Language, texts: ExplanationTexts): string[] {
  const { explanation } = passage;
  const pushes = [...explanation.features].sort((left, right) => Math.abs(right.push) - Math.abs(left.push));
  const large = pushes.filter(({ push }) => Math.abs(push) >= smallPush);
  const small = pushes.filter(({ push }) => Math.abs(push) < smallPush && push !== 0);
  const list = (some: typeof pushes) =>
    some.length === 0 ? [`    ${texts.nothing}`] : some.map((one) => `    ${pushInWords(one, language, texts)}`);
  const sum = pushes.reduce((total, { push }) => total + push, explanation.base);
  const rest = small.reduce((total, { push }) => total + push, 0);
  return [
    texts.passage(1, formatSource(passage)),
    `  ${legsInWords(explanation, texts)}`,
    ...wordsInWords(explanation, texts).map((line) => `  ${line}`),
    `  ${readingInWords(explanation, texts)}`,
    `  ${texts.base(signed(explanation.base))}`,
    `  ${texts.forIt}`,
    ...list(large.filter(({ push }) => push > 0)),
    `  ${texts.againstIt}`,
    ...list(large.filter(({ push }) => push < 0)),
    ...(small.length > 0 ? [`    ${texts.smaller(small.length, signed(rest))}`] : []),
    `  ${texts.sum(signed(sum), formatConfidence(passage.confidence))}`,
  ];
}

function legsInWords(explanation: WireExplanation, texts: ExplanationTexts): string {
  const { dense_rank, dense_score, sparse_rank, sparse_score, rerank_score } = explanation;
  const cosine = dense_score.toFixed(3);
  const meaning = dense_rank === null ? texts.notByMeaning(cosine) : texts.foundByMeaning(dense_rank, cosine);
  const words = sparse_rank === null ? texts.notByWords : texts.foundByWords(sparse_rank, sparse_score.toFixed(2));
  const reranked = rerank_score === null ? [] : [texts.reranked(rerank_score.toFixed(3))];
  return [meaning, words, ...reranked].join(texts.separator);
}

/** In another language words cannot agree, and a list of them would mislead. */
function wordsInWords({ words, features }: WireExplanation, texts: ExplanationTexts): string[] {
  if (features.some(({ name, value }) => name === 'cross_language' && value === 1)) return [];
  const list = (found: boolean) =>
    words
      .filter((one) => one.found === found)
      .slice(0, maxWords)
      .map(({ word, weight }) => `${word} ${Math.round(weight * 100)} %`)
      .join(', ');
  return [texts.wordsFound(list(true) || '–'), texts.wordsMissing(list(false) || '–')];
}

function readingInWords({ reading }: WireExplanation, texts: ExplanationTexts): string {
  if (reading === null) return texts.notRead;
  const { span } = reading;
  if (span === null) return texts.readerNothing;
  const line = span.text.replace(/\s+/g, ' ').trim();
  const words = line.length > maxQuoted ? `${line.slice(0, maxQuoted)}…` : line;
  return span.score > 0 ? texts.readerFound(words) : texts.readerDoubts(words);
}

function pushInWords(
  { name, value, push }: WireExplanation['features'][number],
  language: Language,
  texts: ExplanationTexts,
): string {
  const [strong, clear, slight] = texts.strengths;
  const size = Math.abs(push);
  const strength = size >= strengthFrom.strong ? strong : size >= strengthFrom.clear ? clear : slight;
  return `${signed(push)} ${strength}  ${featureInWords(name, language)}: ${showValue(value)}  [${name}]`;
}

function belowInWords(
  best: Explained,
  others: readonly Explained[],
  language: Language,
  texts: ExplanationTexts,
): string[] {
  if (others.length === 0) return [texts.noBelow];
  const lines = others.slice(0, candidatesBelow).flatMap((passage, index) => {
    const head = `  ${index + 2}. ${formatConfidence(passage.confidence)}  ${formatSource(passage)}`;
    if (passage.explanation.calibration.id !== best.explanation.calibration.id)
      return [head, `     ${texts.otherCalibration}`];
    const lag = largestLag(best.explanation, passage.explanation);
    return lag ? [head, `     ${texts.behind(featureInWords(lag.name, language), signed(lag.push))}`] : [head];
  });
  return [texts.below, ...lines];
}

/** The feature by which a candidate falls behind most. */
function largestLag(best: WireExplanation, other: WireExplanation): { name: string; push: number } | undefined {
  const pushes = new Map(other.features.map(({ name, push }) => [name, push]));
  const [lag] = best.features
    .map(({ name, push }) => ({ name, push: (pushes.get(name) ?? 0) - push }))
    .sort((left, right) => left.push - right.push);
  return lag && lag.push < 0 ? lag : undefined;
}

function calibrationInWords(report: WireCalibrationReport, texts: ExplanationTexts): string[] {
  const { labels, reliability, origin } = report;
  const sources = labels
    ? (['file', 'feedback', 'probes'] as const).flatMap((from) =>
        labels[from] > 0 ? [texts.sources[from](labels[from])] : [],
      )
    : report.fitted_on;
  const { precision, kept, expected_calibration_error: error } = reliability;
  const lines = [
    texts.calibration(report.id, texts.origins[origin], sources.join(', ')),
    texts.reliability(showFigure(precision), showFigure(kept), showFigure(error)),
  ];
  if (report.provisional) lines.push(texts.provisional);
  if (report.refused) lines.push(texts.refused(report.refused.message));
  return lines;
}

function signed(value: number): string {
  return `${value < 0 ? '−' : '+'}${Math.abs(value).toFixed(2)}`;
}

function showValue(value: number): string {
  return Number.isInteger(value) ? String(value) : value.toFixed(2);
}
