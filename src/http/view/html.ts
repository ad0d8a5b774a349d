/** HTML that needs no escaping any more. */
export class Html {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

type Insertable = Html | string | number | null | readonly Html[];

/** HTML from a template: whatever is put in is text and escaped, unless it is HTML already; null is nothing. */
export function html(strings: TemplateStringsArray, ...values: readonly Insertable[]): Html {
  return new Html(strings.reduce((made, part, index) => made + toHtml(values[index - 1] ?? null) + part));
}

function toHtml(value: Insertable): string {
  if (value === null) return '';
  if (value instanceof Html) return value.text;
  if (typeof value === 'object') return value.map(({ text }) => text).join('');
  return escapeHtml(String(value));
}

function escapeHtml(text: string): string {
  const entities: Readonly<Record<string, string>> = {
    '&': '&amp;',
    '<': '&lt;',
    '>': '&gt;',
    '"': '&quot;',
    "'": '&#39;',
  };
  return text.replace(/[&<>"']/g, (character) => entities[character] ?? character);
}
