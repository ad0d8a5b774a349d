/** What judging looks at of a passage of a reply. */
export interface JudgedPassage {
  readonly documentId: string;
  readonly sectionId: string;
  readonly text: string;
  readonly duplicates: readonly { readonly documentId: string; readonly sectionId: string }[];
}

export interface JudgedReply {
  readonly passages: readonly JudgedPassage[];
  readonly citations: readonly { readonly quote: string }[];
}

export interface Truth {
  readonly answerable: boolean;
  /** Strings one of which answers. */
  readonly answers: readonly string[];
  /** Number of the expected place that a passage is, 0-based; null for none. */
  readonly placeOf: (documentId: string, sectionId: string) => number | null;
}

export interface Judgement {
  /** Answerable, and the best passage is an expected one, or an answer is in what is quoted first. */
  readonly right: boolean;
  /** An answer is in a quotation. */
  readonly quoted: boolean;
  /** 1-based ranks at which each expected place was met first, ascending. */
  readonly ranks: readonly number[];
}

/**
 * Holds a reply against what is known. A folded duplicate counts as the passage it was folded into. Without a citation
 * (nothing answered) the best passage stands in for the quotation: it is what the confidence is about.
 */
export function judgeReply({ passages, citations }: JudgedReply, { answerable, answers, placeOf }: Truth): Judgement {
  const met = new Set<number>();
  const ranks: number[] = [];
  passages.forEach(({ documentId, sectionId, duplicates }, index) => {
    for (const twin of [{ documentId, sectionId }, ...duplicates]) {
      const place = placeOf(twin.documentId, twin.sectionId);
      if (place === null || met.has(place)) continue;
      met.add(place);
      ranks.push(index + 1);
    }
  });
  const holdsAnswer = (text: string) => answers.some((answer) => text.includes(answer.trim()));
  const quotes = citations.map(({ quote }) => quote);
  const shown = quotes[0] ?? passages[0]?.text ?? '';
  return {
    right: answerable && (ranks[0] === 1 || holdsAnswer(shown)),
    quoted: quotes.some(holdsAnswer),
    ranks,
  };
}
