import * as v from 'valibot';
import * as field from './fields.ts';
import { read } from './method.ts';
import { searchHit } from './search-shapes.ts';
import { MESSAGE_ROLES } from './shapes.ts';

/** Finding what was ever written. */
export const SEARCH_METHODS = {
  'messages/search': read(
    v.object({
      query: field.searchText,
      limit: field.listLimit,
      cursor: v.optional(field.cursor),
      sessionId: v.optional(field.reference),
      role: v.optional(v.picklist(MESSAGE_ROLES)),
      from: v.optional(field.timestamp),
      to: v.optional(field.timestamp),
      model: v.optional(field.shortText),
      archived: v.optional(v.boolean()),
      deleted: v.optional(v.boolean()),
    }),
    v.object({
      hits: v.array(searchHit),
      nextCursor: v.nullable(v.string()),
      searchedBackTo: v.nullable(v.string()),
    }),
  ),
} as const;
