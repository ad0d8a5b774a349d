import { describe, expect, test } from 'vitest';
import { type CalibrateRequest, calibrateCollection } from '../../src/calibrate/calibrate-collection.js';
import { calibrationsInForce } from '../../src/calibrate/calibrations-in-force.js';
import { makeProbes } from '../../src/calibrate/make-probes.js';
import { type FakeDocument, fakeAnswerPorts, fakeCalibration } from '../fakes/answer-ports.js';

const topics = ['annual leave', 'travel expenses', 'meeting rooms', 'parking permits', 'laptop repairs', 'sick notes'];

/** Documents about things of their own: number `n` has words that no other has. */
function documents(count: number): FakeDocument[] {
  return Array.from({ length: count }, (_, n) => {
    const topic = topics[n % topics.length];
    const body = `The office of ${topic} number${n} is open on weekday${n} until ${n + 2} o'clock. Requests about subject${n} go to desk${n}.`;
    return { id: `doc${n}.md`, title: `Rules${n} of ${topic}`, body };
  });
}

/** Sure of everything: half of what it says at .9 and above is wrong. */
const overconfident = { ...fakeCalibration, intercept: 4 };
const overconfidentSet = { withReader: null, withoutReader: overconfident, provisional: overconfident };

async function ports(count: number) {
  const { ports: answering, collection } = await fakeAnswerPorts(documents(count), { calibrations: overconfidentSet });
  const generalQuestions = { zh: ['红烧肉要炖多久？'], en: ['How long should I boil an egg?', 'Who won the cup?'] };
  const now = () => new Date('2026-11-24T08:00:00Z');
  return { ports: { ...answering, generalQuestions, now }, collection };
}

const request: CalibrateRequest = {
  input: null,
  source: null,
  probes: true,
  seed: 1,
  dryRun: false,
  labels: null,
};

/** Every document asked about once, and as many questions about nothing in it. */
function labelled(count: number): string {
  const rows = Array.from({ length: count }, (_, n) => [
    { question: `When is the office number${n} open?`, expected: [{ document_id: `doc${n}.md` }] },
    { question: `What colour is the carpet of desk number${n + 1000}?`, answerable: false },
  ]);
  return rows
    .flat()
    .map((row) => JSON.stringify(row))
    .join('\n');
}

