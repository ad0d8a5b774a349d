import type { ErrorCode } from '../../core/errors.js';
import type { Language } from '../../core/reply.js';

/** The words of the page around a document. */
export interface ViewTexts {
  readonly contents: string;
  readonly cited: string;
  readonly line: (start: number, end: number) => string;
  readonly page: (start: number, end: number) => string;
  readonly pageStart: (page: number) => string;
  readonly updated: string;
  readonly domain: string;
  readonly subcategory: string;
  readonly period: string;
  readonly part: (part: number, parts: number) => string;
  readonly previous: string;
  readonly next: string;
  readonly jump: string;
  readonly changed: string;
  readonly changedAndGone: string;
  readonly table: string;
  readonly footnotes: string;
  readonly backToText: string;
  readonly beginning: string;
  readonly problem: (code: ErrorCode) => { readonly title: string; readonly remedy: string };
}

export const viewTexts: Readonly<Record<Language, ViewTexts>> = {
  en: {
    contents: 'Contents',
    cited: 'Cited',
    line: (start, end) => (start === end ? `line ${start}` : `lines ${start}–${end}`),
    page: (start, end) => (start === end ? `page ${start}` : `pages ${start}–${end}`),
    pageStart: (page) => `Page ${page}`,
    updated: 'Updated',
    domain: 'Domain',
    subcategory: 'Subcategory',
    period: 'Period',
    part: (part, parts) => `Part ${part} of ${parts}`,
    previous: '← Previous part',
    next: 'Next part →',
    jump: 'Jump to the cited place',
    changed:
      'This document has changed since it was cited. What you see is its present text; the section that was cited is highlighted.',
    changedAndGone:
      'This document has changed since it was cited, and the section that was cited is no longer in it. What you see is its present text.',
    table: 'Table',
    footnotes: 'Footnotes',
    backToText: 'Back to the text',
    beginning: 'Beginning',
    problem: (code) => englishProblems[code] ?? englishProblems.internal_error,
  },
  zh: {
    contents: '目录',
    cited: '引用位置',
    line: (start, end) => (start === end ? `第 ${start} 行` : `第 ${start}–${end} 行`),
    page: (start, end) => (start === end ? `第 ${start} 页` : `第 ${start}–${end} 页`),
    pageStart: (page) => `第 ${page} 页`,
    updated: '更新于',
    domain: '领域',
    subcategory: '子类',
    period: '时间',
    part: (part, parts) => `第 ${part} 部分，共 ${parts} 部分`,
    previous: '← 上一部分',
    next: '下一部分 →',
    jump: '跳到引用处',
    changed: '此文档在被引用之后有过更新。以下是它的现行内容，当时引用的章节已高亮。',
    changedAndGone: '此文档在被引用之后有过更新，当时引用的章节已不存在。以下是它的现行内容。',
    table: '表格',
    footnotes: '脚注',
    backToText: '返回正文',
    beginning: '开头',
    problem: (code) => chineseProblems[code] ?? chineseProblems.internal_error,
  },
};

type Problems = Partial<Record<ErrorCode, { title: string; remedy: string }>> & {
  readonly internal_error: { title: string; remedy: string };
};

const englishProblems: Problems = {
  view_link_expired: {
    title: 'This link has expired',
    remedy: 'Links to documents work for a limited time. Ask your question again and open the new link.',
  },
  view_link_invalid: {
    title: 'This link does not work',
    remedy:
      'It is incomplete, was changed, or was made with a key that is no longer in use. Copy it whole, or ask your question again.',
  },
  unauthorized: {
    title: 'This link does not work',
    remedy: 'The part that lets you in is missing. Copy the whole link, or ask your question again.',
  },
  document_not_found: {
    title: 'This document is not here',
    remedy: 'It was removed from the knowledge base, or you may not see it any more.',
  },
  collection_not_found: {
    title: 'This document is not here',
    remedy: 'Its knowledge base was removed.',
  },
  invalid_request: { title: 'This address cannot be read', remedy: 'Copy the whole link and open it again.' },
  document_too_complex: {
    title: 'This document cannot be shown',
    remedy: 'It is too complex for a page. Ask whoever looks after the knowledge base for the file.',
  },
  timeout: { title: 'This took too long', remedy: 'Try again in a moment.' },
  internal_error: { title: 'This page cannot be shown', remedy: 'Try again in a moment.' },
};

const chineseProblems: Problems = {
  view_link_expired: { title: '链接已过期', remedy: '文档链接只在一段时间内有效。请重新提问，再打开新的链接。' },
  view_link_invalid: {
    title: '链接无效',
    remedy: '链接不完整、被改动过，或生成它的密钥已停用。请完整复制链接，或重新提问。',
  },
  unauthorized: { title: '链接无效', remedy: '链接缺少访问凭据。请完整复制链接，或重新提问。' },
  document_not_found: { title: '找不到该文档', remedy: '它已从知识库中删除，或您已无权查看。' },
  collection_not_found: { title: '找不到该文档', remedy: '它所在的知识库已被删除。' },
  invalid_request: { title: '无法识别此地址', remedy: '请完整复制链接后再打开。' },
  document_too_complex: { title: '无法显示该文档', remedy: '它过于复杂，无法做成网页。请向知识库管理员索取原文件。' },
  timeout: { title: '用时过长', remedy: '请稍后再试。' },
  internal_error: { title: '页面无法显示', remedy: '请稍后再试。' },
};
