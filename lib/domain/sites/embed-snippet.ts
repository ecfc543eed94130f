/** What a customer puts into the pages of a site. `origin` = where this installation is reached. */
export const embedSnippet = (origin: string, siteKey: string): string =>
  `<script src="${origin}/embed.js" data-site="${siteKey}" async></script>`;
