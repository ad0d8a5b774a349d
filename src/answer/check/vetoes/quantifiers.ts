import { type Clause, type ClausePair, pairClauses } from '../clauses.js';
import type { Conflict, Veto } from '../conflict.js';
import { conflictOf, findWords, type Marker, markersOf, wordsBehind } from './marker.js';

type Extent = 'all' | 'most' | 'some' | 'none';

/** Tried in this order: what is found is hidden from the later ones. */
const extents: readonly (readonly [Extent, RegExp])[] = [
  [
    'most',
    /大部分|大多数?|多数|绝大部分|绝大多数|主要|大都|通常|一般(?!岗|公|人)|\b(?:most(?: of)?|mostly|mainly|majority of|usually|generally|largely)\b/gi,
  ],
  [
    'some',
    /(?:一|少|小)部分|部分|有些|有的|某些|少数|一些|少量|个别|偶尔|有时|几乎没有|\b(?:some(?: of)?|several|a few|few|part of|partly|sometimes|occasionally|certain)\b/gi,
  ],
  ['none', /没有任何|没有一|无一|从不|从未|绝不|\b(?:none(?: of)?|no one|nobody|never)\b/gi],
  [
    'all',
    /所有|全部|全体|一切|任何|每(?:个|位|名|一|次|人|项)|各(?:个|位|项)|均|一律|总是|始终|\b(?:all|every|each|any|entire|whole|always|everyone|everybody)\b/gi,
  ],
];

const sameClause = 0.55;
/** `every year`, 每年 and the like count time, `at all`, `all day` are turns of phrase. */
const harmless =
  /每(?=[年月周天日季次时分秒])|每个?(?:自然)?(?:年|月|周|星期|季度|工作日|小时)|任何一方|\b(?:every|each|any) (?:year|month|week|day|hour|minute|quarter|night|time)\b|\bat all\b|\ball (?:day|year|along)\b|\bmost recent\b|\bat most\b|\bnot (?:all|every)\b|第一部分|主要(?=由|包括|分)|\ba few\b(?= (?:days|weeks|hours|minutes))/gi;

/** Quantifiers: the claim says `all` where the evidence says `some`, `most` or none, and so on, of the same things. */
export const vetoQuantifiers: Veto = (claim, match) =>
  match.isCross
    ? []
    : pairClauses(claim, match)
        .filter(({ ofClaim }) => ofClaim >= sameClause)
        .flatMap(compare);

function compare(pair: ClausePair): Conflict[] {
  const [ours, theirs] = [extentsOf(pair.claim), extentsOf(pair.evidence)];
  const kinds = new Set(theirs.map(({ extent }) => extent));
  for (const mine of ours) {
    if (kinds.has(mine.extent)) continue;
    const rival = theirs.find(({ extent }) => !ours.some((other) => other.extent === extent));
    if (!rival || !areApart(mine.extent, rival.extent)) continue;
    const isSameThing =
      findWords(pair.evidence, wordsBehind(pair.claim, mine.end)) !== null ||
      (pair.ofClaim > 0.8 && pair.ofEvidence > 0.6);
    if (isSameThing) return [conflictOf('quantifier', mine, rival, pair)];
  }
  return [];
}

/** `some` follows from `most` and from `all`. */
function areApart(claimed: Extent, found: Extent): boolean {
  if (claimed === 'some') return found === 'none' || found === 'all';
  return claimed !== found;
}

function extentsOf(clause: Clause): (Marker & { readonly extent: Extent })[] {
  const hide = (text: string, pattern: RegExp) => text.replace(pattern, (match) => '\u00a0'.repeat(match.length));
  let rest: Clause = { ...clause, text: hide(clause.text, harmless) };
  return extents.flatMap(([extent, pattern]) => {
    const found = markersOf(rest, pattern, null).map((marker) => ({ ...marker, extent }));
    rest = { ...rest, text: hide(rest.text, pattern) };
    return found;
  });
}
