// In a live preview, says how many notices other pages have, and puts the number of this page's into the title.
"use strict";

/** @param {HTMLElement} panel */
async function tellNumbers(panel) {
  const { portalLive: address = "", portalPage: page = "" } = panel.dataset;
  const answer = await fetch(address, { cache: "no-store" });
  /** @type {Record<string, number>} */
  const numbers = await answer.json();
  const here = numbers[page] ?? 0;
  const all = Object.values(numbers).reduce((sum, number) => sum + number, 0);
  const link = panel.querySelector(".portal-live-head a");
  const others = all - here;
  if (link) link.textContent = others === 1 ? "1 notice elsewhere" : `${others || "No"} notices elsewhere`;
  if (here) document.title = `(${here}) ${document.title}`;
}

const panel = document.getElementById("portal-live");
// Without an answer the link still leads to all notices.
if (panel) tellNumbers(panel).catch(() => {});
