import type { Language } from '../../core/reply.js';
import { Html, html } from './html.js';
import { pageStyle } from './page-style.js';

/** A whole page around its body. */
export function pageShell(title: string, language: Language, body: Html): string {
  return html`<!doctype html>
<html lang="${language === 'zh' ? 'zh-CN' : 'en'}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex, nofollow">
<meta name="referrer" content="no-referrer">
<title>${title}</title>
<style>${new Html(pageStyle)}</style>
</head>
<body>
${body}
</body>
</html>
`.text;
}

/** The language that a browser asks for, of the two that there are; null when it asks for neither. */
export function languageAskedFor(acceptLanguage: string | undefined): Language | null {
  const asked = (acceptLanguage ?? '')
    .split(',')
    .map((part) => {
      const [tag = '', ...parameters] = part.trim().toLowerCase().split(';');
      const quality = parameters.find((one) => one.trim().startsWith('q='));
      return { tag, quality: quality === undefined ? 1 : Number(quality.trim().slice(2)) || 0 };
    })
    .sort((left, right) => right.quality - left.quality);
  for (const { tag, quality } of asked) {
    if (quality > 0 && /^zh\b/.test(tag)) return 'zh';
    if (quality > 0 && /^en\b/.test(tag)) return 'en';
  }
  return null;
}
