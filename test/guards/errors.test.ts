import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { packageRoot } from '../../src/compiled-file.js';
import { errorCodes } from '../../src/core/errors.js';
import { loadContract } from '../../src/http/contract.js';
import { sourceFiles } from './source-files.js';

const codes = Object.entries(errorCodes)
  .map(([code, { status }]) => `${code} ${status}`)
  .sort();

describe('error codes', () => {
  test('docs/errors.md lists each with its status, meaning and remedy, and no other', () => {
    const text = readFileSync(join(packageRoot, 'docs/errors.md'), 'utf8');
    const rows = [...text.matchAll(/^\| `(\w+)` \| (\d+) \| [^|]{10,} \| [^|]{10,} \|$/gm)];
    expect(rows.map(([, code, status]) => `${code} ${status}`).sort()).toEqual(codes);
  });

  test('openapi.yaml lists the same', () => {
    const schema = loadContract().document.components.schemas.ErrorCode as { enum: string[] };
    expect([...schema.enum].sort()).toEqual(Object.keys(errorCodes).sort());
  });

  test('every KnowledgeBaseError message of the source starts with "Cannot" and has no full stop at its end', () => {
    const messages = sourceFiles('src', 'ingest').flatMap(({ path, text }) =>
      [...text.matchAll(/new KnowledgeBaseError\(\s*'\w+',\s*(['`])((?:(?!\1)[^\\]|\\.)*)\1/g)].map(
        ([, , message]) => `${path}: ${message}`,
      ),
    );
    expect(messages.length).toBeGreaterThan(10);
    expect(messages.filter((one) => !/: Cannot .*[^.]$/s.test(one))).toEqual([]);
  });
});
