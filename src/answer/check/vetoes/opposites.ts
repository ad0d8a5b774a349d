import { type Clause, type ClausePair, pairClauses } from '../clauses.js';
import type { Conflict, Veto } from '../conflict.js';
import { conflictOf, markersOf } from './marker.js';

/** Words of which one says the contrary of the other; alternatives of one side with `|`. */
const pairs: readonly (readonly [string, string])[] = [
  ['增加|增长|上升|提高|上涨|增多|扩大|升高|提升|攀升', '减少|下降|降低|下跌|下滑|缩小|缩减|减退|回落'],
  ['高于|大于|多于|超过|超出|长于|优于', '低于|小于|少于|不足|短于|劣于'],
  ['早于', '晚于|迟于'],
  ['之前|以前', '之后|以后'],
  ['最大|最高|最多|最长|最早|最快', '最小|最低|最少|最短|最晚|最慢'],
  ['开启|启用|打开|启动|开始|激活', '关闭|禁用|停用|停止|结束|关停'],
  ['允许|准许|批准|同意', '禁止|拒绝|驳回|反对'],
  ['成功|通过', '失败|未通过'],
  ['战胜|击败|赢得|获胜|取胜', '负于|不敌|输给|落败|告负|败给'],
  ['正比', '反比'],
  ['进口', '出口'],
  ['买入|购买|收购', '卖出|出售|抛售'],
  ['公开', '保密|私有|秘密'],
  ['同步', '异步'],
  ['东部|东南|东北|以东', '西部|西南|西北|以西'],
  ['南部|以南', '北部|以北'],
  ['左侧|左边', '右侧|右边'],
  ['上午|早上|早晨', '下午|晚上|傍晚'],
  ['升级', '降级'],
  ['首次|第一次|初次', '末次|最后一次'],
  ['支持', '反对'],
  ['相同|一致', '不同|相反'],
  ['包括|包含', '不包括|不含|排除'],
  ['顺时针', '逆时针'],
  ['男性|男子|男', '女性|女子|女'],
  [
    'increas\\w*|ris(?:e|es|ing|en)|rose|grow(?:s|n|ing|th)?|grew|climb\\w*|gain(?:s|ed)?',
    'decreas\\w*|fall(?:s|en|ing)?|fell|declin\\w*|drop(?:s|ped)?|shr[ai]nk\\w*|reduc\\w*|los[te](?:s)?',
  ],
  [
    'higher|more|greater|larger|longer|older|better|faster|above|exceed\\w*',
    'lower|less|fewer|smaller|shorter|younger|worse|slower|below',
  ],
  ['before|earlier|prior to|until', 'after|later|following|since'],
  [
    'largest|highest|biggest|longest|oldest|maximum|most|best|fastest',
    'smallest|lowest|shortest|youngest|minimum|least|worst|slowest',
  ],
  ['first', 'last'],
  ['enabl\\w*|activat\\w*', 'disabl\\w*|deactivat\\w*'],
  [
    'allow\\w*|permit\\w*|accept\\w*|approv\\w*',
    'den(?:y|ies|ied)|reject\\w*|forbid\\w*|prohibit\\w*|refus\\w*|block\\w*',
  ],
  [
    'open(?:s|ed|ing)?|start(?:s|ed)?|begin(?:s|ning)?|began|launch\\w*',
    'clos(?:e|es|ed|ing)|end(?:s|ed)?|stop(?:s|ped)?|finish\\w*',
  ],
  ['w[io]n(?:s|ning)?|defeat(?:s|ed)', 'los[et](?:s)?|lost to'],
  ['import\\w*', 'export\\w*'],
  ['includ\\w*', 'exclud\\w*'],
  ['internal\\w*|inside', 'external\\w*|outside'],
  ['public\\w*', 'private\\w*'],
  ['north\\w*', 'south\\w*'],
  ['east\\w*', 'west\\w*'],
  ['left', 'right'],
  ['always', 'never'],
  ['success\\w*|succeed\\w*', 'fail\\w*'],
  ['asynchronous\\w*', 'synchronous\\w*'],
  ['ascending', 'descending'],
  ['horizontal\\w*', 'vertical\\w*'],
  ['mother\\w*|wom[ae]n|female|daughter|wife|sister', 'father\\w*|m[ae]n|male|son|husband|brother'],
];

const compiled = pairs.map(([left, right]) => [toPattern(left), toPattern(right)] as const);

function toPattern(source: string): RegExp {
  return /\p{Script=Han}/u.test(source) ? new RegExp(source, 'g') : new RegExp(`\\b(?:${source})\\b`, 'gi');
}

/** Opposites count where nearly everything else of the clauses agrees: in other sentences both may be said truly. */
const leastOfClaim = 0.6;
const leastOfEvidence = 0.4;

/**
 * Comparisons and other opposites: the claim has one of a pair of contrary words, the evidence's clause the other, neither has both.
 * A bound of a number is compared with the number.
 */
export const vetoOpposites: Veto = (claim, match) =>
  match.isCross
    ? []
    : pairClauses(claim, match)
        .filter(({ ofClaim, ofEvidence }) => ofClaim >= leastOfClaim && ofEvidence >= leastOfEvidence)
        .flatMap(compare);

function compare(pair: ClausePair): Conflict[] {
  for (const sides of compiled) {
    for (const [one, other] of [sides, [sides[1], sides[0]] as const]) {
      const [mine] = wordsOf(pair.claim, one);
      const [theirs] = wordsOf(pair.evidence, other);
      if (!mine || !theirs) continue;
      if (wordsOf(pair.claim, other).length > 0 || wordsOf(pair.evidence, one).length > 0) continue;
      if (isNegated(pair.claim, mine.start) !== isNegated(pair.evidence, theirs.start)) continue;
      return [conflictOf('comparison', mine, theirs, pair)];
    }
  }
  return [];
}

function wordsOf(clause: Clause, pattern: RegExp) {
  return markersOf(
    clause,
    pattern,
    /[东南西北]京|山[东西]|[河湖][南北]|(?:no|not) (?:more|less|later|earlier|longer|fewer|higher|lower) than|at (?:most|least)|the right to|right(?=s\b| to\b| of\b)|more than|less than/gi,
  );
}

/** 不早于 and 晚于 say the same. */
function isNegated({ text, start }: Clause, at: number): boolean {
  return /(?:不|未|没有?|无法|\bnot|\bno|n['’]t|never)\s?(?:得|能|会|可|被)?\s?$/i.test(
    text.slice(Math.max(0, at - start - 8), at - start),
  );
}
