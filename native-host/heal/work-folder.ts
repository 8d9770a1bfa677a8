/** How the names of the folders begin that are made in the data folder while a store is put right; they hold copies of it. */
export const WORK_FOLDER = 'healing-';
