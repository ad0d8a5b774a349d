/** A repeatable stream of numbers in 0…1 (mulberry32). */
export function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

const fragments = [
  '# Heading',
  '## 标题',
  '### Three {#three}',
  '#### Deep',
  '###### Six',
  '#',
  '#no space',
  'Setext\n===',
  'Sub\n---',
  '```js\nlet a = 1;\n# no\n```',
  '```',
  '~~~\ntilde',
  '    indented <b>code</b>',
  '> quote\n> ## in quote',
  '>> deep\nlazy',
  '- item\n- item\n  - nested <br> x',
  '1. one\n\n   ```\n   fenced\n   ```\n2. two',
  '- [ ] task',
  '| a | b |\n|---|---|\n| 1<br/>2 | `|` |',
  '<div>\n\ntext\n\n</div>',
  '<!-- comment -->',
  '<!-- open',
  '<script>\nx\n\ny',
  '</script>',
  'a <b>bold</b> c <your-key>',
  '$$\nx^2\n$$',
  '$$',
  'inline $a_b$ and `code` &amp; \\* escaped',
  '[link][ref] and [x](y "t")',
  '[ref]: https://example.org "title"',
  '[^1]: note\n\n    more',
  'see[^1]',
  '[//]: # (领域:数学 时间:2024)',
  '---',
  '***',
  'Advertisement',
  'same words',
  'same words',
  '关注公众号扫码领取资料',
  '😀 emoji 𠀀 rare',
  'tab\tseparated\t|',
  'line one  \nline two\\\nline three',
  '![badge](https://img.shields.io/x.svg)',
  ':::note\ninside\n:::',
  '\ufffd replaced',
  'www.example.org a@b.example',
  '<details><summary>S</summary>',
  '*a **b* c**',
  '\u00a0',
  '    ',
  '<?php echo 1 ?>',
  '<![CDATA[ x ]]>',
];

/** Markdown put together from awkward pieces; the same for the same seed. */
export function randomMarkdown(seed: number): string {
  const random = seeded(seed);
  const pick = <T>(values: readonly T[], fallback: T): T => values[Math.floor(random() * values.length)] ?? fallback;
  let text = random() < 0.2 ? '---\ntitle: T\n---\n' : '';
  const count = 1 + Math.floor(random() * 30);
  for (let index = 0; index < count; index++) {
    const indent = random() < 0.1 ? pick(['  ', '    ', '> ', '- '], '') : '';
    text += indent + pick(fragments, '') + pick(['\n', '\n\n', '\n\n\n', '\n \n', ' '], '\n');
  }
  return random() < 0.1 ? text.replaceAll('\n', '\r\n') : text;
}
