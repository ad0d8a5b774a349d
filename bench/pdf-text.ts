import { execFileSync } from 'node:child_process';

/** What a second extractor (`pdftotext` of poppler-utils) finds on every page; null where it is not installed. */
export function secondExtraction(path: string, layout = false): string[] | null {
  try {
    const flags = layout ? ['-layout'] : [];
    const text = execFileSync('pdftotext', [...flags, '-enc', 'UTF-8', path, '-'], {
      encoding: 'utf8',
      maxBuffer: 1 << 28,
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    return text.split('\f').slice(0, -1);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}

/** How much of one text is in another, by characters, spaces not counted. */
export function accountedCharacters(
  wanted: string,
  found: string,
): { readonly accounted: number; readonly all: number } {
  const counts = new Map<string, number>();
  for (const character of comparable(found)) counts.set(character, (counts.get(character) ?? 0) + 1);
  let accounted = 0;
  let all = 0;
  for (const character of comparable(wanted)) {
    all += 1;
    const left = counts.get(character) ?? 0;
    if (left === 0) continue;
    counts.set(character, left - 1);
    accounted += 1;
  }
  return { accounted, all };
}

/** Characters without spaces, accents apart from their letters, radicals and compatibility forms as real characters. */
function comparable(text: string): string {
  return text.normalize('NFKD').replace(/[\s\u00AD\u200B-\u200F\u202A-\u202E\uFEFF\p{M}\p{Cc}|\\-]/gu, '');
}

/** Share of a text's words (Chinese: characters) that another has in the same order, 0…1. */
export function sameOrder(wanted: string, found: string): number {
  const [a, b] = [wordsOf(wanted), wordsOf(found)];
  if (a.length === 0) return 1;
  let above = new Uint32Array(b.length + 1);
  for (const word of a) {
    const row = new Uint32Array(b.length + 1);
    for (let at = 1; at <= b.length; at += 1) {
      row[at] = word === b[at - 1] ? (above[at - 1] ?? 0) + 1 : Math.max(above[at] ?? 0, row[at - 1] ?? 0);
    }
    above = row;
  }
  return (above[b.length] ?? 0) / a.length;
}

function wordsOf(text: string): string[] {
  const joined = text.normalize('NFKC').replace(/(\p{L})[-\u00AD]\n(\p{Ll})/gu, '$1$2');
  return joined.match(/\p{Script=Han}|[\p{L}\p{N}]+/gu) ?? [];
}

/** Whether many lines of a page, laid out as on paper, have text beside text: columns, tables, figures. */
export function hasColumns(layout: string): boolean {
  const lines = layout.split('\n').filter((line) => line.trim().length > 0);
  const parted = lines.filter((line) => /\S {3,}\S/.test(line.trim()));
  return parted.length > lines.length * 0.25;
}

/** Character error rate: the least number of changes that make one text of the other, by the length of the right one. */
export function characterErrors(wanted: string, found: string): number {
  let above = Uint32Array.from({ length: found.length + 1 }, (_, index) => index);
  for (let row = 1; row <= wanted.length; row += 1) {
    const now = new Uint32Array(found.length + 1);
    now[0] = row;
    for (let at = 1; at <= found.length; at += 1) {
      const same = wanted[row - 1] === found[at - 1] ? 0 : 1;
      now[at] = Math.min((above[at] ?? 0) + 1, (now[at - 1] ?? 0) + 1, (above[at - 1] ?? 0) + same);
    }
    above = now;
  }
  return (above[found.length] ?? 0) / Math.max(1, wanted.length);
}
