/** What a text calls by name. Offsets are UTF-16 code units, end exclusive. */
export interface Name {
  readonly text: string;
  readonly start: number;
  readonly end: number;
  /** `han`: its beginning may be off by a few characters, names do not stand apart in Chinese. */
  readonly script: 'latin' | 'han';
}

/**
 * Names of people, places, organisations and products that a text shows as such: capitalised Latin words, codes and identifiers;
 * Chinese ones by what marks them (·, 《》, quotation marks, suffixes such as 市 and 公司, surnames before titles,
 * characters of transliterations, well-known places). Without a lexicon of names others are missed.
 */
export function namesOf(text: string): Name[] {
  const found: Name[] = [];
  const isTaken = (start: number, end: number) => found.some((name) => start < name.end && end > name.start);
  for (const [pattern, script] of patterns) {
    for (const match of text.matchAll(pattern)) {
      const name = match[1] ?? match[0];
      const start = match.index + match[0].indexOf(name);
      const end = start + name.length;
      if (!isTaken(start, end) && !isCommon(name, text, start)) found.push({ text: name, start, end, script });
    }
  }
  return found.sort((left, right) => left.start - right.start);
}

const surnames =
  '王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林郑谢罗梁宋唐许韩冯邓曹彭曾肖田董潘袁蔡蒋余于杜叶程魏苏吕丁任沈姚卢姜崔钟谭陆汪范廖石金韦贾夏付方邹熊白孟秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严赖覃洪武莫孔';
const sounds =
  '阿埃巴贝比彼博布达丹德迪蒂恩尔菲费弗福盖戈哈赫亨霍吉贾卡凯坎科克肯库拉莱兰劳勒雷莉丽利隆卢鲁伦罗洛曼梅蒙莫姆穆纳娜尼涅诺努欧帕潘佩皮普奇乔琼萨塞桑沙舍施斯苏索塔泰坦汤特图托瓦韦维沃乌希辛休亚耶伊尤约泽扎詹兹佐';
const places =
  '中国|美国|英国|法国|德国|日本|韩国|朝鲜|俄罗斯|苏联|印度尼西亚|印度|巴西|加拿大|澳大利亚|新西兰|新加坡|马来西亚|泰国|越南|菲律宾|缅甸|柬埔寨|意大利|西班牙|葡萄牙|荷兰|比利时|瑞士|瑞典|挪威|芬兰|丹麦|波兰|希腊|土耳其|埃及|南非|墨西哥|阿根廷|智利|伊朗|伊拉克|以色列|沙特|阿富汗|巴基斯坦|乌克兰|奥地利|匈牙利|北京|上海|天津|重庆|广州|深圳|杭州|南京|武汉|成都|西安|苏州|厦门|青岛|大连|沈阳|哈尔滨|长春|济南|郑州|长沙|福州|昆明|贵阳|南宁|海口|合肥|南昌|太原|兰州|银川|西宁|拉萨|乌鲁木齐|呼和浩特|香港|澳门|台湾|台北|高雄|河北|山西|辽宁|吉林|黑龙江|江苏|浙江|安徽|福建|江西|山东|河南|湖北|湖南|广东|海南|四川|贵州|云南|陕西|甘肃|青海|内蒙古|广西|西藏|宁夏|新疆|东京|大阪|纽约|伦敦|巴黎|柏林|莫斯科|首尔|罗马|华盛顿|洛杉矶|芝加哥|悉尼|欧洲|亚洲|非洲|南美洲|北美洲|美洲|大洋洲|长江|黄河|太平洋|大西洋|印度洋';
const suffixes =
  '自治区|自治州|特区|省|市|县|镇|乡|州|岛|半岛|海峡|大学|学院|中学|公司|集团|银行|医院|法院|检察院|公安局|委员会|协会|联盟|俱乐部|队|大队|研究所|研究院|实验室|博物馆|图书馆|出版社|日报|晚报|电视台|机场|车站|大桥|大厦|广场|公园|王朝|战争|战役|条约';
/** A name with a suffix begins behind one of these; what stands in it is none of those below. */
const before = '^|[\\s在于於到从從往向由和与與及、，。；：:“”（(的是为為至经經对對被]';
const namely =
  '[^\\P{Script=Han}的了在是有不被把会會用做个個这這那和与及其为於于到从由所可能要来去给让使该本每各某两几一二三四五六七八九十多大小新老]';

