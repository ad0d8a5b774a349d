import type { KnowledgeBaseError } from '../../core/errors.js';
import type { Language } from '../../core/reply.js';
import { html } from './html.js';
import { pageShell } from './page-shell.js';
import { viewTexts } from './view-texts.js';

/** What a person sees whose link does not open: what is wrong and what to do, nothing of the document. */
export function problemPage(error: KnowledgeBaseError, language: Language, requestId: string): string {
  const { title, remedy } = viewTexts[language].problem(error.code);
  const body = html`<main class="problem">
<h1>${title}</h1>
<p>${remedy}</p>
<p><code>${error.code} · ${requestId}</code></p>
</main>`;
  return pageShell(title, language, body);
}
