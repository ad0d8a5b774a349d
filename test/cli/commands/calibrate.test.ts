import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { WireCalibrateReply } from '../../../src/cli/wire-evaluation.js';
import { wireCalibrationReport } from '../../fakes/wire-bodies.js';
import { runWithFakes } from '../run-with-fakes.js';

const { reliability } = wireCalibrationReport;
const reply: WireCalibrateReply = {
  applied: true,
  better: true,
  id: 'c2',
  previous_id: 'c1',
  freed: 'curve',
  labels: { file: 120, feedback: 0, probes: 0 },
  labels_share: 0.62,
  gain: 0.06,
  gain_error: 0.02,
  before: { log_loss: 0.41, reliability: { ...reliability, expected_calibration_error: 0.12 } },
  after: { log_loss: 0.35, reliability },
  problems: [{ line: 9, code: 'duplicate', message: 'it says the same as line 4' }],
};
const path = 'POST /v1/collections/handbook/calibrate';

test('kaoju calibrate says what it learned from, how far it went, and what is better', async () => {
  const { code, printed, noted, client } = await runWithFakes(['calibrate', 'handbook'], { [path]: reply });
  expect(code).toBe(0);
  const text = printed.join('\n');
  expect(text).toContain('"handbook" has its own calibration c2 now; c1 is kept (--rollback)');
  expect(text).toContain('learned from 120 labelled questions');
  expect(text).toContain('the labels decided 62 % of it, the shipped calibration the rest');
  expect(text).toContain('log-loss 0.410 → 0.350 on questions held back (−0.060 ± 0.020)');
  expect(text).toContain('before: ECE .120');
  expect(noted).toContain('line 9 was left out: it says the same as line 4');
  expect(client.sent[0]?.options.json).toEqual({});
});

test('kaoju calibrate --labels sends the text of the file with everything asked for', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'kaoju-calibrate-'));
  const file = join(folder, 'labels.jsonl');
  await writeFile(file, '{"question":"x?","answerable":false}\n');
  const argv = ['calibrate', 'handbook', '--labels', file, '--source', 'docs', '--probes', '--seed', '7', '--dry-run'];
  const { printed, client } = await runWithFakes(argv, { [path]: { ...reply, applied: false } });
  await rm(folder, { recursive: true });
  expect(client.sent[0]?.options.json).toEqual({
    labels: '{"question":"x?","answerable":false}\n',
    source: 'docs',
    probes: true,
    seed: 7,
    dry_run: true,
  });
  expect(printed[0]).toBe('"handbook" would get calibration c2; nothing was changed (--dry-run)');
});

test('kaoju calibrate says that nothing changed when the new one is not better', async () => {
  const same = { ...reply, applied: false, better: false };
  const { code, printed } = await runWithFakes(['calibrate', 'handbook'], { [path]: same });
  expect(code).toBe(0);
  expect(printed[0]).toBe('"handbook" keeps calibration c1: c2 is not better on questions held back');
});

test('kaoju calibrate --show and --rollback print the calibration in force, and why an own one is refused', async () => {
  const address = '/v1/collections/handbook/calibration';
  const refused = { code: 'calibration_invalid', message: 'Cannot use calibration "c2": it was edited' };
  const answers = {
    [`GET ${address}`]: wireCalibrationReport,
    [`DELETE ${address}`]: { ...wireCalibrationReport, refused },
  };
  const shown = await runWithFakes(['calibrate', 'handbook', '--show'], answers);
  expect(shown.printed[0]).toBe("calibration c1: the collection's own, with the reader, 2026-11-24");
  expect(shown.printed.join('\n')).toContain('before it: shipped-1 (kaoju calibrate --rollback)');
  const back = await runWithFakes(['calibrate', 'handbook', '--rollback'], answers);
  expect(back.printed.at(-1)).toBe('  ✗ Cannot use calibration "c2": it was edited [calibration_invalid]');
  const json = await runWithFakes(['calibrate', 'handbook', '--show', '--json'], answers);
  expect(JSON.parse(json.printed.join(''))).toEqual(wireCalibrationReport);
});
