import type { CalibrateResult } from '../../calibrate/calibrate-collection.js';
import type { Reliability } from '../../core/calibration.js';
import type { LabelCounts } from '../../core/collection-calibration.js';
import type { HeldBack } from '../../core/shrink-calibration.js';
import type { CalibrationReport } from '../../knowledge-base.js';

export function calibrationReportOnWire(report: CalibrationReport) {
  const { calibration, origin, provisional, labels, share, previousId, refused } = report;
  return {
    id: calibration.id,
    kind: calibration.kind,
    recipe: calibration.recipe,
    origin,
    provisional,
    fitted_on: calibration.fittedOn,
    date: calibration.date,
    features: calibration.features.map(({ name, weight, mean, deviation }) => ({ name, weight, mean, deviation })),
    intercept: calibration.intercept,
    slope: calibration.slope,
    offset: calibration.offset,
    reliability: reliabilityOnWire(calibration.reliability),
    labels: labels && labelsOnWire(labels),
    labels_share: share,
    previous_id: previousId,
    refused: refused && { code: refused.code, message: refused.message },
  };
}

export function calibrateResultOnWire(result: CalibrateResult) {
  return {
    applied: result.applied,
    better: result.better,
    id: result.id,
    previous_id: result.previousId,
    freed: result.freed,
    labels: labelsOnWire(result.labels),
    labels_share: result.share,
    gain: result.gain,
    gain_error: result.gainError,
    before: heldBackOnWire(result.before),
    after: heldBackOnWire(result.after),
    problems: result.problems.map(({ line, code, message }) => ({ line, code, message })),
  };
}

function heldBackOnWire({ reliability, logLoss }: HeldBack) {
  return { log_loss: logLoss, reliability: reliabilityOnWire(reliability) };
}

function reliabilityOnWire(reliability: Reliability) {
  return {
    questions: reliability.questions,
    expected_calibration_error: reliability.expectedCalibrationError,
    brier: reliability.brier,
    area_under_curve: orNull(reliability.areaUnderCurve),
    precision: orNull(reliability.precision),
    kept: orNull(reliability.kept),
  };
}

function labelsOnWire({ file, feedback, probes }: LabelCounts) {
  return { file, feedback, probes };
}

/** JSON has no NaN, which is what a share of nothing is; one that was stored as JSON is null already. */
function orNull(value: number | null): number | null {
  return value === null || Number.isNaN(value) ? null : value;
}
