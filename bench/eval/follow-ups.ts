import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { packageRoot } from '../../src/compiled-file.js';
import { openKnowledgeBase } from '../../src/compose.js';
import type { Passage } from '../../src/core/reply.js';
import type { KnowledgeBase } from '../../src/knowledge-base.js';
import { benchIngest } from '../ingest.js';

// `npm run eval:follow-ups -- DATA [FOLDER]`: conversations of two turns over docs/md, without a model. FOLDER is a data
// folder with a collection `docs` that already holds the pages; without it they are ingested first.

interface Conversation {
  readonly id: string;
  readonly lang: string;
  readonly turns: readonly [string, string];
  readonly standalone: boolean;
  readonly gold: readonly { readonly document: string; readonly heading: string }[];
}

interface Asked {
  readonly conversation: Conversation;
  readonly question: string;
  /** Rank of the gold section with the first question as history, and without; null beyond the fifth place. */
  readonly rank: number | null;
  readonly rankAlone: number | null;
  readonly milliseconds: number;
}

const [dataDir, given] = process.argv.slice(2);
if (dataDir === undefined || !existsSync(join(dataDir, 'docs', 'md'))) {
  console.error(`Cannot ask follow-ups: no docs/md in ${dataDir ?? 'DATA'}; npm run eval:follow-ups -- DATA [FOLDER]`);
  process.exit(2);
}
const folder = given ?? mkdtempSync(join(tmpdir(), 'kaoju-follow-ups-'));
try {
  if (given === undefined) await benchIngest(dataDir, { folder });
  const knowledgeBase = await openKnowledgeBase({ dataDir: folder, reader: true });
  const asked: Asked[] = [];
  for (const conversation of conversations()) asked.push(await ask(knowledgeBase, conversation));
  await knowledgeBase.close();
  report(asked);
} finally {
  if (given === undefined) rmSync(folder, { recursive: true, force: true });
}

function conversations(): Conversation[] {
  const lines = readFileSync(join(packageRoot, 'bench', 'eval', 'follow-ups.jsonl'), 'utf8')
    .trim()
    .split('\n');
  return lines.map((line): Conversation => JSON.parse(line));
}

async function ask(knowledgeBase: KnowledgeBase, conversation: Conversation): Promise<Asked> {
  const [first, second] = conversation.turns;
  const access = { labels: null };
  const before = await knowledgeBase.query('docs', first, { access });
  const history = [
    { role: 'user', content: first },
    { role: 'assistant', content: before.answer },
  ] as const;
  const alone = await knowledgeBase.query('docs', second, { access });
  const started = performance.now();
  const reply = await knowledgeBase.query('docs', second, { access, history });
  const milliseconds = performance.now() - started;
  const rankAlone = rankOf(alone.passages, conversation);
  return {
    conversation,
    question: reply.question,
    rank: rankOf(reply.passages, conversation),
    rankAlone,
    milliseconds,
  };
}

/** A gold section is named by its page and heading; the page's own title stands for the text before the first heading. */
function rankOf(passages: readonly Passage[], { gold }: Conversation): number | null {
  const rank = passages.findIndex((passage) => gold.some((one) => isSection(passage, one)));
  return rank < 0 ? null : rank + 1;
}

function isSection({ documentId, headingPath }: Passage, { document, heading }: Conversation['gold'][number]): boolean {
  if (documentId !== document && !documentId.endsWith(`/${document}`)) return false;
  return plain(headingPath.at(-1) ?? '') === plain(heading);
}

function plain(heading: string): string {
  return heading
    .replace(/\{#[^}]*\}/g, '')
    .replace(/[`*_\\\s]+/g, '')
    .toLowerCase();
}

function report(asked: readonly Asked[]): void {
  for (const { conversation, question, rank, rankAlone } of asked) {
    if (rank !== null && !(conversation.standalone && rankAlone === null)) continue;
    console.log(`${conversation.id} missed (alone: ${rankAlone ?? '-'}): ${question}`);
  }
  const table = {
    'follow-ups zh': [false, 'zh'],
    'follow-ups en': [false, 'en'],
    'stand-alone zh': [true, 'zh'],
    'stand-alone en': [true, 'en'],
  };
  for (const [name, [standalone, language]] of Object.entries(table)) {
    const rows = asked.filter(
      ({ conversation }) => conversation.standalone === standalone && conversation.lang === language,
    );
    const count = (read: (row: Asked) => number | null) => rows.filter((row) => read(row) !== null).length;
    console.log(
      `${name}: right section in the top 5 ${count(({ rank }) => rank)} of ${rows.length}, without history ${count(({ rankAlone }) => rankAlone)}`,
    );
  }
  const alone = asked.filter(({ conversation }) => conversation.standalone);
  const harmed = alone.filter(({ rank, rankAlone }) => rank === null && rankAlone !== null);
  const changed = alone.filter(({ conversation, question }) => question !== conversation.turns[1]);
  console.log(`stand-alone: ${harmed.length} harmed of ${alone.length}, ${changed.length} changed in words`);
  const times = asked.map(({ milliseconds }) => milliseconds).sort((left, right) => left - right);
  console.log(`a follow-up took ${times[Math.floor(times.length / 2)]?.toFixed(1)} ms at the median`);
}
