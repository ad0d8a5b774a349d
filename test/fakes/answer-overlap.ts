import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Embedder } from '../../src/ports/embedder.js';
import type { Reader } from '../../src/ports/reader.js';

interface Question {
  readonly lang: string;
  readonly question: string;
  readonly gold: readonly string[];
  readonly answers: readonly string[];
}

interface Passage {
  readonly id: string;
  readonly title: string;
  readonly text: string;
}

/** Mean F1 of the reader's spans against gold answers (characters in zh, words in en) on the first questions of a set. */
export async function answerOverlap(
  { embedder, reader }: { embedder: Embedder; reader: Reader },
  folder: string,
  count: number,
): Promise<{ mean: number; questions: number }> {
  const passages = new Map((await readRows<Passage>(join(folder, 'passages.jsonl'))).map((row) => [row.id, row]));
  const all = await readRows<Question>(join(folder, 'questions.jsonl'));
  const questions = all.filter(({ answers, gold }) => gold.length > 0 && answers.length > 0).slice(0, count);
  const overlaps = questions.map(async ({ question, gold, answers, lang }) => {
    const passage = passages.get(gold[0] ?? '');
    const text = `${passage?.title}\n${passage?.text}`;
    const { states } = await embedder.embedQuery(question);
    const [reading] = await reader.read({ text: question, states }, [text]);
    const found = text.slice(reading?.span?.start, reading?.span?.end);
    return Math.max(...answers.map((answer) => overlap(wordsOf(found, lang), wordsOf(answer, lang))));
  });
  const values = await Promise.all(overlaps);
  return { mean: values.reduce((sum, value) => sum + value, 0) / values.length, questions: values.length };
}

async function readRows<Row>(path: string): Promise<Row[]> {
  const lines = (await readFile(path, 'utf8')).trim().split('\n');
  return lines.map((line) => JSON.parse(line) as Row);
}

function wordsOf(text: string, language: string): string[] {
  const plain = text
    .normalize('NFKC')
    .toLowerCase()
    .replaceAll(/[\p{P}\p{S}]/gu, ' ');
  if (language === 'zh') return [...plain.replaceAll(/\s/g, '')];
  return plain
    .replaceAll(/\b(a|an|the)\b/g, ' ')
    .split(/\s+/)
    .filter(Boolean);
}

function overlap(found: readonly string[], gold: readonly string[]): number {
  const left = [...gold];
  const shared = found.filter((word) => {
    const index = left.indexOf(word);
    if (index >= 0) left.splice(index, 1);
    return index >= 0;
  });
  return shared.length === 0 ? 0 : (2 * shared.length) / (found.length + gold.length);
}
