import { describe, expect, it } from 'vitest';
import { rememberTerms } from '../../src/adapters/remembered-terms.js';

describe('rememberTerms()', () => {
  it('cuts a text once and gives the same terms again', () => {
    const asked: string[] = [];
    const terms = rememberTerms((text) => {
      asked.push(text);
      return text.split(' ');
    });
    expect([terms('annual leave'), terms('annual leave'), terms('')]).toEqual([
      ['annual', 'leave'],
      ['annual', 'leave'],
      [''],
    ]);
    expect(asked).toEqual(['annual leave', '']);
  });

  it('passes on a text longer than all it may keep', () => {
    expect(rememberTerms((text) => [text])('字'.repeat(3_000_000))).toHaveLength(1);
  });
});
