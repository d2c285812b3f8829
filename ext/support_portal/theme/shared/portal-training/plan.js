// Lets a reader choose the day a track's weekly plan starts on: the days on the page and the calendar file follow.
"use strict";

(() => {
  const DAY = 86_400_000;
  // British English of English, as the portal writes its days.
  const language = document.documentElement.lang.replace(/^en$/, "en-GB") || undefined;

  /** @param {number} time of the first moment of a day (UTC), in milliseconds */
  const iso = (time) => new Date(time).toISOString().slice(0, 10);

  /** @param {string} day as year-month-day */
  const inWords = (day) => new Date(day).toLocaleDateString(language, { dateStyle: "long", timeZone: "UTC" });

  /** The Monday after today, where the reader is. */
  function nextMonday() {
    const now = new Date();
    const today = Date.UTC(now.getFullYear(), now.getMonth(), now.getDate());
    return iso(today + (7 - ((new Date(today).getUTCDay() + 6) % 7)) * DAY);
  }

  /**
   * Return a calendar file with its events moved.  They keep their names, so calendars move the events they have.
   * @param {string} events
   * @param {number} shift in milliseconds
   */
  function moved(events, shift) {
    const stamp = `${new Date().toISOString().replace(/[-:]|\.\d+/g, "")}`;
    return events
      .replace(/^(DT(?:START|END);VALUE=DATE:)(\d{4})(\d\d)(\d\d)/gm, (_all, key, year, month, day) => {
        return key + iso(Date.parse(`${year}-${month}-${day}`) + shift).replaceAll("-", "");
      })
      .replace(/^DTSTAMP:.*/gm, `DTSTAMP:${stamp}`)
      .replace(/\r?\n/g, "\r\n");
  }

  /** @param {HTMLElement} box */
  function setUp(box) {
    const choose = /** @type {HTMLElement | null} */ (box.querySelector("[data-portal-choose]"));
    const input = box.querySelector("input");
    const link = /** @type {HTMLAnchorElement | null} */ (box.querySelector("a[type='text/calendar']"));
    const said = box.querySelector("[role=status]");
    const days = [...document.querySelectorAll(".portal-weeks time")];
    const planned = days.map((day) => day.getAttribute("datetime") ?? "");
    if (!choose || !input || !link || !planned[0]) return;
    const first = Date.parse(planned[0]);

    const follow = () => {
      const start = Date.parse(input.value);
      if (Number.isNaN(start)) return; // A date that is being typed.
      const shift = start - first;
      const dates = planned.map((day) => iso(Date.parse(day) + shift));
      days.forEach((day, place) => {
        const date = dates[place] ?? "";
        day.setAttribute("datetime", date);
        day.textContent = inWords(date);
      });
      const words = { first: inWords(dates[0] ?? ""), last: inWords(dates.at(-1) ?? "") };
      if (said) said.textContent = (box.dataset.said ?? "").replace("{first}", words.first).replace("{last}", words.last);
      if (link.protocol === "blob:") URL.revokeObjectURL(link.href);
      const file = new Blob([moved(box.dataset.portalPlan ?? "", shift)], { type: "text/calendar" });
      link.href = URL.createObjectURL(file);
      link.download = box.dataset.file ?? "training.ics";
    };
    input.addEventListener("change", follow);
    choose.hidden = false;
    // A page that was built long ago, or is open since, starts in the reader's future all the same.
    if (input.value < iso(Date.now())) {
      input.value = nextMonday();
      follow();
    } else if (input.value !== planned[0]) {
      follow(); // The browser kept the reader's choice over a reload.
    }
  }

  for (const box of document.querySelectorAll("[data-portal-plan]")) setUp(/** @type {HTMLElement} */ (box));
})();
