import { Readable } from 'node:stream';
import { setTimeout as delay } from 'node:timers/promises';
import type { FastifyReply } from 'fastify';

/** One server-sent event; `data` becomes one line of JSON. */
export interface ServerSentEvent {
  /** What a client names in `Last-Event-ID` when it comes back. */
  readonly id?: string;
  /** Left out for a protocol that names none. */
  readonly event?: string;
  readonly data: unknown;
  /** `data` is the line itself. */
  readonly raw?: boolean;
}

export interface EventStreamOptions {
  /** What becomes of an error once the response has begun: its last event. */
  readonly toErrorEvent: (error: unknown) => ServerSentEvent;
  /** Milliseconds without an event after which a comment is sent, so that proxies keep the connection; 15,000 unless set. */
  readonly heartbeatMs?: number;
}

/**
 * Answers with server-sent events. The first event is awaited before anything is sent, so that what fails at once still gets
 * its status; later errors become the last event. When the client goes away, the events are ended (`return`).
 *
 * Rejects with what the first event rejects with.
 */
export async function eventStream(
  reply: FastifyReply,
  events: AsyncIterable<ServerSentEvent>,
  options: EventStreamOptions,
): Promise<Readable> {
  const iterator = events[Symbol.asyncIterator]();
  const first = await iterator.next();
  reply.type('text/event-stream; charset=utf-8').header('cache-control', 'no-store, no-transform');
  reply.header('x-accel-buffering', 'no'); // Nginx would keep the events back until its buffer is full.
  return Readable.from(framesOf(iterator, first, options));
}

async function* framesOf(
  iterator: AsyncIterator<ServerSentEvent>,
  first: IteratorResult<ServerSentEvent>,
  { toErrorEvent, heartbeatMs = 15_000 }: EventStreamOptions,
): AsyncGenerator<string, void, void> {
  try {
    for (let result = first; !result.done; ) {
      yield toFrame(result.value);
      const next = iterator.next();
      let arrived = await orHeartbeat(next, heartbeatMs);
      for (; arrived === 'heartbeat'; arrived = await orHeartbeat(next, heartbeatMs)) yield ': heartbeat\n\n';
      result = arrived;
    }
  } catch (error) {
    yield toFrame(toErrorEvent(error));
  } finally {
    await iterator.return?.();
  }
}

async function orHeartbeat<T>(next: Promise<T>, heartbeatMs: number): Promise<T | 'heartbeat'> {
  const stop = new AbortController();
  const heartbeat = delay(heartbeatMs, 'heartbeat' as const, { signal: stop.signal, ref: false });
  heartbeat.catch(() => {}); // Stopped below; an abandoned rejection would end the process.
  try {
    return await Promise.race([next, heartbeat]);
  } finally {
    stop.abort();
  }
}

/** JSON holds no line ends, so one `data:` line is enough. */
function toFrame({ id, event, data, raw }: ServerSentEvent): string {
  const line = `${id === undefined ? '' : `id: ${id}\n`}${event === undefined ? '' : `event: ${event}\n`}`;
  return `${line}data: ${raw ? data : JSON.stringify(data)}\n\n`;
}
