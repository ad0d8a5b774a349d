import type { Name } from '../../../core/names.js';
import { namesOf } from '../../../core/names.js';
import type { Conflict, Veto } from '../conflict.js';
import type { Match } from '../match-claim.js';
import type { ReadClaim } from '../read-claim.js';

/**
 * Names of the claim that neither the passage nor its titles have. Where another name stands in the evidence at that place it is
 * the conflict; else the evidence is silent. Across languages only codes and words in Latin letters are comparable, and only
 * where the evidence writes such words at all.
 */
export const vetoNames: Veto = (claim, match) => {
  const { passage, core } = match;
  const haystack = `${passage.titles}\n${passage.text}`;
  const folded = haystack.toLowerCase();
  return claim.names.flatMap((name): Conflict[] => {
    if (match.isCross && !isComparable(name)) return [];
    if (isThere(claim, name, match, haystack, folded)) return [];
    const rival = rivalOf(claim, name, match);
    return [
      { kind: 'name', claim: { start: name.start, end: name.end }, evidence: rival && { ...rival, sentence: core } },
    ];
  });
};

/** Codes and identifiers are written the same in every language; other names are not. */
function isComparable({ script, text }: Name): boolean {
  return script === 'latin' && /\p{L}[\s-]?\d|[a-z][A-Z]|_/u.test(text);
}

function isThere(claim: ReadClaim, name: Name, { passage }: Match, haystack: string, folded: string): boolean {
  const written = name.text.toLowerCase();
  if (folded.includes(written)) return true;
  if (name.script === 'latin' && folded.replace(/[\s-]/g, '').includes(written.replace(/[\s-]/g, ''))) return true;
  if (aliases.some((group) => group.includes(name.text) && group.some((other) => haystack.includes(other))))
    return true;
  const own = claim.tokens.filter(({ start, end }) => start >= name.start && end <= name.end);
  if (name.script === 'latin') {
    if (own.length > 0 && own.every(({ key }) => passage.words.keys.has(key) || hasKin(key, passage.words.keys)))
      return true;
    return isAcronym(name.text, haystack);
  }
  // The claim's script may be the other one: keys are simplified. The beginning of a Chinese name is uncertain.
  const keys = own.map(({ key }) => key);
  if (keys.length < 2) return keys.every((key) => passage.words.keys.has(key));
  const joints = keys.slice(1).map((key, index) => `${keys[index]}${key}`);
  const needed =
    joints.length <= 2
      ? joints.slice(-1).concat(joints.slice(0, -1)).slice(0, joints.length)
      : joints.slice(-Math.max(2, joints.length - 2));
  return (
    needed.every((joint) => passage.words.joints.has(joint)) ||
    (joints.length >= 2 && joints.slice(0, -1).every((joint) => passage.words.joints.has(joint)))
  );
}

/** Names of one thing that share nothing. */
const aliases: readonly (readonly string[])[] = [
  ['中国', '中华人民共和国', '我国'],
  ['美国', '美利坚'],
  ['英国', '联合王国', '不列颠'],
  ['韩国', '大韩民国', '南韩'],
  ['朝鲜', '北韩'],
  ['俄罗斯', '俄国', '俄方', '俄'],
  ['欧洲', '欧'],
];

/** American and America, Chinese and China: the first letters of a long enough word. */
function hasKin(key: string, keys: ReadonlySet<string>): boolean {
  if (key.length < 5 || /\d/.test(key)) return false;
  const stem = key.slice(0, Math.max(4, key.length - 3));
  for (const other of keys) if (other.startsWith(stem) || (other.length >= 4 && key.startsWith(other))) return true;
  return false;
}

/** `WHO` for World Health Organization, `U.S.` for United States. */
function isAcronym(name: string, haystack: string): boolean {
  const letters = name.replace(/\./g, '');
  if (!/^\p{Lu}{2,6}$/u.test(letters)) return false;
  const initials = (haystack.match(/\b\p{Lu}/gu) ?? []).join('');
  return initials.includes(letters);
}

/** The evidence's name at the place where the claim has its own. */
function rivalOf(claim: ReadClaim, name: Name, { core, alignment }: Match): { start: number; end: number } | null {
  const swapped = alignment.substitutions.find(({ claim: [from, to], evidence: [first, last] }) => {
    const [begin, end] = [claim.tokens[from]?.start ?? 0, claim.tokens[to - 1]?.end ?? 0];
    return last > first && name.start < end && name.end > begin;
  });
  const names = namesOf(core.plain).filter(({ text }) => !claim.plain.includes(text));
  if (swapped) {
    const start = core.tokens[swapped.evidence[0]]?.start ?? 0;
    const end = core.tokens[swapped.evidence[1] - 1]?.end ?? 0;
    const inside = names.find((other) => other.start < end && other.end > start);
    if (inside) return { start: inside.start, end: inside.end };
    if (end - start <= 3 * (name.end - name.start) + 4) return { start, end };
  }
  const [only] = names.filter(({ script }) => script === name.script);
  return only && alignment.order > 0.5 ? { start: only.start, end: only.end } : null;
}
