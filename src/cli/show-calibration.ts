import { showFigure } from './show-evaluation.js';
import type { WireCalibrateReply, WireCalibrationReport, WireLabelCounts, WireReliability } from './wire-evaluation.js';

/** What came of calibrating, in words. */
export function calibrateLines(collection: string, reply: WireCalibrateReply, dryRun: boolean): string[] {
  return [
    verdict(collection, reply, dryRun),
    `  learned from ${countsInWords(reply.labels)}`,
    `  freed: ${reply.freed === 'curve' ? 'slope and offset of the curve' : "the features' weights and the curve"}; the labels decided ${percent(reply.labels_share)} of it, the shipped calibration the rest`,
    `  log-loss ${reply.before.log_loss.toFixed(3)} → ${reply.after.log_loss.toFixed(3)} on questions held back (${signed(-reply.gain)} ± ${reply.gain_error.toFixed(3)})`,
    `  before: ${reliabilityInWords(reply.before.reliability)}`,
    `  after:  ${reliabilityInWords(reply.after.reliability)}`,
  ];
}

/** The calibration in force, in words. */
export function calibrationLines(report: WireCalibrationReport): string[] {
  const kinds = {
    reader: 'with the reader',
    no_reader: 'without a reader',
    recipe_free: 'of features that no encoder changes',
  };
  const lines = [
    `calibration ${report.id}: ${report.origin === 'shipped' ? 'shipped' : "the collection's own"}, ${kinds[report.kind]}, ${report.date}${report.provisional ? ', provisional' : ''}`,
    `  fitted on ${report.fitted_on.join(', ')}`,
    `  ${reliabilityInWords(report.reliability)}`,
  ];
  if (report.labels_share !== null)
    lines.push(
      `  the labels decided ${percent(report.labels_share)} of what was freed, the shipped calibration the rest`,
    );
  if (report.previous_id !== null) lines.push(`  before it: ${report.previous_id} (kaoju calibrate --rollback)`);
  if (report.refused) lines.push(`  ✗ ${report.refused.message} [${report.refused.code}]`);
  return lines;
}

function verdict(
  collection: string,
  { applied, better, id, previous_id }: WireCalibrateReply,
  dryRun: boolean,
): string {
  if (applied) return `"${collection}" has its own calibration ${id} now; ${previous_id} is kept (--rollback)`;
  if (better && dryRun) return `"${collection}" would get calibration ${id}; nothing was changed (--dry-run)`;
  return `"${collection}" keeps calibration ${previous_id}: ${id} is not better on questions held back`;
}

function reliabilityInWords(one: WireReliability): string {
  return `ECE ${showFigure(one.expected_calibration_error)}, Brier ${showFigure(one.brier)}, AUROC ${showFigure(one.area_under_curve)}, at .75 precision ${showFigure(one.precision)} with ${showFigure(one.kept)} kept, on ${one.questions} questions`;
}

function countsInWords({ file, feedback, probes }: WireLabelCounts): string {
  const parts = [
    file > 0 ? `${file} labelled questions` : '',
    feedback > 0 ? `${feedback} judged replies` : '',
    probes > 0 ? `${probes} probes made of the collection` : '',
  ];
  return parts.filter((part) => part !== '').join(', ');
}

function percent(share: number): string {
  return `${Math.round(share * 100)} %`;
}

function signed(value: number): string {
  return `${value < 0 ? '−' : '+'}${Math.abs(value).toFixed(3)}`;
}
