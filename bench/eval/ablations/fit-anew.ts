import type { AnswerPorts, Calibrations } from '../../../src/answer/answer-ports.js';
import { readerFeatures, retrievalFeatures } from '../../../src/answer/feature-names.js';
import type { Calibration } from '../../../src/core/calibration.js';
import { fitCalibration, type LabelledQuestion } from '../../../src/core/fit-calibration.js';
import { fitSettings } from '../fit-settings.js';
import { labelQuestion } from '../label-question.js';
import { type AskedSet, toLabel, withoutFilter } from '../labelled-questions.js';

/**
 * Calibrations for retrieval as these ports do it, fitted as the shipped ones are but on the sets alone: every question once, of all
 * passages; no manuals, no small collections, no strangers.
 *
 * @param keeps whether a feature is used.
 */
export async function fitAnew(
  ports: AnswerPorts,
  sets: readonly AskedSet[],
  keeps: (feature: string) => boolean,
): Promise<Calibrations> {
  const { withoutReader, provisional } = ports.calibrations;
  const fitted = (kind: Calibration['kind'], questions: readonly LabelledQuestion[], features: readonly string[]) => ({
    ...withoutReader,
    id: 'anew',
    kind,
    ...fitCalibration(questions, { features: features.filter(keeps), ...fitSettings }),
  });
  const plain = fitted('no_reader', await labelSets(ports, sets, null), retrievalFeatures);
  // What is read is what the calibration without the reader finds worth reading, as it is in service.
  const read = fitted('reader', await labelSets(ports, sets, plain), readerFeatures);
  return { withReader: read, withoutReader: plain, provisional };
}

async function labelSets(
  ports: AnswerPorts,
  sets: readonly AskedSet[],
  base: Calibration | null,
): Promise<LabelledQuestion[]> {
  const labelled: LabelledQuestion[] = [];
  for (const { set, collection } of sets) {
    for (const question of set.questions) {
      labelled.push(await labelQuestion(ports, collection, toLabel(question, withoutFilter(question)), base));
    }
  }
  return labelled;
}
