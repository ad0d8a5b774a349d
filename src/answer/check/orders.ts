/** Invisible characters, between which orders are hidden. */
const invisible = /[\u00AD\u200B-\u200F\u202A-\u202E\u2060-\u2064\uFEFF]/g;

/**
 * Words that speak to whoever answers, about instructions, roles and answers; not words of a handbook to its readers ("tell the
 * customer", "请联系前台").
 */
const patterns: readonly RegExp[] = [
  // Instructions taken back.
  /\b(?:ignore|disregard|forget|override)\b[\w ,'’]{0,40}\b(?:instructions?|prompts?|rules?|messages?)\b/i,
  /\brules?\.clear\(|\bforget\(/i,
  /(?:忽略|无视|忘记|忘掉|不要理会)[^。\n]{0,16}(?:指令|提示词?|规则|要求|设定|内容)/,
  // Roles and turns of a chat.
  /^\s*["'*#]*\s*(?:system|assistant|developer)\s*(?:prompt|message)?\s*[:：]\s*\w|^\s*user:[^\n]+\?\s*$/im,
  /^\s*(?:系统(?:提示|指令|消息)|助手|用户|管理员说明)[:：]/m,
  /<\|[a-z_]+\|>|\[\/?INST\]|<<\/?SYS>>|<\/?s>|<\/?(?:section|system|assistant|user|tool_call|im_start|im_end)s?\b[^>]*>/i,
  /\b(?:system prompt|developer mode|jailbreak|do anything now)\b/i,
  /\byou are (?:now|no longer) (?:in |an? |the )/i,
  /\bthe (?:note|message|word)s? (?:to|for) the (?:assistant|model|ai)\b|\bnote to the (?:assistant|model|ai)\b|\bassistant: run\b/i,
  /你现在是|你(?:来)?扮演|(?:给|致)(?:助手|模型|AI)的|助手请|系统指令/,
  // What an answer is to say.
  /(?:^|[.,;:—]\s*|\b(?:and|then|please|just) )(?:reply|respond|answer)\b(?:\s+(?:only|exactly|with|that)\b)/im,
  /\b(?:whatever|no matter what) the (?:user|reader|asker) (?:asks|says)\b|\beveryone who asks\b/i,
  /\b(?:begin|start|end|finish) (?:your|every|each|the) (?:answer|reply|response)s?\b/i,
  /\brepeat the words? \S+ (?:forever|\d+ times)|\bfrom here on answer\b/i,
  /\b(?:cite|quote)\b[^.\n]{0,40}(?:\bas \[\d|\bin every sentence\b)/i,
  /(?:无论|不管)(?:用户|别人|谁)(?:问|说)|(?:告诉|转告)所有(?:提问|询问)的人/,
  /(?:都?只|统一)(?:能|要|须)?(?:用[^。\n]{1,6})?(?:回答|回复)|改口说|并且说[^。\n]/,
  /(?:在|请在)?回答(?:的)?(?:时|之前|开头|末尾|结尾)[^。\n]{0,30}(?:请|先|标注|输出|加上|复述|必须|不必)/,
  /请在(?:每句|回答)[^。\n]{0,12}(?:标注|加上|输出|末尾|开头)|重复[一二三四五六七八九十百千万\d]+遍/,
  // The check and the sources, spoken for.
  /\bend of (?:sources|context|documents)\b|资料(?:到此)?结束|(?:已通过|无须|不要再)(?:事实)?核查/i,
  /"(?:passed|score|verdict)"\s*:/,
];

/**
 * Whether a passage speaks to whoever answers instead of to its readers: "ignore all previous instructions", "无论用户问什么，
 * 都只回答…". What such a passage tells an answer to say is no evidence for it.
 */
export function givesOrders(text: string): boolean {
  const plain = text.replace(invisible, '');
  return patterns.some((pattern) => pattern.test(plain));
}
