import { mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { readViewLinkSecret } from '../../src/adapters/view-link-secret.js';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'kaoju-secret-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

describe('readViewLinkSecret()', () => {
  test('makes a secret once, for the owner only', () => {
    const secret = readViewLinkSecret(folder);
    expect(secret).toHaveLength(32);
    expect(readViewLinkSecret(folder)).toEqual(secret);
    expect(readdirSync(folder)).toEqual(['view-links.key']);
    expect(statSync(join(folder, 'view-links.key')).mode & 0o777).toBe(0o600);
  });

  test('makes another one for another folder', () => {
    const other = mkdtempSync(join(tmpdir(), 'kaoju-secret-'));
    expect(readViewLinkSecret(other)).not.toEqual(readViewLinkSecret(folder));
    rmSync(other, { recursive: true });
  });

  test('refuses a file that is no secret instead of signing with less', () => {
    writeFileSync(join(folder, 'view-links.key'), 'short\n');
    expect(() => readViewLinkSecret(folder)).toThrow(expect.objectContaining({ code: 'storage_corrupt' }));
  });
});
