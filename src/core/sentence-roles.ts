/**
 * How surely a sentence says what a thing is, 0…1: `X 是指…`, `X（…）是…`, `X is a …`, `**X**: …`. 0 when the thing is not
 * its subject. Markup, letter case and what stands in brackets behind the name are looked through.
 */
export function definesThing(sentence: string, thing: string): number {
  const plain = plainText(sentence);
  const name = plainText(thing);
  const at = name === '' ? -1 : plain.indexOf(name);
  if (at < 0 || at > longestLead || !isWholeWord(plain, at, name)) return 0;
  const before = plain.slice(0, at);
  // “所谓X”, “本办法所称X”, “A X”, “The term X”: the thing is still the subject.
  if (
    !/^(?:所谓|所謂|.{0,10}(?:所称|所稱)的?|其中,?|an? |the |term |in .{1,30}, (?:an? |the )?|["'“「《])*$/.test(before)
  )
    return 0;
  const after = plain
    .slice(at + name.length)
    .replace(/^(?:e?s\b)?["'”」》]*/u, '')
    .replace(/^\s*\([^()]{0,80}\)/, '')
    .replace(/^,(?:[^,。.]{0,60},)?(?= ?(?:is|are|means|refers|是|指|系|即))/, '')
    .trimStart();
  return strengths.find(([pattern]) => pattern.test(after))?.[1] ?? 0;
}

/** Words before a defined thing, at most; UTF-16 code units. */
const longestLead = 40;

const strengths: readonly (readonly [RegExp, number])[] = [
  [/^(?:是指|指的是|系指|係指|的定义是|的含义是|(?:means|refers? to|stands for|denotes|(?:is|are) defined as)\b)/, 1],
  [/^(?:is|are) (?:an?|the|any|one|what)\b|^(?:是|为|為)一|^(?:即|就是|指|又称|又稱)/, 0.9],
  [/^(?:是(?!否|不是)|为(?!了)|為(?!了)|:|——|—|–|- )/, 0.7],
  [/^(?:is|are)\b(?! not\b| \w+ed\b)/, 0.6],
];

function plainText(text: string): string {
  return text
    .normalize('NFKC')
    .toLowerCase()
    .replace(/^\s*(?:[-*+•]|\d{1,3}[.)、])\s+/, '')
    .replace(/[*_`]/g, '')
    .replace(/\s+/g, ' ')
    .trim();
}

function isWholeWord(text: string, at: number, name: string): boolean {
  const letter = /[\p{Script=Latin}\p{N}]/u;
  const startsInside = letter.test(name.charAt(0)) && letter.test(text.charAt(at - 1));
  const rest = text.slice(at + name.length).replace(/^e?s\b/, '');
  return !startsInside && !(letter.test(name.slice(-1)) && letter.test(rest.charAt(0)));
}

/** Whether a sentence allows or forbids what it speaks of; null where it does neither, or both, or under a condition. */
export function permissionOf(sentence: string): 'allowed' | 'forbidden' | null {
  if (conditional.test(sentence)) return null;
  const forbids = forbidden.test(sentence);
  const allows = allowed.test(sentence.replace(new RegExp(forbidden, 'gi'), ''));
  return forbids === allows ? null : forbids ? 'forbidden' : 'allowed';
}

/** Whether a sentence decides: it allows, forbids, requires or excuses. */
export function isDeciding(sentence: string): boolean {
  return forbidden.test(sentence) || allowed.test(sentence) || required.test(sentence);
}

const forbidden =
  /不得|不可(?!避免|或缺|抗)|不能|不允许|不允許|禁止|严禁|嚴禁|不予|不准|不许|無法|无法|不支持|\b(?:must not|may not|cannot|can not|can't|mustn't|shall not|should not|shouldn't|not (?:allowed|permitted|possible|supported|entitled|eligible)|prohibited|forbidden|never)\b/i;
const allowed =
  /可以|允许|允許|可(?=自行|由|在|向|申请|申請|带|帶|用|选|按|报|凭|享)|有权|有權|准许|支持|能够|能夠|\b(?:may|can|allowed|permitted|entitled|eligible|supports?|supported)\b/i;
const required =
  /必须|必須|应当|應當|须(?!知)|須(?!知)|应(?=在|由|当|于|向|先|提)|需要|无需|無需|不必|不需要|需(?=要|在|提|先|经)|一律|\b(?:must|shall|should|need(?:s|ed)? to|needn't|required|mandatory|optional|have to|has to|do(?:es)? not|don't|doesn't)\b/i;
const conditional =
  /未经|未經|除非|除.{1,20}外|经.{0,10}(?:批准|同意|审批)|經.{0,10}(?:批准|同意)|仅|僅|只有|只能|如果|如需|但|\b(?:unless|except|without|only|if|but|provided|with (?:the )?(?:approval|permission|consent))\b/i;
