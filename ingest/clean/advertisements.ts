import type { Heading, Link, List, Paragraph, PhrasingContent, Root, RootContent } from 'mdast';
import { toString as plainText } from 'mdast-util-to-string';
import type { VFile } from 'vfile';
import { headingTitle } from '../heading-title.js';
import { rangeOf } from '../node-range.js';
import { wholeLines } from '../ranges.js';
import { drop } from './cleaning-file.js';

/** Longest paragraph that can be an advertisement, link targets not counted; a longer one says something besides. */
const longestAdvertisement = 160;

/** Fewest links that make a list a link farm under a heading that says so. */
const fewestFarmLinks = 2;

/** A whole paragraph of these words and nothing else. */
const labels =
  /^[[(（【]?\s*(?:sponsored(?: content| post| link)?|advertisements?|ads?|广告|廣告|推广|赞助商?内容)\s*[\])）】]?[.:：。]?$/i;

/** Calls to follow, scan or install, in the forms that content farms put under articles. */
const calls: readonly RegExp[] = [
  /(?:关注|關注)[^。\n]{0,30}(?:公众号|公眾號|微信号|视频号)[^。\n]{0,60}(?:扫码|掃碼|扫一扫|二维码|回复|领取|获取更多|不迷路)/,
  /(?:扫码|掃碼|扫一扫|扫描|长按)[^。\n]{0,30}(?:二维码|图片|下方)?[^。\n]{0,30}(?:关注|關注|加群|进群|领取)[^。\n]{0,30}(?:公众号|公眾號|微信|福利|资料|我们)?/,
  /点击(?:下方)?(?:链接|按钮|这里|此处)?\s*(?:立即)?下载\s*[^。\n]{0,12}(?:APP|客户端)/i,
  /下载\s*[^。\n]{0,12}APP[^。\n]{0,12}(?:查看|阅读|解锁|享受|领取)/i,
  /^(?:click here to )?(?:download|install|get) (?:our|the) (?:free )?app (?:now|today|and |to )/i,
  /^(?:subscribe to|sign up for) our (?:free )?newsletter/i,
  /^(?:this (?:post|article) is )?sponsored by\b/i,
];

const badgeAddress =
  /(?:img\.shields\.io|badgen\.net|badge\.fury\.io|travis-ci\.(?:org|com)|codecov\.io|coveralls\.io|circleci\.com|snyk\.io|goreportcard\.com|bestpractices\.coreinfrastructure|badge\.svg|\/badges?\/|api\.netlify\.com)/i;

const farmTitle =
  /^(?:友情链接|友情連結|合作伙伴链接|赞助商(?:链接)?|推广链接|热门推荐|猜你喜欢|更多推荐|广告|sponsors?|sponsored links?|our partners|partner sites|friendly links|friends' links|advertisements?|recommended for you|you may also like)$/i;

/**
 * Drops advertisements: paragraphs that are nothing but a label ("Advertisement"), a call to scan, follow or install, or
 * a row of badges; and lists of outside links under a title such as 友情链接 or "Sponsored links".
 *
 * Deliberately narrow: a rule that fires on a real document costs more than an advertisement kept. Reference lists of
 * links are content, so a list needs the title. Only top-level paragraphs and lists are looked at.
 */
export function advertisements() {
  return (tree: Root, file: VFile): void => {
    const text = String(file.value);
    tree.children.forEach((node, index) => {
      const isAdvertisement =
        node.type === 'paragraph'
          ? isBadgeRow(node) || isCall(node)
          : node.type === 'list' && isTitledFarm(node, tree.children[index - 1]);
      if (isAdvertisement) drop(file, 'advertisement', wholeLines(text, rangeOf(node)));
    });
  };
}

function isCall(paragraph: Paragraph): boolean {
  const { start, end } = rangeOf(paragraph);
  if (end - start > longestAdvertisement * 3) return false;
  const words = plainText(paragraph).trim();
  if (words.length > longestAdvertisement) return false;
  return labels.test(words) || calls.some((call) => call.test(words));
}

function isBadgeRow(paragraph: Paragraph): boolean {
  const content = paragraph.children.filter(
    (node) => !(node.type === 'text' && node.value.trim() === '') && node.type !== 'break' && node.type !== 'html',
  );
  return content.length > 0 && content.every(isBadge);
}

function isBadge(node: PhrasingContent): boolean {
  if (node.type === 'image') return badgeAddress.test(node.url);
  return node.type === 'link' && node.children.length > 0 && node.children.every(isBadge);
}

function isTitledFarm(list: List, before: RootContent | undefined): boolean {
  const title =
    before?.type === 'heading'
      ? headingTitle(before as Heading)
      : before?.type === 'paragraph'
        ? plainText(before)
        : '';
  if (!farmTitle.test(title.trim().replace(/[:：]$/, ''))) return false;
  return (
    list.children.length >= fewestFarmLinks &&
    list.children.every(({ children: [only, ...more] }) => {
      if (more.length > 0 || only?.type !== 'paragraph') return false;
      const content = only.children.filter((node) => !(node.type === 'text' && node.value.trim() === ''));
      return content.length === 1 && content.every((node) => node.type === 'link' && isOutside(node));
    })
  );
}

function isOutside(link: Link): boolean {
  return /^(?:https?:)?\/\//i.test(link.url);
}
