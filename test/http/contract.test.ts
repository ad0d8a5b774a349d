import { Ajv2020 } from 'ajv/dist/2020.js';
import type { FastifyInstance, InjectOptions } from 'fastify';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { loadContract } from '../../src/http/contract.js';
import type { FakeKnowledgeBase } from '../fakes/fake-knowledge-base.js';
import { fill, startServer } from './start-server.js';

// The contract as its readers see it: every example in openapi.yaml is sent, or checked, as it stands there.

interface Content {
  readonly schema?: object;
  readonly examples?: Readonly<Record<string, { value: unknown }>>;
}
interface Parameter {
  readonly $ref?: string;
  readonly name: string;
  readonly in: string;
  readonly example?: unknown;
}

const contract = loadContract();
const ajv = new Ajv2020({ allowUnionTypes: true, allErrors: true, strict: false });
ajv.addSchema(contract.document, 'openapi.yaml');

let server: FastifyInstance;
let knowledgeBase: FakeKnowledgeBase;
beforeAll(async () => {
  ({ server, knowledgeBase } = await startServer());
});
beforeEach(() => fill(knowledgeBase));
afterAll(() => server.close());

describe('openapi.yaml', () => {
  for (const request of requestExamples()) {
    test(`${request.method} ${request.path}: example "${request.example}" gets what the contract says`, async () => {
      const response = await server.inject(request.inject);
      expect(response.statusCode, response.body).toBeLessThan(300);
      expect(response.headers['x-request-id'] ?? request.path).toBeTruthy();
      assertResponse(request.path, request.method, response);
    });
  }

  for (const { name, schema, value } of responseExamples()) {
    test(`response example ${name} fits its own schema`, () => {
      expect(validate(schema, value)).toEqual([]);
    });
  }
});

function assertResponse(
  path: string,
  method: string,
  response: { statusCode: number; headers: Record<string, unknown>; body: string },
) {
  const pointer = ['paths', path, method, 'responses', String(response.statusCode)];
  const type = String(response.headers['content-type']).split(';', 1)[0] ?? '';
  const content = resolve([...pointer, 'content']) as Record<string, Content>;
  expect(Object.keys(content)).toContain(type);
  if (type !== 'application/json') return;
  expect(validate([...pointer, 'content', type, 'schema'], JSON.parse(response.body))).toEqual([]);
}

function validate(pointer: readonly string[], value: unknown): unknown[] {
  const check = ajv.compile({ $ref: `openapi.yaml#/${pointer.map(escapePointer).join('/')}` });
  return check(value) ? [] : (check.errors ?? []);
}

function requestExamples() {
  return operations().flatMap(({ path, method, operation, parameters }) => {
    const url = fillPath(path, parameters);
    const query = Object.fromEntries(
      parameters
        .filter((one) => one.in === 'query' && one.example !== undefined)
        .map((one) => [one.name, String(one.example)]),
    );
    const inject = { method: method.toUpperCase(), url, query } as InjectOptions;
    const bodies = Object.entries(operation.requestBody?.content ?? {}) as [string, Content][];
    const examples = bodies.flatMap(([type, { examples = {} }]) =>
      Object.entries(examples).map(([example, { value }]) => ({
        example,
        inject: {
          ...inject,
          headers: { 'content-type': type, ...(type.startsWith('text/') ? headerExamples(parameters) : {}) },
          payload: type === 'application/json' ? JSON.stringify(value) : String(value),
        } as InjectOptions,
      })),
    );
    const all = examples.length > 0 ? examples : [{ example: 'without a body', inject }];
    return all.map((one) => ({ path, method, ...one }));
  });
}

function responseExamples() {
  const named = operations().flatMap(({ path, method, operation }) =>
    Object.keys(operation.responses).map((status) => ({
      name: `${method} ${path} ${status}`,
      pointer: ['paths', path, method, 'responses', status],
    })),
  );
  named.push({ name: 'Problem', pointer: ['components', 'responses', 'Problem'] });
  return named.flatMap(({ name, pointer }) => {
    const { content = {} } = resolve(pointer) as { content?: Record<string, Content> };
    return Object.entries(content).flatMap(([type, { examples = {} }]) =>
      Object.entries(examples).map(([example, { value }]) => ({
        name: `${name} "${example}"`,
        schema: [...pointer, 'content', type, 'schema'],
        value,
      })),
    );
  });
}

function operations() {
  return Object.entries(contract.document.paths).flatMap(([path, item]) => {
    const shared = (item as { parameters?: Parameter[] }).parameters ?? [];
    return Object.entries(item)
      .filter(([method]) => method !== 'parameters')
      .map(([method, operation]) => {
        const own = (operation as { parameters?: Parameter[] }).parameters ?? [];
        return { path, method, operation, parameters: [...shared, ...own].map(dereference) };
      });
  });
}

function fillPath(path: string, parameters: readonly Parameter[]): string {
  return path.replace(/\{(\w+)\}/g, (_, name) =>
    encodeURIComponent(String(parameters.find((one) => one.name === name)?.example)),
  );
}

function headerExamples(parameters: readonly Parameter[]): Record<string, string> {
  return Object.fromEntries(
    parameters.filter((one) => one.in === 'header').map((one) => [one.name, String(one.example)]),
  );
}

function dereference(parameter: Parameter): Parameter {
  return parameter.$ref ? (resolve(parameter.$ref.slice(2).split('/')) as Parameter) : parameter;
}

function resolve(pointer: readonly string[]): unknown {
  return pointer.reduce<unknown>((node, key) => (node as Record<string, unknown>)[key], contract.document);
}

function escapePointer(part: string): string {
  return encodeURIComponent(part.replaceAll('~', '~0').replaceAll('/', '~1'));
}
