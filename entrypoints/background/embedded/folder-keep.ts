import * as v from 'valibot';
import type { Folder } from './folder.ts';
import { changesAfter, type Digest, type ImageHeader, isWhole, KEPT_GENERATIONS, type Keep } from './keep.ts';
import type { LoggedChange } from './logged-change.ts';

const count = v.pipe(v.number(), v.safeInteger(), v.minValue(0));

const imageHeader = v.object({
  storeId: v.string(),
  generation: count,
  length: count,
  sha256: v.string(),
  number: count,
  rows: count,
});

const value = v.union([v.string(), v.number(), v.null(), v.object({ bytes: v.array(v.number()) })]);
const loggedChanges = v.array(
  v.object({
    number: count,
    statements: v.array(v.object({ sql: v.string(), params: v.optional(v.array(value)) })),
  }),
);
type WrittenChanges = v.InferOutput<typeof loggedChanges>;

/** `header-<generation>.json` is written after its `image-<generation>.db`; `log-<first>-<last>.json` has some changes. */
const HEADER = /^header-(\d+)\.json$/;
const IMAGE = /^image-(\d+)\.db$/;
const LOG = /^log-(\d+)-(\d+)\.json$/;

/** So many files of the log become one: each is a few hundred bytes, and opening a store looks at all of them. */
const JOINED_FILES = 64;

/** The store in a folder: a second copy, apart from the browser's databases. */
export function openFolderKeep(folder: Folder, digest: Digest): Keep {
  /** By this worker, each in a file of its own. */
  let written: { readonly name: string; readonly changes: readonly LoggedChange[] }[] = [];

  async function newestFirst(): Promise<ImageHeader[]> {
    const names = await folder.names();
    const headers = await Promise.all(
      names.filter((name) => HEADER.test(name)).map((name) => readJson(name, imageHeader)),
    );
    return headers.filter((header) => header !== undefined).sort((a, b) => b.generation - a.generation);
  }

  /** Undefined for what is not there, or is not what it was written as. */
  async function readJson<Output>(name: string, schema: v.GenericSchema<unknown, Output>): Promise<Output | undefined> {
    const bytes = await folder.read(name);
    const parsed = bytes && v.safeParse(schema, parse(bytes));
    return parsed?.success ? parsed.output : undefined;
  }

  async function logAfter(number: number): Promise<LoggedChange[]> {
    const names = logs(await folder.names()).filter(({ last }) => last > number);
    const files = await Promise.all(names.map(({ name }) => readJson(name, loggedChanges)));
    return changesAfter(
      number,
      files.flatMap((changes) => (changes ?? []).map(toChange)),
    );
  }

  async function writeLog(changes: readonly LoggedChange[]): Promise<string> {
    const name = `log-${changes[0]?.number}-${changes.at(-1)?.number}.json`;
    await folder.write(name, toBytes(changes.map(toWritten)));
    return name;
  }

  /** An end in the middle leaves some changes twice. */
  async function joinLog(): Promise<void> {
    const joined = written;
    written = [];
    await writeLog(joined.flatMap(({ changes }) => changes));
    for (const { name } of joined) await folder.remove(name);
  }

  async function removeOlder(): Promise<void> {
    const oldest = (await newestFirst())[KEPT_GENERATIONS - 1];
    if (!oldest) return;
    const names = await folder.names();
    const isOld = (name: string) => Number((HEADER.exec(name) ?? IMAGE.exec(name))?.[1]) < oldest.generation;
    for (const name of names.filter(isOld)) await folder.remove(name);
    for (const { name, last } of logs(names)) if (last <= oldest.number) await folder.remove(name);
  }

  return {
    async load() {
      const headers = await newestFirst();
      for (const header of headers) {
        const image = await folder.read(`image-${header.generation}.db`);
        if (!image || !(await isWhole(header, image, digest))) continue;
        const lastNumber = Math.max(headers[0]?.number ?? 0, ...logs(await folder.names()).map(({ last }) => last));
        return { header, image, log: await logAfter(header.number), lastNumber };
      }
      return undefined;
    },
    async keptTo() {
      const [newest] = await newestFirst();
      if (!newest) return undefined;
      const number = reachFrom(newest.number, logs(await folder.names()));
      return { storeId: newest.storeId, generation: newest.generation, number };
    },
    async append(changes) {
      if (changes.length === 0) return;
      written.push({ name: await writeLog(changes), changes });
      if (written.length >= JOINED_FILES) await joinLog();
    },
    async putImage(header, image) {
      await folder.write(`image-${header.generation}.db`, image);
      await folder.write(`header-${header.generation}.json`, toBytes(header));
      await removeOlder();
    },
    async clear() {
      for (const name of await folder.names()) await folder.remove(name);
    },
  };
}

interface LogFile {
  readonly name: string;
  readonly first: number;
  readonly last: number;
}

function logs(names: readonly string[]): LogFile[] {
  return names.flatMap((name) => {
    const match = LOG.exec(name);
    return match ? [{ name, first: Number(match[1]), last: Number(match[2]) }] : [];
  });
}

/** The last change up to which none is missing. */
function reachFrom(number: number, files: readonly LogFile[]): number {
  const inOrder = files.toSorted((a, b) => a.first - b.first);
  return inOrder.reduce(
    (reached, { first, last }) => (first <= reached + 1 ? Math.max(reached, last) : reached),
    number,
  );
}

function toWritten({ number, statements }: LoggedChange): WrittenChanges[number] {
  return {
    number,
    statements: statements.map(({ sql, params }) => ({
      sql,
      ...(params && { params: params.map((one) => (one instanceof Uint8Array ? { bytes: [...one] } : one)) }),
    })),
  };
}

function toChange({ number, statements }: WrittenChanges[number]): LoggedChange {
  return {
    number,
    statements: statements.map(({ sql, params }) => ({
      sql,
      ...(params && {
        params: params.map((one) => (typeof one === 'object' && one !== null ? Uint8Array.from(one.bytes) : one)),
      }),
    })),
  };
}

function toBytes(value: unknown): Uint8Array {
  return new TextEncoder().encode(JSON.stringify(value));
}

function parse(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(bytes));
  } catch {
    return undefined;
  }
}
