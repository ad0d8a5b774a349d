import { type Aspect, aspectOf, aspects, standsStill } from '../core/feature-aspects.js';
import { featureInWords } from '../core/feature-words.js';
import { languageOf } from '../core/language.js';
import type { Language } from '../core/reply.js';
import { stemOf } from '../core/split-terms.js';
import { type CauseTexts, causeTexts } from './explanation-cause-texts.js';
import { causesOf, type Explained, isAcross, quoted, wordsAhead } from './explanation-causes.js';
import { type ExplanationTexts, explanationTexts } from './explanation-texts.js';
import { showFigure } from './show-evaluation.js';
import { formatConfidence, formatSource } from './show-passage.js';
import type { WireExplanation, WireReply } from './wire.js';
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

interface Telling {
  readonly language: Language;
  readonly texts: ExplanationTexts;
  readonly causes: CauseTexts;
  readonly asWritten: (word: string) => string;
}

/** A feature with its push; those of one aspect are shown together. */
type Push = WireExplanation['features'][number];

/**
 * Where a reply's confidence came from, in the question's language: what decided and the likely causes, which leg found the
 * passage, what the reader made of it, each aspect and feature with its push, the candidates just below and what they lack, and the
 * calibration behind it.
 */
export function explanationOf(reply: WireReply, calibration: WireCalibrationReport): string[] {
  const language = languageOf(reply.question);
  const telling = {
    language,
    texts: explanationTexts(language),
    causes: causeTexts(language),
    asWritten: writtenIn(reply.question),
  };
  const { texts } = telling;
  const confidence = formatConfidence(reply.confidence);
  const [best, ...others] = reply.passages.filter((passage): passage is Explained => passage.explanation !== undefined);
  return [
    texts.heading(confidence),
    `  ${texts.reasons[reply.reason](confidence, reply.threshold.toFixed(2))}`,
    ...(best ? causesInWords(reply, best, others, telling) : []),
    ...(best ? ['', ...passageInWords(best, telling), '', ...belowInWords(best, others, telling)] : []),
    '',
    ...calibrationInWords(calibration, texts),
  ];
}

/** The index knows stems (`memori`); people know the words they wrote. */
function writtenIn(question: string): (word: string) => string {
  const words = question.normalize('NFKC').match(/[A-Za-z]+/g) ?? [];
  const byStem = new Map(words.map((word) => [stemOf(word.toLowerCase()), word]));
  return (word) => byStem.get(word) ?? word;
}

function causesInWords(reply: WireReply, best: Explained, others: readonly Explained[], telling: Telling): string[] {
  const { causes, asWritten } = telling;
  const answered = reply.confidence >= reply.threshold;
  const pushes = new Map([...byAspect(best.explanation).groups].map(([aspect, list]) => [aspect, sumOf(list)]));
  const lines = causesOf(best, others, { answered, pushes, asWritten }, causes);
  return [`  ${answered ? causes.ifWrong : causes.heldBack}`, ...lines.map((line) => `  - ${line}`)];
}

/** Features by aspect, and what those push together that stand still for every passage like this one. */
function byAspect(explanation: WireExplanation): { start: number; groups: Map<Aspect, Push[]> } {
  const across = isAcross(explanation);
  const names = new Set(explanation.features.map(({ name }) => name));
  const groups = new Map<Aspect, Push[]>();
  let start = explanation.base;
  for (const feature of explanation.features) {
    if (standsStill(feature.name, across, names)) {
      start += feature.push;
      continue;
    }
    const aspect = aspectOf(feature.name) ?? 'kind';
    groups.set(aspect, [...(groups.get(aspect) ?? []), feature]);
  }
  return { start, groups };
}

function sumOf(features: readonly Push[]): number {
  return features.reduce((sum, { push }) => sum + push, 0);
}

