import type { Language } from '../../core/reply.js';
import type { ClaimConflict, ClaimEvidence, ConflictKind } from '../../core/verdict.js';
import type { Judgement } from './judge-claim.js';
import type { ReadClaim } from './read-claim.js';

const kinds: Readonly<Record<Language, Readonly<Record<ConflictKind, string>>>> = {
  zh: {
    number: '数字',
    unit: '单位',
    date: '日期',
    name: '名称',
    negation: '肯定与否定',
    modality: '允许、禁止或要求',
    quantifier: '范围（全部或部分）',
    comparison: '比较或方向',
  },
  en: {
    number: 'number',
    unit: 'unit',
    date: 'date',
    name: 'name',
    negation: 'negation',
    modality: 'what is allowed or required',
    quantifier: 'how many (all or some)',
    comparison: 'comparison or direction',
  },
};

/** Why a claim has its label, in one or two sentences of its own language. */
export function reasonFor(
  claim: Pick<ReadClaim, 'language'>,
  { label, best, dissent }: Judgement,
  conflicts: readonly ClaimConflict[],
  evidence: readonly ClaimEvidence[],
): string {
  const { language } = claim;
  const said = conflicts.filter((conflict) => conflict.evidence !== null);
  const silent = conflicts.filter((conflict) => conflict.evidence === null);
  if (dissent) return disputed(language, said, evidence);
  switch (label) {
    case 'supported':
      return supported(language, evidence);
    case 'contradicted':
      return said.map((conflict) => opposed(language, conflict, evidence)).join(language === 'zh' ? '' : ' ');
    case 'unsupported':
      return silent.length > 0 ? missing(language, silent) : unsupported(language, best !== null);
  }
}

function supported(language: Language, [first]: readonly ClaimEvidence[]): string {
  const name = nameOf(first);
  if (language === 'zh') return name ? `${name}中有同样的说法。` : '所给依据中有同样的说法。';
  return name ? `${name} says the same.` : 'The evidence given says the same.';
}

function opposed(
  language: Language,
  { kind, claim, evidence, evidenceIndex }: ClaimConflict,
  all: readonly ClaimEvidence[],
): string {
  const name = nameOf(all[evidenceIndex]);
  const what = kinds[language][kind];
  if (language === 'zh') return `${what}不符：文中说“${claim.text}”，${name || '依据'}说“${evidence?.text ?? ''}”。`;
  return `The ${what} differs: the text says "${claim.text}", ${name || 'the evidence'} says "${evidence?.text ?? ''}".`;
}

function disputed(language: Language, conflicts: readonly ClaimConflict[], evidence: readonly ClaimEvidence[]): string {
  const details = conflicts.map((conflict) => opposed(language, conflict, evidence)).join(language === 'zh' ? '' : ' ');
  return language === 'zh'
    ? `依据自相矛盾：一处支持此说法，另一处不同。${details}`
    : `The evidence contradicts itself: one place supports this, another does not. ${details}`;
}

function missing(language: Language, conflicts: readonly ClaimConflict[]): string {
  const words = [...new Set(conflicts.map(({ claim }) => claim.text.trim()))];
  if (language === 'zh') return `最接近的依据中没有${words.map((word) => `“${word}”`).join('、')}。`;
  return `The nearest evidence does not mention ${words.map((word) => `"${word}"`).join(', ')}.`;
}

function unsupported(language: Language, hasEvidence: boolean): string {
  if (language === 'zh') return hasEvidence ? '找到相关内容，但其中没有这样说。' : '没有找到相关依据。';
  return hasEvidence ? 'Related text was found, but it does not say this.' : 'No evidence was found for this.';
}

function nameOf(evidence: ClaimEvidence | undefined): string {
  if (!evidence) return '';
  const title = evidence.documentTitle || evidence.documentId;
  const last = evidence.headingPath.at(-1);
  const path = last && last !== title ? `${title} › ${last}` : title;
  return path === '' ? '' : /\p{Script=Han}/u.test(path) ? `《${path}》` : `"${path}"`;
}
