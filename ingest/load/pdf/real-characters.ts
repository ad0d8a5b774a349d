/**
 * CJK radicals (U+2E80–2EF3) to the characters that they stand for, where fonts use the one for the other. NFKC knows
 * only two of this block. From the Unicode character names and `EquivalentUnifiedIdeograph.txt`.
 */
const radicals: Readonly<Record<string, string>> = Object.fromEntries(
  (
    '⺁厂 ⺄乙 ⺅亻 ⺆冂 ⺈刀 ⺉刂 ⺊卜 ⺋㔾 ⺌小 ⺍小 ⺎兀 ⺏尣 ⺐尢 ⺑𡯂 ⺒巳 ⺓幺 ⺔彑 ⺕彐 ⺖忄 ⺗心 ⺘扌 ⺙攵 ⺛旡 ⺜日 ⺝月 ⺞歺 ⺟母 ⺠民 ⺡氵 ⺢水 ⺣灬 ' +
    '⺤爫 ⺥爪 ⺦丬 ⺧牛 ⺨犭 ⺩王 ⺪疋 ⺫目 ⺬示 ⺭礻 ⺮竹 ⺯糹 ⺰纟 ⺱罒 ⺲罒 ⺶羊 ⺷羊 ⺸羊 ⺹耂 ⺺聿 ⺼肉 ⺽臼 ⺾艹 ⺿艹 ⻀艹 ⻁虎 ⻂衤 ⻃覀 ⻄西 ⻅见 ⻆角 ⻇角 ' +
    '⻈讠 ⻉贝 ⻊足 ⻋车 ⻌辶 ⻍辶 ⻎辶 ⻏阝 ⻐钅 ⻑長 ⻒镸 ⻓长 ⻔门 ⻕阜 ⻖阝 ⻗雨 ⻘青 ⻙韦 ⻚页 ⻛风 ⻜飞 ⻝食 ⻞飠 ⻟飠 ⻠饣 ⻡首 ⻢马 ⻣骨 ⻤鬼 ⻥鱼 ⻦鸟 ⻧卤 ' +
    '⻨麦 ⻩黄 ⻪黾 ⻫斉 ⻬齐 ⻭歯 ⻮齿 ⻯竜 ⻰龙 ⻱龜 ⻲亀 ⻳龟'
  )
    .split(' ')
    .map((pair) => [...pair] as [string, string]),
);

/** Kangxi radicals, CJK radicals, compatibility ideographs, ligatures: characters that only stand for another. */
const standIns = /[\u2E80-\u2EF3\u2F00-\u2FD5\uF900-\uFAD9\uFB00-\uFB06\u{2F800}-\u{2FA1D}]/gu;
/** Spaces of many widths, soft hyphens, zero-width marks and control characters. */
const spaces = /[\u00A0\u2000-\u200A\u202F\u205F\t\v\f\r\n]/g;
const invisible = /[\p{Cc}\u200B-\u200D\u2060\uFEFF\uFFFE\uFFFF]/gu;

const combining: Readonly<Record<string, string>> = {
  '¨': '\u0308',
  '´': '\u0301',
  ˆ: '\u0302',
  '˜': '\u0303',
  ˇ: '\u030C',
  '˘': '\u0306',
  '˚': '\u030A',
  '˙': '\u0307',
  '`': '\u0300',
};

/**
 * Turns what a font drew into what the author wrote: radicals and compatibility forms to real characters (⽤ ⻚ to 用 页),
 * ligatures apart (ﬁ to fi), every kind of space to a space, invisible marks out. Full-width forms, superscripts and
 * symbols stay as they are: NFKC would change their meaning (m² to m2).
 */
export function realCharacters(text: string): string {
  if (/^[\u0020-\u007E]*$/.test(text)) return text;
  return text
    .replace(standIns, (character) => radicals[character] ?? character.normalize('NFKC'))
    .replace(spaces, ' ')
    .replace(invisible, '')
    .normalize('NFC');
}

/** Puts accents that TeX drew before their letter onto it: `M¨undler` to `Mündler`. */
export function joinAccents(text: string): string {
  return text.replace(
    /([¨´ˆ˜ˇ˘˚˙])[ ]?(\p{L})/gu,
    (whole, accent: string, letter: string) => accented(accent, letter) ?? whole,
  );
}

/** A letter with an accent that was drawn apart, ` among them; null where there is no such letter. */
export function accented(accent: string, letter: string): string | null {
  const base = letter === 'ı' ? 'i' : letter;
  const joined = (base + (combining[accent] ?? '')).normalize('NFC');
  return joined.length === 1 && joined !== base ? joined : null;
}

/** Chinese characters, kana, and their punctuation and full-width forms. */
const wide =
  /[\u2E80-\u303F\u3040-\u30FF\u3100-\u312F\u31A0-\u31BF\u3400-\u4DBF\u4E00-\u9FFF\uF900-\uFAFF\uFE30-\uFE4F\uFF01-\uFF60\uFFE0-\uFFE6\u{20000}-\u{3FFFF}]/u;

/** Whether a character is set without spaces around it, as Chinese is. */
export function isWide(character: string): boolean {
  return wide.test(character);
}
