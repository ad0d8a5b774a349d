import type { FastifyReply, FastifyRequest } from 'fastify';
import { KnowledgeBaseError } from '../../core/errors.js';
import { assertDocumentId } from '../../core/identity.js';
import { languageOf } from '../../core/language.js';
import type { Section } from '../../core/section.js';
import type { Access, KnowledgeBase } from '../../knowledge-base.js';
import type { DocumentRenderer } from '../../ports/document-renderer.js';
import type { Call, OperationHandlers } from '../operation-handler.js';
import { toKnowledgeBaseError } from '../to-knowledge-base-error.js';
import { citedPlace } from '../view/cited-place.js';
import { type DocumentPage, documentPage, shownText } from '../view/document-page.js';
import { type DocumentText, documentText } from '../view/document-text.js';
import { pageParts } from '../view/page-parts.js';
import { languageAskedFor } from '../view/page-shell.js';
import { pagePolicy } from '../view/page-style.js';
import { problemPage } from '../view/problem-page.js';
import type { ViewLinkQuery } from '../view/view-link.js';
import { revisionDigits, type ViewLinks } from '../view/view-links.js';
import { collectionOf } from './collection-routes.js';

const sectionsAtOnce = 1000;

/** The page of a document: for people, who come by a signed link, and for keys. */
export function viewRoutes(
  knowledgeBase: KnowledgeBase,
  renderer: DocumentRenderer,
  links: ViewLinks,
): OperationHandlers {
  return {
    async viewDocument(call) {
      const collection = collectionOf(call);
      const { document_id: id } = call.request.params as { document_id: string }; // The path has this parameter.
      assertDocumentId(id);
      const query = call.request.query as ViewLinkQuery; // Texts, by the contract.
      const access = readerOf(call, collection, id, query, links);
      const document = await knowledgeBase.getDocument(collection, id, access);
      const content = documentText(await allSections(knowledgeBase, collection, id, access));
      const changed = query.rev !== undefined && query.rev !== document.revision.slice(0, revisionDigits);
      const cited = citedPlace(content, query.section, changed ? undefined : query.at);
      const parts = pageParts(content.text, content.starts);
      const part = Math.max(
        0,
        parts.findLastIndex(({ start }) => start <= cited.offset),
      );
      const page: DocumentPage = {
        ...{ document, content, cited, changed, parts, part },
        ...neighbours(content, parts, part, (target) =>
          links.again(
            collection,
            access.labels,
            { ...target, documentId: id, documentRevision: document.revision },
            query,
          ),
        ),
        language: languageAskedFor(call.request.headers['accept-language']) ?? languageOf(content.text.slice(0, 2000)),
      };
      const rendered = await renderer.render(shownText(page), call.signal);
      return asPage(call.reply, documentPage(page, rendered));
    },
  };
}

/** Answers with a page instead of a problem document: whoever follows a link is a person. */
export function sendProblemPage(error: unknown, request: FastifyRequest, reply: FastifyReply): void {
  const failure = toKnowledgeBaseError(error);
  if (failure.status >= 500) request.log.error({ err: failure.cause ?? failure, code: failure.code }, failure.message);
  if (failure.code === 'unauthorized') reply.header('www-authenticate', 'Bearer');
  const language = languageAskedFor(request.headers['accept-language']) ?? 'en';
  reply.code(failure.status).header('x-request-id', request.id);
  reply.send(asPage(reply, problemPage(failure, language, request.id)));
}

function asPage(reply: FastifyReply, text: string): string {
  reply
    .type('text/html; charset=utf-8')
    .header('content-security-policy', pagePolicy)
    .header('vary', 'Accept-Language');
  reply.header('x-robots-tag', 'noindex');
  return text;
}

/**
 * Whoever the link was made for, or the key's caller where the address is no link.
 *
 * @throws KnowledgeBaseError `view_link_expired` or `view_link_invalid`
 */
function readerOf(
  call: Call,
  collection: string,
  id: string,
  query: ViewLinkQuery,
  links: ViewLinks,
): Required<Access> {
  if (query.sig === undefined) return call.access;
  const check = links.check(collection, id, query);
  if (check.state === 'valid') return { labels: check.labels };
  throw check.state === 'expired'
    ? new KnowledgeBaseError('view_link_expired', 'Cannot open this link: it has expired; ask again for a new one')
    : new KnowledgeBaseError(
        'view_link_invalid',
        'Cannot open this link: it is not one of ours as it stands; copy it whole',
      );
}

async function allSections(
  knowledgeBase: KnowledgeBase,
  collection: string,
  id: string,
  access: Access,
): Promise<readonly Section[]> {
  const sections: Section[] = [];
  let cursor: string | null = null;
  do {
    const page: Awaited<ReturnType<KnowledgeBase['listSections']>> = await knowledgeBase.listSections(collection, id, {
      limit: sectionsAtOnce,
      cursor,
      access,
    });
    sections.push(...page.items);
    cursor = page.nextCursor;
  } while (cursor !== null);
  return sections;
}

/** Links to the parts beside the one shown; they cite no words, only where a part begins. */
function neighbours(
  content: DocumentText,
  parts: DocumentPage['parts'],
  part: number,
  linkTo: (target: { sectionId: string; at: string }) => string,
): Pick<DocumentPage, 'previous' | 'next'> {
  const link = (index: number) => {
    const start = parts[index]?.start;
    if (start === undefined) return null;
    const section = content.starts.findLastIndex((one) => one <= start);
    const { id, spans } = content.sections[section] ?? {};
    if (id === undefined || spans === undefined) return null;
    const within = start - (content.starts[section] ?? 0);
    const span = spans.findLast(({ textStart }) => textStart <= within);
    const source = span ? span.sourceStart + within - span.textStart : 0;
    return linkTo({ sectionId: id, at: `${source}-${source}` });
  };
  return { previous: link(part - 1), next: link(part + 1) };
}
