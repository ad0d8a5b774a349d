import { describe, expect, test } from 'vitest';
import type { Candidate, Evidence } from '../../src/answer/evidence.js';
import { readerFeatures } from '../../src/answer/feature-names.js';
import { featuresOf } from '../../src/answer/features.js';
import { analyseQuestion } from '../../src/core/question.js';
import { splitSentences } from '../../src/core/sentences.js';
import { queryTerms, termId } from '../../src/core/terms.js';

const words = (text: string): string[] => text.toLowerCase().match(/[a-z0-9]+|\p{Script=Han}/gu) ?? [];

function termsOf(text: string): Set<number> {
  return new Set(words(text).map(termId));
}

/** A section with its title, as it was retrieved. */
function candidate(id: string, title: string, text: string, fusedScore = 0.5): Candidate {
  const sentences = splitSentences(text).map((sentence) => ({
    ...sentence,
    terms: termsOf(text.slice(sentence.start, sentence.end)),
  }));
  const headTerms = termsOf(title);
  const hit = {
    pointId: id,
    sectionId: id,
    documentId: title,
    language: 'en' as const,
    denseScore: 0.8,
    sparseScore: 1,
    denseRank: 1,
    sparseRank: 1,
    fusedScore,
  };
  const parts = { start: 0, end: text.length, matching: [], duplicates: [], reading: null };
  const section = { id, documentId: title, headingPath: [title], bodyStart: 0, text };
  const record = { section, document: { id: title, title } } as unknown as Pick<Candidate, 'section' | 'document'>; // All that features read.
  return {
    ...record,
    ...parts,
    hit,
    sentences,
    headTerms,
    bodyTerms: termsOf(text),
    terms: new Set([...headTerms, ...termsOf(text)]),
  };
}

function evidence(text: string, candidates: readonly Candidate[]): Evidence {
  const terms = queryTerms(text, words);
  const inverseFrequencies = [...terms.ids].map(() => 1);
  const question = {
    ...analyseQuestion(text),
    terms,
    inverseFrequencies,
    mass: inverseFrequencies.length,
    vector: new Float32Array(1),
    states: undefined,
  };
  return { question, candidates, hits: candidates.map(({ hit }) => hit), points: 100 };
}

function featureOf(name: string, question: string, found: readonly Candidate[]): number | undefined {
  const [first] = found;
  return first && featuresOf(evidence(question, found), first)[name];
}

describe('featuresOf()', () => {
  test('has a value for every feature of the calibrations, the reader’s left out where nothing was read', () => {
    const features = featuresOf(evidence('Which port?', []), candidate('a', 'Server', 'The port is 8080.'));
    const missing = readerFeatures.filter((name) => features[name] === undefined);
    expect(missing.every((name) => /answer|span|alignment/.test(name))).toBe(true);
  });

  test('sentence_coverage counts one sentence with its titles, not what is strewn over the section', () => {
    const question = 'drawer width default';
    const together = candidate('a', 'Drawer', 'The default width is 378. It slides in.');
    const strewn = candidate('b', 'Popup', 'A drawer slides in. Its width varies. There is a default.');
    expect(featureOf('sentence_coverage', question, [together])).toBe(1);
    expect(featureOf('sentence_coverage', question, [strewn])).toBeCloseTo(1 / 3);
    expect(featureOf('coverage', question, [strewn])).toBe(1);
  });

  test('identifiers_untitled says that the option asked about has no part in the titles', () => {
    const question = 'What is the default of keepAliveTimeout?';
    expect(featureOf('identifiers_untitled', question, [candidate('a', 'keepAliveTimeout', 'Default: 72000.')])).toBe(
      0,
    );
    expect(
      featureOf('identifiers_untitled', question, [candidate('b', 'requestTimeout', 'Unlike keepAliveTimeout.')]),
    ).toBe(1);
    expect(featureOf('identifiers_untitled', 'What is the default?', [candidate('b', 'requestTimeout', 'None.')])).toBe(
      0,
    );
  });

  test('near_rivals counts sections of nearly the same score, twins left out', () => {
    const best = candidate('a', 'Hooks', 'One.', 0.7);
    const rivals = [candidate('b', 'Hooks', 'Two.', 0.69), candidate('c', 'Hooks', 'Three.', 0.5)];
    expect(featureOf('near_rivals', 'one', [best, ...rivals])).toBeCloseTo(Math.log(2));
    const folded = { ...best, duplicates: [{ documentId: 'Hooks', sectionId: 'b' }] };
    expect(featureOf('near_rivals', 'one', [folded, ...rivals])).toBe(0);
  });

  test('technical is 1 for a passage with a table or code', () => {
    expect(featureOf('technical', 'size', [candidate('a', 'Drawer', '| size | 378 |\n|---|---|\n| a | b |\n')])).toBe(
      1,
    );
    expect(featureOf('technical', 'size', [candidate('b', 'Drawer', 'The size is 378.')])).toBe(0);
  });
});
