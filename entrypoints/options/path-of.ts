/** The path of something in a folder, as the system of the host writes it. */
export function pathOf(folder: string, name: string): string {
  return folder.includes('\\') ? `${folder}\\${name}` : `${folder}/${name}`;
}
