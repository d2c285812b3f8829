// Lets a video's transcript lead to its seconds, follow what is said and be searched, and loads a provider's player when
// a reader asks for it.  Without this script the times open the film at that second, and the provider's page is linked.
"use strict";

(() => {
  /**
   * @param {HTMLElement} figure
   * @param {HTMLVideoElement} film
   */
  function follow(figure, film) {
    const times = /** @type {HTMLElement[]} */ ([...figure.querySelectorAll("[data-portal-second]")]);
    /** @param {HTMLElement} time */
    const second = (time) => Number(time.dataset.portalSecond);
    for (const time of times) {
      time.addEventListener("click", (event) => {
        event.preventDefault();
        film.currentTime = second(time);
        // A browser that refuses to play has still gone to the second.
        film.play().catch(() => {});
      });
    }
    const lines = times.filter((time) => time.closest(".portal-cues"));
    film.addEventListener("timeupdate", () => {
      const now = lines.filter((line) => second(line) <= film.currentTime + 0.05).at(-1);
      for (const line of lines) {
        if (line === now) line.setAttribute("aria-current", "true");
        else line.removeAttribute("aria-current");
      }
    });
  }

  /** @param {HTMLElement} figure */
  function search(figure) {
    const transcript = figure.querySelector(".portal-transcript");
    const label = figure.querySelector("figcaption")?.dataset.find;
    const summary = transcript?.querySelector("summary");
    if (!transcript || !label || !summary) return;
    const lines = /** @type {HTMLElement[]} */ ([...transcript.querySelectorAll(".portal-cues > li")]);
    const words = document.createElement("label");
    const box = document.createElement("input");
    box.type = "search";
    words.className = "portal-find";
    words.append(label, " ", box);
    summary.after(words);
    box.addEventListener("input", () => {
      const wanted = box.value.trim().toLowerCase();
      for (const line of lines) line.hidden = !(line.textContent ?? "").toLowerCase().includes(wanted);
    });
  }

  /** @param {HTMLElement} place */
  function offer(place) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "portal-submit";
    button.textContent = place.dataset.play ?? "";
    button.addEventListener("click", () => {
      const frame = document.createElement("iframe");
      frame.src = place.dataset.portalEmbed ?? "";
      frame.title = place.dataset.title ?? "";
      frame.allow = "fullscreen; picture-in-picture";
      frame.referrerPolicy = "no-referrer";
      place.replaceChildren(frame);
      frame.focus();
    });
    place.append(button);
  }

  for (const element of document.querySelectorAll(".portal-video")) {
    const figure = /** @type {HTMLElement} */ (element);
    const film = figure.querySelector("video");
    if (film) follow(figure, film);
    search(figure);
    for (const place of figure.querySelectorAll("[data-portal-embed]")) offer(/** @type {HTMLElement} */ (place));
  }
})();
