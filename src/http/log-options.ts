import type { FastifyServerOptions } from 'fastify';
import type { LogLevel } from '../config.js';

/** Where log lines go; standard output unless given. */
export interface LogTarget {
  readonly level: LogLevel;
  readonly stream?: { write(line: string): void };
}

/**
 * Options of the log. Requests are logged by path, status and time, never with body, query or headers; redaction is
 * the second net, for whoever logs an object that holds one of these.
 */
export function logOptions(target: LogTarget): NonNullable<FastifyServerOptions['logger']> {
  const secret = [
    'authorization',
    'cookie',
    'apiKey',
    'key',
    'secret',
    'token',
    'sig',
    'question',
    'text',
    'answer',
    'body',
    'password',
  ];
  return {
    level: target.level,
    redact: {
      paths: [
        ...secret,
        ...secret.map((name) => `*.${name}`),
        ...['authorization', 'cookie', '["x-kaoju-metadata"]', '["x-kaoju-password"]'].map((name) =>
          name.startsWith('[') ? `req.headers${name}` : `req.headers.${name}`,
        ),
      ],
      censor: '[redacted]',
    },
    serializers: { req: () => ({}), res: () => ({}) },
    ...(target.stream ? { stream: target.stream } : {}),
  };
}
