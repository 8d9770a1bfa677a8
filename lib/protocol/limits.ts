const KiB = 1024;
const MiB = 1024 * KiB;

/** The version both sides name in `hello`. Another number means `version-mismatch`. */
export const PROTOCOL_VERSION = 1;

/** Name under which the browser finds the host's manifest. */
export const NATIVE_HOST_NAME = 'app.holdfast.host';

/** Chrome closes the port at one byte more than this in a frame from the host. */
export const MAX_FRAME_FROM_HOST_BYTES = 1 * MiB;

/** Chrome refuses one byte more than this in a frame to the host. */
export const MAX_FRAME_TO_HOST_BYTES = 64 * MiB;

/** A message whose JSON text is longer than this travels in `$/chunk` notifications. */
export const CHUNK_THRESHOLD_BYTES = 512 * KiB;

/** A message joined from chunks is at most this long, in bytes of UTF-8. */
export const MAX_JOINED_MESSAGE_BYTES = 128 * MiB;

/** `content` of a message or a draft, in bytes of UTF-8; beyond it `too-large`. */
export const MAX_CONTENT_BYTES = 16 * MiB;

/** Titles, branch names and the like, in code points. */
export const MAX_TITLE_LENGTH = 500;

/** References to rows: older stores and imports have ids of their own making. */
export const MAX_REFERENCE_LENGTH = 200;

/** Preferences that one request brings, and the JSON text of each, in UTF-16 units. */
export const MAX_MIRRORED_PREFERENCES = 100;
export const MAX_PREFERENCE_LENGTH = 64 * KiB;

/** What is searched for, in UTF-16 units. */
export const MAX_SEARCH_LENGTH = 1000;

/** A list stops at this many bytes of rows (at least one row), besides its `limit`. */
export const MAX_LIST_BYTES = 8 * MiB;

/** Rows of a list when the caller names no limit, and at most. */
export const DEFAULT_LIST_LIMIT = 50;
export const MAX_LIST_LIMIT = 200;

/** A century: beyond it "never" is meant. */
export const MAX_RETENTION_DAYS = 36_500;

/** Sessions that are told of one family: more are no tree that one reads. */
export const MAX_FAMILY_SESSIONS = 500;
