/** `npm run test:states`: everything in its full size; otherwise what takes long takes turns, or is smaller. */
export const isLongRun = process.env['HOLDFAST_STATES'] === 'long';
