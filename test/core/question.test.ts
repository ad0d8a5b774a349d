import { describe, expect, test } from 'vitest';
import { isSearchable, languageOf } from '../../src/core/language.js';
import { analyseQuestion, holdsType, identifiersOf } from '../../src/core/question.js';

describe('analyseQuestion()', () => {
  test.each([
    ['谁批准请假？', 'person'],
    ['公司成立于哪一年？', 'time'],
    ['病假最多可以请几天？', 'number'],
    ['为什么要填申请表？', 'reason'],
    ['办公室在哪里？', 'place'],
    ['什么是增值税？', 'definition'],
    ['可以带宠物吗？', 'yes_no'],
    ['如何报销差旅费？', 'manner'],
    ['Who approves a leave?', 'person'],
    ['How many days of leave do I get?', 'number'],
    ['When does the office open?', 'time'],
    ['How do I claim expenses?', 'manner'],
    ['Is lunch paid?', 'yes_no'],
    ['What is a deductible?', 'definition'],
  ])('reads %s as %s', (text, type) => {
    expect(analyseQuestion(text).type).toBe(type);
  });

  test('finds numbers and names', () => {
    const question = analyseQuestion('Did Marie Curie win the 1,000 dollar prize in 1903?');
    expect(question.numbers).toEqual(['1000', '1903']);
    expect(question.names).toEqual(['Marie', 'Curie']);
    expect(analyseQuestion('Kubernetes 怎么升级到 1.29？').names).toEqual(['Kubernetes']);
  });

  test('sees when several sections are needed', () => {
    expect(analyseQuestion('年假和病假有什么区别？').needsSeveral).toBe(true);
    expect(analyseQuestion('年假几天？').needsSeveral).toBe(false);
  });
});

test('holdsType() looks for the kind of thing asked for', () => {
  expect(holdsType('成立于1998年。', 'time')).toBe(true);
  expect(holdsType('由经理批准。', 'time')).toBe(false);
  expect(holdsType('anything', 'person')).toBe(true);
});

test('languageOf() takes Chinese with foreign names as Chinese', () => {
  expect(languageOf('Kubernetes 怎么部署')).toBe('zh');
  expect(languageOf('What is 知识库 in English and how is it used?')).toBe('en');
  expect(languageOf('123')).toBe('en');
});

test('isSearchable() needs a letter or a digit', () => {
  expect(isSearchable('？！…… 🙂')).toBe(false);
  expect(isSearchable('7')).toBe(true);
});

describe('identifiersOf()', () => {
  test('finds options, versions, files and packages, lower case, once each', () => {
    const question =
      'Is keepAliveTimeout of @fastify/static 5.2 set in config-prod.yaml or by HTTP_PROXY, keepAliveTimeout?';
    expect(identifiersOf(question)).toEqual(['keepalivetimeout', '@fastify/static', 'config-prod.yaml', 'http_proxy']);
  });

  test('takes names and plain words for none', () => {
    expect(identifiersOf('When did Marie Curie win her second prize?')).toEqual([]);
    expect(identifiersOf('抽屉的 loading 属性是哪个版本加的？')).toEqual([]);
  });
});
