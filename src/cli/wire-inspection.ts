import type { Inspection } from '../core/inspection.js';
import { snakeCaseKeys } from '../core/snake-case-keys.js';

/** An inspection as `--json` prints it: the report and the sections as HTTP has them, and all that was left out. */
export function wireInspection({ mediaType, title, report, sections, dropped }: Inspection) {
  return snakeCaseKeys({
    mediaType,
    title,
    report,
    sections: sections.map(({ headingPath, ordinal, place, text }) => ({ headingPath, ordinal, place, text })),
    dropped,
  });
}
