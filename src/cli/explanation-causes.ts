import type { Aspect } from '../core/feature-aspects.js';
import type { CauseTexts } from './explanation-cause-texts.js';
import { formatConfidence, formatSource } from './show-passage.js';
import type { WireExplanation, WirePassage } from './wire.js';

/** Words of the question are worth naming when those that a passage lacks weigh this much, 0…1. */
const muchMissing = 0.15;
/** Words named at most. */
const fewWords = 4;
/** A passage is a rival when its confidence is at least this part of the best one's, and not small itself. */
const nearlyAsSure = 0.6;
const smallConfidence = 0.3;
/** An aspect held a passage back when its features together push this far down, in log-odds. */
const heldBack = -0.4;

export type Explained = WirePassage & { readonly explanation: WireExplanation };

/** What the causes are told from, besides the passages. */
export interface Told {
  readonly answered: boolean;
  /** Pushes of the best passage by aspect, without those that are the same for every passage. */
  readonly pushes: ReadonlyMap<Aspect, number>;
  /** A word of the question as it was written. */
  readonly asWritten: (word: string) => string;
}

/**
 * The likely causes of a confidence, the plainest first, in words for somebody who knows nothing of features: why an answer that
 * turned out wrong was given, or why one was held back.
 */
export function causesOf(best: Explained, others: readonly Explained[], told: Told, texts: CauseTexts): string[] {
  const causes = [
    ...readingCauses(best, told, texts),
    ...wordCauses(best, told, texts),
    ...featureCauses(best, told, texts),
    ...rivalCauses(best, others, texts),
  ];
  if (told.answered) {
    const wrong = Math.round((1 - best.confidence) * 100);
    return [
      ...(causes.length > 0 ? causes : [texts.allAgree]),
      texts.expectedWrong(formatConfidence(best.confidence), wrong),
    ];
  }
  return causes.length > 0 ? causes : [texts.littleOfAll];
}

function readingCauses(
  { explanation: { reading, calibration } }: Explained,
  { answered }: Told,
  texts: CauseTexts,
): string[] {
  if (reading === null)
    return [calibration.kind === 'reader' || calibration.kind === 'no_reader' ? texts.unread : texts.noReader];
  const { answer_logit: opinion, span } = reading;
  if (opinion < 0) return [answered ? texts.doubtOutweighed : texts.doubted];
  if (span === null || span.score <= 0) return [texts.unsureWhere];
  return [];
}

function wordCauses({ explanation }: Explained, { asWritten }: Told, texts: CauseTexts): string[] {
  if (isAcross(explanation)) return [texts.acrossLanguages];
  const missing = explanation.words.filter(({ word, found }) => !found && saysSomething(word));
  const weight = missing.reduce((sum, word) => sum + word.weight, 0);
  if (weight < muchMissing) return [];
  return [
    texts.wordsMissing(
      quoted(
        missing.map(({ word }) => asWritten(word)),
        texts,
      ),
      Math.round(weight * 100),
    ),
  ];
}

function featureCauses({ explanation }: Explained, { answered, pushes }: Told, texts: CauseTexts): string[] {
  const says = (name: string) =>
    explanation.features.some((feature) => [name, `cross_${name}`].includes(feature.name) && feature.value > 0);
  const causes: string[] = [];
  if (says('type_missing')) causes.push(texts.typeMissing);
  if (says('numbers_missing')) causes.push(texts.numbersMissing);
  if (says('names_missing')) causes.push(texts.namesMissing);
  if (answered) return causes;
  const fell = (aspect: Aspect) => (pushes.get(aspect) ?? 0) <= heldBack;
  if (fell('rivals')) causes.push(texts.manyAlike);
  if (fell('meaning')) causes.push(texts.farInMeaning);
  if (fell('kind')) causes.push(texts.hardKind);
  return causes;
}

function rivalCauses(best: Explained, [second]: readonly Explained[], texts: CauseTexts): string[] {
  if (!second || second.confidence < Math.max(smallConfidence, best.confidence * nearlyAsSure)) return [];
  return [texts.nearlyAsSure(formatConfidence(second.confidence), formatSource(second))];
}

/** What one passage has of the question's words that another lacks, the weightiest first; empty across languages. */
export function wordsAhead(of: WireExplanation, over: WireExplanation): string[] {
  if (isAcross(of) || isAcross(over)) return [];
  const lacks = new Set(over.words.filter(({ found }) => !found).map(({ word }) => word));
  return of.words.flatMap(({ word, found }) => (found && lacks.has(word) && saysSomething(word) ? [word] : []));
}

export function isAcross({ features }: WireExplanation): boolean {
  return features.some(({ name, value }) => name === 'cross_language' && value === 1);
}

/** A single Han character left over by cutting (用, 最) says little to a reader. */
function saysSomething(word: string): boolean {
  return !/^\p{Script=Han}$/u.test(word);
}

/** The weightiest words, best first as given. */
export function quoted(words: readonly string[], texts: CauseTexts): string {
  return words.slice(0, fewWords).map(texts.quote).join(texts.comma);
}
