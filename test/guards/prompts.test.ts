import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { parsePrompt } from '../../src/adapters/prompt-files/parse-prompt.js';
import { promptIds } from '../../src/answer/prompts.js';
import { packageRoot } from '../../src/compiled-file.js';

// prompts/: what a file declares as inputs are exactly those in its text, in both languages the same, and each text is used.

const folder = join(packageRoot, 'prompts');
const names = readdirSync(folder).filter((name) => name.endsWith('.md') && name !== 'README.md');
const prompts = names.map((name) => {
  const prompt = parsePrompt(name, readFileSync(join(folder, name), 'utf8'));
  if ('problems' in prompt) throw new Error(`${name}: ${prompt.problems.join(', ')}`);
  return prompt;
});

test('prompts come in both languages, with the same version and inputs', () => {
  for (const { id, version, inputs, language } of prompts) {
    const twin = prompts.find((one) => one.id === id && one.language !== language);
    expect(twin, `${id} is in ${language} only`).toBeDefined();
    expect(twin?.version, id).toBe(version);
    expect(twin?.inputs.map(({ name }) => name).sort(), id).toEqual(inputs.map(({ name }) => name).sort());
  }
});

test('prompts that are no templates are used by answering', () => {
  const templates = prompts.filter(({ title, id }) => title !== id);
  const ids = new Set([...promptIds, ...templates.map(({ id }) => id)]);
  expect(prompts.map(({ id }) => id).filter((id) => !ids.has(id))).toEqual([]);
});
