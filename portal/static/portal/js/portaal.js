/* Everything works without this file; it only saves a step. No library. */
(() => {
  "use strict";

  /* after a form with errors: read the summary first */
  document.querySelector(".swv-error-summary")?.focus();

  /* leaving a form with something typed in it that was not sent: the browser asks */
  const unsent = new Set();
  for (const form of document.querySelectorAll("form[data-bewaak]")) {
    form.addEventListener("input", () => unsent.add(form));
  }
  document.addEventListener("submit", () => unsent.clear());
  window.addEventListener("beforeunload", (event) => {
    if (unsent.size) event.preventDefault();
  });

  /* the Back button may show a page from memory that the reader may no longer see, or after log-out */
  window.addEventListener("pageshow", (event) => {
    if (event.persisted) location.reload();
  });
})();