describe('calibrateCollection()', () => {
  test('applies a calibration that is better on questions held back, keeps the one before, and names what it learned from', async () => {
    const { ports: all, collection } = await ports(60);
    const result = await calibrateCollection(all, collection, { ...request, input: labelled(60), probes: false });
    expect(result).toMatchObject({ applied: true, better: true, previousId: overconfident.id });
    expect(result.labels).toEqual({ file: 120, feedback: 0, probes: 0 });
    expect(result.after.reliability.expectedCalibrationError).toBeLessThan(
      result.before.reliability.expectedCalibrationError,
    );
    const { own, leading, previousId, refused } = await calibrationsInForce(all, collection);
    expect({ id: leading.id, previousId, refused }).toEqual({
      id: result.id,
      previousId: overconfident.id,
      refused: null,
    });
    expect(own?.calibration.fittedOn).toEqual([`shipped ${overconfident.id}`, '120 file']);
    expect(own?.calibration.date).toBe('2026-11-24');
  });

  test('changes nothing on a dry run', async () => {
    const { ports: all, collection } = await ports(60);
    const dry = { ...request, input: labelled(60), probes: false, dryRun: true };
    expect(await calibrateCollection(all, collection, dry)).toMatchObject({ applied: false, better: true });
    expect(await all.catalog.listCalibrations('docs')).toEqual([]);
  });

  test('learns from probes made of the collection itself', async () => {
    const { ports: all, collection } = await ports(60);
    const result = await calibrateCollection(all, collection, request);
    expect(result.labels.probes).toBeGreaterThan(60);
    expect(result.after.logLoss).toBeLessThan(result.before.logLoss);
  });

  test('names every bad row by its line and applies nothing', async () => {
    const { ports: all, collection } = await ports(30);
    const input = [
      '{"question":"a?","expected":[{"document_id":"doc1.md","section_id":"none"}]}',
      '{"question":"b?","expected":[{"document_id":"gone.md"}]}',
      '{"question":"c?","expected":[{"document_id":"doc1.md","heading":"No such heading"}]}',
      'nonsense',
      '{"question":"d?","answerable":false}',
      '{"question":"d?","answers":["x"]}',
      '{"question":"d?","answerable":false}',
    ].join('\n');
    await expect(calibrateCollection(all, collection, { ...request, input })).rejects.toMatchObject({
      code: 'invalid_labels',
      message: expect.stringContaining('line 1'),
      facts: {
        problems: [
          { line: 1, code: 'unknown_section' },
          { line: 2, code: 'unknown_document' },
          { line: 3, code: 'unknown_section' },
          { line: 4, code: 'malformed' },
          { line: 6, code: 'contradiction' },
          { line: 7, code: 'duplicate' },
        ].map((problem) => expect.objectContaining(problem)),
      },
    });
    expect(await all.catalog.listCalibrations('docs')).toEqual([]);
  });

  test('goes on when rows are only duplicates, and says which were left out', async () => {
    const { ports: all, collection } = await ports(60);
    const input = `${labelled(60)}\n${labelled(1)}`;
    const result = await calibrateCollection(all, collection, { ...request, input, probes: false });
    expect(result.problems.map(({ line, code }) => [line, code])).toEqual([
      [121, 'duplicate'],
      [122, 'duplicate'],
    ]);
  });

  test.each([
    ['none', 0],
    ['one', 1],
  ])('says that a collection of %s section is too little to learn from', async (_, count) => {
    const { ports: all, collection } = await ports(count);
    await expect(calibrateCollection(all, collection, request)).rejects.toMatchObject({ code: 'too_few_labels' });
  });

  test('survives a collection of identical sections', async () => {
    const same = Array.from({ length: 200 }, (_, n) => ({
      id: `copy${n}.md`,
      title: 'Leave',
      body: 'Everyone has 15 days of annual leave after the first year of work.',
    }));
    const { ports: answering, collection } = await fakeAnswerPorts(same, { calibrations: overconfidentSet });
    const all = { ...answering, generalQuestions: { zh: [], en: ['Who won the cup?'] }, now: () => new Date() };
    await expect(calibrateCollection(all, collection, request)).rejects.toMatchObject({ code: 'too_few_labels' });
  });

  test('goes on with the shipped calibration when the stored one was edited or is of another recipe, and says why', async () => {
    const { ports: all, collection } = await ports(60);
    await calibrateCollection(all, collection, { ...request, input: labelled(60), probes: false });
    const [stored] = await all.catalog.listCalibrations('docs');
    if (!stored) throw new Error('The calibration was not kept');
    await all.catalog.addCalibration('docs', { ...stored, content: stored.content.replace('"share":', '"share":1') });
    const edited = await calibrationsInForce(all, collection);
    expect(edited).toMatchObject({ own: null, previousId: stored.id, leading: { id: overconfident.id } });
    expect(edited.refused).toMatchObject({ code: 'calibration_invalid', message: expect.stringContaining('edited') });
    await all.catalog.removeLatestCalibration('docs');
    const elsewhere = await calibrationsInForce(all, { ...collection, recipe: 'another' });
    expect(elsewhere.refused?.message).toContain('fitted with recipe fake');
  });
});

describe('makeProbes()', () => {
  test('makes the same probes for the same seed, others for another, with and without their section', async () => {
    const { ports: all, collection } = await ports(40);
    const options = { seed: 1, count: 12, labels: null, other: null, generalQuestions: all.generalQuestions };
    const probes = await makeProbes(all, collection, options);
    expect(await makeProbes(all, collection, options)).toEqual(probes);
    expect(await makeProbes(all, collection, { ...options, seed: 2 })).not.toEqual(probes);
    expect(probes.filter(({ answerable }) => answerable)).toHaveLength(12);
    expect(probes.filter(({ answerable, sectionId }) => !answerable && sectionId !== null)).toHaveLength(6);
    expect(probes.filter(({ sectionId }) => sectionId === null).map(({ question }) => question)).toEqual(
      expect.arrayContaining(['Who won the cup?']),
    );
  });

  test('makes none of documents that the caller may not see', async () => {
    const secret = documents(10).map((document) => ({ ...document, access: ['hr'] }));
    const { ports: all, collection } = await fakeAnswerPorts(secret);
    const options = { seed: 1, count: 12, labels: [], other: null, generalQuestions: { zh: [], en: [] } };
    expect(await makeProbes(all, collection, options)).toEqual([]);
  });
});
