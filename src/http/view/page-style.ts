import { createHash } from 'node:crypto';

/** The page's style sheet: light and dark, phone and desktop, nothing loaded from anywhere. */
export const pageStyle = `
:root{color-scheme:light dark;--paper:#fff;--ink:#1f2328;--soft:#59636e;--line:#d8dee4;--tint:#f6f8fa;--link:#0b57d0;
--mark:#ffec99;--mark-ink:#1f2328;--bar:#e6a700;--note:#fff8e1;--note-line:#e6a700}
@media (prefers-color-scheme:dark){:root{--paper:#15181c;--ink:#e3e6ea;--soft:#9aa4af;--line:#343a42;--tint:#1e2329;
--link:#8ab4f8;--mark:#6b5200;--mark-ink:#fff6d6;--bar:#d9a400;--note:#2c2410;--note-line:#8a6d10}}
*{box-sizing:border-box}
html{scroll-padding-top:1rem;-webkit-text-size-adjust:100%;text-size-adjust:100%}
body{margin:0;background:var(--paper);color:var(--ink);font:17px/1.75 system-ui,-apple-system,"Segoe UI","PingFang SC",
"Hiragino Sans GB","Microsoft YaHei","Noto Sans CJK SC","Noto Sans SC",sans-serif;overflow-wrap:anywhere}
:lang(en){line-height:1.65}
a{color:var(--link);text-underline-offset:.15em}
a:focus-visible,summary:focus-visible,.table:focus-visible{outline:2px solid var(--link);outline-offset:2px;border-radius:3px}
.frame{max-width:76rem;margin:0 auto;padding:0 1.25rem 5rem}
header.about{border-bottom:1px solid var(--line);padding:1.5rem 0 1.1rem;margin-bottom:1.25rem}
header.about h1{font-size:1.55rem;line-height:1.35;margin:0 0 .5rem}
.facts{display:flex;flex-wrap:wrap;gap:.15rem 1.1rem;margin:0;padding:0;list-style:none;color:var(--soft);font-size:.86rem;line-height:1.6}
.facts b{font-weight:500;color:var(--ink)}
.citing{display:block;margin:.9rem 0 0;padding:.5rem .8rem;border-left:3px solid var(--bar);background:var(--tint);
border-radius:0 6px 6px 0;font-size:.92rem;line-height:1.55;color:var(--ink);text-decoration:none}
.citing b{font-weight:600}.citing .jump{color:var(--link);white-space:nowrap}
.notice{margin:0 0 1.25rem;padding:.7rem .9rem;background:var(--note);border:1px solid var(--note-line);border-radius:8px;font-size:.94rem;line-height:1.6}
.toc ul{list-style:none;margin:0;padding:0}
.toc li{margin:0}
.toc a{display:block;padding:.22rem .5rem;border-radius:5px;color:var(--soft);text-decoration:none;font-size:.88rem;line-height:1.45}
.toc a:hover{background:var(--tint);color:var(--ink)}
.toc .l2 a{padding-left:1.3rem}.toc .l3 a{padding-left:2.1rem}
.toc .here a{color:var(--ink);font-weight:600;box-shadow:inset 3px 0 var(--bar);border-radius:0 5px 5px 0}
aside.toc{display:none}
details.toc{margin:0 0 1.25rem;border:1px solid var(--line);border-radius:8px}
details.toc summary{padding:.5rem .8rem;cursor:pointer;font-size:.94rem;font-weight:600}
details.toc ul{padding:0 .4rem .6rem}
@media (min-width:62rem){.columns{display:grid;grid-template-columns:16rem minmax(0,46rem);gap:3rem}
.columns.alone{grid-template-columns:minmax(0,46rem)}
aside.toc{display:block;position:sticky;top:0;align-self:start;max-height:100vh;overflow-y:auto;padding:.25rem 0 2rem}
aside.toc p{margin:.4rem .5rem;font-size:.8rem;font-weight:600;color:var(--soft);letter-spacing:.04em}
details.toc{display:none}}
main{min-width:0}
main section{position:relative}
main section.cited::before{content:"";position:absolute;left:-.95rem;top:.3rem;bottom:.3rem;width:3px;border-radius:2px;background:var(--bar)}
main section.cited:not(:has(mark)){--tint-cited:color-mix(in srgb,var(--mark) 26%,transparent);background:var(--tint-cited);
box-shadow:.45rem 0 0 var(--tint-cited),-.45rem 0 0 var(--tint-cited);border-radius:2px}
.picture{border:1px dashed var(--line);border-radius:4px;padding:.1em .5em;color:var(--soft);font-size:.92em}
#cited{scroll-margin-top:24vh}
mark{background:var(--mark);color:var(--mark-ink);border-radius:2px;padding:.08em 0;-webkit-box-decoration-break:clone;box-decoration-break:clone}
h1,h2,h3,h4,h5,h6{line-height:1.4;margin:1.9em 0 .6em;font-weight:650}
main section:first-child>:is(h1,h2,h3,h4,h5,h6):first-child,main section:first-child>#cited+:is(h1,h2,h3){margin-top:.2em}
main h1{font-size:1.5rem}main h2{font-size:1.28rem}main h3{font-size:1.1rem}main h4,main h5,main h6{font-size:1rem}
p,ul,ol,pre,blockquote,.table,dl{margin:0 0 1em}
ul,ol{padding-left:1.6em}li{margin:.2em 0}li>p{margin:.4em 0}
ul.plain{list-style:none;padding-left:.4em}
li.task-list-item{list-style:none}li.task-list-item input{margin:0 .5em 0 -1.4em}
blockquote{border-left:3px solid var(--line);padding:.1em 0 .1em 1em;color:var(--soft);margin-left:0;margin-right:0}
code{font:.88em/1.5 ui-monospace,SFMono-Regular,Menlo,Consolas,"DejaVu Sans Mono",monospace;background:var(--tint);
padding:.12em .35em;border-radius:4px}
pre{background:var(--tint);border:1px solid var(--line);border-radius:8px;padding:.8rem 1rem;overflow-x:auto}
pre code{background:none;padding:0;overflow-wrap:normal;white-space:pre}
.table{overflow-x:auto}
table{border-collapse:collapse;font-size:.93em;line-height:1.55}
th,td{border:1px solid var(--line);padding:.4rem .7rem;vertical-align:top;text-align:left;min-width:4.5rem;max-width:26rem;overflow-wrap:break-word}
thead th{background:var(--tint);font-weight:600;white-space:nowrap}
hr{border:0;border-top:1px solid var(--line);margin:2em 0}
.page{display:flex;align-items:center;gap:.8rem;color:var(--soft);font-size:.78rem;margin:1.6rem 0 1rem}
.page::before,.page::after{content:"";flex:1;border-top:1px solid var(--line)}
.sr-only{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap}
.footnotes{border-top:1px solid var(--line);margin-top:2.5rem;padding-top:.5rem;font-size:.9rem;color:var(--soft)}
nav.parts{display:flex;justify-content:space-between;flex-wrap:wrap;gap:.5rem 1rem;border-top:1px solid var(--line);margin-top:2.5rem;padding-top:1rem;font-size:.92rem}
.problem{max-width:34rem;margin:0 auto;padding:18vh 1.5rem 3rem}
.problem h1{font-size:1.5rem;margin:0 0 .6rem}.problem p{color:var(--soft);margin:0 0 .5rem}.problem code{font-size:.78rem;background:none;padding:0}
@media (max-width:61.99rem){body{font-size:16.5px}.frame{padding:0 1.1rem 4rem}header.about{padding-top:1.1rem}header.about h1{font-size:1.35rem}
main section.cited::before{left:-.6rem}}
@media print{aside.toc,details.toc,.jump,nav.parts{display:none!important}.columns{display:block!important}body{font-size:11pt}}
`;

const styleHash = createHash('sha256').update(pageStyle).digest('base64');

/** Nothing runs, nothing loads, nothing frames the page; the one style sheet is allowed by its hash. */
export const pagePolicy = `default-src 'none'; style-src 'sha256-${styleHash}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`;
