import { KnowledgeBaseError } from '../../src/core/errors.js';
import type { Section } from '../../src/core/section.js';
import type { CleanedDocument } from '../loaded-document.js';

/**
 * Checks that nothing of a document was lost or made up: walking the source from start to end, every character is either
 * in a dropped range or in the next span of the next section, and every span says what the source says there.
 *
 * So the sections put together are the cleaned text, and kept, dropped and markup characters add up.
 *
 * @throws KnowledgeBaseError `invariant_broken`, a fault of ours, with the first offset where it fails.
 */
export function assertLossless(documentId: string, document: CleanedDocument, sections: readonly Section[]): void {
  const { text, dropped } = document;
  let at = 0;
  let droppedIndex = 0;
  const skipDropped = (): void => {
    for (let range = dropped[droppedIndex]; range && range.start === at; range = dropped[++droppedIndex])
      at = range.end;
  };
  for (const section of sections) {
    let textAt = 0;
    for (const span of section.spans) {
      skipDropped();
      const source = text.slice(span.sourceStart, span.sourceStart + span.length);
      if (span.sourceStart !== at || span.textStart !== textAt) throw broken(documentId, at, 'a span is out of place');
      if (section.text.slice(textAt, textAt + span.length) !== source || source.length !== span.length) {
        throw broken(documentId, at, 'a section differs from its source');
      }
      at += span.length;
      textAt += span.length;
    }
    if (textAt !== section.text.length) throw broken(documentId, at, 'a section holds text that no span accounts for');
  }
  skipDropped();
  if (at !== text.length) throw broken(documentId, at, 'text is in no section and not reported as dropped');
}

function broken(documentId: string, offset: number, reason: string): KnowledgeBaseError {
  return new KnowledgeBaseError(
    'invariant_broken',
    `Cannot cut document "${documentId}" without loss: ${reason} at offset ${offset}; report this as a bug with the file`,
    { facts: { documentId, offset } },
  );
}
