import type { AnswerPorts } from '../../../src/answer/answer-ports.js';
import { fuseOneLeg } from './one-leg.js';
import { byCosine, byReader, cosineGate } from './raw-scores.js';
import { fuseByRanks } from './reciprocal-ranks.js';

/** The whole path with something taken out of it. */
export interface Ablation {
  readonly name: string;
  /** What is left of the ports. */
  readonly without: (ports: AnswerPorts) => AnswerPorts;
  /** Features that a calibration fitted anew may use; null: the ports' calibrations are used as they are. */
  readonly refit: ((feature: string) => boolean) | null;
  /** Whether passages have their titles. */
  readonly titled: boolean;
}

/** Everything on, as it ships. */
export const everything: Ablation = { name: 'everything on', without: (ports) => ports, refit: null, titled: true };

/** The encoder's cosine as the gate; answers all, so that any cosine can be tried as the threshold. */
export const rawCosine: Ablation = {
  ...everything,
  name: 'no reader, no calibration: cosine',
  without: (ports) => ({
    ...ports,
    reader: null,
    calibrations: byCosine(ports.calibrations),
    threshold: cosineGate(-1),
  }),
};

/** What is taken out, a row of the table each; the cosine apart, since it has several thresholds. */
export const ablations: readonly Ablation[] = [
  everything,
  { ...everything, name: 'the same, calibration fitted as below', refit: () => true },
  {
    ...everything,
    name: 'words alone (no vector leg)',
    without: (ports) => ({ ...ports, fuse: fuseOneLeg('sparse') }),
    refit: (feature) => !/cosine|dense/.test(feature),
  },
  {
    ...everything,
    name: 'vectors alone (no lexical leg)',
    without: (ports) => ({ ...ports, fuse: fuseOneLeg('dense') }),
    refit: (feature) => !/sparse/.test(feature),
  },
  {
    ...everything,
    name: 'fusion by reciprocal ranks',
    without: (ports) => ({ ...ports, fuse: fuseByRanks }),
    refit: () => true,
  },
  { ...everything, name: 'no heading path', refit: () => true, titled: false },
  { ...everything, name: 'no reader', without: (ports) => ({ ...ports, reader: null }) },
  {
    ...everything,
    name: 'no calibration: the reader’s own probability',
    without: (ports) => ({ ...ports, calibrations: byReader(ports.calibrations) }),
  },
];
