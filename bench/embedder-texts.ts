import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** So many passages with their titles: half zh and half en of `dataFolder/retrieval`, or generated ones without a folder. */
export async function benchTexts(dataFolder: string | undefined, count: number): Promise<string[]> {
  if (!dataFolder) return generatedTexts(count);
  const perLanguage = await Promise.all(
    ['zh', 'en'].map(async (language) => {
      const path = join(dataFolder, 'retrieval', language, 'passages.jsonl');
      const lines = (await readFile(path, 'utf8')).trim().split('\n');
      return lines.slice(0, count / 2).map((line) => {
        const { title, text } = JSON.parse(line) as { title: string; text: string };
        return `${title}\n${text}`;
      });
    }),
  );
  return perLanguage.flat();
}

function generatedTexts(count: number): string[] {
  const zh = '员工每年享有十五天带薪年假，须提前两周向直属主管申请，并在系统中登记。';
  const en =
    'Every employee has fifteen days of paid leave a year, asked for two weeks ahead and entered in the system. ';
  return Array.from(
    { length: count },
    (_, number) => `${number}\n${(number % 2 ? zh : en).repeat(number % 2 ? 9 : 8)}`,
  );
}
