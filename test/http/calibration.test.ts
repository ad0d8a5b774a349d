import type { FastifyInstance } from 'fastify';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { KnowledgeBaseError } from '../../src/core/errors.js';
import type { FakeKnowledgeBase } from '../fakes/fake-knowledge-base.js';
import { bearer, keys, startServer } from './start-server.js';

let server: FastifyInstance;
let knowledgeBase: FakeKnowledgeBase;
beforeAll(async () => {
  ({ server, knowledgeBase } = await startServer(keys));
});
afterAll(() => server.close());

const calibrate = '/v1/collections/handbook/calibrate';
const calibration = '/v1/collections/handbook/calibration';

async function post(url: string, payload: object, secret = 'secret-editor') {
  const response = await server.inject({ method: 'POST', url, payload, headers: bearer(secret) });
  return { status: response.statusCode, body: response.json() };
}

describe('confidence over HTTP', () => {
  test('a read key sees the calibration and changes nothing', async () => {
    const seen = await server.inject({ method: 'GET', url: calibration, headers: bearer('secret-bot') });
    expect(seen.json()).toMatchObject({ origin: 'collection', labels: { file: 3 }, previous_id: 'shipped' });
    expect((await post(calibrate, {}, 'secret-bot')).status).toBe(403);
    const questions = [{ question: 'x?', answerable: false }];
    expect((await post('/v1/evaluations', { collection: 'handbook', questions }, 'secret-bot')).status).toBe(403);
    const back = await server.inject({ method: 'DELETE', url: calibration, headers: bearer('secret-bot') });
    expect(back.statusCode).toBe(403);
  });

  test('passes on what was asked for, with the labels of the caller', async () => {
    const labels = '{"question":"x?","answerable":false}';
    const { body } = await post(calibrate, { labels, probes: true, seed: 7, dry_run: true, source: 'docs' });
    expect(body).toMatchObject({ applied: false, better: true, labels: { file: 1 } });
    expect(knowledgeBase.lastCalibrate).toMatchObject({ labels, probes: true, seed: 7, dryRun: true, source: 'docs' });
    expect(knowledgeBase.lastCalibrate?.access).toEqual({ labels: [] });
  });

  test.each([
    [calibrate, { seed: -1 }, '/seed'],
    [calibrate, { labels: 3 }, '/labels'],
    [calibrate, { labels: ['row'] }, '/labels/0'],
    [calibrate, { dryrun: true }, '/dryrun'],
    ['/v1/evaluations', { collection: 'handbook' }, '/questions'],
    ['/v1/evaluations', { collection: 'handbook', questions: [], topk: 3 }, '/topk'],
  ])('%s refuses %j and points at the field', async (url, body, pointer) => {
    const { status, body: problem } = await post(url, body);
    expect(status).toBe(400);
    expect(problem).toMatchObject({ code: 'invalid_request', errors: [expect.objectContaining({ pointer })] });
  });

  test('names an unknown collection', async () => {
    expect((await post('/v1/collections/none/calibrate', {})).body.code).toBe('collection_not_found');
    expect((await post('/v1/evaluations', { collection: 'none', questions: [] })).body.code).toBe(
      'collection_not_found',
    );
  });

  test('takes a longer body than other JSON, up to its own limit', async () => {
    const row = `${JSON.stringify({ question: 'x?', answerable: false })}\n`;
    const long = row.repeat(40_000);
    expect(long.length).toBeGreaterThan(1_000_000);
    expect((await post(calibrate, { labels: long, dry_run: true })).status).toBe(200);
    expect((await post('/v1/query', { collection: 'handbook', question: long })).status).toBe(413);
    expect((await post(calibrate, { labels: 'x'.repeat(16_000_001) })).status).toBe(413);
  });

  test('says why an own calibration is not used', async () => {
    knowledgeBase.refused = new KnowledgeBaseError('calibration_invalid', 'Cannot use calibration "c": it was edited');
    const { refused } = (
      await server.inject({ method: 'GET', url: calibration, headers: bearer('secret-bot') })
    ).json();
    knowledgeBase.refused = null;
    expect(refused).toEqual({ code: 'calibration_invalid', message: 'Cannot use calibration "c": it was edited' });
  });
});
