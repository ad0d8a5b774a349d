import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { AnswerPorts } from '../../../src/answer/answer-ports.js';
import { resolveRows } from '../../../src/calibrate/resolve-rows.js';
import { packageRoot } from '../../../src/compiled-file.js';
import type { Calibration } from '../../../src/core/calibration.js';
import type { CollectionRecord } from '../../../src/core/collection.js';
import { type LabelledInput, parseLabelledRows } from '../../../src/core/labelled-row.js';
import { languageOf } from '../../../src/core/language.js';
import { labelQuestion } from '../label-question.js';
import type { LabelledRow } from '../labelled-questions.js';

/** The questions written over the manuals: one a line, in the form of `kaoju eval`. */
export function manualQuestions(): string {
  return readFileSync(join(packageRoot, 'bench', 'eval', 'manuals', 'questions.jsonl'), 'utf8');
}

/** Every third question is asked once more of 100 documents, every third of 10. */
const smallSizes = [null, 100, 10] as const;

/**
 * The written questions, asked of all pages, of some, and (if they have an answer) without the sections that answer them.
 *
 * @param read as in `labelQuestion`.
 */
export async function labelManualQuestions(
  ports: AnswerPorts,
  collection: CollectionRecord,
  { documentIds, input }: { readonly documentIds: readonly string[]; readonly input: LabelledInput },
  read: Calibration | null,
): Promise<LabelledRow[]> {
  const { rows, problems } = parseLabelledRows(input);
  const { resolved, problems: unresolved } = await resolveRows(ports.catalog, collection.name, rows, null);
  const [problem] = [...problems, ...unresolved];
  if (problem) throw new Error(`Cannot label the manuals' questions, line ${problem.line}: ${problem.message}`);
  const labelled: LabelledRow[] = [];
  for (const [index, { row, placeOf }] of resolved.entries()) {
    const { question: text, answers, answerable } = row;
    const isGold = (documentId: string, sectionId: string) => placeOf(documentId, sectionId) !== null;
    const gold = row.expected.map(({ documentId }) => documentId);
    const article = gold[0]?.replace(/\.en(?=\.md$)|skills-zh|skills/g, '') ?? text;
    const asking = { text, article, answers, answerable, isGold, filters: {} };
    const set = `manuals ${languageOf(text)}`;
    const kind = row.kind ?? '';
    labelled.push({ ...(await labelQuestion(ports, collection, asking, read)), set, kind, size: documentIds.length });
    const size = smallSizes[index % smallSizes.length] ?? null;
    if (size !== null) {
      const sample = [...new Set([...spread(documentIds, size, index), ...gold])];
      const filters = { document_id: sample };
      labelled.push({ ...(await labelQuestion(ports, collection, { ...asking, filters }, read)), set, kind, size });
    }
    if (!answerable) continue;
    const isOut = (sectionId: string) => gold.some((documentId) => isGold(documentId, sectionId));
    const without = await labelQuestion(ports, collection, { ...asking, answerable: false, isOut }, read);
    // Another section says the same after all: the question still has an answer, and nobody knows which passages give it.
    if (without.candidates.some(({ label }) => label === null)) continue;
    labelled.push({ ...without, set, kind: 'gold-removed', size: documentIds.length });
  }
  return labelled;
}

/** Documents evenly spread over all, from a place that differs by question. */
function spread(ids: readonly string[], size: number, offset: number): string[] {
  const step = ids.length / size;
  return Array.from({ length: size }, (_, number) => ids[Math.floor(number * step + offset) % ids.length] ?? '');
}
