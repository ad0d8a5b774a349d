import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Calibrations } from '../answer/answer-ports.js';
import { type Calibration, parseCalibration } from '../core/calibration.js';
import { KnowledgeBaseError } from '../core/errors.js';
import { sha256 } from '../core/identity.js';
import type { Language } from '../core/reply.js';

/**
 * Reads the shipped calibrations from a folder: `no-reader.json`, `recipe-free.json`, and `reader.json` where there is one.
 *
 * @throws KnowledgeBaseError `model_file_invalid` for a file that is missing, malformed or edited by hand.
 */
export function readCalibrations(folder: string): Calibrations {
  return {
    withReader: existsSync(join(folder, 'reader.json')) ? readCalibration(folder, 'reader.json') : null,
    withoutReader: readCalibration(folder, 'no-reader.json'),
    provisional: readCalibration(folder, 'recipe-free.json'),
  };
}

/**
 * The calibrations without the one for the reader, where that was fitted on another reader: its numbers would mean nothing. The
 * problem says so; null where all fits or there is no reader.
 */
export function fittingReader(
  calibrations: Calibrations,
  reader: { readonly recipe: string } | null,
): { readonly calibrations: Calibrations; readonly problem: KnowledgeBaseError | null } {
  const { withReader } = calibrations;
  if (!reader || !withReader || withReader.readerRecipe === reader.recipe) return { calibrations, problem: null };
  const problem = new KnowledgeBaseError(
    'model_file_invalid',
    `Cannot use calibration "reader.json": it was fitted on another reader (${withReader.readerRecipe ?? 'unnamed'}) than ${reader.recipe}; restore both files from the package`,
  );
  return { calibrations: { ...calibrations, withReader: null }, problem };
}

/**
 * Reads the shipped questions that no collection of documents is expected to answer.
 *
 * @throws KnowledgeBaseError `model_file_invalid`
 */
export function readGeneralQuestions(folder: string): Readonly<Record<Language, readonly string[]>> {
  const { zh, en } = readJson(folder, 'general-questions.json') as Partial<Record<Language, unknown>>; // Checked below.
  const isList = (value: unknown): value is string[] =>
    Array.isArray(value) && value.every((one) => typeof one === 'string');
  if (isList(zh) && isList(en)) return { zh, en };
  throw new KnowledgeBaseError('model_file_invalid', 'Cannot read "general-questions.json"; install kaoju again');
}

function readCalibration(folder: string, name: string): Calibration {
  return parseCalibration(readJson(folder, name), name, sha256);
}

function readJson(folder: string, name: string): unknown {
  try {
    return JSON.parse(readFileSync(join(folder, name), 'utf8'));
  } catch (cause) {
    throw new KnowledgeBaseError('model_file_invalid', `Cannot read calibration "${name}"; install kaoju again`, {
      cause,
    });
  }
}
