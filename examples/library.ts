import { readFile } from 'node:fs/promises';
import { openKnowledgeBase } from 'kaoju';

const knowledgeBase = await openKnowledgeBase({ dataDir: './data/library' });
await knowledgeBase.putCollection('handbook');
const bytes = await readFile('examples/人事/休假/2025/休假管理办法.md');
await knowledgeBase.putDocument('handbook', { id: '人事/休假/2025/休假管理办法.md', bytes });
console.log(await knowledgeBase.query('handbook', '年假最多可以结转几天？'));
await knowledgeBase.close();
