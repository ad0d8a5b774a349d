import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import { packageRoot } from '../../src/compiled-file.js';

/** How a `kaoju` process ended. */
export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A real `kaoju` process on the built package; `KAOJU_…` of the test's own environment stays out. */
export interface KaojuProcess {
  readonly child: ChildProcess;
  readonly ended: Promise<Ended>;
  /** Resolves with what stdout and stderr hold so far once it holds the text; rejects when the process ends first. */
  until(text: string): Promise<string>;
}

export function startKaoju(argv: readonly string[], environment: Readonly<Record<string, string>> = {}): KaojuProcess {
  const inherited = Object.entries(process.env).filter(([name]) => !name.startsWith('KAOJU_'));
  const child = spawn(process.execPath, [join(packageRoot, 'dist/src/cli/main.js'), ...argv], {
    env: { ...Object.fromEntries(inherited), KAOJU_PORT: '0', KAOJU_ENCODER_THREADS: '1', ...environment },
    cwd: packageRoot,
  });
  let stdout = '';
  let stderr = '';
  const listeners = new Set<() => void>();
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text;
    for (const listener of listeners) listener();
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
    for (const listener of listeners) listener();
  });
  const ended = new Promise<Ended>((resolve) => child.once('close', (code) => resolve({ code, stdout, stderr })));
  return {
    child,
    ended,
    until: (text) =>
      new Promise((resolve, reject) => {
        const look = (): void => {
          if (!`${stdout}${stderr}`.includes(text)) return;
          listeners.delete(look);
          resolve(stdout + stderr);
        };
        listeners.add(look);
        look();
        void ended.then(({ code }) =>
          reject(new Error(`kaoju ended with ${code} before "${text}":\n${stdout}${stderr}`)),
        );
      }),
  };
}

export function runKaoju(argv: readonly string[], environment?: Readonly<Record<string, string>>): Promise<Ended> {
  return startKaoju(argv, environment).ended;
}
