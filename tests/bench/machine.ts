import { readFileSync } from 'node:fs';
import { arch, availableParallelism, cpus, release, totalmem, type } from 'node:os';
import Database from 'better-sqlite3';

/** What the figures were measured on, as a list: kinds and sizes, no names. */
export function describeMachine(browserVersion: string | undefined): string[] {
  const database = new Database(':memory:');
  const sqlite = database.prepare('SELECT sqlite_version()').pluck().get();
  database.close();
  return [
    `${availableParallelism()} cores (${arch()}${clockRate()}), ${Math.round(totalmem() / 2 ** 30)} GiB memory`,
    `${systemName()}, ${type()} ${release().split('-')[0]}`,
    `Node ${process.versions.node}, SQLite ${String(sqlite)}${browserVersion ? `, ${browserVersion}` : ''}`,
  ];
}

function clockRate(): string {
  const speed = cpus()[0]?.speed ?? 0;
  return speed > 0 ? `, ${(speed / 1000).toFixed(1)} GHz` : '';
}

function systemName(): string {
  try {
    return /^PRETTY_NAME="(.*)"$/m.exec(readFileSync('/etc/os-release', 'utf8'))?.[1] ?? process.platform;
  } catch {
    return process.platform;
  }
}
