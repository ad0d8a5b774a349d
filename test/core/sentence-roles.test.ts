import { describe, expect, test } from 'vitest';
import { definesThing, isDeciding, permissionOf } from '../../src/core/sentence-roles.js';

describe('definesThing()', () => {
  test.each([
    ['年休假是指员工每年享有的带薪假期。', '年休假', 1],
    ['本办法所称年休假，是指带薪假期。', '年休假', 1],
    ['所谓年休假（带薪）是一种假期。', '年休假', 0.9],
    ['**Service mesh**: a layer for traffic.', 'service mesh', 0.7],
    ['A service mesh is a layer that moves traffic.', 'service mesh', 0.9],
    ['Service meshes (Istio and others) are the layer for traffic.', 'service mesh', 0.9],
    ['SLA stands for service level agreement.', 'SLA', 1],
    ['A service mesh is required here.', 'service mesh', 0],
    ['申请年休假须提前三天。', '年休假', 0],
    ['年休假是否结转由经理决定。', '年休假', 0],
    ['The slab is a block.', 'SLA', 0],
  ])('%s for %s: %d', (sentence, thing, strength) => {
    expect(definesThing(sentence, thing)).toBe(strength);
  });
});

describe('permissionOf()', () => {
  test.each([
    ['员工可以带宠物。', 'allowed'],
    ['办公室不得带宠物。', 'forbidden'],
    ['Dogs are not allowed.', 'forbidden'],
    ['Dogs are allowed.', 'allowed'],
    ['未经批准不得带宠物。', null],
    ['Dogs may come only on Fridays.', null],
    ['狗很可爱。', null],
  ])('%s: %s', (sentence, permission) => {
    expect(permissionOf(sentence)).toBe(permission);
  });
});

test('isDeciding() also sees duties and what is excused', () => {
  expect(isDeciding('申请须提前三天。')).toBe(true);
  expect(isDeciding('You need not worry, a form is optional.')).toBe(true);
  expect(isDeciding('公司成立于1998年。')).toBe(false);
});
