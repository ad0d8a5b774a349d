import { expect, test } from 'vitest';
import { shapeOf } from '../../src/core/question-shape.js';

test.each([
  ['什么是年休假？', 'definition', ['年休假']],
  ['请问年休假是什么意思？', 'definition', ['年休假']],
  ['RAG 是指什么', 'definition', ['RAG']],
  ['What is a service mesh?', 'definition', ['service mesh']],
  ['What does SLA stand for?', 'definition', ['SLA']],
  ['可以带宠物吗？', 'decision', []],
  ['实习生是否享有年休假？', 'decision', []],
  ['Can I bring a dog to the office?', 'decision', []],
  ['Does the probation count?', 'decision', []],
  ['报销需要哪些材料？', 'list', []],
  ['What are the benefits of membership?', 'list', []],
  ['报销的步骤有哪些？', 'steps', []],
  ['如何申请门禁卡？', 'steps', []],
  ['What are the steps of onboarding?', 'steps', []],
  ['How do I install the client?', 'steps', []],
  ['年休假和病假有什么区别？', 'comparison', ['年休假', '病假']],
  ['比较年休假、病假和事假', 'comparison', ['年休假', '病假', '事假']],
  ['年休假与病假哪个更长？', 'comparison', ['年休假', '病假']],
  ['What is the difference between annual leave and sick leave?', 'comparison', ['annual leave', 'sick leave']],
  ['Compare the basic plan with the team plan', 'comparison', ['basic plan', 'team plan']],
  ['Redis vs Memcached', 'comparison', ['Redis', 'Memcached']],
  ['Which is longer, annual leave or sick leave?', 'comparison', ['annual leave', 'sick leave']],
  ['年休假有几天？', 'fact', []],
  ['这是为什么', 'fact', []],
  ['How many days of leave do I get?', 'fact', []],
  ['Who approves a leave?', 'fact', []],
])('shapeOf() reads %s as %s', (text, shape, things) => {
  expect(shapeOf(text)).toEqual({ shape, things });
});
