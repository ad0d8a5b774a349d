import { z } from 'zod';

// The fields of the HTTP contract that tools show or promise; whatever else the contract has passes through.

export const placeSchema = z.looseObject({
  unit: z.enum(['line', 'page']),
  start: z.number().describe('First line or page, 1-based'),
  end: z.number().describe('Last line or page, inclusive'),
});

/** Where something shown comes from. */
const sourceFields = {
  document_id: z.string(),
  document_title: z.string(),
  section_id: z.string(),
  heading_path: z.array(z.string()).describe('Titles of the headings above the section, outermost first'),
  place: placeSchema,
  view_url: z.string().nullable().describe('A page for people that shows the place; null where nothing listens'),
};

export const passageSchema = z.looseObject({
  ...sourceFields,
  text: z.string(),
  confidence: z.number().describe('0…1: the calibrated probability that the passage answers the question'),
});

export const citationSchema = z.looseObject({
  ...sourceFields,
  number: z.number().describe('The n of [n] in the answer'),
  quote: z.string(),
});

export const collectionSchema = z.looseObject({
  name: z.string(),
  settings: z.looseObject({ description: z.string() }),
  documents: z.number(),
  sections: z.number(),
});

export const sectionSchema = z.looseObject({ ...sourceFields, text: z.string() });

export type WirePassage = z.infer<typeof passageSchema>;
export type WireCitation = z.infer<typeof citationSchema>;
export type WireCollection = z.infer<typeof collectionSchema>;
export type WireSection = z.infer<typeof sectionSchema>;
