import type { DocumentRecord } from '../../core/document.js';
import { languageOf } from '../../core/language.js';
import type { Language } from '../../core/reply.js';
import type { ShownText } from '../../ports/document-renderer.js';
import type { CitedPlace } from './cited-place.js';
import { type DocumentText, pageStarts } from './document-text.js';
import { Html, html } from './html.js';
import type { PagePart } from './page-parts.js';
import { pageShell } from './page-shell.js';
import { type ViewTexts, viewTexts } from './view-texts.js';

/** Everything that the page of a document shows, or one part of a long one. */
export interface DocumentPage {
  readonly document: DocumentRecord;
  readonly content: DocumentText;
  readonly cited: CitedPlace;
  /** The cited revision is not the live one any more. */
  readonly changed: boolean;
  readonly parts: readonly PagePart[];
  /** Index of the part shown. */
  readonly part: number;
  /** Links to the parts before and after; null where there is none. */
  readonly previous: string | null;
  readonly next: string | null;
  /** Of the words around the document. */
  readonly language: Language;
}

/** The part's text as the renderer takes it: offsets count within the part. */
export function shownText(page: DocumentPage): ShownText {
  const { content, cited, document, language } = page;
  const { start, end } = partOf(page);
  const texts = viewTexts[language];
  return {
    text: content.text.slice(start, end),
    mediaType: document.mediaType,
    sections: shownSections(page).map(({ section, index, at }) => ({
      anchor: anchorOf(index),
      start: Math.max(0, at - start),
      bodyStart: Math.max(0, at + section.bodyStart - start),
      level: Math.max(1, section.headingPath.length),
      cited: index === cited.section,
    })),
    marks: cited.marks
      .filter((mark) => mark.start < end && mark.end > start)
      .map((mark) => ({ start: Math.max(mark.start, start) - start, end: Math.min(mark.end, end) - start })),
    pages: pageStarts(content)
      .filter((one) => one.start >= start && one.start < end)
      .map((one) => ({ start: one.start - start, label: texts.pageStart(one.page) })),
    words: { table: texts.table, footnotes: texts.footnotes, backToText: texts.backToText },
  };
}

/** The whole page. @param rendered the renderer's HTML of {@link shownText}. */
export function documentPage(page: DocumentPage, rendered: string): string {
  const { document, content, language } = page;
  const texts = viewTexts[language];
  const entries = contentsOf(page);
  const hasContents = entries.length > 1;
  const body = html`<div class="frame">
${about(page, texts)}
${changeNotice(page, texts)}
<div class="columns${hasContents ? '' : ' alone'}">
${hasContents ? html`<aside class="toc"><p>${texts.contents}</p><nav aria-label="${texts.contents}"><ul>${entries}</ul></nav></aside>` : null}
<div>
${hasContents ? html`<details class="toc"><summary>${texts.contents}</summary><nav aria-label="${texts.contents}"><ul>${entries}</ul></nav></details>` : null}
<main lang="${languageOf(content.text.slice(0, 2000)) === 'zh' ? 'zh-CN' : 'en'}">
${new Html(rendered)}
</main>
${partLinks(page, texts)}
</div>
</div>
</div>`;
  return pageShell(titleOf(document), language, body);
}

function about(page: DocumentPage, texts: ViewTexts): Html {
  const { document, content } = page;
  const { domain, subcategory, period } = document.metadata;
  const facts = [
    fact(texts.domain, domain),
    fact(texts.subcategory, subcategory),
    fact(texts.period, period),
    fact(texts.updated, document.updatedAt.slice(0, 10)),
    page.parts.length > 1 ? html`<li>${texts.part(page.part + 1, page.parts.length)}</li>` : null,
  ].filter((one) => one !== null);
  // A document that begins with its own title says it once.
  const opening =
    page.part === 0 ? content.sections.find(({ headingPath }) => headingPath.length > 0)?.headingPath[0] : undefined;
  const title = titleOf(document);
  return html`<header class="about">
${opening === title ? null : html`<h1>${title}</h1>`}
<ul class="facts"><li>${document.id}</li>${facts}</ul>
${citing(page, texts)}
</header>`;
}

function fact(name: string, value: unknown): Html | null {
  if (value === undefined || value === '') return null;
  return html`<li>${name} <b>${Array.isArray(value) ? value.join(', ') : String(value)}</b></li>`;
}

/** Where the citation points, as a link to it: a browser scrolls there by itself unless the address lost its end. */
function citing({ content, cited }: DocumentPage, texts: ViewTexts): Html | null {
  const section = content.sections[cited.section];
  if (!section || !cited.lines) return null;
  const { unit, start, end } = cited.lines;
  const path = section.headingPath.length > 0 ? ` · ${section.headingPath.join(' › ')}` : '';
  return html`<a class="citing" href="#cited"><b>${texts.cited}</b> ${texts[unit](start, end)}${path} <span class="jump">↓ ${texts.jump}</span></a>`;
}

function changeNotice({ changed, cited }: DocumentPage, texts: ViewTexts): Html | null {
  if (!changed) return null;
  return html`<p class="notice" role="status">${cited.section === -1 ? texts.changedAndGone : texts.changed}</p>`;
}

function contentsOf(page: DocumentPage): readonly Html[] {
  const texts = viewTexts[page.language];
  return shownSections(page).map(({ section, index }) => {
    const level = Math.min(3, Math.max(1, section.headingPath.length));
    const here = index === page.cited.section ? ' here' : '';
    const title = section.headingPath.at(-1) ?? texts.beginning;
    return html`<li class="l${level}${here}"><a href="#${anchorOf(index)}">${title}</a></li>`;
  });
}

function partLinks({ previous, next, part, parts }: DocumentPage, texts: ViewTexts): Html | null {
  if (parts.length < 2) return null;
  return html`<nav class="parts">
${previous === null ? html`<span></span>` : html`<a href="${previous}">${texts.previous}</a>`}
<span>${texts.part(part + 1, parts.length)}</span>
${next === null ? html`<span></span>` : html`<a href="${next}">${texts.next}</a>`}
</nav>`;
}

/** Sections that stand in the part, with their index in the document and where they begin in its text. */
function shownSections(page: DocumentPage) {
  const { sections, starts } = page.content;
  const { start, end } = partOf(page);
  return sections
    .map((section, index) => ({ section, index, at: starts[index] ?? 0 }))
    .filter(({ section, at }) => at < end && at + section.text.length > start);
}

function partOf({ parts, part }: DocumentPage): PagePart {
  return parts[part] ?? { start: 0, end: 0 };
}

function anchorOf(index: number): string {
  return `s-${index + 1}`;
}

function titleOf({ title, id }: DocumentRecord): string {
  return title === '' ? id : title;
}
