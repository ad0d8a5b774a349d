import type { Language } from '../core/reply.js';

/** How a language shows that a question leans on what was said before it. The expressions carry no state. */
export interface FollowUpWords {
  /** At the start: the question goes on from the last one. The match is what can go. */
  readonly opening: RegExp;
  /** Names something said before. */
  readonly reference: RegExp;
  /** What only looks like a reference: 其他, "is it possible". Taken out first. */
  readonly noReference: RegExp;
  /** May name something said before, or something that follows. */
  readonly weakReference: RegExp;
  /** Words that ask, anywhere; without one a follow-up takes over the last question's. */
  readonly asking: RegExp;
  /** Words of asking and of politeness at the ends, which say nothing of the subject. */
  readonly filler: RegExp;
  /** Behind it a reference may mean what stands before it in the same question. */
  readonly clauseEnd: RegExp;
}

const chinese: FollowUpWords = {
  opening: /^(?:那么|那(?![个些种样次项边里儿])|然后|还有|以及|至于|换成|如果换成|要是|同样)[，,\s]*/,
  reference:
    /它们?|[他她]们?|其(?!他)|这(?![里儿])|那[个些种样次项边里儿]|上[面述]|前者|后者|刚才|刚刚|另一[种个类]|两[者个]|在那|在此/,
  noReference: /其[他它余实次中]|与其|尤其|极其|吉他|他人|这[周月年天]|上面向/g,
  weakReference: /之[前后外]|又[是会要能]|还[能会有要是可]|也[能会是要有可]|都|该(?![怎如不])|反过来|否则|不然/,
  asking:
    /什么|怎[么样]|咋|多少|多[久大长高远快宽深重]|几|谁|哪|如何|为何|何[时处人地种]|是否|是不是|能不能|可不可以|会不会|有没有|要不要|为啥|啥|吗|吧/,
  filler:
    /请问|你好|您好|麻烦|[是有]?什么意思|为什么|什么时候|[是有]?什么|怎么样?|怎样|咋样?|[有是要]?(?:多少|几)(?:小时|分钟|[个位天年月次种条项秒元块人钱级])?|[有是要]?多[久大长高远快宽深重]|[有是]?哪[些个里儿种]?|如何|为何|何[时处人地种]|是否|是不是|能不能|可不可以|会不会|有没有|要不要|[吗呢吧呀啊]|[？?。！!]/g,
  clauseEnd: /[，,；;。：:]/,
};

const english: FollowUpWords = {
  opening: /^(?:and|but|or|also|then|so|what about|how about|same for)\b[,\s]*(?:what about\b|how about\b)?\s*/i,
  reference:
    /\b(?:its?|they|them|theirs?|he|she|him|his|hers?|these|those|this|ones|the (?:same|others?|latter|former)|(?:other|which|each|another) one)\b|\b(?:in|from|into|on|to) there\b|\b(?:after|before|of|with|for|about|to|like|does|do|did|is|was|can|will|would|if) that\b|\bthat(?=[\s?.!]*$)/i,
  noReference:
    /\b(?:is|was|be|would|makes?|does) it (?:possible|necessary|ok|okay|safe|true|allowed|required|better|best|matter|make sense|take (?:to|for))\b|\bthis (?:year|month|week|quarter|morning|company)\b/gi,
  weakReference: /\b(?:that|there|such|both|either|instead|else|too|also|again|other|another|otherwise)\b/i,
  asking:
    /\b(?:what|when|where|who|whom|whose|which|why|how|is|are|was|were|do|does|did|can|could|will|would|shall|should|may|might|must|has|have|had)\b/i,
  filler:
    /\b(?:please|hello|hi|tell me|can you|could you|how (?:long|many|much|often|far|big|large|old)|by default)\b|[?!.]+(?=\s|$)/gi,
  clauseEnd: /[,;:]|\b(?:and|then|if|when)\b/i,
};

/** By language. */
export const followUpWords: Readonly<Record<Language, FollowUpWords>> = { zh: chinese, en: english };
