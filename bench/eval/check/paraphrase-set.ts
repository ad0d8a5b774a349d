import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { packageRoot } from '../../../src/compiled-file.js';
import type { CheckItem, CheckSet } from './check-item.js';

/** The 150 paraphrases, each against the sentence it says otherwise. */
export function paraphraseSet(): CheckSet {
  const lines = readFileSync(join(packageRoot, 'bench/eval/check/paraphrases.jsonl'), 'utf8').trim().split('\n');
  const items = lines.map((line): CheckItem => {
    const { id, lang, evidence, claim } = JSON.parse(line);
    return { id, group: id, claim, evidence: [{ id, text: evidence }], supported: true, kind: lang, keywords: [] };
  });
  return { name: 'paraphrases', items };
}
