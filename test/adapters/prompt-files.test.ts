import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { readPrompts } from '../../src/adapters/prompt-files.js';
import { promptIds } from '../../src/answer/prompts.js';
import { packageRoot } from '../../src/compiled-file.js';

const shipped = join(packageRoot, 'prompts');

test('readPrompts() reads every shipped text in both languages', () => {
  const prompts = readPrompts(shipped);
  for (const id of promptIds) {
    expect(prompts.text(id, 'zh')).toMatch(/\p{Script=Han}/u);
    expect(prompts.text(id, 'en')).toMatch(/^[A-Z]/);
  }
});

describe('readPrompts()', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'kaoju-prompts-'));
    cpSync(shipped, folder, { recursive: true });
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  const prompt = (inputs: string, text: string) =>
    `---\nid: no-answer\nversion: 1\nlanguage: en\ninputs: [${inputs}]\n---\n\n${text}\n`;

  test('fills in inputs', () => {
    writeFileSync(join(folder, 'no-answer.en.md'), prompt('name', 'Sorry, {{name}}.'));
    expect(readPrompts(folder).text('no-answer', 'en', { name: 'Ada' })).toBe('Sorry, Ada.');
  });

  test('refuses an input that is used and not declared', () => {
    writeFileSync(join(folder, 'no-answer.en.md'), prompt('', 'Sorry, {{name}}.'));
    expect(() => readPrompts(folder)).toThrow(/"name" is used and not among its inputs/);
  });

  test('names a file that is missing or empty', () => {
    writeFileSync(join(folder, 'no-answer.en.md'), prompt('', ''));
    expect(() => readPrompts(folder)).toThrow(/no-answer\.en\.md/);
    rmSync(join(folder, 'no-answer.en.md'));
    expect(() => readPrompts(folder)).toThrow(/Cannot read prompt "no-answer\.en\.md"/);
  });
});
