import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { type EncoderTokenizer, encoderTokenizer } from '../../../src/adapters/builtin-models/embedder-tokens.js';
import { tokenOffsets } from '../../../src/adapters/builtin-models/reader-token-offsets.js';
import { packageRoot } from '../../../src/compiled-file.js';

describe('tokenOffsets()', () => {
  let tokenizer: EncoderTokenizer;
  beforeAll(async () => {
    tokenizer = encoderTokenizer(await readFile(join(packageRoot, 'models', 'embedder', 'tokenizer.json')));
  });

  /** Each token with the words of the text that it stands for. */
  function placed(text: string): [token: string, words: string][] {
    const tokens = tokenizer.tokenise(`passage: ${text}`).tokens.slice(3, -1);
    const { starts, ends } = tokenOffsets(text, tokens, tokenizer.normalise);
    return tokens.map((token, index) => [token, text.slice(starts[index], ends[index])]);
  }

  it('places Chinese and English words', () => {
    expect(placed('年假 fifteen days')).toEqual([
      ['▁', ''],
      ['年', '年'],
      ['假', '假'],
      ['▁fi', 'fi'],
      ['fte', 'fte'],
      ['en', 'en'],
      ['▁days', 'days'],
    ]);
  });

  it('passes over runs of blanks, line ends and leading space', () => {
    const words = placed('  a\r\n\r\n\t b\u3000c ').map(([, text]) => text);
    expect(words.join('|').replaceAll('||', '|')).toMatch(/^a\|b\|c\|?$/);
  });

  it.each([
    ['full width and ligatures', 'ＡＢＣ１２３ ﬁne ①②'],
    ['half-width kana with marks', 'ｶﾞｷﾞ ハンカク'],
    ['combining accents', 'cafe\u0301 nai\u0308ve'],
    ['Hangul letters', '\u1112\u1161\u11ab국'],
    ['emoji and other planes', '好👍🏽👨‍👩‍👧𠮷野家'],
    ['control characters', 'a\u0001b\u0000 e\u0001\u0301 x'],
    ['one character that becomes many', '㈱ ㍿ ½ … ﷺ'],
    ['special tokens as text', 'a </s> b<s>c'],
    ['a lone surrogate', 'a\ud83d b'],
    ['the space mark', 'a▁b ▁▁c'],
    ['tildes', '１～２ a～b'],
  ])('gives every token a range that normalises to hold it: %s', (_, text) => {
    for (const [token, words] of placed(text)) {
      expect(tokenizer.normalise(words).replaceAll(' ', '')).toContain(token.replaceAll('▁', ''));
    }
  });

  it('gives no range beyond the text, also when the tokens are fewer than the text', () => {
    const text = '年假制度。'.repeat(500);
    const tokens = tokenizer.tokenise(`passage: ${text}`).tokens.slice(3, -1);
    const { starts, ends } = tokenOffsets(text, tokens, tokenizer.normalise);
    expect(tokens).toHaveLength(508);
    expect(text.slice(starts.at(-1), ends.at(-1))).toBe(tokens.at(-1));
  });
});
