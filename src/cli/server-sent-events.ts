/** One event of a stream; `data` is its JSON. */
export interface ServerSentEvent {
  readonly event: string;
  readonly data: unknown;
}

/** The events of a text/event-stream body as they come, however its bytes are cut; comments are left out. */
export async function* serverSentEvents(
  chunks: AsyncIterable<Uint8Array | string>,
): AsyncGenerator<ServerSentEvent, void, void> {
  const decoder = new TextDecoder();
  let waiting = '';
  for await (const chunk of chunks) {
    waiting += typeof chunk === 'string' ? chunk : decoder.decode(chunk, { stream: true });
    const frames = waiting.split('\n\n');
    waiting = frames.pop() ?? '';
    for (const frame of frames) {
      const [, event, data] = /^event: (.*)\ndata: (.*)$/.exec(frame) ?? [];
      if (event !== undefined && data !== undefined) yield { event, data: JSON.parse(data) as unknown };
    }
  }
}
