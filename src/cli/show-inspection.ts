import type { IngestReport, PageReport } from '../core/ingest-report.js';
import type { Inspection } from '../core/inspection.js';
import type { Section } from '../core/section.js';

/** Characters of a dropped text that are shown. */
const shownCharacters = 100;
/** Dropped texts shown of one rule. */
const shownTexts = 5;

/** An inspection in lines: what was found, page by page where a page is unusual, the section tree, what was left out. */
export function inspectionLines(inspection: Inspection): string[] {
  const { title, report, sections } = inspection;
  return [
    title,
    summary(report),
    ...pageLines(report.pageReports ?? []),
    '',
    'Sections',
    ...sections.map(sectionLine),
    '',
    'Left out',
    ...droppedLines(inspection),
    ...(report.notes.length > 0 ? ['', 'Notes', ...report.notes.map(({ message }) => `  ${message}`)] : []),
  ];
}

function summary({ pages, characters, keptCharacters, headings, tables, sections, parts }: IngestReport): string {
  const kept = characters === 0 ? 0 : (keptCharacters / characters) * 100;
  const size = pages === undefined ? '' : `${pages} pages, `;
  return `${size}${characters} characters (${kept.toFixed(1)} % in sections), ${headings} headings, ${tables} tables, ${sections} sections, ${parts} parts`;
}

function pageLines(pages: readonly PageReport[]): string[] {
  const unusual = pages.filter(({ source, textLayer }) => source !== 'text_layer' || textLayer !== 'good');
  if (pages.length === 0) return [];
  const lines = unusual.map(({ page, source, textLayer, ocrConfidence, turned, characters }) => {
    const how =
      source === 'ocr' ? `read by OCR, confidence ${(ocrConfidence ?? 0).toFixed(2)}` : source.replace('_', ' ');
    const lay = turned === 0 ? '' : `, turned by ${turned}°`;
    return `  page ${page}: text layer ${textLayer}, ${how}${lay}, ${characters} characters`;
  });
  const usual = pages.length - unusual.length;
  return ['', 'Pages', ...lines, ...(usual > 0 ? [`  ${usual} with a good text layer`] : [])];
}

function sectionLine({ headingPath, place, text }: Section): string {
  const indent = '  '.repeat(Math.max(1, headingPath.length));
  const where = place.start === place.end ? `${place.start}` : `${place.start}–${place.end}`;
  return `${indent}${headingPath.at(-1) ?? '(before the first heading)'}  · ${place.unit} ${where}, ${text.length} characters`;
}

function droppedLines({ dropped }: Inspection): string[] {
  const rules = [...new Set(dropped.map(({ rule }) => rule))];
  if (rules.length === 0) return ['  nothing'];
  return rules.flatMap((rule) => {
    const texts = dropped.filter((one) => one.rule === rule);
    const shown = texts.slice(0, shownTexts).map(({ unit, text }) => `    ${unit}: ${shortened(text)}`);
    const more = texts.length > shownTexts ? [`    and ${texts.length - shownTexts} more`] : [];
    return [`  ${rule}, ${texts.length} times`, ...shown, ...more];
  });
}

function shortened(text: string): string {
  const line = text.replace(/\s+/g, ' ');
  return line.length <= shownCharacters ? line : `${line.slice(0, shownCharacters).toWellFormed()}…`;
}
