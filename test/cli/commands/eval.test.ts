import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { WireEvaluatedQuestion } from '../../../src/cli/wire-evaluation.js';
import { problem, type SentRequest } from '../../fakes/fake-client.js';
import { runWithFakes } from '../run-with-fakes.js';

let folder: string;
let file: string;
const count = 30;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'kaoju-eval-'));
  file = join(folder, 'questions.jsonl');
  const lines = Array.from({ length: count }, (_, n) => JSON.stringify({ question: `q${n}?`, answerable: false }));
  await writeFile(file, `\n${lines.join('\n')}\n${lines[0]}\n`);
});
afterAll(() => rm(folder, { recursive: true }));

/** Answers every line that is sent; of `right` questions the first so many are right and answered. */
function server(right: number) {
  return ({ options }: SentRequest) => {
    const { questions, check_only } = options.json as { questions: string; check_only: boolean };
    const lines = questions.split('\n').flatMap((text, index) => (text === '' ? [] : [{ text, line: index + 1 }]));
    const evaluated = lines.map(({ text, line }): WireEvaluatedQuestion => {
      const isRight = line - 1 <= right;
      return {
        line,
        question: `${JSON.parse(text).question} <b>`,
        language: 'en',
        kind: 'faq',
        answerable: true,
        confidence: isRight ? 0.9 : 0.72,
        route: isRight ? 'knowledge_base' : 'passages',
        answered: isRight,
        right: isRight,
        quoted: false,
        ranks: isRight ? [1] : [],
        expected: 1,
        best: { document_id: 'a.md', section_id: 's', heading_path: ['A & B'] },
        milliseconds: 2,
      };
    });
    return {
      collection: 'handbook',
      collection_revision: 'r1',
      calibration: { id: 'c1', provisional: false },
      threshold: 0.75,
      questions: check_only ? [] : evaluated,
      problems: check_only ? [{ line: count + 2, code: 'duplicate', message: 'it says the same as line 2' }] : [],
    };
  };
}

describe('kaoju eval', () => {
  test('checks the whole file first, then asks in batches that keep the line numbers', async () => {
    const { code, client, advanced, noted } = await runWithFakes(['eval', file, '-c', 'handbook'], server(20));
    expect(code).toBe(0);
    const sent = client.sent.map(({ options }) => options.json as { questions: string; check_only: boolean });
    expect(sent.map(({ check_only }) => check_only)).toEqual([true, false, false]);
    expect(advanced).toHaveLength(count);
    expect(noted).toContain(`line ${count + 2} was left out: it says the same as line 2`);
  });

  test('prints figures, a reliability diagram and what other thresholds would do', async () => {
    const { printed } = await runWithFakes(['eval', file, '-c', 'handbook'], server(20));
    const text = printed.join('\n');
    expect(text).toContain('30 questions to "handbook", threshold 0.75, calibration c1');
    expect(text).toMatch(/^all +30 +20 +\.667/m);
    expect(text).toContain('at 0.70: 10 more answered, 10 of them wrong, precision .667');
    expect(text).toMatch(/^0\.90 \|█+.*1\.00 right of 3/m);
  });

  test('writes one page without scripts or outside addresses, every text escaped', async () => {
    const page = join(folder, 'page.html');
    await runWithFakes(['eval', file, '-c', 'handbook', '--html', page], server(20));
    const html = await readFile(page, 'utf8');
    expect(html.match(/<svg/g)).toHaveLength(2);
    expect(html).not.toMatch(/<script|src=|href=|<b>/);
    expect(html).toContain('A &#38; B');
    expect(html).not.toContain('NaN');
  });

  test('--json writes a run that --compare reads; a regression fails only when asked to', async () => {
    const { printed } = await runWithFakes(['eval', file, '-c', 'handbook', '--json'], server(20));
    const saved = join(folder, 'run.json');
    await writeFile(saved, printed.join('\n'));
    expect(JSON.parse(printed.join(''))).toMatchObject({ figures: { recall_at_1: 20 / 30, questions: count } });
    const argv = ['eval', file, '-c', 'handbook', '--compare', saved];
    const worse = await runWithFakes(argv, server(10));
    expect(worse.code).toBe(0);
    expect(worse.printed.join('\n')).toMatch(/recall@1 +\.667 → \.333 {2}−\.333 {2}✗ worse/);
    expect((await runWithFakes([...argv, '--fail-on-regression'], server(10))).code).toBe(1);
    expect((await runWithFakes([...argv, '--fail-on-regression'], server(20))).code).toBe(0);
    expect((await runWithFakes([...argv, '--fail-on-regression', '--tolerance', '0.9'], server(10))).code).toBe(0);
  });

  test('names every bad row and the line it stands on', async () => {
    const refusal = problem(
      422,
      'invalid_labels',
      'Cannot use the labelled questions: line 3: it is not JSON; correct it',
    );
    Object.assign(refusal.problem, {
      problems: [
        { line: 3, message: 'it is not JSON' },
        { line: 9, message: 'no heading' },
      ],
    });
    const { code, noted } = await runWithFakes(['eval', file, '-c', 'x'], () => refusal);
    expect(code).toBe(1);
    expect(noted).toEqual([
      '✗ Cannot use the labelled questions: line 3: it is not JSON [invalid_labels]',
      '  → correct it',
      '  line 3: it is not JSON',
      '  line 9: no heading',
    ]);
  });

  test('says so when a file cannot be read or is no run', async () => {
    const missing = await runWithFakes(['eval', join(folder, 'none.jsonl'), '-c', 'x'], server(1));
    expect(missing.noted[0]).toMatch(/Cannot read ".*none\.jsonl" \[invalid_request\]/);
    const wrong = await runWithFakes(['eval', file, '-c', 'x', '--compare', file], server(1));
    expect(wrong.noted[0]).toContain('it is not a run');
    expect(wrong.client.sent).toEqual([]);
  });
});
