import type { Terminal } from '../../src/cli/terminal.js';

/** A terminal that keeps what was written. */
export interface RecordingTerminal extends Terminal {
  readonly printed: string[];
  readonly noted: string[];
  readonly advanced: string[];
}

export function recordingTerminal(colours = false): RecordingTerminal {
  const printed: string[] = [];
  const noted: string[] = [];
  const advanced: string[] = [];
  return {
    colours,
    write: null,
    printed,
    noted,
    advanced,
    print: (line) => void printed.push(...line.split('\n')),
    note: (line) => void noted.push(...line.split('\n')),
    progress: () => ({ advance: (detail) => void advanced.push(detail), stop() {} }),
  };
}
