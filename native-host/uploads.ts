import type { ParsedParams, Result } from '../lib/protocol/methods.ts';
import type { DataPaths } from './paths.ts';

/** Adds a part to an uploaded file. */
export function putUpload(_paths: DataPaths, part: ParsedParams<'uploads/put'>): Result<'uploads/put'> {
  return { bytes: part.offset };
}