function passageInWords(passage: Explained, telling: Telling): string[] {
  const { explanation } = passage;
  const { texts } = telling;
  const { start, groups } = byAspect(explanation);
  const order = [...groups].sort(([, left], [, right]) => Math.abs(sumOf(right)) - Math.abs(sumOf(left)));
  const total = order.reduce((sum, [, features]) => sum + sumOf(features), start);
  return [
    texts.passage(1, formatSource(passage)),
    `  ${legsInWords(explanation, texts)}`,
    ...wordsInWords(explanation, telling).map((line) => `  ${line}`),
    `  ${readingInWords(explanation, texts)}`,
    `  ${texts.moved}`,
    `    ${signed(start)}  ${isAcross(explanation) ? texts.startAcross : texts.start}`,
    ...order.flatMap(([aspect, features]) => aspectInWords(aspect, features, telling).map((line) => `    ${line}`)),
    `  ${texts.sum(signed(total), formatConfidence(passage.confidence))}`,
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
function wordsInWords(explanation: WireExplanation, { texts, asWritten }: Telling): string[] {
  if (isAcross(explanation)) return [];
  const list = (found: boolean) =>
    explanation.words
      .filter((one) => one.found === found)
      .slice(0, maxWords)
      .map(({ word, weight }) => `${asWritten(word)} ${Math.round(weight * 100)} %`)
      .join(', ');
  return [texts.wordsFound(list(true) || '–'), texts.wordsMissing(list(false) || '–')];
}

function readingInWords({ reading }: WireExplanation, texts: ExplanationTexts): string {
  if (reading === null) return texts.notRead;
  const { span, answer_logit: opinion } = reading;
  if (span === null) return texts.readerNothing;
  const line = span.text.replace(/\s+/g, ' ').trim();
  const words = line.length > maxQuoted ? `${line.slice(0, maxQuoted)}…` : line;
  if (opinion < 0) return texts.readerDoubts(words);
  return span.score > 0 ? texts.readerFound(words) : texts.readerUnsure(words);
}

/** One line for the aspect, and one for each of its features that counts. */
function aspectInWords(aspect: Aspect, features: readonly Push[], { texts, causes, language }: Telling): string[] {
  const sum = sumOf(features);
  const large = features
    .filter(({ push }) => Math.abs(push) >= smallPush)
    .sort((left, right) => Math.abs(right.push) - Math.abs(left.push));
  if (large.length === 0 && Math.abs(sum) < smallPush) return [];
  const rest = features.filter(({ push }) => push !== 0 && Math.abs(push) < smallPush);
  return [
    `${signed(sum)}  ${texts.weight(strengthOf(sum, texts), causes.aspects[aspect], sum < 0)}`,
    ...large.map(
      ({ name, value, push }) =>
        `    ${signed(push)}  ${featureInWords(name, language)}: ${showValue(value)}  [${name}]`,
    ),
    ...(rest.length > 0 ? [`    ${texts.smaller(rest.length, signed(sumOf(rest)))}`] : []),
  ];
}

function strengthOf(push: number, { strengths: [strong, clear, slight] }: ExplanationTexts): string {
  const size = Math.abs(push);
  return size >= strengthFrom.strong ? strong : size >= strengthFrom.clear ? clear : slight;
}

function belowInWords(best: Explained, others: readonly Explained[], telling: Telling): string[] {
  const { texts, causes, asWritten } = telling;
  if (others.length === 0) return [texts.noBelow];
  const words = (list: readonly string[]) => quoted(list.map(asWritten), causes);
  const lines = others.slice(0, candidatesBelow).flatMap((passage, index) => {
    const [lacks, has] = [
      wordsAhead(best.explanation, passage.explanation),
      wordsAhead(passage.explanation, best.explanation),
    ];
    return [
      `  ${index + 2}. ${formatConfidence(passage.confidence)}  ${formatSource(passage)}`,
      ...behindInWords(best.explanation, passage.explanation, telling),
      ...(lacks.length > 0 ? [`     ${texts.lacks(words(lacks))}`] : []),
      ...(has.length > 0 ? [`     ${texts.hasInstead(words(has))}`] : []),
    ];
  });
  return [texts.below, ...lines];
}

/** The aspects by which a candidate falls behind most; two calibrations weigh differently, so that their pushes say nothing. */
function behindInWords(best: WireExplanation, other: WireExplanation, { texts, causes }: Telling): string[] {
  if (other.calibration.id !== best.calibration.id)
    return [`     ${other.reading === null ? texts.otherCalibration : texts.readButBestNot}`];
  const [own, others] = [byAspect(best).groups, byAspect(other).groups];
  const lags = aspects
    .map((aspect) => ({ aspect, push: sumOf(others.get(aspect) ?? []) - sumOf(own.get(aspect) ?? []) }))
    .filter(({ push }) => push <= -smallPush)
    .sort((left, right) => left.push - right.push)
    .slice(0, 2)
    .map(({ aspect, push }) => `${causes.aspects[aspect]} (${signed(push)})`);
  return lags.length > 0 ? [`     ${texts.behind(lags.join(causes.comma))}`] : [];
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
    texts.calibration(report.id, texts.origins[origin], sources.join(texts.separator)),
    texts.reliability(showFigure(precision), showFigure(kept), showFigure(error)),
  ];
  if (report.kind === 'no_reader') lines.push(texts.withoutReader);
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
