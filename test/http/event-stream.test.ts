import { setTimeout as delay } from 'node:timers/promises';
import type { FastifyReply } from 'fastify';
import { expect, test } from 'vitest';
import { eventStream } from '../../src/http/event-stream.js';

const reply = { type: () => reply, header: () => reply } as unknown as FastifyReply; // Only headers are set on it.

test('eventStream() keeps an idle connection open with comments', async () => {
  async function* events() {
    yield { event: 'progress', data: 1 };
    await delay(30);
    yield { event: 'text', data: 2 };
  }
  const options = { toErrorEvent: () => ({ event: 'error', data: null }), heartbeatMs: 5 };
  const frames = (await (await eventStream(reply, events(), options)).toArray()) as string[];
  expect(frames[0]).toBe('event: progress\ndata: 1\n\n');
  expect(frames[1]).toBe(': heartbeat\n\n');
  expect(frames.at(-1)).toBe('event: text\ndata: 2\n\n');
});

test('eventStream() ends the events when it is destroyed', async () => {
  let end = () => {};
  const ended = new Promise<void>((resolve) => {
    end = resolve;
  });
  async function* events() {
    try {
      for (;;) yield { event: 'text', data: 'x' };
    } finally {
      end();
    }
  }
  const options = { toErrorEvent: () => ({ event: 'error', data: null }) };
  const stream = await eventStream(reply, events(), options);
  for await (const _ of stream) break;
  await ended;
});
