import { type CommandContext, untilAborted } from '../context.js';

export interface WorkerOptions {
  readonly healthPort?: number;
}

/** How often a worker looks whether something is wrong, to say so: nobody asks it. */
const healthPollMs = 10_000;

/** `kaoju worker`: works on the jobs of the database until Ctrl-C or SIGTERM, then gives back what it holds. */
export async function worker(context: CommandContext, options: WorkerOptions = {}): Promise<boolean> {
  const { terminal, services, config, signal } = context;
  const running = await services.startWorker(config, options);
  const seen = new Set<string>();
  const look = async (): Promise<void> => {
    const messages = (await running.health()).map(({ message }) => message);
    for (const message of messages) if (!seen.has(message)) terminal.note(message);
    seen.clear();
    for (const message of messages) seen.add(message);
  };
  const timer = setInterval(() => void look(), healthPollMs);
  try {
    terminal.print(`Kaoju works on the jobs of ${running.where}`);
    if (running.healthUrl !== null) terminal.note(`  health  ${running.healthUrl}/readyz`);
    terminal.note('  stop with Ctrl-C: what is in work goes back to the queue');
    await untilAborted(signal);
    terminal.note('stopping …');
  } finally {
    clearInterval(timer);
    await running.close();
  }
  return true;
}
