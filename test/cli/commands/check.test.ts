import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { verdictLines } from '../../../src/cli/show-verdict.js';
import { verdictOnWire } from '../../../src/http/wire/verdict-on-wire.js';
import { fakeCheckedText, fakeVerdict } from '../../fakes/fake-verdict.js';
import { runWithFakes } from '../run-with-fakes.js';

let folder: string;
let file: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'kaoju-check-'));
  file = join(folder, 'draft.md');
  await writeFile(file, `\uFEFF${fakeCheckedText}\n`);
});
afterAll(() => rm(folder, { recursive: true }));

const verdict = verdictOnWire(fakeVerdict);
const path = 'POST /v1/fact-check';
const answers = { [path]: { verdict } };

describe('kaoju check', () => {
  test('prints the text marked up, each claim with reason, conflict and place, and exits 1 when it does not pass', async () => {
    const { code, printed, client } = await runWithFakes(['check', file, '-c', 'handbook'], answers);
    expect(code).toBe(1);
    expect(client.sent[0]?.options.json).toEqual({ text: `${fakeCheckedText}\n`, collection: 'handbook' });
    expect(printed).toEqual([
      '年假在满一年后开始。 [1✓]年假共有二十天。 [2✗]',
      '',
      '[1] ✓ supported 0.90  年假在满一年后开始。',
      '    知识库中有相同的说法。',
      '    supports: handbook/leave.md › 休假制度 › 年假, line 7',
      '      “入职满一年的员工每年享有十五天年假。”',
      '',
      '[2] ✗ contradicted 0.00  年假共有二十天。',
      '    数字不同：知识库说十五天。',
      '    number: 二十天 ≠ 十五天',
      '    contradicts: handbook/leave.md › 休假制度 › 年假, line 7',
      '      “入职满一年的员工每年享有十五天年假。”',
      '',
      'does not pass: score 0.45 (threshold 0.70) · 1 supported, 0 unsupported, 1 contradicted · weakest: [2]',
    ]);
  });

  test('exits 0 when it passes, and when there is nothing to check', async () => {
    const passing = { [path]: { verdict: { ...verdict, score: 0.9, passed: true } } };
    const { code, printed } = await runWithFakes(['check', file, '-c', 'handbook'], passing);
    expect([code, printed.at(-1)]).toEqual([
      0,
      'passes: score 0.90 (threshold 0.70) · 1 supported, 0 unsupported, 1 contradicted',
    ]);
    const nothing = { [path]: { verdict: { ...verdict, score: null, claims: [], weakest_claim: null } } };
    const silent = await runWithFakes(['check', file, '-c', 'handbook'], nothing);
    expect([silent.code, silent.printed.at(-1)]).toEqual([0, 'nothing to check: the text claims nothing']);
  });

  test('takes the text from standard input, and own evidence instead of a collection', async () => {
    const evidence = join(folder, 'terms.md');
    await writeFile(evidence, 'Two years.');
    const services = { readStdin: async () => Buffer.from('It lasts two years.') };
    const argv = ['check', '-', '--evidence', evidence, '--threshold', '0.8', '--json'];
    const { printed, client } = await runWithFakes(argv, answers, { services });
    expect(client.sent.map(({ options }) => options.json)).toEqual([
      { text: 'It lasts two years.', evidence: [{ id: evidence, text: 'Two years.' }], threshold: 0.8 },
    ]);
    expect(JSON.parse(printed.join(''))).toEqual({ verdict });
  });

  test('says what is wrong with the file', async () => {
    const missing = await runWithFakes(['check', join(folder, 'none.md')], answers);
    expect([missing.code, missing.noted[0]]).toEqual([1, expect.stringContaining('Cannot read')]);
    const binary = join(folder, 'binary');
    await writeFile(binary, Buffer.from([0xff, 0xfe, 0x00]));
    expect((await runWithFakes(['check', binary], answers)).noted[0]).toContain('it is not UTF-8 text');
    expect((await runWithFakes(['check', file, '--threshold', '2'], answers)).code).toBe(2);
  });
});

describe('verdictLines()', () => {
  test('colours each claim by its label on a terminal', () => {
    const [marked, , head] = verdictLines(fakeCheckedText, verdict, true);
    expect(marked).toBe('\u001b[32m年假在满一年后开始。 [1✓]\u001b[0m\u001b[31m年假共有二十天。 [2✗]\u001b[0m');
    expect(head).toBe('\u001b[32m[1] ✓ supported 0.90\u001b[0m  年假在满一年后开始。');
  });

  test('leaves what stands between claims as it is', () => {
    const text = '# Title\n\nOne fact.\nHello!\n\n- Two facts.\n';
    const claim = (words: string) => ({
      ...verdict.claims[0],
      text: words,
      start: text.indexOf(words),
      end: text.indexOf(words) + words.length,
      label: 'unsupported' as const,
      support: 0.3,
      reason: 'Nothing is near.',
      conflicts: [],
      evidence: [],
    });
    const two = { ...verdict, claims: [claim('One fact.\n'), claim('Two facts.')] };
    expect(verdictLines(text, two, false)[0]).toBe('# Title\n\nOne fact. [1?]\nHello!\n\n- Two facts. [2?]');
  });
});
