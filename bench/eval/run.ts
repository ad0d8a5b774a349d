import { type AskedQuestion, askSet } from './ask-set.js';
import { openEvaluationPorts } from './evaluation-ports.js';
import { hasEvaluationSets, loadEvaluationSets, loadSnippetSets } from './evaluation-set.js';
import { reportSet } from './report.js';
import { createSetCollection } from './set-collection.js';
import { worstCases } from './worst-cases.js';

// npm run eval -- DATA_FOLDER [CACHE_FOLDER] [EVERY] [ONLY]: the sets through the whole path, from question to reply; of the
// questions every EVERYth (all unless set; odd, since those across languages come in pairs with and without their passage); ONLY, part of the names of the sets wanted.
const [dataFolder, cacheFolder = null, every = '1', only = ''] = process.argv.slice(2);
if (dataFolder === undefined || !hasEvaluationSets(dataFolder)) {
  process.stderr.write('Say where the evaluation data is: npm run eval -- ../shared/data\n');
  process.exit(2);
}

const ports = await openEvaluationPorts(cacheFolder);
try {
  const all: AskedQuestion[] = [];
  const sets = [...loadEvaluationSets(dataFolder), ...loadSnippetSets(dataFolder)];
  for (const [index, whole] of sets.filter(({ name }) => name.includes(only)).entries()) {
    const set = { ...whole, questions: whole.questions.filter((_, number) => number % Number(every) === 0) };
    const started = performance.now();
    const collection = await createSetCollection(ports, `set${index}`, set);
    const seconds = ((performance.now() - started) / 1000).toFixed(1);
    const asked = await askSet(ports, collection, set);
    const heading = `${set.name}: ${set.passages.length} passages (ingested in ${seconds} s), ${asked.length} questions`;
    const lines = [...reportSet(heading, asked, ports.threshold), ...worstCases(asked, ports.threshold)];
    process.stdout.write(`${lines.join('\n')}\n`);
    // The same questions in simplified characters, or among other texts, would count twice; snippets are no corpus.
    if (!/simplified|among|rgb/.test(set.name)) all.push(...asked);
  }
  process.stdout.write(`${reportSet(`all sets together: ${all.length} questions`, all, ports.threshold).join('\n')}\n`);
} finally {
  await ports.close();
}
