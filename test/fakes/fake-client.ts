import { type Client, type Method, ProblemError, type RequestOptions } from '../../src/cli/client.js';
import type { ServerSentEvent } from '../../src/cli/server-sent-events.js';

export interface SentRequest {
  readonly method: Method;
  readonly path: string;
  readonly options: RequestOptions;
}

/** A client that answers by `METHOD path` (or by a function), and keeps what it was asked. */
export interface FakeClient extends Client {
  readonly sent: SentRequest[];
  closed: boolean;
}

export type Answers = Readonly<Record<string, unknown>> | ((request: SentRequest) => unknown);

export function fakeClient(answers: Answers): FakeClient {
  const sent: SentRequest[] = [];
  return {
    target: 'a fake',
    sent,
    closed: false,
    async request<T>(method: Method, path: string, options: RequestOptions = {}): Promise<T> {
      const request = { method, path, options };
      sent.push(request);
      const answer = typeof answers === 'function' ? answers(request) : answers[`${method} ${path}`];
      if (answer === undefined)
        throw problem(404, 'not_found', `Cannot find ${path}; look at the paths of the contract`);
      if (answer instanceof Error) throw answer;
      return answer as T; // The test says what the server would.
    },
    async *stream(path, options = {}) {
      const events = await this.request<ServerSentEvent[]>('POST', path, options);
      yield* events;
    },
    async close() {
      this.closed = true;
    },
  };
}

export function problem(status: number, code: string, detail: string): ProblemError {
  return new ProblemError({ status, code, title: code, detail });
}
