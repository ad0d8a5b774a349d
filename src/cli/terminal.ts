import type { Writable } from 'node:stream';
import { MultiBar, type SingleBar } from 'cli-progress';
import { timeLeft } from './time-left.js';

/** A stream of text that may be a terminal. */
export type TextStream = Writable & { readonly isTTY?: boolean; hasColors?(): boolean };

/** How far a long command has come. */
export interface Progress {
  /** One more is done; `detail` is what stands beside the bar. */
  advance(detail: string): void;
  stop(): void;
}

/** Where commands write: results go to stdout, everything else to stderr. */
export interface Terminal {
  /** Whether results may be coloured: on a terminal, unless NO_COLOR and the like forbid it. */
  readonly colours: boolean;
  /** A line of the result. */
  print(line: string): void;
  /** A piece of the result as it comes; null where nobody watches, and whole lines are better. */
  readonly write: ((text: string) => void) | null;
  /** A line for people: progress, warnings, errors. */
  note(line: string): void;
  /** A bar on a terminal, else a plain line at every tenth, with the time left. One at a time. */
  progress(label: string, total: number): Progress;
}

/** @param clock milliseconds that only ever grow. */
export function createTerminal(
  stdout: TextStream,
  stderr: TextStream,
  clock: () => number = () => performance.now(),
): Terminal {
  let bars: MultiBar | undefined;
  const note = (line: string): void => {
    if (bars) bars.log(`${line}\n`);
    else stderr.write(`${line}\n`);
  };
  return {
    colours: stdout.isTTY === true && (stdout.hasColors?.() ?? false),
    print: (line) => void stdout.write(`${line}\n`),
    write: stdout.isTTY === true ? (text) => void stdout.write(text) : null,
    note,
    progress(label, total) {
      const started = clock();
      const left = (done: number) => timeLeft({ done, total, elapsedMs: clock() - started });
      if (stderr.isTTY !== true) return plainProgress({ label, total, left }, note);
      const opened = openBars(stderr);
      bars = opened;
      const bar = opened.create(total, 0, { label, detail: '', left: '' });
      let done = 0;
      return {
        advance(detail) {
          done += 1;
          advanceBar(bar, { detail, left: left(done) });
        },
        stop() {
          // Notes wait for the next drawing, and would be lost with the bar.
          opened.update();
          opened.stop();
          bars = undefined;
        },
      };
    },
  };
}

function openBars(stream: TextStream): MultiBar {
  // A Ctrl-C must reach the command, which closes in order; the bar only restores the cursor.
  return new MultiBar({
    stream,
    format: '{label} [{bar}] {value}/{total} {left}{detail}',
    barCompleteChar: '█',
    barIncompleteChar: '░',
    barsize: 30,
    hideCursor: true,
    gracefulExit: false,
  });
}

/** Longer names would wrap, and a wrapped bar leaves its former self on the screen. */
const maxDetailCharacters = 24;

function advanceBar(bar: SingleBar, { detail, left }: { detail: string; left: string }): void {
  const characters = [...detail];
  const short =
    characters.length > maxDetailCharacters ? `…${characters.slice(-maxDetailCharacters).join('')}` : detail;
  bar.increment(1, { detail: short, left: left === '' ? '' : `${left}  ` });
}

function plainProgress(
  { label, total, left }: { label: string; total: number; left: (done: number) => string },
  note: (line: string) => void,
): Progress {
  let done = 0;
  return {
    advance(detail) {
      done += 1;
      const tenths = Math.floor((done * 10) / total);
      const isTenth = tenths > Math.floor(((done - 1) * 10) / total);
      if (isTenth) note([`${label} ${done}/${total}`, left(done), detail].filter((part) => part !== '').join(' '));
    },
    stop() {},
  };
}
