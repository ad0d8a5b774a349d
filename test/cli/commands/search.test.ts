import { expect, test } from 'vitest';
import { wireReply } from '../../fakes/wire-bodies.js';
import { runWithFakes } from '../run-with-fakes.js';

const found = { passages: wireReply.passages, calibration: wireReply.calibration, timings: wireReply.timings };

test('kaoju search prints passages best first with source and confidence', async () => {
  const { code, printed } = await runWithFakes(['search', '年假', '-c', 'handbook'], { 'POST /v1/search': found });
  expect(code).toBe(0);
  expect(printed.slice(0, 4)).toEqual([
    '1. 0.93  handbook/leave.md › 休假制度 › 年假, lines 5–7',
    '   ## 年假',
    '',
    '   入职满一年的员工每年享有十五天年假。',
  ]);
});

test('kaoju search says so when nothing matches, and that is no failure', async () => {
  const nothing = { 'POST /v1/search': { ...found, passages: [] } };
  const { code, printed, noted } = await runWithFakes(['search', 'x', '-c', 'handbook'], nothing);
  expect({ code, printed }).toEqual({ code: 0, printed: [] });
  expect(noted[0]).toBe('Nothing in the collection matches the question');
});
