// Starts the components of the page. Everything works without this file; it only makes things smoother.
import { initAll } from "govuk-frontend";

function start(scope) {
  initAll({ scope });
  if (scope.querySelector('[data-module^="moj-"]')) {
    import("moj-frontend").then((moj) => moj.initAll({ scope }));
  }
  if (scope.querySelector("form[data-keep-words]")) {
    import("keep-words").then((words) => words.keepWords(scope, start));
  }
}

start(document);

// Parts of a page that htmx brings in later.
document.body.addEventListener("htmx:load", (event) => {
  if (event.detail.elt !== document.body) start(event.detail.elt);
});

// A page kept by the browser for its Back button may be stale, or belong to somebody who has signed out.
window.addEventListener("pageshow", (event) => {
  if (event.persisted) window.location.reload();
});
