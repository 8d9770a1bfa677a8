import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';

/** Everything that changes a file or makes a change durable, and what could go around it. */
const CALLS = [
  'openat,creat,write,pwrite64,writev,pwritev,pwritev2,ftruncate,truncate,fallocate,copy_file_range,sendfile',
  'fsync,fdatasync,sync,syncfs,sync_file_range,msync,mmap,io_uring_setup',
  'rename,renameat,renameat2,link,linkat,symlink,symlinkat,unlink,unlinkat,rmdir,mkdir,mkdirat',
].join(',');

/** Bytes of one call kept in the trace; more than any write of SQLite. */
const MAX_CALL_BYTES = 1 << 24;

/** Why no process can be traced here; undefined when one can. Installs strace where that needs no question: as root on Debian. */
export function whyNoTrace(): string | undefined {
  if (process.platform !== 'linux') return 'needs Linux';
  if (!hasStrace() && isRootOnDebian()) install();
  if (!hasStrace()) return 'needs strace (on Debian: sudo apt install strace)';
  return spawnSync('strace', ['-o', '/dev/null', '/bin/true']).status === 0 ? undefined : 'needs the right to trace';
}

function hasStrace(): boolean {
  return spawnSync('strace', ['-V']).status === 0;
}

function isRootOnDebian(): boolean {
  const isDebian = existsSync('/etc/os-release') && /^ID=debian$/m.test(readFileSync('/etc/os-release', 'utf8'));
  return isDebian && process.getuid?.() === 0;
}

/** Test files that run at once install at once, and apt lets only one of them: the others wait for it. */
const INSTALL_ATTEMPTS = 10;
const INSTALL_PAUSE_MS = 3000;

function install(): void {
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive', LC_ALL: 'C' };
  const command = 'apt-get update -qq && apt-get install -y -qq --no-install-recommends strace';
  for (let attempt = 0; attempt < INSTALL_ATTEMPTS && !hasStrace(); attempt++) {
    const { stderr } = spawnSync('/bin/sh', ['-c', command], { env, encoding: 'utf8' });
    if (!/Could not get lock|Unable to lock/.test(stderr)) return;
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, INSTALL_PAUSE_MS);
  }
}

/** Traces a running process and its children into `file` until they end; resolves when the tracer has written it all. */
export async function traceProcess(pid: number, file: string): Promise<void> {
  const args = ['-f', '-y', '-xx', '-s', String(MAX_CALL_BYTES), '-e', `trace=${CALLS}`, '-o', file, '-p', String(pid)];
  const tracer: ChildProcess = spawn('strace', args, { stdio: ['ignore', 'ignore', 'pipe'] });
  let said = '';
  tracer.stderr?.setEncoding('utf8').on('data', (text: string) => {
    said += text;
  });
  const [code] = await once(tracer, 'close');
  if (code !== 0) throw new Error(`strace ended with ${code}: ${said}`);
}