const patterns: readonly (readonly [RegExp, Name['script']])[] = [
  [/`([^`\n]{1,80})`/g, 'latin'],
  [/《([^》\n]{1,40})》/g, 'han'],
  [/[“「『]([^”」』\n]{1,16})[”」』]/g, 'han'],
  [
    /[^\P{Script=Han}的了在是有和与於于从被由及]{1,6}(?:[·•・‧][^\P{Script=Han}的了在是有和与於于从被由及]{1,8})+/gu,
    'han',
  ],
  // Codes, addresses, identifiers: joined by dots, slashes and the like; by hyphens only with a capital or a digit in them.
  [
    /(?<![\p{Script=Latin}\p{N}])(?!(?:[ap]\.m|e\.g|i\.e)\b)(?:[\p{Script=Latin}\p{N}]+[._/@:])+[\p{Script=Latin}\p{N}]*\p{Script=Latin}[\p{Script=Latin}\p{N}]*(?![\p{Script=Latin}\p{N}])/gu,
    'latin',
  ],
  [
    /(?<![\p{Script=Latin}\p{N}])\p{Script=Latin}+(?:-[\p{Script=Latin}\p{N}]+)*-(?:\p{Lu}|\p{N})[\p{Script=Latin}\p{N}-]*/gu,
    'latin',
  ],
  [/(?<![\p{Script=Latin}\p{N}.])(?:v\d+(?:\.\d+)*|\d+(?:\.\d+){2,})(?![\p{Script=Latin}\p{N}])/gu, 'latin'],
  [/(?<![\p{Script=Latin}\p{N}])\p{Script=Latin}+\p{N}[\p{Script=Latin}\p{N}]*/gu, 'latin'],
  [/(?<![\p{Script=Latin}\p{N}'’])\p{Lu}[\p{Script=Latin}]*(?:['’]\p{Lu}[\p{Script=Latin}]+)?/gu, 'latin'],
  // A Latin word inside Chinese is a name however it is written.
  [
    /(?<=\p{Script=Han}\s?)[a-z][\p{Script=Latin}\p{N}]{2,}|[a-z][\p{Script=Latin}\p{N}]{2,}(?=\s?\p{Script=Han})/gu,
    'latin',
  ],
  [new RegExp(`(${places})`, 'g'), 'han'],
  [
    new RegExp(
      `[${surnames}]\\p{Script=Han}{1,2}(?=先生|女士|教授|博士|老师|主席|总统|总理|部长|省长|市长|县长|书记|主任|经理|院长|校长|局长|队长|记者|警官|说[:：，,“]|表示|指出|认为|介绍|告诉|担任|出生)`,
      'gu',
    ),
    'han',
  ],
  [new RegExp(`[${surnames}]某(?:某)?`, 'g'), 'han'],
  [new RegExp(`[${sounds}]{3,}`, 'g'), 'han'],
  [new RegExp(`(?<=${before})(${namely}{2,5}(?:${suffixes}))`, 'gu'), 'han'],
];

const common = new Set(
  'the a an this that these those it its he she they we you i his her their our your my in on at of for from to by with as if when where while who what which how why and or but not no yes all any each every both some most many several few more one two three four five six seven eight nine ten there here then than so such only also after before during between until since because although however therefore thus note please must may can could should would will shall do does did is are was were be been has have had according overall first second third finally next new use using set see add under over over above below into about around like make made get let other another own same very just even still already again once up down out off monday tuesday wednesday thursday friday saturday sunday january february march april may june july august september october november december mr mrs ms dr today yesterday'.split(
    ' ',
  ),
);

/** Months and weekdays are dates; a capital at the beginning of a sentence says nothing of a word that is common. */
function isCommon(name: string, text: string, start: number): boolean {
  if (!/^\p{Script=Latin}/u.test(name))
    return (
      /^(?:我|你|他|她|它|这|那|本|该|各|每|某|其|全|的|在|是|和|与|有|为|不|可|及|或|也|都|个|等)/.test(name) &&
      name.length <= 3
    );
  if (common.has(name.toLowerCase())) return true;
  // One capital letter is a variable or an initial; it is compared as a word.
  if (/^\p{Lu}$/u.test(name)) return true;
  return /^\p{Lu}\p{Ll}+$/u.test(name) && isSentenceStart(text, start);
}

function isSentenceStart(text: string, start: number): boolean {
  return (
    /(?:^|[.!?。！？:：;；\n|•*-])\s*["'“‘「(（]?\s*$/u.test(text.slice(Math.max(0, start - 6), start)) || start === 0
  );
}
