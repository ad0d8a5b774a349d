import { appendFileSync, existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { sha256 } from '../../src/core/identity.js';
import type { Reader, Reading } from '../../src/ports/reader.js';

/** Keeps a reader's readings in a folder, so that fitting and evaluating again read nothing twice. */
export function withReadingCache(reader: Reader, folder: string): Reader {
  const path = join(folder, `${reader.recipe}.readings.jsonl`);
  const known = new Map<string, Reading>();
  const lines = existsSync(path) ? readFileSync(path, 'utf8').split('\n') : [];
  for (const line of lines) {
    // A run that was stopped may have left half a line at the end.
    if (!line.endsWith('}]')) continue;
    const [key, reading]: [string, Reading] = JSON.parse(line);
    known.set(key, reading);
  }
  return {
    recipe: reader.recipe,
    async read(question, passages, options) {
      const keys = passages.map((passage) => sha256(`${question.text}\n\n${passage}`).slice(0, 24));
      const missing = passages.filter((_, index) => !known.has(keys[index] ?? ''));
      const fresh = missing.length > 0 ? await reader.read(question, missing, options) : [];
      fresh.forEach((reading, index) => {
        const key = keys[passages.indexOf(missing[index] ?? '')] ?? '';
        known.set(key, reading);
        appendFileSync(path, `${JSON.stringify([key, reading])}\n`);
      });
      return keys.flatMap((key) => known.get(key) ?? []);
    },
  };
}
