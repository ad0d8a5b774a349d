import type { Language } from './reply.js';

/** Where an answer is expected: a whole document, one of its sections by id, or the sections under a heading. */
export interface ExpectedPlace {
  readonly documentId: string;
  readonly sectionId: string | null;
  /** The nearest heading above, in any spelling of the same letters; `""` for the text before the first heading. */
  readonly heading: string | null;
}

/** A question and what is known about its answer. */
export interface LabelledRow {
  /** 1-based: of the file, or the place in a list. */
  readonly line: number;
  readonly question: string;
  /** Any of these answers it; empty where only `answers` says what is right, or where nothing answers. */
  readonly expected: readonly ExpectedPlace[];
  /** Any of these strings in what is quoted is right too. */
  readonly answers: readonly string[];
  readonly answerable: boolean;
  /** The caller's own name for what kind of question it is. */
  readonly kind: string | null;
  readonly language: Language | null;
}

/** Something wrong with one row. */
export interface RowProblem {
  readonly line: number;
  readonly code: 'malformed' | 'duplicate' | 'contradiction' | 'unknown_document' | 'unknown_section';
  readonly message: string;
}

export interface ParsedRows {
  /** Every row that can be used; of duplicates the first. */
  readonly rows: readonly LabelledRow[];
  /** In order of line. */
  readonly problems: readonly RowProblem[];
}

/** Characters of the longest question, as everywhere. */
const maxQuestionLength = 8000;

/** The file's text with one JSON object a line (blank lines are skipped), or the objects themselves. */
export type LabelledInput = string | readonly unknown[];

/**
 * Reads labelled questions: `question`, and one of `expected` (`{document_id, section_id?, heading?}`, or `gold` with
 * `{document, heading?}`), `answers` (strings) or `answerable: false`; `kind`, `lang` and `id` are optional.
 * Every malformed, duplicate or contradictory row is named. Never throws.
 *
 * @param source put before every `document`, which is a path below that source.
 */
export function parseLabelledRows(input: LabelledInput, source: string | null = null): ParsedRows {
  const problems: RowProblem[] = [];
  const parsed: LabelledRow[] = [];
  for (const { line, value, error } of valuesOf(input)) {
    const row = error ?? toRow(value, line, source);
    if (typeof row === 'string') problems.push({ line, code: 'malformed', message: row });
    else parsed.push(row);
  }
  const { rows, repeated } = withoutRepeats(parsed);
  return { rows, problems: [...problems, ...repeated].sort((left, right) => left.line - right.line) };
}

/** Whether a run may go on: duplicates are left out, anything else has to be corrected first. */
export function isBlocking({ code }: RowProblem): boolean {
  return code !== 'duplicate';
}

interface ReadValue {
  readonly line: number;
  readonly value?: unknown;
  readonly error?: string;
}

function valuesOf(input: LabelledInput): ReadValue[] {
  if (typeof input !== 'string') return input.map((value, index) => ({ line: index + 1, value }));
  return input
    .replace(/^\uFEFF/, '')
    .split('\n')
    .flatMap((text, index): ReadValue[] => {
      if (text.trim() === '') return [];
      try {
        return [{ line: index + 1, value: JSON.parse(text) }];
      } catch {
        return [{ line: index + 1, error: 'it is not JSON; write one object a line' }];
      }
    });
}

/** The row, or what is wrong with it. */
function toRow(value: unknown, line: number, source: string | null): LabelledRow | string {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return 'it is not an object';
  const fields: Partial<Record<string, unknown>> = { ...value };
  const { question } = fields;
  if (typeof question !== 'string' || question.trim() === '') return '"question" is missing or empty';
  if (question.length > maxQuestionLength) return `"question" is longer than ${maxQuestionLength} characters`;
  if (fields.answerable !== undefined && typeof fields.answerable !== 'boolean') return '"answerable" is not a boolean';
  const expected = toExpected(fields, source);
  if (typeof expected === 'string') return expected;
  const answers = fields.answers ?? [];
  if (!Array.isArray(answers) || !answers.every((one) => typeof one === 'string' && one.trim() !== ''))
    return '"answers" is not a list of non-empty strings';
  const known = expected.length > 0 || answers.length > 0;
  if (fields.answerable === false && known) return '"answerable" is false, yet it names where or what the answer is';
  if (fields.answerable !== false && !known) return 'it has neither "expected", "answers" nor "answerable": false';
  if (fields.kind !== undefined && typeof fields.kind !== 'string') return '"kind" is not a string';
  const language = fields.lang ?? fields.language ?? null;
  return {
    line,
    question,
    expected,
    answers,
    answerable: known,
    kind: fields.kind ?? null,
    language: language === 'zh' || language === 'en' ? language : null,
  };
}

function toExpected(fields: Partial<Record<string, unknown>>, source: string | null): ExpectedPlace[] | string {
  const list = fields.expected ?? fields.gold ?? [];
  if (!Array.isArray(list)) return '"expected" is not a list';
  const places: ExpectedPlace[] = [];
  for (const item of list) {
    const place: Partial<Record<string, unknown>> = typeof item === 'object' && item !== null ? { ...item } : {};
    const below = typeof place.document === 'string' ? [source, place.document].filter(Boolean).join('/') : undefined;
    const documentId = place.document_id ?? below;
    if (typeof documentId !== 'string' || documentId === '') return 'an entry of "expected" has no "document_id"';
    const { section_id: sectionId = null, heading = null } = place;
    if (sectionId !== null && typeof sectionId !== 'string') return 'a "section_id" is not a string';
    if (heading !== null && typeof heading !== 'string') return 'a "heading" is not a string';
    places.push({ documentId, sectionId, heading });
  }
  return places;
}

function withoutRepeats(parsed: readonly LabelledRow[]): { rows: LabelledRow[]; repeated: RowProblem[] } {
  const firsts = new Map<string, LabelledRow>();
  const repeated: RowProblem[] = [];
  for (const row of parsed) {
    const key = row.question.normalize('NFKC').toLowerCase().replace(/\s+/g, ' ').trim();
    const first = firsts.get(key);
    if (!first) firsts.set(key, row);
    else if (labelOf(first) === labelOf(row)) {
      repeated.push({ line: row.line, code: 'duplicate', message: `it says the same as line ${first.line}` });
    } else {
      const message = `the question of line ${first.line} has another label here; keep one of them`;
      repeated.push({ line: row.line, code: 'contradiction', message });
    }
  }
  return { rows: [...firsts.values()], repeated };
}

/** What a row says of its question, in one string; the order of its lists does not matter. */
function labelOf({ answerable, expected, answers }: LabelledRow): string {
  const places = expected.map(({ documentId, sectionId, heading }) => JSON.stringify([documentId, sectionId, heading]));
  return JSON.stringify([answerable, places.sort(), [...answers].sort()]);
}
