/** An encoding of Chinese text older than Unicode, and the text it gives. */
export interface ChineseDecoding {
  readonly encoding: 'gb18030' | 'big5';
  readonly text: string;
}

/**
 * The most frequent characters of running Chinese text. Wrongly decoded bytes give rare characters: of the docs turned to
 * GB18030 and read as Big5 (and the other way) under 12 % of the characters are in here, of rightly read ones over 40 %.
 */
const simplified =
  '的一是不了在人有我他这个们中来上大为和国地到以说时要就出会可也你对生能而子那得于着下自之年过发后作里用道行所然家种事成方多经么去法学如都同现当没动面起看定天分还进好小部其些主样理心她本前开但因只从想实日军者意无力它与长把机十民第公此已工使情明性知全三又关点正业外将两高间由问很最重并物手应战向头文体政美相见被利什二等产或新己制身果加西斯月话合回特代内信表化老给世位次度门任常先海通教儿原东声提立及比员解水名真论处走义各入几口认条平系气题活尔更别打女变四神总何电数安少报才结反受目太量再感建务做接必场件计管期市直德资命山金指克许统区保至队形社便空决治展马科司五基眼书非则听白却界达光放强即像难且权思王象完设式色路记南品住告类求据程北边死张该交规万取拉格望觉术领共确传师观清今切院让识候带导争运';
const traditional =
  '這個們來為國說時會對發後裡種經麼學現當沒動還進樣開從實軍無與長機業將兩間問應戰頭體見產話給門東聲員論處義條氣題爾別變總電數報結務場計資許統區隊決馬書則聽卻達強難權設記類據邊張該規萬覺術領確傳師觀親讓識帶導爭運號員選關認師請約級線網頁檔點擊軟體資訊';
const punctuation = '，。、：；！？「」『』《》（）“”…—';
const common = new Set(simplified + traditional + punctuation);

/** Characters read for the decision; the whole text is decoded only once, by the winner. */
const bytesSampled = 65_536;

/** Least share of common characters among those that are not ASCII; texts of names and terms stay above it. */
const leastCommonShare = 0.15;

/**
 * Tells GB18030 from Big5 by decoding with both and counting common characters, since any byte sequence of one is
 * mostly valid in the other.
 *
 * @param bytes text that is not valid UTF-8.
 * @returns undefined when neither gives Chinese text.
 */
export function decodeChinese(bytes: Uint8Array): ChineseDecoding | undefined {
  const sample = bytes.subarray(0, bytesSampled);
  const candidates = (['gb18030', 'big5'] as const).map((encoding) => ({
    encoding,
    score: commonShare(new TextDecoder(encoding).decode(sample)),
  }));
  const best = candidates.reduce((left, right) => (right.score > left.score ? right : left));
  if (best.score < leastCommonShare) return undefined;
  return { encoding: best.encoding, text: new TextDecoder(best.encoding).decode(bytes) };
}

/** Share of common characters among all that are not ASCII, 0…1; each replacement character weighs as five others. */
function commonShare(text: string): number {
  let commonCount = 0;
  let weight = 0;
  for (const character of text) {
    if (character.charCodeAt(0) < 0x80) continue;
    weight += character === '\ufffd' ? 5 : 1;
    if (common.has(character)) commonCount++;
  }
  return weight === 0 ? 0 : commonCount / weight;
}
