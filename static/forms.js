// What becomes of a form that is sent: it says so, keeps what was typed when the net or the server fails, and offers to
// send it again; the form's hidden key makes two sendings one. Beside that, passwords can be shown. Without JavaScript
// forms are sent as ever.
(() => {
  const QUICK_MS = 500;
  const SLOW_MS = 8000;
  const PATIENCE_MS = 45000;
  const PATIENCE_WITH_FILES_MS = 300000;
  const region = document.getElementById("sending");
  if (!region) return;
  const words = region.dataset;
  const box = region.querySelector("p");
  const again = region.querySelector("button");
  const underway = new Map(); // form → its timers
  let tapped = null;
  let failed = null;

  function tell(text, retry = false, bad = retry) {
    again.hidden = !retry;
    box.querySelector("span").textContent = text;
    box.hidden = !text;
    box.classList.toggle("bad", bad);
  }

  // The button that sent the form; it is busy, not disabled, so that it keeps the focus.
  const sender = (form) => (tapped && tapped.form === form ? tapped : form.querySelector("button:not([type=button])"));

  function begin(form) {
    failed = null;
    tell("");
    sender(form)?.setAttribute("aria-busy", "true");
    const timers = [setTimeout(tell, QUICK_MS, words.busy), setTimeout(tell, SLOW_MS, words.slow)];
    underway.set(form, timers);
    return timers;
  }

  function end(form) {
    (underway.get(form) || []).forEach(clearTimeout);
    underway.delete(form);
    document.querySelectorAll("[aria-busy]").forEach((one) => one.removeAttribute("aria-busy"));
    if (!failed) tell("");
  }

  // Only what has a key counts once however often it arrives.
  const lost = (form) => (form.elements.namedItem("key") ? words.failed : words.unsure);

  function fail(form, text) {
    failed = { form, button: sender(form) };
    end(form);
    tell(text || (navigator.onLine ? lost(form) : words.offline), true);
  }

  // What the server says instead of an answer: "" for a page, or a part of one, that can be shown; words otherwise.
  function refusal(form, status, html) {
    const parsed = new DOMParser().parseFromString(html, "text/html");
    const refused = parsed.querySelector("[data-refusal]");
    if (refused) return refused.textContent.trim();
    return status < 500 || parsed.querySelector("form") ? "" : lost(form);
  }

  // A whole page is ours when it has our main part: a hotel's sign-in page has not, nor what a proxy says of an accident.
  const isOurs = (html) => html.includes('<main id="main"');

  function leaveFor(address) {
    const to = new URL(address, location.href);
    const stays = to.pathname + to.search === location.pathname + location.search;
    if (!stays || !to.hash) { location.assign(to); return; }
    history.replaceState(null, "", to);
    location.reload();
  }

  // A file is kept, under the name that it comes with, and the page stays.
  async function keepFile(answer) {
    const link = document.createElement("a");
    link.href = URL.createObjectURL(await answer.blob());
    link.download = /filename="?([^";]+)/.exec(answer.headers.get("Content-Disposition") || "")?.[1] || "";
    link.click();
    setTimeout(URL.revokeObjectURL, SLOW_MS, link.href);
  }

  function show(html) {
    document.open();
    document.write(html);
    document.close();
    scrollTo(0, 0);
  }

  async function send(form) {
    const button = sender(form);
    const withFiles = form.enctype === "multipart/form-data";
    const body = new FormData(form);
    if (button?.name) body.append(button.name, button.value);
    const timers = begin(form);
    const patience = new AbortController();
    timers.push(setTimeout(() => patience.abort(), withFiles ? PATIENCE_WITH_FILES_MS : PATIENCE_MS));
    try {
      const answer = await fetch(button?.getAttribute("formaction") || form.getAttribute("action") || location.href, {
        method: "POST",
        body: withFiles ? body : new URLSearchParams(body),
        headers: { "X-Form": "kept" },
        signal: patience.signal,
      });
      if (!(answer.headers.get("Content-Type") || "").startsWith("text/html") && answer.ok && answer.status !== 204) {
        await keepFile(answer);
        end(form);
        return;
      }
      const onward = answer.headers.get("X-Onward");
      if (onward) { leaveFor(onward); return; } // busy until the next page is here
      const html = await answer.text();
      const problem = isOurs(html) ? refusal(form, answer.status, html) : lost(form);
      if (problem) { fail(form, problem); return; }
      end(form);
      show(html);
    } catch {
      fail(form, "");
    }
  }

  document.addEventListener("click", (event) => { tapped = event.target.closest("button") || tapped; }, true);

  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (underway.has(form)) { event.preventDefault(); return; } // tapped twice
    const post = (form.getAttribute("method") || "").toLowerCase() === "post";
    if (event.defaultPrevented || !post || "hxPost" in form.dataset) return;
    event.preventDefault();
    send(form);
  });

  again.addEventListener("click", () => {
    if (!failed) return;
    const { form, button } = failed;
    if (button) button.click(); else form.requestSubmit();
  });

  addEventListener("online", () => { if (failed) tell(words.online, true, false); });
  addEventListener("pageshow", (event) => { if (event.persisted) [...underway.keys()].forEach(end); });

  // The same for what htmx sends: the form of an action, and the preview beside it.
  const preview = (element) => (element.id === "preview" ? element : null);

  function isStale(element, stale) {
    element.classList.toggle("stale", stale);
    element.querySelector(".stale-words")?.remove();
    if (!stale) return;
    const note = document.createElement("p");
    note.className = "stale-words";
    note.textContent = words.stale;
    element.append(note);
  }

  document.addEventListener("htmx:before:request", ({ detail }) => {
    const source = detail.ctx.sourceElement;
    if (source.matches("form")) begin(source);
  });

  document.addEventListener("htmx:after:request", (event) => {
    const { sourceElement: source, response, text } = event.detail.ctx;
    if (preview(source)) {
      isStale(source, response.status >= 500);
      if (response.status >= 500) event.preventDefault();
    } else if (source.matches("form")) {
      const problem = refusal(source, response.status, text);
      if (problem) { event.preventDefault(); fail(source, problem); } else end(source);
    }
  });

  document.addEventListener("htmx:error", ({ detail }) => {
    const source = detail.ctx?.sourceElement;
    if (!source) return;
    if (preview(source)) isStale(source, true); else if (source.matches("form")) fail(source, "");
  });

  // Passwords: a button beside the field shows what was typed, until it is sent.
  document.querySelectorAll("[data-reveal]").forEach((button) => {
    const field = document.getElementById(button.getAttribute("aria-controls"));
    const shows = (shown) => {
      field.type = shown ? "text" : "password";
      button.setAttribute("aria-pressed", String(shown));
    };
    button.hidden = false;
    button.addEventListener("click", () => shows(field.type === "password"));
    field.form.addEventListener("submit", () => shows(false));
  });
})();
