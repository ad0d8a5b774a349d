import type { AnswerPorts } from '../answer/answer-ports.js';
import type { CollectionRecord } from '../core/collection.js';
import type { Language } from '../core/reply.js';
import { inverseDocumentFrequency, termId } from '../core/terms.js';
import { type ProbeSource, probeQuestion } from './probe-questions.js';
import { sampleSections } from './sample-sections.js';

/** A question whose answer is known because it was made that way. */
export interface Probe {
  readonly question: string;
  /** What fitting keeps together. */
  readonly article: string;
  /** The section it was made of; null where it comes from elsewhere. */
  readonly sectionId: string | null;
  /** False: the section is taken out of the candidates, or the question is not about this collection at all. */
  readonly answerable: boolean;
}

export interface ProbeOptions {
  readonly seed: number;
  /** Sections that probes are made of. */
  readonly count: number;
  readonly labels: readonly string[] | null;
  /** Another collection of the same recipe, whose questions this one cannot answer; null for none. */
  readonly other: CollectionRecord | null;
  readonly generalQuestions: Readonly<Record<Language, readonly string[]>>;
}

/** Every second section is asked about once more with the section away; a sixth as many questions come from each elsewhere. */
const share = { held: 1 / 2, other: 1 / 6, general: 1 / 6 };

/** Probes of a collection, deterministic with the seed. Rejects as the catalog does. */
export async function makeProbes(
  ports: Pick<AnswerPorts, 'catalog' | 'extractor'>,
  collection: CollectionRecord,
  options: ProbeOptions,
): Promise<Probe[]> {
  const own = await probesOf(ports, collection, options);
  const held = own.slice(0, Math.ceil(own.length * share.held)).map((probe) => ({ ...probe, answerable: false }));
  const foreign = options.other
    ? await probesOf(ports, options.other, { ...options, count: Math.ceil(own.length * share.other) })
    : [];
  const general = generalProbes(options.generalQuestions, Math.ceil(own.length * share.general), options.seed);
  return [...own, ...held, ...foreign.map((probe) => ({ ...probe, sectionId: null, answerable: false })), ...general];
}

async function probesOf(
  { catalog, extractor }: Pick<AnswerPorts, 'catalog' | 'extractor'>,
  collection: CollectionRecord,
  { seed, count, labels }: Pick<ProbeOptions, 'seed' | 'count' | 'labels'>,
): Promise<Probe[]> {
  const sources = await sampleSections(catalog, collection.name, { seed, count, labels });
  const probes = new Map<string, Probe>();
  for (const [index, source] of sources.entries()) {
    const rarity = await rarityIn(catalog, collection, source, extractor);
    const question = probeQuestion(source, index, extractor, rarity);
    const { id: sectionId, documentId } = source.section;
    if (question && !probes.has(question))
      probes.set(question, { question, article: documentId, sectionId, answerable: true });
  }
  return [...probes.values()];
}

async function rarityIn(
  catalog: AnswerPorts['catalog'],
  collection: CollectionRecord,
  { section }: ProbeSource,
  extractor: AnswerPorts['extractor'],
) {
  const words = [...new Set(extractor(section.text))];
  const ids = Uint32Array.from(words, termId);
  const { points, frequencies } = await catalog.termStatistics(collection.name, ids);
  const rarities = new Map(words.map((word, at) => [word, inverseDocumentFrequency(points, frequencies[at] ?? 0)]));
  return (word: string) => rarities.get(word) ?? 0;
}

function generalProbes(questions: ProbeOptions['generalQuestions'], count: number, seed: number): Probe[] {
  const pairs = Array.from({ length: Math.max(questions.zh.length, questions.en.length) }, (_, index) =>
    [questions.zh[index], questions.en[index]].filter((one) => one !== undefined),
  ).flat();
  const start = (seed * 7) % Math.max(pairs.length, 1);
  const turned = [...pairs.slice(start), ...pairs.slice(0, start)];
  return turned
    .slice(0, count)
    .map((question) => ({ question, article: question, sectionId: null, answerable: false }));
}
