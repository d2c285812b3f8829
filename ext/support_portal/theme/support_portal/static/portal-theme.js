// Sets the reader's chosen colours before the page is painted; without a choice the system decides.
"use strict";
try {
  const chosen = localStorage.getItem("portal-theme");
  if (chosen === "light" || chosen === "dark") document.documentElement.dataset.theme = chosen;
} catch {
  // Storage can be forbidden; then the system's colours stay.
}
