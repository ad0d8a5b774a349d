import type { AnswerPorts } from '../../../src/answer/answer-ports.js';
import { fuseOneLeg } from './one-leg.js';
import { byCosine, byReader, cosineGate } from './raw-scores.js';
import { fuseByRanks } from './reciprocal-ranks.js';

/** The whole path with something taken out of it. */
export interface Ablation {
  readonly name: string;
  /** The same in Chinese. */
  readonly nameZh: string;
  /** What is left of the ports. */
  readonly without: (ports: AnswerPorts) => AnswerPorts;
  /** Features that a calibration fitted anew may use; null: the ports' calibrations are used as they are. */
  readonly refit: ((feature: string) => boolean) | null;
  /** Whether passages have their titles. */
  readonly titled: boolean;
}

/** Everything on, as it ships. */
export const everything: Ablation = {
  name: 'everything on',
  nameZh: '全部打开',
  without: (ports) => ports,
  refit: null,
  titled: true,
};

/** The encoder's cosine as the gate; answers all, so that any cosine can be tried as the threshold. */
export const rawCosine: Ablation = {
  ...everything,
  name: 'no reader, no calibration: cosine',
  nameZh: '没有阅读模型和校准：余弦',
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
  {
    ...everything,
    name: 'the same, calibration fitted as below',
    nameZh: '同上，校准按下面各行的方式拟合',
    refit: () => true,
  },
  {
    ...everything,
    name: 'words alone (no vector leg)',
    nameZh: '只有词语（没有向量腿）',
    without: (ports) => ({ ...ports, fuse: fuseOneLeg('sparse') }),
    refit: (feature) => !/cosine|dense/.test(feature),
  },
  {
    ...everything,
    name: 'vectors alone (no lexical leg)',
    nameZh: '只有向量（没有词语腿）',
    without: (ports) => ({ ...ports, fuse: fuseOneLeg('dense') }),
    refit: (feature) => !/sparse/.test(feature),
  },
  {
    ...everything,
    name: 'fusion by reciprocal ranks',
    nameZh: '按名次倒数融合',
    without: (ports) => ({ ...ports, fuse: fuseByRanks }),
    refit: () => true,
  },
  { ...everything, name: 'no heading path', nameZh: '没有标题路径', refit: () => true, titled: false },
  { ...everything, name: 'no reader', nameZh: '没有阅读模型', without: (ports) => ({ ...ports, reader: null }) },
  {
    ...everything,
    name: 'no calibration: the reader’s own probability',
    nameZh: '没有校准：阅读模型自己的概率',
    without: (ports) => ({ ...ports, calibrations: byReader(ports.calibrations) }),
  },
];
