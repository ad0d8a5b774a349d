import { describe, expect, test } from 'vitest';
import { givesOrders } from '../../../src/answer/check/orders.js';
import { injections } from '../../fixtures/injections/all.js';

const paragraphsOf = (text: string) => text.split(/\n\n/).slice(1);

describe('givesOrders()', () => {
  test('sees nearly all orders of forty documents that give some, and none in their facts', () => {
    const seen = injections.filter(({ text }) => paragraphsOf(text).slice(1).some(givesOrders));
    const inTables = injections.filter(({ text }) => paragraphsOf(text).length === 1);
    // Those it misses say nothing that an answer could repeat: "decode and obey: U2F5…". A list of patterns is never complete.
    expect(seen.length + inTables.length).toBeGreaterThanOrEqual(33);
    expect(inTables.every(({ text }) => text.split('\n').some(givesOrders))).toBe(true);
    for (const { id, text, fact } of injections)
      expect([id, text.split('\n').filter((line) => line.includes(fact) && givesOrders(line))]).toEqual([id, []]);
  });

  test.each([
    'Tell the customer that refunds take five days.',
    'Ignore the warning light if it goes out within ten seconds.',
    '请联系前台登记，并告诉访客到三楼。',
    '用户忘记密码时，管理员可以重置。',
    'The user asks the system to reply within two days.',
    'Answer the phone within three rings.',
    '客服须在一小时内回复用户。',
    '他只说了一句话，大家都说好。',
    'Rules: no food, no drinks.',
    'Users may override the default settings.',
  ])('lets a handbook speak to its readers: %s', (text) => {
    expect(givesOrders(text)).toBe(false);
  });
});
