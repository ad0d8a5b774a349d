const digits: Readonly<Record<string, number>> = {
  〇: 0,
  零: 0,
  一: 1,
  二: 2,
  两: 2,
  兩: 2,
  三: 3,
  四: 4,
  五: 5,
  六: 6,
  七: 7,
  八: 8,
  九: 9,
};
const multipliers: Readonly<Record<string, number>> = {
  十: 10,
  百: 100,
  千: 1_000,
  万: 10_000,
  萬: 10_000,
  亿: 100_000_000,
  億: 100_000_000,
};
const words: Readonly<Record<string, number>> = {
  zero: 0,
  one: 1,
  two: 2,
  three: 3,
  four: 4,
  five: 5,
  six: 6,
  seven: 7,
  eight: 8,
  nine: 9,
  ten: 10,
  eleven: 11,
  twelve: 12,
  thirteen: 13,
  fourteen: 14,
  fifteen: 15,
  sixteen: 16,
  seventeen: 17,
  eighteen: 18,
  nineteen: 19,
  twenty: 20,
  thirty: 30,
  forty: 40,
  fifty: 50,
  sixty: 60,
  seventy: 70,
  eighty: 80,
  ninety: 90,
};
const wordMultipliers: Readonly<Record<string, number>> = {
  hundred: 100,
  thousand: 1_000,
  million: 1_000_000,
  billion: 1_000_000_000,
};

/** 千 is a numeral unless it begins a unit: 三十万千米. */
const thousand = '千(?![米克瓦赫卡])';

/** Regular expression source of a number: digits with separators and decimals, Chinese numerals, English number words. */
export const numeralPattern = `(?:\\d+(?:,\\d{3})+(?:\\.\\d+)?|\\d+(?:\\.\\d+)?)(?:\\s*(?:(?:[十百万萬亿億]|${thousand})+|(?:hundred|thousand|million|billion)\\b))?|(?:[〇零一二两兩三四五六七八九十百万萬亿億半]|${thousand})+|\\b(?:(?:${Object.keys(words).join('|')}|hundred|thousand|million|billion)(?:[\\s-]+(?:and\\s+)?)?)+\\b`;

/** The value of a numeral that `numeralPattern` found: `1.5万` 15000, `三十` 30, `twenty-five` 25; null for what is none. */
export function numeralValue(numeral: string): number | null {
  const text = numeral.trim().toLowerCase();
  const mixed = /^([\d,]+(?:\.\d+)?)\s*(\D*)$/.exec(text);
  if (mixed) return Number((mixed[1] ?? '').replaceAll(',', '')) * factorOf(mixed[2] ?? '');
  return /^\p{Script=Han}/u.test(text) || text.startsWith('〇') ? chineseValue(text) : englishValue(text);
}

function factorOf(suffix: string): number {
  const word = wordMultipliers[suffix.trim()];
  if (word) return word;
  return [...suffix].reduce((factor, character) => factor * (multipliers[character] ?? 1), 1);
}

function chineseValue(text: string): number | null {
  if (text === '半') return 0.5;
  if (text.includes('半')) return null;
  // A row of digits, as in 二〇二六.
  if (!/[十百千万萬亿億]/.test(text)) return Number([...text].map((character) => digits[character] ?? '').join(''));
  let total = 0;
  let group = 0;
  let digit: number | null = null;
  for (const character of text) {
    const factor = multipliers[character];
    if (factor === undefined) digit = digits[character] ?? 0;
    else if (factor >= 10_000) {
      total = (total + group + (digit ?? 0)) * factor;
      group = 0;
      digit = null;
    } else {
      // 十 alone is ten.
      group += (digit ?? 1) * factor;
      digit = null;
    }
  }
  return total + group + (digit ?? 0);
}

function englishValue(text: string): number | null {
  let total = 0;
  let group = 0;
  for (const word of text.split(/[\s-]+/)) {
    const factor = wordMultipliers[word];
    if (word === 'and' || word === '') continue;
    if (factor === 100) group = (group || 1) * 100;
    else if (factor) {
      total += (group || 1) * factor;
      group = 0;
    } else if (words[word] !== undefined) group += words[word];
    else return null;
  }
  return total + group;
}
