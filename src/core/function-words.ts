import { stemOf } from './split-terms.js';

/** English words that say how a question is put, not what it is about. */
const english =
  'a an the is are was were be been being am do does did doing done have has had having can could will would shall should may might must ' +
  'what when where who whom whose which why how that this these those there here it its he she they them his her their we us our you your i me my ' +
  'of in on at by for to from with without as into onto and or but if than then so not no nor about s t please tell';
/** Chinese ones as the segmenter cuts them, simplified. */
const chinese =
  '的 了 着 过 地 得 是 在 有 和 与 及 或 而 但 就 都 也 还 又 很 被 把 将 对 从 向 到 于 以 为 之 其 所 个 这 那 哪 谁 什么 怎么 怎样 如何 为何 何 ' +
  '吗 呢 吧 啊 呀 么 嘛 哦 我 你 您 他 她 它 我们 你们 他们 请 请问 这个 那个 哪个 哪些 这些 那些 哪里 哪儿 为什么 是否 是不是 是什么 多少 几 ' +
  '什么样 怎么样 不 没 没有 会 能 可以 要 一个 一 种 等 中 上 下 里 时 时候 何时 何处 何人 哪位 的话 了吗 是的 不是';

const functionWords: ReadonlySet<string> = new Set([
  ...english.split(' ').map(stemOf),
  ...english.split(' '),
  ...chinese.split(' '),
]);

/**
 * Whether a term (folded, simplified and stemmed, as `splitTerms` gives it) only holds a question together: nothing can be
 * looked for by it. In a text of another language it would even look rare.
 */
export function isFunctionWord(term: string): boolean {
  return functionWords.has(term);
}
