import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Calibrations } from '../answer/answer-ports.js';
import { type Calibration, parseCalibration } from '../core/calibration.js';
import { KnowledgeBaseError } from '../core/errors.js';
import { sha256 } from '../core/identity.js';

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

function readCalibration(folder: string, name: string): Calibration {
  let value: unknown;
  try {
    value = JSON.parse(readFileSync(join(folder, name), 'utf8'));
  } catch (cause) {
    throw new KnowledgeBaseError('model_file_invalid', `Cannot read calibration "${name}"; install kaoju again`, {
      cause,
    });
  }
  return parseCalibration(value, name, sha256);
}
