/**
 * What browsers, workers and Node all have and `lib` may use: declared here, since `lib` compiles without the types of
 * any of them. The programs that import `lib` bring their platform's own declarations; this file is for `lib` alone.
 */

interface AbortSignal {
  readonly aborted: boolean;
  readonly reason: unknown;
  addEventListener(type: 'abort', listener: () => void, options?: { once?: boolean }): void;
  removeEventListener(type: 'abort', listener: () => void): void;
  throwIfAborted(): void;
}

declare const AbortSignal: {
  any(signals: AbortSignal[]): AbortSignal;
};

declare class AbortController {
  readonly signal: AbortSignal;
  abort(reason?: unknown): void;
}

declare class TextEncoder {
  encode(text?: string): Uint8Array;
}

declare class TextDecoder {
  constructor(label?: string, options?: { fatal?: boolean; ignoreBOM?: boolean });
  decode(bytes?: Uint8Array, options?: { stream?: boolean }): string;
}

declare class URL {
  static canParse(url: string): boolean;
  constructor(url: string, base?: string);
  readonly host: string;
  readonly hostname: string;
  readonly protocol: string;
}
