import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** One text of a set: becomes a document of one section under its title. */
export interface SetPassage {
  readonly id: string;
  readonly title: string;
  readonly text: string;
}

export interface SetQuestion {
  readonly id: string;
  readonly text: string;
  /** Ids of the passages that answer it; empty where none does. */
  readonly gold: readonly string[];
  readonly answers: readonly string[];
  readonly kind: string;
  /** The article it was written on (its gold's, or the passage near it, or its own id): what folds and bootstrap keep together. */
  readonly article: string;
  /** Passages taken out of the corpus for this question. */
  readonly without: readonly string[];
}

/** Passages and questions over them. */
export interface EvaluationSet {
  readonly name: string;
  readonly passages: readonly SetPassage[];
  readonly questions: readonly SetQuestion[];
}

interface PassageRow {
  id: string;
  lang: string;
  title: string;
  text: string;
}

type QuestionRow = Record<string, unknown> & { id: string };

/** The sets of a data folder: `retrieval/{zh,en,xling}` and `gating/zh_squad2` below it; also xling beside other texts. */
export function loadEvaluationSets(folder: string): EvaluationSet[] {
  return [
    monolingual(folder, 'retrieval/zh', 'question', 'zh'),
    monolingual(folder, 'retrieval/zh', 'question_hans', 'zh simplified question'),
    monolingual(folder, 'retrieval/en', 'question', 'en'),
    crossLingual(folder, 'zh', 'en'),
    crossLingual(folder, 'en', 'zh'),
    mixed(folder),
    monolingual(folder, 'gating/zh_squad2', 'question', 'zh_squad2'),
  ];
}

/** Whether the folder holds the sets. */
export function hasEvaluationSets(folder: string): boolean {
  return existsSync(join(folder, 'retrieval/zh/questions.jsonl'));
}

function monolingual(folder: string, path: string, field: string, name: string): EvaluationSet {
  const passages = readRows<PassageRow>(folder, path, 'passages');
  const titles = new Map(passages.map(({ id, title }) => [id, title]));
  const questions = readRows<QuestionRow>(folder, path, 'questions').flatMap((row) => {
    const text = row[field];
    if (typeof text !== 'string') return [];
    const gold = strings(row.gold);
    const [anchor = ''] = [...gold, ...strings(row.near)];
    const article = titles.get(anchor) ?? row.id;
    return [{ id: row.id, text, gold, answers: strings(row.answers), kind: String(row.kind), article, without: [] }];
  });
  return { name, passages: passages.map(toPassage), questions };
}

/** Questions of one language over the passages of the other; each once with and once without the passage that answers it. */
function crossLingual(folder: string, from: 'zh' | 'en', to: 'zh' | 'en'): EvaluationSet {
  const passages = readRows<PassageRow>(folder, 'retrieval/xling', 'passages').filter(({ lang }) => lang === to);
  const titles = new Map(passages.map(({ id, title }) => [id, title]));
  const questions = readRows<QuestionRow>(folder, 'retrieval/xling', 'questions').flatMap((row) => {
    const gold = strings(row[`gold_${to}`]);
    const text = String(row[`question_${from}`]);
    const common = { text, article: titles.get(gold[0] ?? '') ?? row.id };
    return [
      { ...common, id: row.id, gold, answers: strings(row[`answers_${to}`]), kind: 'gold-present', without: [] },
      { ...common, id: `${row.id}-without`, gold: [], answers: [], kind: 'gold-removed', without: gold },
    ];
  });
  return { name: `${from} question, ${to} text`, passages: passages.map(toPassage), questions };
}

/**
 * Chinese questions whose answers stand in English text only, among the Chinese passages of another set. (Not the other
 * way round: the English set has articles of XQuAD's.)
 */
function mixed(folder: string): EvaluationSet {
  const { name, passages, questions } = crossLingual(folder, 'zh', 'en');
  const beside = readRows<PassageRow>(folder, 'retrieval/zh', 'passages').map(toPassage);
  return { name: `${name}, among zh text`, passages: [...passages, ...beside], questions };
}

function toPassage({ id, title, text }: PassageRow): SetPassage {
  return { id, title, text };
}

function readRows<Row>(folder: string, path: string, kind: 'passages' | 'questions'): Row[] {
  const lines = readFileSync(join(folder, path, `${kind}.jsonl`), 'utf8')
    .trimEnd()
    .split('\n');
  return lines.map((line): Row => JSON.parse(line)); // The sets' format is fixed by their README.
}

function strings(value: unknown): string[] {
  return Array.isArray(value) ? value.map(String) : [];
}
