import { type CalibratePorts, calibrateCollection } from './calibrate/calibrate-collection.js';
import { type CalibrationsInForce, calibrationsInForce, isProvisional } from './calibrate/calibrations-in-force.js';
import { evaluateQuestions } from './calibrate/evaluate-questions.js';
import { KnowledgeBaseError } from './core/errors.js';
import { type EncoderPorts, withEncoderOf } from './encoders.js';
import type { CalibrateOptions, CalibrationReport, HealthProblem, KnowledgeBase } from './knowledge-base.js';
import { labelsOf } from './labels-of.js';
import type { Turns } from './ports/turns.js';

type CalibrationMethods = Pick<KnowledgeBase, 'getCalibration' | 'calibrate' | 'rollBackCalibration' | 'evaluate'>;

/** The part of a knowledge base that measures and corrects its confidences. */
export function calibrationMethods(ports: CalibratePorts & EncoderPorts, writes: Turns): CalibrationMethods {
  const open = async (collection: string) => {
    const record = await ports.catalog.getCollection(collection);
    return { record, own: withEncoderOf(ports, record) };
  };
  // Two calibrations of one collection at a time would each be compared with what the other replaces.
  const alone = <T>(collection: string, task: (opened: Awaited<ReturnType<typeof open>>) => Promise<T>) =>
    writes.run(JSON.stringify([collection, 'calibration']), async () => await task(await open(collection)));
  return {
    async getCalibration(collection) {
      const { record, own } = await open(collection);
      return calibrationReport(await calibrationsInForce(own, record));
    },
    calibrate: (collection, options = {}) =>
      alone(collection, ({ record, own }) => calibrateCollection(own, record, calibrateRequest(options))),
    rollBackCalibration: (collection) =>
      alone(collection, async ({ record, own }) => {
        if (!(await ports.catalog.removeLatestCalibration(collection))) throw nothingToRollBack(collection);
        return calibrationReport(await calibrationsInForce(own, record));
      }),
    async evaluate(collection, input, { source, checkOnly = false, access, signal } = {}) {
      const { record, own } = await open(collection);
      const inForce = await calibrationsInForce(own, record);
      const evaluation = await evaluateQuestions({ ...own, calibrations: inForce.calibrations }, record, {
        input,
        source: source ?? null,
        checkOnly,
        labels: labelsOf(access),
        signal,
      });
      const calibration = { id: inForce.leading.id, provisional: isProvisional(inForce) };
      return { ...evaluation, calibration };
    },
  };
}

/** Collections that have a calibration of their own and have to do without it. */
export async function refusedCalibrations(ports: CalibratePorts): Promise<HealthProblem[]> {
  const problems: HealthProblem[] = [];
  for (const collection of await ports.catalog.listCollections()) {
    const { refused } = await calibrationsInForce(ports, collection);
    if (refused) problems.push({ code: refused.code, message: refused.message, blocking: false });
  }
  return problems;
}

function calibrationReport(inForce: CalibrationsInForce): CalibrationReport {
  const { leading, own, previousId, refused } = inForce;
  return {
    calibration: leading,
    origin: own ? 'collection' : 'shipped',
    provisional: isProvisional(inForce),
    labels: own?.labels ?? null,
    share: own?.share ?? null,
    previousId,
    refused,
  };
}

function calibrateRequest({
  labels,
  source,
  probes,
  feedback = false,
  seed = 1,
  dryRun = false,
  access,
  signal,
}: CalibrateOptions) {
  return {
    input: labels ?? null,
    source: source ?? null,
    probes: probes ?? (labels === undefined && !feedback),
    feedback,
    seed,
    dryRun,
    labels: labelsOf(access),
    signal,
  };
}

function nothingToRollBack(collection: string): KnowledgeBaseError {
  return new KnowledgeBaseError(
    'invalid_request',
    `Cannot roll back the calibration of "${collection}": the shipped one is in force; run kaoju calibrate ${collection} first`,
  );
}
