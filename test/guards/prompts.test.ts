import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { packageRoot } from '../../src/compiled-file.js';

// prompts/: text with front matter; what it declares as inputs are exactly the {{placeholders}} in it.

const folder = join(packageRoot, 'prompts');
const names = existsSync(folder)
  ? readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter(
      (name) => name.endsWith('.md') && basename(name) !== 'README.md',
    )
  : [];

describe('prompts', () => {
  test('have an id of their own, a version, a language and inputs that are all used', () => {
    const ids = new Set<string>();
    for (const name of names) {
      const [, head = '', body = ''] =
        /^---\n([\s\S]*?)\n---\n([\s\S]*)$/.exec(readFileSync(join(folder, name), 'utf8')) ?? [];
      const declared = (parse(head) ?? {}) as { id?: string; version?: unknown; inputs?: string[]; language?: string };
      expect(declared.id, name).toMatch(/^[\w.-]+$/);
      expect(declared.version, name).toBeDefined();
      expect(declared.language, name).toMatch(/^(zh|en)$/);
      expect(ids.has(`${declared.id} ${declared.language}`), `${name} repeats an id`).toBe(false);
      ids.add(`${declared.id} ${declared.language}`);
      const used = [...body.matchAll(/\{\{\s*(\w+)\s*\}\}/g)].map(([, input]) => input ?? '');
      expect([...new Set(used)].sort(), name).toEqual([...(declared.inputs ?? [])].sort());
      expect(body.trim(), name).not.toBe('');
    }
  });
});
