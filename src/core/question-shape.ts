import { languageOf } from './language.js';

/**
 * Which form the answer to a question takes: a `definition` is one sentence that says what a thing is, a `decision` one that
 * allows, forbids or requires, a `list` its items, `steps` likewise (a `command` among them stands in a code block), a
 * `comparison` one sentence for each thing. Everything else is a `fact`.
 */
export type QuestionShape = 'definition' | 'decision' | 'list' | 'steps' | 'comparison' | 'fact';

/** The form of the answer and what the question is about. */
export interface ShapedQuestion {
  readonly shape: QuestionShape;
  /** A comparison's things, two or more; a definition's one; empty for other shapes. Words as the question has them. */
  readonly things: readonly string[];
}

/** Reads the form of the answer off a question's words, Chinese or English. */
export function shapeOf(text: string): ShapedQuestion {
  const normal = text
    .normalize('NFKC')
    .trim()
    .replace(/^(?:请问|請問|please |tell me )[,,:\s]*/i, '')
    .replace(/[?？。.!！\s]+$/u, '');
  return languageOf(normal) === 'zh' ? chineseShape(normal) : englishShape(normal);
}

const chineseComparisons: readonly RegExp[] = [
  /^(?:请)?(?:比较|比較|对比|對比)(?:一下)?(.+?)(?:之间)?(?:的.*)?$/,
  /^(.+?)(?:之间|之間)?(?:的|有|有着)?(?:什么|何|哪些|什麼)?(?:主要)?的?(?:区别|區別|不同|差别|差別|差异|差異|异同)/,
  /^(.+?)(?:相比|,? *(?:哪个|哪一个|哪種|哪种|哪個|谁)(?:更|比较|的|最))/,
  /^(.+?)(?:分别|分別|各自|各有|各是|各为)/,
];

/** Between the things of a comparison. */
const chineseJoint = /\s*(?:和|与|與|跟|同|及|以及|还是|還是|、|[,,]|\bvs\.?\b|比(?!例|率|较|較|赛))\s*/i;

function chineseShape(text: string): ShapedQuestion {
  for (const pattern of chineseComparisons) {
    const things = namedThings((pattern.exec(text)?.[1] ?? '').split(chineseJoint));
    if (things.length > 1) return { shape: 'comparison', things };
  }
  const defined =
    /^(?:什么|什麼)(?:是|叫做?|才?算)(.+)$/.exec(text)?.[1] ??
    /^(?:何谓|何謂|何为|解释一下|解释)(.+)$/.exec(text)?.[1] ??
    /^(.+?)的?(?:是什么意思|是什麼意思|什么意思|指的是什么|是指什么|指什么|的定义是什么|的含义是什么|定义是什么|含义是什么|是什么|是什麼|是啥)$/.exec(
      text,
    )?.[1];
  if (defined) return { shape: 'definition', things: namedThings([defined]) };
  if (
    /[吗嗎么麼]$|是否|是不是|能不能|可不可以|可否|能否|会不会|需不需要|要不要|该不该|必须不必须/.test(text) &&
    !/什[么麼]$|怎[么麼]$/.test(text)
  ) {
    return { shape: 'decision', things: [] };
  }
  if (/步骤|步驟|流程|如何|怎么|怎麼|怎样|怎樣|命令|手续|手續/.test(text)) return { shape: 'steps', things: [] };
  if (/哪些|哪几|哪幾|列出|列举|列舉|包括什么|分为几|有几种|都有什么/.test(text)) return { shape: 'list', things: [] };
  return { shape: 'fact', things: [] };
}

const englishComparisons: readonly RegExp[] = [
  /^compare (.+?) (?:and|with|to|against|vs\.?|versus) (.+)$/i,
  /\bdifferences? between (.+?) and (.+)$/i,
  /^how (?:do|does|is|are) (.+?) (?:differ(?:ent)? from|compared? (?:to|with)) (.+)$/i,
  /^(.+?) (?:vs\.?|versus) (.+)$/i,
  /^which (?:one )?(?:is|are|has|have|takes?|costs?|lasts?)\b.*?[,:] (?:the )?(.+?) or (.+)$/i,
  /\bboth (.+?) and (.+)$/i,
];

function englishShape(text: string): ShapedQuestion {
  for (const pattern of englishComparisons) {
    const found = pattern.exec(text);
    const things = namedThings(found?.slice(1) ?? []);
    if (things.length > 1) return { shape: 'comparison', things };
  }
  if (/^(?:what are (?:the|some|all)|list|name (?:the|all|some)|which .+s (?:are|do|can)\b)/i.test(text)) {
    return { shape: /\b(?:steps|procedure|process)\b/i.test(text) ? 'steps' : 'list', things: [] };
  }
  const defined =
    /^what (?:does|do|did) (.+?) (?:mean|stand for|refer to)$/i.exec(text)?.[1] ??
    /^(?:define|explain) (.+)$/i.exec(text)?.[1] ??
    /^what(?:'s| is)? the (?:definition|meaning) of (.+)$/i.exec(text)?.[1] ??
    /^what(?:'s| is| are) ((?:\S+ ){0,4}\S+)$/i.exec(text)?.[1];
  if (defined) return { shape: 'definition', things: namedThings([defined]) };
  if (/^(?:is|are|was|were|do|does|did|can|could|will|would|should|has|have|had|may|must|am|need)\b/i.test(text)) {
    return { shape: 'decision', things: [] };
  }
  if (/^how (?:do|can|should|does|to|would)\b|\bsteps\b|\bprocedure\b|\bcommands?\b/i.test(text)) {
    return { shape: 'steps', things: [] };
  }
  return { shape: 'fact', things: [] };
}

/** Names without the articles, quotation marks and blanks around them. */
function namedThings(names: readonly string[]): string[] {
  return names
    .map((name) =>
      name
        .trim()
        .replace(/^(?:an?|the) /i, '')
        .replace(/^["'“‘「《`]+|["'”’」》`]+$/gu, '')
        .trim(),
    )
    .filter((name) => name !== '');
}
