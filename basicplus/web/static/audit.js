// A slider beside a field of a day: moving it writes the day, letting go asks for the page of that day.
for (const slide of document.querySelectorAll(".slide")) {
  const field = document.getElementById(slide.dataset.day);
  const first = Date.parse(slide.dataset.first);
  slide.hidden = false;
  slide.addEventListener("input", () => {
    field.value = new Date(first + slide.value * 86400000).toISOString().slice(0, 10);
    slide.setAttribute("aria-valuetext", field.value.split("-").reverse().join("/"));
  });
  slide.addEventListener("change", () => slide.form.requestSubmit());
}
