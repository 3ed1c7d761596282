// Saving on a bad line: a form marked data-keep-words is sent in the background, so that a failure leaves every word
// on the screen. "Not saved. Keep this page open" is shown, and it tries again by itself. The form's hidden token
// makes sure that however often it is sent, one record results. Nothing is stored in the browser.

const RETRY_SECONDS = 15;
const HEADER = "X-Keep-Words";

export function keepWords(scope, start) {
  for (const form of scope.querySelectorAll("form[data-keep-words]")) {
    if (form.dataset.keepWords === "on") continue;
    form.dataset.keepWords = "on";
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      send(form, new FormData(form, event.submitter), event.submitter, start);
    });
  }
}

async function send(form, data, submitter, start, freshToken = false) {
  if (form.dataset.sending) return;
  form.dataset.sending = "yes";
  window.clearTimeout(Number(form.dataset.retry));
  if (submitter) submitter.setAttribute("aria-disabled", "true");
  const again = (token) => {
    const fresh = new FormData(form, submitter);
    if (token) fresh.set("csrfmiddlewaretoken", token);
    return send(form, fresh, submitter, start, Boolean(token));
  };
  let answer;
  let text;
  try {
    answer = await fetch(form.action, { method: "POST", body: data, headers: { [HEADER]: "yes" }, signal: timeLimit() });
    text = await answer.text(); // to its end, whatever becomes of it: the line is held until then
  } catch {
    finished(form, submitter);
    tell(form, "There is no connection. It will be tried again every few seconds, or press Save.");
    form.dataset.retry = String(window.setTimeout(again, RETRY_SECONDS * 1000));
    return;
  }
  finished(form, submitter);
  const place = answer.headers.get("X-Location");
  if (place) {
    if (new URL(place, window.location).pathname === "/sign-in/") signedOut(form);
    else window.location.assign(place);
  } else if (answer.status === 403 && !freshToken) {
    await renew(form, again);
  } else if (answer.status < 500) {
    show(text, start);
  } else {
    tell(form, "The service did not answer properly. It will be tried again every few seconds, or press Save.");
    form.dataset.retry = String(window.setTimeout(again, RETRY_SECONDS * 1000));
  }
}

function timeLimit() {
  return "timeout" in AbortSignal ? AbortSignal.timeout(30000) : undefined;
}

function finished(form, submitter) {
  delete form.dataset.sending;
  if (submitter) submitter.removeAttribute("aria-disabled");
}

// Signed in again in another window: the old page's token no longer fits. Take the new one, but only for the same person.
async function renew(form, again) {
  const page = await fetchPage();
  const token = page?.querySelector('input[name="csrfmiddlewaretoken"]')?.value;
  const who = page?.body.dataset.user;
  if (!who) signedOut(form);
  else if (who !== document.body.dataset.user) tell(form, "Somebody else has signed in on this device since. Copy what you need.");
  else if (token) {
    for (const field of document.querySelectorAll('input[name="csrfmiddlewaretoken"]')) field.value = token;
    await again(token);
  }
}

async function fetchPage() {
  try {
    const answer = await fetch(window.location.href);
    return new DOMParser().parseFromString(await answer.text(), "text/html");
  } catch {
    return null;
  }
}

function signedOut(form) {
  const link = document.createElement("a");
  link.className = "govuk-link";
  link.href = "/sign-in/";
  link.target = "_blank";
  link.rel = "noopener";
  link.textContent = "Sign in again in a new window";
  tell(form, "You have been signed out. Then come back here and press Save.", link);
}

// The page that came back (usually the same form with its errors) takes the place of this one.
function show(html, start) {
  const page = new DOMParser().parseFromString(html, "text/html");
  const fresh = page.querySelector("main");
  const old = document.querySelector("main");
  if (!fresh || !old) return;
  old.replaceWith(document.adoptNode(fresh));
  document.title = page.title;
  window.htmx?.process(fresh);
  start(fresh);
  (fresh.querySelector(".govuk-error-summary") || fresh).scrollIntoView();
}

function tell(form, words, link) {
  let box = form.querySelector(".app-not-saved");
  if (!box) {
    box = document.createElement("div");
    box.className = "app-not-saved";
    box.setAttribute("role", "alert");
    box.tabIndex = -1;
    form.prepend(box);
  }
  const title = document.createElement("strong");
  title.textContent = "Not saved. Keep this page open.";
  const text = document.createElement("p");
  if (link) text.append(link, ". ");
  text.append(words);
  box.replaceChildren(title, text);
  box.focus();
}
