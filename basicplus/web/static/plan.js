// The board by keyboard and pointer: everything it does is a link or a form that works without it.
"use strict";
(() => {
  const table = document.getElementById("board");
  const dialog = document.getElementById("plan-dialog");
  const inside = document.getElementById("plan-inside");
  if (!dialog) return;
  const PARTIAL = { "HX-Request": "true" };
  const SAID = "plan-said"; // What was done, to be said once an agenda is loaded anew.
  const search = location.search;
  let came = null; // Where the focus goes back to: the id of a chip, or a cell.

  const withQuery = (url) => (url.includes("?") ? url : url + search);
  const isAgenda = () => !table || getComputedStyle(table.closest(".board-frame")).display === "none";

  // --- The grid: one stop for Tab, arrows within. ---
  const stopsOf = (cell) => {
    const chips = cell.querySelectorAll("a.v, input");
    return chips.length ? [...chips] : [cell];
  };
  const rowsOf = () => [...table.tBodies[0].rows].filter((row) => !row.hidden && !row.classList.contains("kind"));
  const cellOf = (stop) => stop.closest("td, th");

  function makeGrid() {
    if (!table) return;
    table.setAttribute("role", "grid");
    table.querySelectorAll("tbody a, tbody input").forEach((each) => { each.tabIndex = -1; });
    const first = table.querySelector("tbody tr:not([hidden]):not(.kind) td a.v") || table.querySelector("tbody tr:not([hidden]):not(.kind) td");
    if (first) first.tabIndex = 0;
    if (table.hasAttribute("data-editable")) table.querySelectorAll("tbody a.v").forEach((chip) => { chip.draggable = true; });
  }
  // A month opens at its week: today's, or the one that the address names.
  function showWeek() {
    const heads = table ? table.tHead.rows[0].cells : [];
    const first = [...heads].find((each) => each.dataset.day >= table.dataset.shows);
    const frame = first && table.closest(".board-frame");
    if (frame) frame.scrollLeft += first.getBoundingClientRect().left - frame.getBoundingClientRect().left - frame.clientLeft - heads[0].offsetWidth;
  }
  function enter(stop) {
    if (!stop) return;
    table.querySelectorAll('tbody [tabindex="0"]').forEach((each) => { each.tabIndex = -1; });
    stop.tabIndex = 0;
    stop.focus();
  }
  function step(stop, key) {
    const cell = cellOf(stop), row = cell.parentElement, stops = stopsOf(cell), rows = rowsOf();
    const at = stops.indexOf(stop), place = cell.cellIndex;
    const cells = [...row.cells];
    if (key === "ArrowRight") return stops[at + 1] || (cells[place + 1] && stopsOf(cells[place + 1])[0]);
    if (key === "ArrowLeft") return stops[at - 1] || (cells[place - 1] && (place > 1 ? stopsOf(cells[place - 1]).at(-1) : cells[0].querySelector("a")));
    if (key === "Home") return stopsOf(cells[1])[0];
    if (key === "End") return stopsOf(cells.at(-1)).at(-1);
    const other = rows[rows.indexOf(row) + (key === "ArrowDown" ? 1 : -1)];
    if (!other) return null;
    return place ? stopsOf(other.cells[place])[0] : other.cells[0].querySelector("a");
  }
  const dayOf = (cell) => table.tHead.rows[0].cells[cell.cellIndex].dataset.day;
  const numberOf = (cell) => cell.parentElement.id.slice("row-".length);

  function pressed(event) {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const stop = event.target.closest("a, td, input");
    if (!stop || !table.tBodies[0].contains(stop)) return;
    if (["ArrowRight", "ArrowLeft", "ArrowUp", "ArrowDown", "Home", "End"].includes(event.key)) {
      event.preventDefault();
      enter(step(stop, event.key));
    } else if (stop.matches("a.v") && event.key.toLowerCase() === "m") {
      event.preventDefault();
      open(stop.href + "?" + new URLSearchParams({ ...Object.fromEntries(new URLSearchParams(search)), form: "move" }), stop.id, true);
    } else if (stop.matches("td") && event.key === "Enter" && table.hasAttribute("data-editable")) {
      event.preventDefault();
      came = stop;
      addAt(stop);
    }
  }
  function addAt(cell) {
    const given = new URLSearchParams(search);
    given.set("day", dayOf(cell));
    if (!table.classList.contains("member")) given.set("worker", numberOf(cell));
    open(`${table.dataset.base}/add?${given}`, null);
  }

  // --- Dialogs: a page's part, loaded; its links and forms stay in it. ---
  async function open(url, back, toForm = false, side = false) {
    if (back) came = back;
    const answer = await fetch(withQuery(url), { headers: PARTIAL });
    show(await answer.text(), side, toForm);
  }
  function show(html, side = dialog.classList.contains("side"), toForm = false) {
    inside.innerHTML = html;
    dialog.classList.toggle("side", side);
    if (!dialog.open) dialog.showModal();
    dialog.scrollTop = 0;
    const wrong = inside.querySelector('[role="alert"]');
    if (wrong) { wrong.tabIndex = -1; wrong.focus(); return; }
    const field = toForm && inside.querySelector("details[open] select, details[open] input:not([type=hidden])");
    const head = inside.querySelector("h1");
    if (field) field.focus();
    else if (head) { head.tabIndex = -1; head.focus(); }
  }
  function back() {
    const where = typeof came === "string" ? document.getElementById(came) : came;
    if (where && where.isConnected && table && table.contains(where)) enter(where);
    else if (where && where.isConnected) where.focus();
    else if (table) { const cell = table.querySelector('tbody [tabindex="0"]'); if (cell) cell.focus(); }
  }
  dialog.addEventListener("close", () => { inside.textContent = ""; back(); });

  async function send(form, button) {
    const body = new URLSearchParams(new FormData(form, button || undefined));
    document.body.setAttribute("aria-busy", "true");
    try {
      const answer = await fetch(form.action, { method: "POST", headers: PARTIAL, body });
      const html = await answer.text();
      if (!answer.ok) { show(html); return; }
      took(html, answer.headers.get("X-Focus"));
    } finally {
      document.body.removeAttribute("aria-busy");
    }
  }
  // Each part of an answer takes the place of what has its id.
  function took(html, focus) {
    const parts = document.createElement("template");
    parts.innerHTML = html;
    if (isAgenda()) {
      sessionStorage.setItem(SAID, parts.content.getElementById("plan-said").textContent);
      location.reload();
      return;
    }
    let changed = null;
    parts.content.querySelectorAll("#plan-tools, #plan-said, tr[id]").forEach((part) => {
      const old = document.getElementById(part.id);
      if (part.id === "plan-said") old.textContent = part.textContent;
      else if (!old) { if (!part.hidden) table.tBodies[0].append(part); }
      else { old.replaceWith(part); if (part.id.startsWith("row-")) changed = part; }
    });
    makeGrid();
    const chip = focus && document.getElementById(focus);
    if (chip) came = focus;
    else if (changed && !(typeof came === "string" && document.getElementById(came))) came = changed.cells[1] || null;
    if (dialog.open) dialog.close(); else back();
  }

  // --- What is clicked, sent, dragged. ---
  document.addEventListener("click", (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
    const link = event.target.closest("a.v, a[data-open], a[data-drawer]");
    if (link) {
      event.preventDefault();
      open(link.href, inside.contains(link) ? null : link.id || link, false, inside.contains(link) ? dialog.classList.contains("side") : link.hasAttribute("data-drawer"));
      return;
    }
    const close = event.target.closest("[data-close]");
    if (close) close.closest("dialog").close();
    else if (event.target === dialog) dialog.close();
  });
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.method !== "post" || !(inside.contains(form) || form.hasAttribute("data-act"))) return;
    event.preventDefault();
    if (!inside.contains(form)) came = null;
    send(form, event.submitter);
  });
  document.addEventListener("keydown", (event) => {
    if (dialog.open || event.target.matches("input, select, textarea") || event.ctrlKey || event.metaKey || event.altKey) return;
    const act = { u: "undo", r: "redo" }[event.key.toLowerCase()];
    const button = act && document.querySelector(`[data-act="${act}"] button:not(:disabled)`);
    if (button && table && table.contains(event.target)) button.click();
  });
  if (table) {
    table.addEventListener("keydown", pressed);
    table.addEventListener("dblclick", (event) => {
      const cell = event.target.closest("tbody td");
      if (cell && event.target === cell && table.hasAttribute("data-editable")) { came = cell; addAt(cell); }
    });
    table.addEventListener("mouseover", (event) => {
      const chip = event.target.closest(".v");
      if (chip && !chip.title) chip.title = chip.querySelector(".hidden").textContent.trim();
    });
    let dragged = null;
    const target = (event) => dragged && event.target.closest("tbody td");
    table.addEventListener("dragstart", (event) => {
      dragged = event.target.closest("a.v");
      if (dragged) event.dataTransfer.setData("text/plain", dragged.id);
    });
    table.addEventListener("dragover", (event) => {
      const cell = target(event);
      if (!cell) return;
      event.preventDefault();
      table.querySelectorAll("td.over").forEach((each) => each.classList.remove("over"));
      cell.classList.add("over");
    });
    table.addEventListener("dragend", () => {
      dragged = null;
      table.querySelectorAll("td.over").forEach((each) => each.classList.remove("over"));
    });
    table.addEventListener("drop", (event) => {
      const cell = target(event);
      if (!cell) return;
      event.preventDefault();
      const form = document.createElement("form");
      form.action = withQuery(`${table.dataset.base}/visits/${dragged.id.slice(1)}/move`);
      const given = { day: dayOf(cell) };
      if (!table.classList.contains("member")) given.worker = numberOf(cell);
      for (const [name, value] of Object.entries(given)) {
        const field = document.createElement("input");
        field.name = name;
        field.value = value;
        form.append(field);
      }
      came = dragged.id;
      send(form);
    });
  }

  // --- Later: how many conflicts there are takes a moment to find out. ---
  async function count() {
    const link = document.querySelector("[data-count]");
    if (!link) return;
    const answer = await fetch(link.dataset.count, { headers: PARTIAL });
    if (!answer.ok) return;
    const parts = document.createElement("template");
    parts.innerHTML = await answer.text();
    const counted = parts.content.getElementById("conflicts-link"), now = document.getElementById("conflicts-link");
    if (counted && now) { const focused = document.activeElement === now; now.replaceWith(counted); if (focused) counted.focus(); }
  }
  document.getElementById("plan-said")?.append(sessionStorage.getItem(SAID) || "");
  sessionStorage.removeItem(SAID);
  makeGrid();
  showWeek();
  count();
})();
