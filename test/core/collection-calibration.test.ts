import { describe, expect, test } from 'vitest';
import { calibrationId } from '../../src/core/calibration.js';
import { type CollectionCalibration, fromStored, toStored } from '../../src/core/collection-calibration.js';
import { sha256 } from '../../src/core/identity.js';
import { fakeCalibration } from '../fakes/answer-ports.js';

const heldBack = { reliability: fakeCalibration.reliability, logLoss: 0.4, brier: 0.1 };
const calibration = { ...fakeCalibration, id: calibrationId(fakeCalibration, sha256) };
const own: CollectionCalibration = {
  recipe: 'fake',
  parent: 'shipped',
  calibration,
  companion: null,
  labels: { file: 30, feedback: 0, probes: 0 },
  freed: 'curve',
  share: 0.5,
  before: heldBack,
  after: heldBack,
};
const collection = { name: 'docs', recipe: 'fake' };
const known = new Set(['coverage']);

describe('fromStored()', () => {
  test('reads what toStored() wrote', () => {
    expect(fromStored(toStored(own, sha256), collection, known, sha256)).toEqual(own);
  });

  test('refuses a calibration that was edited, and names it', () => {
    const stored = toStored(own, sha256);
    const edited = { ...stored, content: stored.content.replace('"slope":1', '"slope":9') };
    expect(() => fromStored(edited, collection, known, sha256)).toThrowError(
      expect.objectContaining({ code: 'calibration_invalid', message: expect.stringContaining('it was edited') }),
    );
    // Whoever also mends the hash still meets the id, which is made of the numbers.
    const mended = { ...edited, hash: sha256(edited.content) };
    expect(() => fromStored(mended, collection, known, sha256)).toThrowError(/is not a calibration/);
  });

  test('refuses one of another recipe', () => {
    const stored = toStored({ ...own, recipe: 'other' }, sha256);
    expect(() => fromStored(stored, collection, known, sha256)).toThrowError(/fitted with recipe other.*has fake/);
  });

  test('refuses one fitted on another reader, and takes it where no reader is at hand', () => {
    const content = { ...fakeCalibration, kind: 'reader' as const };
    const read = { ...content, id: calibrationId(content, sha256), readerRecipe: 'reader-1' };
    const stored = toStored({ ...own, calibration: read }, sha256);
    const fitting = (readerRecipe?: string) => fromStored(stored, { ...collection, readerRecipe }, known, sha256);
    expect(() => fitting('reader-2')).toThrowError(/fitted on another reader \(reader-1\) than reader-2/);
    expect([fitting('reader-1'), fitting()].map(({ calibration: { id } }) => id)).toEqual([read.id, read.id]);
  });

  test('refuses one with a feature that is not computed any more', () => {
    expect(() => fromStored(toStored(own, sha256), collection, new Set(), sha256)).toThrowError(/feature "coverage"/);
  });
});
