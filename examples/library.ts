import { readFile } from 'node:fs/promises';
import { openKnowledgeBase } from 'kaoju';

const knowledgeBase = await openKnowledgeBase({ dataDir: './data/library' });
await knowledgeBase.putCollection('handbook');
await knowledgeBase.putDocument('handbook', { id: 'leave.md', bytes: await readFile('leave.md') });
console.log((await knowledgeBase.query('handbook', '年假最多可以结转几天？')).answer);
await knowledgeBase.close();
