import { createServer } from 'node:net';
import type { Check } from './check.js';

/**
 * Whether a server could listen there, or who does.
 *
 * @param ownUrl address of the live server on the data folder, when there is one: that port is in good hands.
 */
export async function checkPort(host: string, port: number, ownUrl: string | undefined): Promise<Check> {
  const name = `port ${port}`;
  if (ownUrl !== undefined && new URL(ownUrl).port === String(port)) {
    return { name, ok: true, detail: `held by the server of this data folder, ${ownUrl}` };
  }
  const problem = await tryListening(host, port);
  if (problem === undefined) return { name, ok: true, detail: `free on ${host}` };
  const holder = problem === 'EADDRINUSE' ? await nameHolder(host, port) : `cannot be opened on ${host}: ${problem}`;
  return { name, ok: false, detail: holder, remedy: 'stop that program, or set KAOJU_PORT to another port' };
}

function tryListening(host: string, port: number): Promise<string | undefined> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message));
    server.listen({ host, port, exclusive: true }, () => server.close(() => resolve(undefined)));
  });
}

/** Long enough for any answer from this machine. */
const answerTimeoutMs = 2_000;

async function nameHolder(host: string, port: number): Promise<string> {
  const address = host === '0.0.0.0' || host === '::' ? '127.0.0.1' : host.includes(':') ? `[${host}]` : host;
  try {
    const response = await fetch(`http://${address}:${port}/livez`, { signal: AbortSignal.timeout(answerTimeoutMs) });
    const body: unknown = await response.json();
    const isKaoju = typeof body === 'object' && body !== null && 'version' in body && 'status' in body;
    return isKaoju ? `held by a Kaoju ${String(body.version)} on another data folder` : 'held by another web server';
  } catch {
    return 'held by another program';
  }
}
