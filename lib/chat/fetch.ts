/** The part of `fetch` that is used; the functions of browsers, workers and Node all fit it. */
export type Fetch = (url: string, init: FetchInit) => Promise<FetchResponse>;

export interface FetchInit {
  readonly method: 'GET' | 'POST';
  readonly headers: Record<string, string>;
  readonly body?: string;
  /** Redirects are never followed: the next server would get the key and the conversation. */
  readonly redirect: 'manual';
  readonly credentials: 'omit';
  readonly signal: AbortSignal;
}

export interface FetchResponse {
  readonly ok: boolean;
  /** 0 = a redirect, in browsers. */
  readonly status: number;
  readonly headers: ResponseHeaders;
  readonly body: { getReader(): ByteReader } | null;
}

export interface ResponseHeaders {
  get(name: string): string | null;
}

interface ByteReader {
  read(): Promise<{ readonly done: boolean; readonly value?: Uint8Array | undefined }>;
  cancel(): Promise<void>;
}
