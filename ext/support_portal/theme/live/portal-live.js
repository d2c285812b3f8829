// In a live preview, says how many notices other pages have, and whether the last build stopped; puts the number of
// this page's notices into the title.
"use strict";

/**
 * @param {HTMLElement} panel
 * @param {string} reason
 */
function tellStopped(panel, reason) {
  const text = document.createElement("p");
  text.className = "portal-live-stopped";
  text.setAttribute("role", "alert");
  panel.before(text);
  text.textContent = `The last build stopped, so this page may be old: ${reason}. The terminal says more.`;
}

/** @param {HTMLElement} panel */
async function tellNumbers(panel) {
  const { portalLive: address = "", portalPage: page = "" } = panel.dataset;
  const answer = await fetch(address, { cache: "no-store" });
  /** @type {{pages: Record<string, number>, stopped: string}} */
  const { pages, stopped } = await answer.json();
  if (stopped) tellStopped(panel, stopped);
  const here = pages[page] ?? 0;
  const all = Object.values(pages).reduce((sum, number) => sum + number, 0);
  const link = panel.querySelector(".portal-live-head a");
  const others = all - here;
  if (link) link.textContent = others === 1 ? "1 notice elsewhere" : `${others || "No"} notices elsewhere`;
  if (here) document.title = `(${here}) ${document.title}`;
}

const panel = document.getElementById("portal-live");
// Without an answer the link still leads to all notices.
if (panel) tellNumbers(panel).catch(() => {});
