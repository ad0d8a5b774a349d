import { describe, expect, test } from 'vitest';
import { ReasoningSplitter } from '../../../src/adapters/chat-model/split-reasoning.js';

function split(pieces: readonly string[], startsInside = false) {
  const splitter = new ReasoningSplitter(startsInside);
  const shown = pieces.map((piece) => splitter.push(piece)).join('') + splitter.end();
  return { shown, text: splitter.text, reasoning: splitter.reasoning, unopened: splitter.unopened };
}

describe('ReasoningSplitter', () => {
  test('takes a thought off, wherever pieces are cut', () => {
    const whole = '<think>\nLet me see: a < b.\n</think>\n\nTen days <b>.';
    for (let size = 1; size <= whole.length; size++) {
      const pieces = whole.match(new RegExp(`[\\s\\S]{1,${size}}`, 'g')) ?? [];
      const result = split(pieces);
      expect(result).toEqual({
        shown: 'Ten days <b>.',
        text: 'Ten days <b>.',
        reasoning: 'Let me see: a < b.',
        unopened: false,
      });
    }
  });

  test('leaves text without a thought as it is, and shows each piece at once', () => {
    const splitter = new ReasoningSplitter();
    expect(splitter.push('年假')).toBe('年假');
    expect(splitter.push('十天')).toBe('十天');
    expect(splitter.end()).toBe('');
    expect(splitter.reasoning).toBeNull();
  });

  test('knows a thought that was opened outside by its end', () => {
    const result = split(['hmm', 'm</thi', 'nk>Ten.']);
    expect(result).toMatchObject({ text: 'Ten.', reasoning: 'hmmm', unopened: true });
    expect(split(['hmm', 'm</thi', 'nk>Ten.'], true)).toMatchObject({
      shown: 'Ten.',
      reasoning: 'hmmm',
      unopened: false,
    });
  });

  test('takes all for text when a thought was expected and none ended', () => {
    expect(split(['Ten ', 'days.'], true)).toMatchObject({ shown: 'Ten days.', text: 'Ten days.', reasoning: null });
  });

  test('finds no text in a thought that never ends', () => {
    expect(split(['<think>and on', ' and on'])).toMatchObject({ shown: '', text: '', reasoning: 'and on and on' });
  });

  test('takes off several thoughts, and the tags of <thinking>', () => {
    expect(split(['<thinking>a</thinking>b<think>c</think>d'])).toMatchObject({ text: 'bd', reasoning: 'ac' });
  });
});
