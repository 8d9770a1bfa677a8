/** What the browser says of the room that it gives the extension; null where it says nothing. */
export const browserStorage = {
  async isPersistent(): Promise<boolean | null> {
    return navigator.storage.persisted().catch(() => null);
  },
  async quotaBytes(): Promise<number | null> {
    const estimate = await navigator.storage.estimate().catch(() => undefined);
    return estimate?.quota ?? null;
  },
};
