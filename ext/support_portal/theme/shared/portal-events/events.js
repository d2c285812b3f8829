// Tells the web server's log what readers say and search: whether an article helped, searches with the number of
// results, and which result was opened.  Each is one request without cookies to the portal's own server.  Nothing is
// told of a reader whose browser asks not to be tracked (Do Not Track, Global Privacy Control).
"use strict";

(() => {
  const ADDRESS = new URL("../../_portal/event", /** @type {HTMLScriptElement} */ (document.currentScript).src).href;
  /** Characters of a search that are told; the log is counted by no more. */
  const QUERY_LENGTH = 100;
  /** Milliseconds without another letter before what was typed is a search. */
  const PAUSE = 2000;

  const forms = /** @type {NodeListOf<HTMLFormElement>} */ (document.querySelectorAll("form.portal-helpful"));
  const browser = /** @type {Navigator & {globalPrivacyControl?: boolean, doNotTrack?: string | null}} */ (navigator);
  if (browser.doNotTrack === "1" || browser.globalPrivacyControl) {
    for (const form of forms) form.hidden = true;
    return;
  }

  /** @param {Record<string, string>} event */
  function tell(event) {
    const address = `${ADDRESS}?${new URLSearchParams(event)}`;
    if (!navigator.sendBeacon?.(address)) new Image().src = address;
  }

  for (const form of forms) {
    form.addEventListener("submit", (event) => {
      const button = /** @type {HTMLButtonElement | null} */ (event.submitter);
      if (!button?.value) return;
      event.preventDefault();
      tell({ type: "vote", page: location.pathname, value: button.value });
      const thanks = document.createElement("p");
      thanks.className = "portal-thanks";
      thanks.tabIndex = -1;
      thanks.textContent = form.dataset.thanks ?? "";
      form.replaceChildren(thanks);
      thanks.focus(); // The button that had it is gone; a screen reader says the thanks.
    });
  }

  let query = "";
  let results = "0";
  let timer = 0;
  /** @type {Set<string>} */
  const told = new Set();

  function tellSearch() {
    clearTimeout(timer);
    if (!query || told.has(query)) return;
    told.add(query);
    tell({ type: "search", q: query, results });
  }

  document.addEventListener("portal-found", (event) => {
    const found = /** @type {CustomEvent<{query: string, total: number}>} */ (event).detail;
    const text = found.query.slice(0, QUERY_LENGTH);
    // A search that goes on, or is taken back letter by letter, is one; another one ends it.
    if (!text.startsWith(query) && !query.startsWith(text)) tellSearch();
    query = text;
    results = String(found.total);
    clearTimeout(timer);
    timer = setTimeout(tellSearch, PAUSE);
  });

  document.addEventListener("click", (event) => {
    const link = /** @type {Element} */ (event.target).closest("a");
    if (!query || !link?.querySelector(".portal-hit-name")) return;
    tellSearch();
    tell({ type: "click", q: query, page: new URL(link.href).pathname });
  });
  addEventListener("pagehide", tellSearch);
})();
