/** Tells when the visitor moved on, also inside single-page apps, without touching the page's own code. */
import type { Page } from '../bridge/host-messages';

interface NavigationLike {
  addEventListener(type: 'navigatesuccess', listener: () => void): void;
}

export const currentPage = (): Page => ({
  url: location.href.slice(0, 2_048),
  title: document.title.slice(0, 200),
});

export function watchPage(report: (page: Page) => void): void {
  let last = '';
  const check = () => {
    const page = currentPage();
    const key = page.url + '\n' + page.title;
    if (key !== last) report(page);
    last = key;
  };
  last = currentPage().url + '\n' + currentPage().title;
  // Titles are set after the address: look again a moment later.
  const soon = () => setTimeout(check, 400);
  addEventListener('popstate', soon);
  addEventListener('hashchange', soon);
  const { navigation } = window as { navigation?: NavigationLike };
  if (navigation) navigation.addEventListener('navigatesuccess', soon);
  else setInterval(check, 3_000);
}
