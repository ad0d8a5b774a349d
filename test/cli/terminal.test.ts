import { Writable } from 'node:stream';
import { expect, test } from 'vitest';
import { createTerminal, type TextStream } from '../../src/cli/terminal.js';

function collect(isTTY: boolean): { stream: TextStream; text: () => string } {
  const chunks: string[] = [];
  const stream = new Writable({
    write(chunk, _encoding, done) {
      chunks.push(String(chunk));
      done();
    },
  });
  return { stream: Object.assign(stream, { isTTY, columns: 120 }), text: () => chunks.join('') };
}

test('createTerminal() writes results to stdout and notes to stderr', () => {
  const out = collect(false);
  const errors = collect(false);
  const terminal = createTerminal(out.stream, errors.stream);
  terminal.print('result');
  terminal.note('note');
  expect([out.text(), errors.text()]).toEqual(['result\n', 'note\n']);
});

test('createTerminal() shows progress as plain lines at every tenth when stderr is no terminal', () => {
  const errors = collect(false);
  const progress = createTerminal(collect(false).stream, errors.stream).progress('ingest', 40);
  for (let count = 1; count <= 40; count += 1) progress.advance(`${count}.md`);
  progress.stop();
  const lines = errors.text().trimEnd().split('\n');
  expect(lines).toHaveLength(10);
  expect(lines[9]).toBe('ingest 40/40 40.md');
});

test('createTerminal() says how long the rest will take', () => {
  const errors = collect(false);
  let now = 0;
  const progress = createTerminal(collect(false).stream, errors.stream, () => now).progress('ingest', 40);
  for (let count = 1; count <= 8; count += 1) {
    now += 1000;
    progress.advance(`${count}.md`);
  }
  progress.stop();
  expect(errors.text()).toBe('ingest 4/40 36 s left 4.md\ningest 8/40 32 s left 8.md\n');
});

test('createTerminal() draws a bar on a terminal', () => {
  const errors = collect(true);
  const progress = createTerminal(collect(false).stream, errors.stream).progress('ingest', 2);
  progress.advance('a.md');
  progress.advance('b.md');
  progress.stop();
  expect(errors.text()).toContain('2/2 b.md');
});

test('createTerminal() loses no note that comes just before the bar ends', () => {
  const errors = collect(true);
  const terminal = createTerminal(collect(false).stream, errors.stream);
  const progress = terminal.progress('ingest', 2);
  progress.advance('a.md');
  terminal.note('✗ b.md: it is empty');
  progress.stop();
  expect(errors.text()).toContain('✗ b.md: it is empty\n');
});
