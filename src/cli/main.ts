#!/usr/bin/env node
import { packageVersion } from '../compiled-file.js';
import { processServices } from './process-services.js';
import { exitCodes, runCli } from './program.js';
import { createTerminal } from './terminal.js';

const interruption = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.on(signal, () => {
    // Asked twice: whatever hangs is left to the next start, which finds a valid data folder.
    if (interruption.signal.aborted) process.exit(exitCodes.interrupted);
    interruption.abort();
  });
}
// `kaoju search … | head` closes the pipe early; that is no failure.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
  process.exit(exitCodes.done);
});

process.exitCode = await runCli(process.argv.slice(2), {
  terminal: createTerminal(process.stdout, process.stderr),
  services: processServices,
  signal: interruption.signal,
  version: packageVersion(),
});
