import { type Clause, pairClauses } from '../clauses.js';
import type { Veto } from '../conflict.js';
import { conflictOf, findWords, type Marker, markersOf, wordsBehind } from './marker.js';

type Force = 'forbids' | 'permits' | 'requires' | 'excuses';

/** Tried in this order: what is found is hidden from the later ones. */
const forces: readonly (readonly [Force, RegExp])[] = [
  [
    'excuses',
    /无需|无须|不必|不需要?|不用(?=[\p{Script=Han}])|不要求|免于|不须|\b(?:do(?:es)? not|don['’]t|doesn['’]t|did not|didn['’]t) (?:need|have|require)(?: to)?\b|\bneed(?: not|n['’]t)\b|\bnot (?:required|necessary|obliged|mandatory)\b|\bno need\b|\boptional\b/giu,
  ],
  [
    'forbids',
    /不得|不可(?!避免|或缺|抗|靠|用)以?|不能(?!够)|不允许|不准|不许|禁止|严禁|不予|勿|\b(?:must not|mustn['’]t|may not|can ?not|can['’]t|shall not|should not|shouldn['’]t|not (?:be )?(?:allowed|permitted)|forbidden|prohibited)\b/gi,
  ],
  [
    'requires',
    /必须|必需|应当|应该|须(?!知)|应(?=[在由当于向先提按及立])|务必|需要|需(?=[要在提先经由])|一律|\b(?:must|shall|should|has to|have to|had to|needs? to|required to|is required|are required|obliged|mandatory)\b/gi,
  ],
  [
    'permits',
    /可以|可(?=[在由按自选凭申提用向随享带])|允许|准许|有权|能够|能(?=[在休请用拿享买借带选申]|不)|\b(?:may|can|could|might|allowed|permitted|entitled|able to|free to)\b/gi,
  ],
];

/** A bound of a number (不得超过, must not exceed, can be at most) forbids nothing else. */
const bounds =
  /(?:不得|不可|不能|不应|不允许|不许|最多|至多)(?:可以|能)?(?:超过|少于|低于|多于|高于|大于|小于|超出|短于|长于|早于|晚于)|(?:must|may|can|should|shall) ?not (?:exceed|be (?:more|less|longer|shorter|above|below|over|under|later|earlier|higher|lower))|可能|可靠|可用性|可爱|不可能|才能|才可以?|must have been|may have|might have|can have/gi;
/** A condition on one side only: "may not without approval" and "may with approval" say the same. */
const conditional =
  /也可以|或|未经|除非|如果|经.{0,12}(?:批准|同意|许可)|只有|仅|\b(?:unless|without|except|only|nobody|if|or)\b/i;

const sameClause = 0.55;

/** Which forces cannot both hold of one act. */
const opposed: ReadonlySet<string> = new Set([
  'forbids permits',
  'permits requires',
  'excuses requires',
  'forbids requires',
]);

/**
 * Modality: the claim permits what the evidence forbids or requires, requires what it leaves open, and so on, of the same act: the
 * words behind the modal verb agree, or nearly all of both clauses.
 */
export const vetoModality: Veto = (claim, match) =>
  match.isCross
    ? []
    : pairClauses(claim, match)
        .filter(({ ofClaim }) => ofClaim >= sameClause)
        .flatMap((pair) => {
          const { claim: own, evidence } = pair;
          if (conditional.test(own.text) !== conditional.test(evidence.text)) return [];
          const [ours, theirs] = [forcesOf(own), forcesOf(evidence)];
          const kinds = new Set(theirs.map(({ force }) => force));
          for (const mine of ours) {
            if (kinds.has(mine.force)) continue;
            const rival = theirs.find((other) => opposed.has([mine.force, other.force].sort().join(' ')));
            if (!rival || ours.some(({ force }) => force === rival.force)) continue;
            const words = wordsBehind(own, mine.end);
            const isSameAct = findWords(evidence, words) !== null || (pair.ofClaim > 0.85 && pair.ofEvidence > 0.6);
            if (isSameAct) return [conflictOf('modality', mine, rival, pair)];
          }
          return [];
        });

function forcesOf(clause: Clause): (Marker & { readonly force: Force })[] {
  const hide = (text: string, pattern: RegExp) => text.replace(pattern, (match) => '\u00a0'.repeat(match.length));
  let rest: Clause = { ...clause, text: hide(clause.text, bounds) };
  return forces.flatMap(([force, pattern]) => {
    const found = markersOf(rest, pattern, null).map((marker) => ({ ...marker, force }));
    rest = { ...rest, text: hide(rest.text, pattern) };
    return found;
  });
}
