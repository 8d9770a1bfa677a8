import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { INSTALLATION_CHECKS } from '../native-host/doctor/installation/examine-installation.ts';
import type { InstallationCheck } from '../native-host/doctor/installation/installation-check.ts';
import { writeOrCheck } from './generated-file.ts';
import { table } from './markdown-table.ts';
import { ROOT } from './repository.ts';

const FILE = join(ROOT, 'docs', 'install.md');

const PLACE = /(<!-- doctor: .*-->\n)[\s\S]*?(<!-- \/doctor -->)/;

/** The text of docs/install.md with what these checks can tell in its place. Throws when it has none. */
export function withTroubleshooting(text: string, checks: readonly InstallationCheck[] = INSTALLATION_CHECKS): string {
  if (!PLACE.test(text)) throw new Error('docs/install.md has no place for the table.');
  const rows = checks.flatMap(rowsOf);
  return text.replace(
    PLACE,
    (_, start, end) => `${start}\n${table(['', '', 'the doctor says', 'what to do'], rows)}\n\n${end}`,
  );
}

/** What is looked at stands in the first row of a check. */
function rowsOf({ name, about, faults }: InstallationCheck): string[][] {
  return Object.values(faults).map(({ says, cure, isNote }, index) => [
    index === 0 ? `**${name}**: ${about}` : '',
    isNote ? '`--`' : '`!!`',
    inMarkdown(says),
    inMarkdown(cure),
  ]);
}

/** Names of what is met in italics, since it differs. */
function inMarkdown(text: string): string {
  return text.replaceAll('|', '\\|').replace(/\{(\w+)\}/g, '*$1*');
}

if (import.meta.main) writeOrCheck(FILE, withTroubleshooting(readFileSync(FILE, 'utf8')), process.argv.slice(2));
