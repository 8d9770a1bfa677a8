import { browser } from 'wxt/browser';

/** Shows a section of the options page, in its tab where it is open already. */
export async function openSection(section: string): Promise<void> {
  const url = new URL('/options.html', location.href).href;
  const pages = await chrome.runtime.getContexts({ contextTypes: ['TAB'] });
  const open = pages.find(({ documentUrl }) => documentUrl?.startsWith(url));
  if (!open) return void (await browser.tabs.create({ url: `${url}#${section}` }));
  await browser.tabs.update(open.tabId, { active: true, url: `${url}#${section}` });
  await browser.windows.update(open.windowId, { focused: true });
}
