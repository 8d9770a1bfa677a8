/** Files that a page is about to download. */
export const EXPORTS_FOLDER = 'exports';

/** Files on their way into an import. */
export const UPLOADS_FOLDER = 'uploads';
