import type { Services } from '../../src/cli/context.js';
import { runCli } from '../../src/cli/program.js';
import { type Answers, type FakeClient, fakeClient } from '../fakes/fake-client.js';
import { fakeServices } from '../fakes/fake-services.js';
import { type RecordingTerminal, recordingTerminal } from '../fakes/recording-terminal.js';

/** Runs a command line in this process against a fake server. */
export async function runWithFakes(
  argv: readonly string[],
  answers: Answers,
  options: { services?: Partial<Services>; signal?: AbortSignal } = {},
): Promise<RecordingTerminal & { readonly code: number; readonly client: FakeClient }> {
  const terminal = recordingTerminal();
  const client = fakeClient(answers);
  const services = fakeServices(client, options.services);
  const signal = options.signal ?? new AbortController().signal;
  const code = await runCli(argv, { terminal, services, signal, version: '0.1.0' });
  return { ...terminal, code, client };
}
