import { brokenReply, quote, uselessReply } from './chat-failure.js';

/** Of an answer that refuses: enough for any message. */
const maxRefusalBytes = 65_536;

/**
 * `fetch` for a client library that would believe anything: a reply of status 200 that is no event stream (an error as JSON, a
 * proxy's HTML page) is an error with its first words, and a stream longer than `maxBytes` is cut with one.
 */
export function guardedFetch(maxBytes: number): typeof fetch {
  return async (input, init) => {
    const response = await fetch(input, init);
    const { body, status, headers } = response;
    if (!response.ok) return new Response(body?.pipeThrough(cutAt(maxRefusalBytes)) ?? null, { status, headers });
    if (!body) throw uselessReply(`it answered ${status} without a body`);
    const reader = body.getReader();
    const first = await reader.read();
    const start = new TextDecoder().decode(first.value?.slice(0, 400)).trimStart();
    if (!/^(?:data|event|id|retry)?:/.test(start)) {
      await reader.cancel();
      const type = headers.get('content-type') ?? 'no content type';
      throw brokenReply(`it answered ${status} with ${type} and not with a stream: ${quote(start)}`, {
        retryable: false,
      });
    }
    return new Response(continued(reader, first.value ?? new Uint8Array(), maxBytes), { status, headers });
  };
}

/** Ends quietly behind so many bytes. */
function cutAt(maxBytes: number): TransformStream<Uint8Array, Uint8Array> {
  let bytes = 0;
  return new TransformStream({
    transform(chunk, controller) {
      const room = maxBytes - bytes;
      bytes += chunk.byteLength;
      controller.enqueue(chunk.subarray(0, Math.max(0, room)));
      if (bytes >= maxBytes) controller.terminate();
    },
  });
}

function continued(
  reader: ReadableStreamDefaultReader<Uint8Array>,
  first: Uint8Array,
  maxBytes: number,
): ReadableStream<Uint8Array> {
  let bytes = first.byteLength;
  const isTooLong = () => bytes > maxBytes;
  return new ReadableStream({
    start: (controller) => controller.enqueue(first),
    async pull(controller) {
      if (isTooLong()) {
        await reader.cancel();
        throw uselessReply(`its reply is longer than ${maxBytes} bytes`);
      }
      const { done, value } = await reader.read();
      if (done) return controller.close();
      bytes += value.byteLength;
      // What is over the limit is not handed on: the library would keep all of an endless line.
      if (!isTooLong()) controller.enqueue(value);
      else {
        await reader.cancel();
        throw uselessReply(`its reply is longer than ${maxBytes} bytes`);
      }
    },
    cancel: (reason) => reader.cancel(reason),
  });
}
