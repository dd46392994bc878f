"use strict";
// A worker's pages through a lost connection: what is entered stays on the device, is sent later, and never twice.
(() => {
  const box = document.getElementById("unsent");
  if (!box) return;
  const { worker, me, group } = box.dataset;
  const KEY = "basicplus" + me;
  const PAGES = "basicplus" + me;
  const api = `/api/groups/${group}`;
  const PATIENCE = 10000;

  // Another worker's entries never stay on a device that changes hands.
  let kept = { worker, queue: [] };
  try { kept = JSON.parse(localStorage.getItem(KEY)) || kept; } catch { /* what cannot be read is begun anew */ }
  if (kept.worker !== worker) { forget(); kept = { worker, queue: [] }; }

  function remember() { localStorage.setItem(KEY, JSON.stringify(kept)); show(); }
  function forget() {
    localStorage.removeItem(KEY);
    if ("caches" in window) caches.delete(PAGES);
  }
  function number() {
    return crypto.randomUUID ? crypto.randomUUID() : Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");
  }

  // What a form asks for, as the API takes it: one request for each line.
  function asked(form) {
    const fields = Object.fromEntries([...new FormData(form)].filter(([, value]) => value !== ""));
    const lines = "/me/hours/lines";
    if (form.dataset.queue === "planned") return [{ path: "/acts/prefill-hours", body: { worker, from_on: fields.from_on, until_on: fields.until_on } }];
    if (form.dataset.queue === "grid") {
      const cells = [...form.querySelectorAll(".cell")].filter((cell) => cell.value !== cell.defaultValue && cell.value !== "");
      return cells.map((cell) => ({ path: lines, label: cell.getAttribute("aria-label"), body: { lines: [{ ...JSON.parse(cell.dataset.line), duration: cell.value }] } }));
    }
    const { despite, ...said } = fields;
    for (const name of ["entry", "visit"]) if (name in said) said[name] = Number(said[name]);
    return [{ path: lines, body: { lines: [said] }, despite }];
  }
  function address(each) {
    return api + each.path + (each.despite ? "?despite=" + encodeURIComponent(each.despite) : "");
  }
  async function post(each) {
    const stop = new AbortController();
    const late = setTimeout(() => stop.abort(), PATIENCE);
    try {
      return await fetch(address(each), {
        method: "POST", credentials: "same-origin", redirect: "error", signal: stop.signal, body: JSON.stringify(each.body),
        headers: { "Content-Type": "application/json", "Accept-Language": document.documentElement.lang, "Idempotency-Key": each.id },
      });
    } finally { clearTimeout(late); }
  }
  // What came of it: nothing when it is done, else why not, and what is recorded instead.
  async function outcome(answer) {
    const told = await answer.json().catch(() => ({}));
    if (!answer.ok) return { says: told.detail || String(answer.status), warned: (told.type || "").endsWith("warned") };
    const left = (told.lines || []).find((line) => !["saved", "same"].includes(line.status));
    return left ? { says: left.says, theirs: left.line, warned: left.status === "warned" } : null;
  }

  document.addEventListener("submit", async (event) => {
    const form = event.target;
    if (form.action.endsWith("/logout")) { forget(); return; }
    if (!form.dataset.queue) return;
    event.preventDefault();
    const buttons = [...form.querySelectorAll("button")];
    for (const button of buttons) button.disabled = true;
    let refused = false;
    for (const each of asked(form)) {
      const numbered = { id: number(), label: form.dataset.label, key: each.body.lines ? each.body.lines[0].key : "", ...each };
      try {
        if (await outcome(await post(numbered))) refused = true;
      } catch { kept.queue.push(numbered); }
    }
    for (const button of buttons) button.disabled = false;
    remember();
    if (kept.queue.length) box.scrollIntoView({ block: "nearest" });
    else if (refused) form.submit(); // The page says what is wrong, beside the field; what was saved stays so.
    else location.reload();
  });

  let sending = false;
  async function send() {
    if (sending || !kept.queue.some((each) => !each.refused)) return;
    sending = true;
    let sent = 0;
    try {
      for (const each of kept.queue.filter((one) => !one.refused)) {
        const left = await outcome(await post(each));
        if (left) each.refused = left;
        else { kept.queue.splice(kept.queue.indexOf(each), 1); sent += 1; }
        remember();
      }
    } catch { /* there is still no network */ } finally { sending = false; }
    // What was sent is shown, unless something is being typed; a refused entry stays in its list above.
    const typing = document.querySelector("main details[open] form");
    if (sent && (!kept.queue.length || (!typing && kept.queue.every((each) => each.refused)))) location.reload();
  }

  function button(text, act, tone) {
    const made = document.createElement("button");
    made.type = "button";
    made.className = `small ${tone || "quiet"}`;
    made.textContent = text;
    made.addEventListener("click", act);
    return made;
  }
  function line(text) {
    const made = document.createElement("p");
    made.textContent = text;
    return made;
  }
  function typed(each) {
    const said = each.body.lines ? each.body.lines[0] : {};
    return [said.start, said.end].filter(Boolean).join(" – ") + (said.duration ? ` ${said.duration}` : "") + (said.note ? ` · ${said.note}` : "");
  }
  function drop(each) {
    kept.queue.splice(kept.queue.indexOf(each), 1);
    remember();
  }
  function again(each, despite) {
    if (each.refused.theirs && each.body.lines) delete each.body.lines[0].seen;
    if (despite) each.despite = despite;
    // Sent with another content, it is another request.
    each.id = number();
    delete each.refused;
    remember();
    send();
  }
  // What was refused is typed again where it was typed: in the form of its day, as it was.
  function mend(each) {
    const said = each.body.lines[0];
    const forms = [...document.querySelectorAll(`#day-${said.day} form[data-queue=line]`)];
    const form = forms.find(({ elements }) => elements.key.value === said.key && elements.start && elements.start.type === "text");
    if (!form) { location.assign(`${me}/hours?day=${said.day}`); return; }
    for (const [name, value] of Object.entries(said)) if (form.elements[name]) form.elements[name].value = value;
    form.closest("details").open = true;
    drop(each);
    form.elements.start.focus();
  }
  function item(each) {
    const made = document.createElement("li");
    made.append(line(each.label + (each.refused ? "" : ` (${box.dataset.kept})`)));
    if (typed(each)) made.append(line(`${box.dataset.mine} ${typed(each)}`));
    if (!each.refused) { made.append(button(box.dataset.drop, () => drop(each))); return made; }
    const { says, theirs, warned } = each.refused;
    if (theirs && !says) made.append(line(`${box.dataset.theirs} ${theirs.start} – ${theirs.end}`));
    else made.append(line(`${box.dataset.failed} ${says}`));
    const choices = document.createElement("p");
    choices.className = "buttons";
    if (warned) {
      const why = document.createElement("input");
      why.setAttribute("aria-label", box.dataset.why);
      why.placeholder = box.dataset.why;
      choices.append(why, button(box.dataset.retry, () => why.value && again(each, why.value), "go"));
    } else if (each.body.lines && !theirs) choices.append(button(box.dataset.mend, () => mend(each), "go"));
    else choices.append(button(theirs ? box.dataset.keepMine : box.dataset.retry, () => again(each), "go"));
    choices.append(button(theirs ? box.dataset.keepTheirs : box.dataset.drop, () => drop(each)));
    made.append(choices);
    return made;
  }
  function show() {
    box.hidden = kept.queue.length === 0;
    box.querySelector(".number").textContent = kept.queue.length;
    box.querySelector("ul").replaceChildren(...kept.queue.map(item));
    for (const mark of document.querySelectorAll(".not-sent")) mark.remove();
    for (const each of kept.queue) {
      const place = each.key && document.querySelector(`[data-key="${CSS.escape(each.key)}"] .when`);
      if (!place) continue;
      const mark = document.createElement("span");
      mark.className = "not-sent";
      mark.textContent = document.getElementById("unsent-title").textContent.trim().replace(/\s*\(.*/, "");
      place.append(mark);
    }
  }

  // What this page needs to look right without a network; the worker script keeps the page itself.
  async function keep() {
    if (!("caches" in window) || !navigator.onLine) return;
    const pages = await caches.open(PAGES);
    const parts = [...document.querySelectorAll("link[rel=icon], script[src]")].map((each) => each.href || each.src);
    const pictures = [...document.querySelectorAll("use")].map((each) => new URL(each.getAttribute("href"), location).href.split("#")[0]);
    for (const part of new Set([...parts, ...pictures])) if (!(await pages.match(part))) await pages.add(part);
    // The first page was there before the worker script was.
    if ([me, `${me}/hours`].includes(location.pathname) && !navigator.serviceWorker.controller) await pages.add(location.pathname);
  }
  function network() {
    const told = document.getElementById("offline");
    const shown = told.dataset.kept;
    told.hidden = navigator.onLine && !shown;
    if (shown === "other") told.querySelector("span").textContent = told.dataset.other;
  }

  addEventListener("online", () => { network(); send(); });
  addEventListener("offline", network);
  box.querySelector(".send").addEventListener("click", send);
  if ("serviceWorker" in navigator) navigator.serviceWorker.register(`${me}/worker.js`, { scope: me }).catch(() => {});
  network();
  show();
  send();
  keep().catch(() => {});
  setInterval(send, 30000);
})();
