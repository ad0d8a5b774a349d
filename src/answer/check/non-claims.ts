/**
 * Whether a sentence states nothing that could be looked up: questions, greetings, announcements of what follows, offers of
 * help, and admissions of not knowing. What is left after the markup counts; a doubt counts as a claim.
 */
export function isNonClaim(sentence: string): boolean {
  const plain = sentence
    .replace(/[*_`#>~]/g, '')
    .replace(/^\s*(?:[-+•]|\d{1,3}[.)、])\s+/, '')
    .trim();
  const letters = plain.match(/[\p{L}\p{N}]/gu)?.length ?? 0;
  if (letters < 2) return true;
  if (/[?？]["'”’」』)）]*$/.test(plain)) return true;
  if (plain.length > longestPhrase) return false;
  return phrases.some((phrase) => phrase.test(plain));
}

/** A longer sentence says something besides its politeness. */
const longestPhrase = 120;

const phrases: readonly RegExp[] = [
  // Greetings and thanks.
  /^(?:你好|您好|大家好|嗨|早上好|下午好|晚上好|谢谢|感谢|不客气|抱歉|对不起|很抱歉)[^，,。:：]{0,12}[。！!~，,]?$/,
  /^(?:hi|hello|hey|dear|thanks?|thank you|you're welcome|sorry|good (?:morning|afternoon|evening))\b[^,.:;]{0,30}[,.!]?$/i,
  // Hopes, offers, invitations.
  /^(?:希望|但愿)(?:这|以上|我的|本|对你|对您|能|可以)[^。]{0,30}(?:帮助|帮到|有用|解决|参考|满意)/,
  /^(?:如果|如|若)(?:你|您)?(?:还|仍|有|需要|想)[^。]{0,30}(?:请|欢迎|随时|可以)[^。]{0,16}(?:告诉我|联系我|提问|问我|提出|说明|咨询|告知|补充)/,
  /^(?:请|欢迎)(?:随时|继续|告诉我|告知|提问|补充|参考以[上下]|注意[:：]?$)/,
  /^i hope (?:this|that|it|you)\b/i,
  /^(?:please )?(?:let me know|feel free to|don't hesitate|do not hesitate)\b/i,
  /^if you (?:have|need|want|would like|'d like) (?:any |more |further |other |additional |to know)?.{0,60}\b(?:let me know|ask|feel free|contact me|happy to help)\b/i,
  /^(?:i'm|i am|we're|we are) (?:happy|glad|here) to (?:help|assist)/i,
  // Announcements of what follows, and transitions without content.
  /^(?:以下|下面|下列)(?:就?是|为(?:您|你)|将|给出|列出|我来?)[^。；，,]{0,40}[:：。]?$/,
  /^(?:以下|下面|下列|如下)[^。；，,]{0,40}[:：]$/,
  /^(?:根据|依据|基于)[^。，,]{0,40}(?:回答如下|总结如下|如下|信息如下)[:：。]?$/,
  /^(?:总结|总之|综上|综上所述|概括来说|具体来说|具体如下|详细说明|说明|注意|提示|备注|答案?|回答|结论|要点|步骤|例如|比如)(?:如下)?[:：，,。]?$/,
  /^(?:here (?:is|are)|below (?:is|are)|the following (?:is|are)|these are the|let me|let's|i will|i'll)\b[^.]{0,80}[:：.]?$/i,
  /^(?:in summary|in short|to sum up|in conclusion|overall|note|summary|answer|conclusion|for example|example|steps?|details|sure|certainly|of course|yes|no|okay|ok|great question|absolutely)[,.:!]?$/i,
  /^(?:好的|当然|没问题|可以的|是的|不是|是|否|不|对|嗯)[，,。！!]?$/,
  // Not knowing.
  /(?:我|本人|助手)?(?:不知道|不清楚|不确定|无法确定|无法回答|没有(?:找到|足够的?|相关的?)(?:相关)?(?:信息|资料|内容|依据)|没有提到|未提及|未找到相关|无从得知)[^，,；;]{0,20}[。！]?$/,
  /^(?:i|we) (?:do not|don't|cannot|can't|could not|couldn't|am not|are not|'m not) (?:know|sure|certain|find|tell|say|answer|have (?:enough|any|that|the) information)\b/i,
  /^(?:the )?(?:provided |given |available )?(?:sections?|documents?|context|evidence|passages?|text|information|knowledge base) (?:do not|does not|don't|doesn't) (?:mention|say|contain|provide|specify|state|include)/i,
  /^作为(?:一个|一名)?(?:AI|人工智能|语言模型|助手)/i,
  /^as an? (?:ai|language model|assistant)\b/i,
];
