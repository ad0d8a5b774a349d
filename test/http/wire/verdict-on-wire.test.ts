import { Ajv2020 } from 'ajv/dist/2020.js';
import { expect, test } from 'vitest';
import { loadContract } from '../../../src/http/contract.js';
import { verdictOnWire } from '../../../src/http/wire/verdict-on-wire.js';
import { fakeVerdict } from '../../fakes/fake-verdict.js';

const ajv = new Ajv2020({ allowUnionTypes: true, allErrors: true, strict: false });
ajv.addSchema(loadContract().document, 'openapi.yaml');
const check = ajv.compile({ $ref: 'openapi.yaml#/components/schemas/Verdict' });

test('verdictOnWire() gives every field of the contract, and none besides', () => {
  check(verdictOnWire(fakeVerdict));
  expect(check.errors ?? []).toEqual([]);
});

test('verdictOnWire() has a null score and no weakest claim where nothing is claimed', () => {
  const none = verdictOnWire({ score: null, threshold: 0.7, passed: false, claims: [], weakestClaim: null });
  expect(none).toEqual({
    score: null,
    threshold: 0.7,
    passed: false,
    claims: [],
    weakest_claim: null,
    unchecked_from: null,
  });
  expect(check(none)).toBe(true);
});
