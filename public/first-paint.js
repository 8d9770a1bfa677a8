// @ts-check
// Before the first picture. Anything but a theme is left for the page's program, which loads later.
try {
  const theme = JSON.parse(localStorage.getItem('sidepanel.theme') ?? '');
  if (theme === 'dark' || theme === 'light') document.documentElement.dataset.theme = theme;
} catch {}
