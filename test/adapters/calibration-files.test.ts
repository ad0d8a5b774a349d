import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openBuiltinModels } from '../../src/adapters/builtin-models/builtin-models.js';
import { fittingReader, readCalibrations } from '../../src/adapters/calibration-files.js';
import { packageRoot } from '../../src/compiled-file.js';

const shipped = join(packageRoot, 'models', 'calibration');

describe('readCalibrations()', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'kaoju-calibration-'));
    cpSync(shipped, folder, { recursive: true });
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  const refuses = (message: RegExp) =>
    expect(() => readCalibrations(folder)).toThrowError(
      expect.objectContaining({ code: 'model_file_invalid', message: expect.stringMatching(message) }),
    );

  it('gives what ships, fitted on the encoder and the reader that ship: else every reply would be provisional', async () => {
    const { withReader, withoutReader, provisional } = readCalibrations(shipped);
    const { embedder, reader } = await openBuiltinModels({ reader: true, workers: 1 });
    await embedder.close();
    expect([withReader?.kind, withoutReader.kind, provisional.kind]).toEqual(['reader', 'no_reader', 'recipe_free']);
    expect([withReader?.recipe, withoutReader.recipe]).toEqual([embedder.recipe, embedder.recipe]);
    expect(withReader?.readerRecipe).toBe(reader?.recipe);
  });

  it('goes without a calibration for the reader where there is none', () => {
    rmSync(join(folder, 'reader.json'));
    expect(readCalibrations(folder).withReader).toBeNull();
  });

  it('leaves the calibration for the reader out where another reader ships, and names both', () => {
    const shippedOnes = readCalibrations(shipped);
    const { calibrations, problem } = fittingReader(shippedOnes, { recipe: 'reader-of-another-day' });
    expect(calibrations).toEqual({ ...shippedOnes, withReader: null });
    expect(problem).toMatchObject({
      code: 'model_file_invalid',
      message: expect.stringContaining('reader-of-another-day'),
    });
    for (const reader of [{ recipe: shippedOnes.withReader?.readerRecipe ?? '' }, null])
      expect(fittingReader(shippedOnes, reader)).toEqual({ calibrations: shippedOnes, problem: null });
  });

  it.each(['reader.json', 'no-reader.json', 'recipe-free.json'])('refuses %s edited by hand', (name) => {
    const text = readFileSync(join(folder, name), 'utf8');
    const edited = { ...(JSON.parse(text) as object), offset: 3 };
    writeFileSync(join(folder, name), JSON.stringify(edited));
    refuses(new RegExp(`^Cannot use calibration "${name}": its content has the id [0-9a-f]{12}, not .*; restore`));
  });

  it('refuses a file that is missing, cut off, or of another shape', () => {
    const path = join(folder, 'no-reader.json');
    const text = readFileSync(path, 'utf8');
    writeFileSync(path, text.slice(0, 100));
    refuses(/^Cannot read calibration "no-reader.json"; install kaoju again$/);
    writeFileSync(path, '{"features":[]}');
    refuses(/a field is missing or of the wrong type/);
    rmSync(path);
    refuses(/^Cannot read calibration "no-reader.json"/);
  });
});
