import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { CheckItem, CheckSet } from './check-item.js';

interface Row {
  readonly id: string;
  readonly evidence: string | readonly string[];
  readonly claim: string;
  readonly label: string;
  readonly question?: string;
  readonly headline?: string;
  readonly keywords?: readonly { readonly text: string; readonly ok: boolean }[];
}

const names = [
  'en_wice',
  'en_halueval_qa',
  'en_rgb_counterfactual',
  'zh_rgb_counterfactual',
  'zh_uhgeval',
  'zh_ocnli',
] as const;

/** The fact-check sets that are there. Sentences of one page are one text; snippets stay apart. */
export function loadFactcheckSets(dataFolder: string): CheckSet[] {
  return names.flatMap((name) => {
    const path = join(dataFolder, 'factcheck', `${name}.jsonl`);
    if (!existsSync(path)) return [];
    const rows = readRows(path);
    return [{ name, items: rows.map((row) => toItem(name, row)) }];
  });
}

export function readRows(path: string): Row[] {
  return readFileSync(path, 'utf8')
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line) => JSON.parse(line));
}

function toItem(set: string, row: Row): CheckItem {
  const texts = typeof row.evidence === 'string' ? [row.evidence] : row.evidence;
  const joined = set === 'en_wice' ? [texts.join('\n\n')] : [...texts];
  if (row.headline) joined[0] = `${row.headline}\n\n${joined[0] ?? ''}`;
  return {
    id: row.id,
    group: row.id.replace(/-(?:true|edited)?-?[sc]$/, ''),
    claim: row.claim,
    ...(row.question !== undefined && { question: row.question.trim() }),
    evidence: joined.map((text, index) => ({ id: `${row.id}/${index}`, text })),
    supported: row.label === 'supported',
    kind: '',
    keywords: keywordsOf(row),
  };
}

/** Where each keyword stands; those that stand nowhere are left out. Of repeats each takes the next place. */
function keywordsOf({ claim, keywords = [] }: Row): CheckItem['keywords'] {
  const next = new Map<string, number>();
  return keywords.flatMap(({ text, ok }) => {
    const start = claim.indexOf(text, next.get(text) ?? 0);
    if (start < 0 || text === '') return [];
    next.set(text, start + text.length);
    return [{ start, end: start + text.length, sound: ok }];
  });
}
