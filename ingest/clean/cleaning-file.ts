import type { VFile } from 'vfile';
import type { DroppedText } from '../../src/core/ingest-report.js';
import type { Range } from '../ranges.js';

declare module 'vfile' {
  interface DataMap {
    /** What the cleaning plugins leave out, in the order found. */
    dropped: DroppedText[];
  }
}

/** Says that a stretch of the file is left out, and by which rule. Every cleaning plugin reports through this. */
export function drop(file: VFile, rule: string, { start, end }: Range): void {
  if (end <= start) return;
  file.data.dropped ??= [];
  file.data.dropped.push({ rule, start, end });
}
