import type { Calibrations } from '../../../src/answer/answer-ports.js';
import { type Calibration, sigmoid } from '../../../src/core/calibration.js';

/** Wide enough that a standardised value is never clipped at four deviations. */
const deviation = 16;
/** Brings every cosine between "worth nothing" and "worth reading": .02 to .05, below nearly all of what the reader says. */
const unread = -4;

/** The encoder's cosine decides: passages are ordered by it and gated at `cosineGate` of it. Without a reader. */
export function byCosine({ withoutReader }: Calibrations): Calibrations {
  return {
    withReader: null,
    withoutReader: rawScore(withoutReader, ['cosine', 'cross_cosine']),
    provisional: withoutReader,
  };
}

/** The confidence that a passage with this cosine gets under `byCosine`. */
export function cosineGate(cosine: number): number {
  return sigmoid(cosine);
}

/** The cosine that has this confidence under `byCosine`. */
export function cosineAt(confidence: number): number {
  return Math.log(confidence / (1 - confidence));
}

/** The reader's own probability decides; it reads the three passages of the highest cosines. */
export function byReader({ withoutReader }: Calibrations): Calibrations {
  return {
    withReader: { ...rawScore(withoutReader, ['answer_logit', 'cross_answer_logit']), kind: 'reader' },
    withoutReader: { ...rawScore(withoutReader, ['cosine', 'cross_cosine']), offset: unread },
    provisional: withoutReader,
  };
}

/** A calibration whose log-odds are the sum of these features as they are; of each pair one is always 0. */
function rawScore(like: Calibration, names: readonly string[]): Calibration {
  const features = names.map((name) => ({ name, weight: deviation, mean: 0, deviation }));
  return { ...like, id: 'raw', features, intercept: 0, slope: 1, offset: 0 };
}
