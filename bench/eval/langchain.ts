import { MemoryVectorStore } from '@langchain/classic/vectorstores/memory';
import { Document } from '@langchain/core/documents';
import { RecursiveCharacterTextSplitter } from '@langchain/textsplitters';
import { retrieve } from '../../src/answer/retrieve.js';
import { showShare } from '../../src/core/metrics/mean-by-group.js';
import { openEvaluationPorts } from './evaluation-ports.js';
import { type EvaluationSet, hasEvaluationSets, loadEvaluationSets } from './evaluation-set.js';
import { SameEncoder } from './same-encoder.js';
import { createSetCollection } from './set-collection.js';

// node dist/bench/eval/langchain.js DATA_FOLDER: the same sets, encoder and machine through LangChain.js as people use it.
const [dataFolder] = process.argv.slice(2);
if (dataFolder === undefined || !hasEvaluationSets(dataFolder)) {
  process.stderr.write('Say where the evaluation data is: node dist/bench/eval/langchain.js ../shared/data\n');
  process.exit(2);
}

interface Outcome {
  readonly recall: number;
  readonly ingestSeconds: number;
  readonly millisecondsPerQuestion: number;
}

const ports = await openEvaluationPorts(null);
try {
  process.stdout.write('set | LangChain recall@5, ingest s, ms a question | Kaoju recall@5, ingest s, ms a question\n');
  for (const [index, set] of loadEvaluationSets(dataFolder).entries()) {
    const theirs = await runLangChain(set);
    const ours = await runKaoju(set, `set${index}`);
    process.stdout.write(`${set.name} | ${show(theirs)} | ${show(ours)}\n`);
  }
} finally {
  await ports.close();
}

async function runLangChain(set: EvaluationSet): Promise<Outcome> {
  const started = performance.now();
  const splitter = new RecursiveCharacterTextSplitter({ chunkSize: 1000, chunkOverlap: 200 });
  const documents = set.passages.map(
    ({ id, title, text }) => new Document({ pageContent: `# ${title}\n\n${text}`, metadata: { id } }),
  );
  const store = await MemoryVectorStore.fromDocuments(
    await splitter.splitDocuments(documents),
    new SameEncoder(ports.embedder),
  );
  const ingestSeconds = (performance.now() - started) / 1000;
  return {
    ingestSeconds,
    ...(await askAll(set, async ({ text }) => {
      const found = await store.similaritySearch(text, 20);
      return found.map(({ metadata }) => String(metadata.id));
    })),
  };
}

async function runKaoju(set: EvaluationSet, name: string): Promise<Outcome> {
  const started = performance.now();
  const collection = await createSetCollection(ports, name, set);
  const ingestSeconds = (performance.now() - started) / 1000;
  return {
    ingestSeconds,
    ...(await askAll(set, async ({ text }) => {
      const { candidates } = await retrieve(ports, { collection, question: text, labels: null }, 5);
      return candidates.map(({ document }) => document.id);
    })),
  };
}

async function askAll(set: EvaluationSet, ask: (question: EvaluationSet['questions'][number]) => Promise<string[]>) {
  const questions = set.questions.filter(({ gold }) => gold.length > 0);
  const started = performance.now();
  let found = 0;
  for (const question of questions) {
    const ids = [...new Set(await ask(question))].slice(0, 5);
    if (ids.some((id) => question.gold.includes(id))) found++;
  }
  return {
    recall: found / questions.length,
    millisecondsPerQuestion: (performance.now() - started) / questions.length,
  };
}

function show({ recall, ingestSeconds, millisecondsPerQuestion }: Outcome): string {
  return `${showShare(recall)}, ${ingestSeconds.toFixed(1)}, ${millisecondsPerQuestion.toFixed(1)}`;
}
