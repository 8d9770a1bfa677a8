import { describe, expect, it } from 'vitest';
import { retryAfterMs, waitMs } from '../../../lib/chat/retry-after.ts';
import { NOW_MS } from './client-fixture.ts';

const from = (headers: Record<string, string>) => retryAfterMs(new Headers(headers), NOW_MS);

describe('retryAfterMs', () => {
  it('reads Retry-After in seconds and as a date', () => {
    expect(from({ 'retry-after': '30' })).toBe(30_000);
    expect(from({ 'retry-after': '0.5' })).toBe(500);
    expect(from({ 'retry-after': 'Sat, 31 Jan 2026 12:00:45 GMT' })).toBe(45_000);
  });

  it('prefers Retry-After to the limits', () => {
    expect(from({ 'retry-after': '3', 'x-ratelimit-reset-requests': '9' })).toBe(3000);
  });

  it('decodes a reset by its size', () => {
    expect(from({ 'x-ratelimit-reset-requests': String(NOW_MS + 7000) })).toBe(7000);
    expect(from({ 'x-ratelimit-reset-requests': String(NOW_MS / 1000 + 8) })).toBe(8000);
    expect(from({ 'x-ratelimit-reset-tokens': '9' })).toBe(9000);
    expect(from({ 'x-ratelimit-reset-tokens': '1m2.5s' })).toBe(62_500);
    expect(from({ 'x-ratelimit-reset-tokens': '20ms' })).toBe(20);
    expect(from({ 'x-ratelimit-resets': '4' })).toBe(4000);
  });

  it('waits for the limit that is used up', () => {
    const resets = { 'x-ratelimit-reset-requests': '50', 'x-ratelimit-reset-tokens': '5' };
    expect(from(resets)).toBe(50_000);
    expect(from({ ...resets, 'x-ratelimit-remaining-requests': '12', 'x-ratelimit-remaining-tokens': '0' })).toBe(5000);
  });

  it('does not know where nothing useful is said', () => {
    expect(from({})).toBeUndefined();
    expect(from({ 'retry-after': 'soon' })).toBeUndefined();
    expect(from({ 'retry-after': '0' })).toBeUndefined();
    expect(from({ 'retry-after': 'Sat, 31 Jan 2026 11:00:00 GMT' })).toBeUndefined();
    expect(waitMs({}, NOW_MS)).toBeUndefined();
  });
});
