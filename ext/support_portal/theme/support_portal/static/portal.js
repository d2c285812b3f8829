// What the frame can do where scripts run: choose colours, dismiss banners.
"use strict";

/**
 * Remember a value; a browser that forbids storage forgets it at the end of the page.
 * @param {string} key
 * @param {string | null} value null removes it
 */
function remember(key, value) {
  try {
    if (value === null) localStorage.removeItem(key);
    else localStorage.setItem(key, value);
  } catch {
    // Nothing is lost but the memory of it.
  }
}

/**
 * @param {string} key
 * @returns {string | null}
 */
function recall(key) {
  try {
    return localStorage.getItem(key);
  } catch {
    return null;
  }
}

const CHOICES = ["auto", "light", "dark"];

/** @param {HTMLElement} button */
function setUpColours(button) {
  const root = document.documentElement;
  /** @param {string} choice */
  function show(choice) {
    if (choice === "auto") delete root.dataset.theme;
    else root.dataset.theme = choice;
    const label = button.dataset[choice] ?? choice;
    button.setAttribute("aria-label", label);
    button.title = label;
  }
  let choice = root.dataset.theme ?? "auto";
  show(choice);
  button.hidden = false;
  button.addEventListener("click", () => {
    choice = CHOICES[(CHOICES.indexOf(choice) + 1) % CHOICES.length] ?? "auto";
    remember("portal-theme", choice === "auto" ? null : choice);
    show(choice);
  });
}

/** @param {HTMLElement} banner */
function setUpBanner(banner) {
  const key = `portal-banner-${banner.dataset.portalBanner}`;
  if (recall(key)) {
    banner.hidden = true;
    return;
  }
  const button = /** @type {HTMLElement | null} */ (banner.querySelector("[data-portal-dismiss]"));
  if (!button) return;
  button.hidden = false;
  button.addEventListener("click", () => {
    remember(key, "1");
    banner.hidden = true;
    document.getElementById("content")?.focus();
  });
}

for (const button of document.querySelectorAll("[data-portal-theme]")) setUpColours(/** @type {HTMLElement} */ (button));
for (const banner of document.querySelectorAll("[data-portal-banner]")) setUpBanner(/** @type {HTMLElement} */ (banner));
