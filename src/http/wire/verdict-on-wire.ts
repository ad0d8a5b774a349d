import type { Claim, ClaimConflict, ClaimEvidence, Verdict } from '../../core/verdict.js';
import { placeOnWire } from './place-on-wire.js';

/** A verdict in the contract's shape: of a reply and of a checked text alike. */
export function verdictOnWire(verdict: Verdict) {
  return {
    score: verdict.score,
    threshold: verdict.threshold,
    passed: verdict.passed,
    weakest_claim: verdict.weakestClaim,
    unchecked_from: verdict.uncheckedFrom ?? null,
    claims: verdict.claims.map(claimOnWire),
  };
}

function claimOnWire(claim: Claim) {
  return {
    text: claim.text,
    start: claim.start,
    end: claim.end,
    support: claim.support,
    label: claim.label,
    reason: claim.reason,
    conflicts: claim.conflicts.map(conflictOnWire),
    evidence: claim.evidence.map(evidenceOnWire),
  };
}

function conflictOnWire({ kind, claim, evidence, evidenceIndex }: ClaimConflict) {
  return {
    kind,
    claim: { start: claim.start, end: claim.end, text: claim.text },
    evidence: evidence && { start: evidence.start, end: evidence.end, text: evidence.text },
    evidence_index: evidenceIndex,
  };
}

function evidenceOnWire(evidence: ClaimEvidence) {
  return {
    document_id: evidence.documentId,
    document_title: evidence.documentTitle,
    section_id: evidence.sectionId,
    heading_path: evidence.headingPath,
    place: placeOnWire(evidence.place),
    quote: evidence.quote,
    stance: evidence.stance,
  };
}
