import type { Readable, Writable } from 'node:stream';
import { StdioServerTransport, serveStdio } from '@modelcontextprotocol/server/stdio';
import { createMcpServer } from '../../mcp/create-mcp-server.js';
import { type CommandContext, untilAborted } from '../context.js';
import { lazyBackend } from '../lazy-backend.js';

/** Where the protocol is spoken; a process's own stdin and stdout unless given. */
export interface McpStreams {
  readonly input: Readable;
  readonly output: Writable;
}

/**
 * `kaoju mcp`: serves the Model Context Protocol on stdin and stdout until the program that started it closes them. Talks to
 * the live server of the data folder, or opens the folder itself at the first request.
 */
export async function mcp(
  context: CommandContext,
  version: string,
  streams: McpStreams = { input: process.stdin, output: process.stdout },
): Promise<boolean> {
  const { terminal, services, config, signal } = context;
  const backend = lazyBackend(() => services.openClient(config));
  const ended = new Promise<void>((resolve) => {
    streams.input.once('end', resolve);
    streams.input.once('close', resolve);
  });
  const serving = serveStdio(() => createMcpServer(backend, version), {
    transport: new StdioServerTransport(streams.input, streams.output),
    // Nothing but the protocol may stand on stdout.
    onerror: (error) => terminal.note(`mcp: ${error.message}`),
  });
  try {
    await Promise.race([ended, untilAborted(signal)]);
  } finally {
    await serving.close();
    await backend.close();
  }
  return true;
}
