import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MemoryVectorStore } from '@langchain/classic/vectorstores/memory';
import { Document } from '@langchain/core/documents';
import { RecursiveCharacterTextSplitter } from '@langchain/textsplitters';
import { builtinEmbedder } from '../src/adapters/builtin-models/builtin-models.js';
import { packageRoot } from '../src/compiled-file.js';
import { openKnowledgeBase } from '../src/compose.js';
import { SameEncoder } from './eval/same-encoder.js';
import { benchIngest, readPages } from './ingest.js';

/** Share of the answerable questions with a gold page among the pages of the first five passages; ingest in seconds. */
export interface RealFilesFigures {
  readonly questions: number;
  readonly ours: { readonly recallAt5: number; readonly ingestSeconds: number };
  readonly langChain: { readonly recallAt5: number; readonly ingestSeconds: number };
}

interface Question {
  readonly question: string;
  readonly gold: readonly { readonly document: string }[];
}

/**
 * The real pages through Kaoju and through LangChain.js as people use it (RecursiveCharacterTextSplitter of 1,000 characters
 * with 200 overlap, MemoryVectorStore), with the same encoder, one after the other in one run.
 *
 * @param dataDir folder of the evaluation data: `docs/md` is read.
 */
export async function benchRealFiles(dataDir: string): Promise<RealFilesFigures> {
  const lines = readFileSync(join(packageRoot, 'bench', 'eval', 'docs-md-questions.jsonl'), 'utf8')
    .trim()
    .split('\n');
  const questions = lines.map((line): Question => JSON.parse(line)).filter(({ gold }) => gold.length > 0);
  return {
    questions: questions.length,
    ours: await runOurs(dataDir, questions),
    langChain: await runTheirs(dataDir, questions),
  };
}

async function runOurs(dataDir: string, questions: readonly Question[]) {
  const folder = mkdtempSync(join(tmpdir(), 'kaoju-bench-'));
  try {
    const { seconds } = await benchIngest(dataDir, { folder });
    const knowledgeBase = await openKnowledgeBase({ dataDir: folder, reader: true });
    const recallAt5 = await recall(questions, async (question) => {
      const { passages } = await knowledgeBase.search('docs', question, { topK: 5 });
      return passages.map(({ documentId }) => documentId);
    });
    await knowledgeBase.close();
    return { recallAt5, ingestSeconds: seconds };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function runTheirs(dataDir: string, questions: readonly Question[]) {
  const embedder = await builtinEmbedder();
  const started = performance.now();
  const pages = readPages(join(dataDir, 'docs', 'md')).map(
    ({ id, bytes }) => new Document({ pageContent: bytes.toString(), metadata: { id } }),
  );
  const splitter = new RecursiveCharacterTextSplitter({ chunkSize: 1000, chunkOverlap: 200 });
  const store = await MemoryVectorStore.fromDocuments(await splitter.splitDocuments(pages), new SameEncoder(embedder));
  const ingestSeconds = (performance.now() - started) / 1000;
  const recallAt5 = await recall(questions, async (question) => {
    const found = await store.similaritySearch(question, 5);
    return found.map(({ metadata }) => String(metadata.id));
  });
  await embedder.close();
  return { recallAt5, ingestSeconds };
}

async function recall(questions: readonly Question[], ask: (question: string) => Promise<readonly string[]>) {
  let found = 0;
  for (const { question, gold } of questions) {
    const documents = await ask(question);
    if (gold.some(({ document }) => documents.includes(document))) found++;
  }
  return found / questions.length;
}
