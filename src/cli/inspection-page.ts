import type { PageReport } from '../core/ingest-report.js';
import type { InspectedPage, InspectedPiece, Inspection } from '../core/inspection.js';
import { escapeHtml } from './escape-html.js';
import { inspectionLines } from './show-inspection.js';

/**
 * An inspection as one HTML page that needs nothing else: every page's picture beside what was cut from it, so that a
 * person can see what went where. Every text of the document is escaped.
 */
export function inspectionPage(inspection: Inspection, fileName: string): string {
  const { pages, report } = inspection;
  const summary = inspectionLines(inspection).map(escapeHtml).join('\n');
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; img-src data:; style-src 'unsafe-inline'">
<title>${escapeHtml(fileName)}</title>
<style>
body { font: 15px/1.5 system-ui, sans-serif; margin: 1rem auto; max-width: 100rem; padding: 0 1rem; color: #1b1f24; background: #fff }
article { display: grid; grid-template-columns: minmax(0, 5fr) minmax(0, 6fr); gap: 1rem; border-top: 2px solid #8c959f; padding: 1rem 0 }
article.plain { display: block }
img { max-width: 100%; border: 1px solid #ccc; position: sticky; top: 1rem }
pre { white-space: pre-wrap; overflow-wrap: anywhere; font: inherit; margin: 0 0 .75rem; padding: .25rem .75rem; border-left: 3px solid #0969da }
pre.dropped { border-color: #cf222e; background: #fff1f0; color: #57606a }
.path { font-size: 12px; color: #0969da; margin: .5rem 0 .1rem }
.path.begins { font-weight: 700; font-size: 13px }
.dropped.path { color: #cf222e }
.facts { color: #57606a; font-size: 13px }
details pre { border: 0; font: 12px/1.45 ui-monospace, monospace }
</style>
</head>
<body>
<h1>${escapeHtml(fileName)}</h1>
<details><summary>Report, section tree, what was left out</summary><pre>${summary}</pre></details>
${pages.map((page) => pageArticle(page, report.pageReports?.[page.number - 1])).join('\n')}
</body>
</html>
`;
}

function pageArticle(page: InspectedPage, report: PageReport | undefined): string {
  const picture =
    page.picture === null
      ? ''
      : `<div><img alt="Page ${page.number}" src="data:image/jpeg;base64,${Buffer.from(page.picture).toString('base64')}"></div>`;
  const facts = report ? `<p class="facts">page ${page.number} · ${escapeHtml(factsOf(report))}</p>` : '';
  const pieces = page.pieces.map(pieceHtml).join('\n');
  return `<article${picture === '' ? ' class="plain"' : ''}>${picture}<div>${facts}\n${pieces}</div></article>`;
}

function factsOf({ source, textLayer, ocrConfidence, turned, keptCharacters, droppedCharacters }: PageReport): string {
  const ocr = ocrConfidence === null ? '' : `, OCR confidence ${ocrConfidence.toFixed(2)}`;
  const lay = turned === 0 ? '' : `, turned by ${turned}°`;
  return `text layer ${textLayer}, text from ${source.replace('_', ' ')}${ocr}${lay}; ${keptCharacters} characters kept, ${droppedCharacters} left out`;
}

function pieceHtml({ text, headingPath, begins, rule }: InspectedPiece): string {
  if (rule !== null)
    return `<p class="path dropped">left out: ${escapeHtml(rule)}</p><pre class="dropped">${escapeHtml(text)}</pre>`;
  const path = headingPath?.length ? headingPath.join(' › ') : '(before the first heading)';
  return `<p class="path${begins ? ' begins' : ''}">${escapeHtml(path)}</p><pre>${escapeHtml(text)}</pre>`;
}
