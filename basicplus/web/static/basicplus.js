// Keys and small comforts; every page works without them.
"use strict";

const writes = (element) => element.matches("input, select, textarea, [contenteditable]");

document.addEventListener("keydown", (event) => {
  if (event.key === "Escape") {
    document.querySelectorAll("details.me[open]").forEach((menu) => {
      menu.open = false;
      menu.querySelector("summary").focus();
    });
  }
  if (event.ctrlKey || event.metaKey || event.altKey || writes(event.target)) return;
  const field = document.querySelector(".finder input, .filters input[type=search]");
  if (event.key === "/" && field) {
    event.preventDefault();
    field.focus();
    field.select();
  }
  if (event.key === "?") document.getElementById("keys")?.togglePopover();
});

document.addEventListener("click", (event) => {
  document.querySelectorAll("details.me[open]").forEach((menu) => {
    if (!menu.contains(event.target)) menu.open = false;
  });
});

// A box that ticks all boxes of its form which bear the name it gives.
document.addEventListener("change", (event) => {
  const name = event.target.dataset?.ticks;
  if (name) event.target.form.querySelectorAll(`input[type=checkbox][name="${name}"]`).forEach((box) => (box.checked = event.target.checked));
});

// After a refused form: go to what has to be mended.
document.querySelector("main [role=alert][tabindex]")?.focus();
