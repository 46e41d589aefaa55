/**
 * Boxes to type into that leave only what has all the words, and say how much that is. `/` goes to the first.
 */
function filterRows() {
  for (const box of document.querySelectorAll("input[data-filters]")) {
    if (!(box instanceof HTMLInputElement)) continue;
    const rows = [...document.querySelectorAll(`#${box.dataset.filters} > *`)];
    const told = document.querySelector(`output[for="${box.id}"]`);
    const texts = rows.map((row) => (row.textContent ?? "").toLowerCase());
    const filter = () => {
      const words = box.value.toLowerCase().split(/\s+/);
      let left = 0;
      for (const [index, row] of rows.entries()) {
        const has = words.every((word) => texts[index]?.includes(word));
        if (row instanceof HTMLElement) row.hidden = !has;
        if (has) left += 1;
      }
      if (told) told.textContent = `${left} of ${rows.length}`;
    };
    box.addEventListener("input", filter);
    filter();
  }
  addEventListener("keydown", (event) => {
    const at = event.target;
    if (event.key !== "/" || at instanceof HTMLInputElement || at instanceof HTMLSelectElement)
      return;
    const first = document.querySelector("input[data-filters]");
    if (!(first instanceof HTMLInputElement)) return;
    event.preventDefault();
    first.focus();
  });
}
