import { type CommandContext, untilAborted } from '../context.js';

/** `kaoju serve`: listens until Ctrl-C or SIGTERM, then finishes what is under way. */
export async function serve(context: CommandContext): Promise<boolean> {
  const { terminal, services, config, signal } = context;
  const server = await services.startServer(config);
  try {
    terminal.print(`Kaoju listens on ${server.url}`);
    terminal.note(`  contract  ${server.url}/docs`);
    terminal.note(`  data      ${config.dataDir}`);
    terminal.note('  stop with Ctrl-C');
    for (const { message, code } of await server.problems()) terminal.note(`  ! ${message} [${code}]`);
    await untilAborted(signal);
    terminal.note('stopping …');
  } finally {
    await server.close();
  }
  return true;
}
