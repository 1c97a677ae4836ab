"use strict";
{
  const table = document.getElementById("table");
  const body = table.tBodies[0];
  const heads = [...table.tHead.rows[0].cells];
  const maxima = body.dataset.maxima.split(" ").map(Number);
  const search = document.getElementById("search");
  const filter = document.getElementById("filter");
  const count = document.getElementById("count");
  const flagColumn = heads.length - 1;
  const collator = new Intl.Collator(undefined, { numeric: true, sensitivity: "base" });
  const rows = [...body.rows].map((row, place) => ({
    row,
    place,
    text: (row.cells[0].textContent + " " + row.cells[flagColumn].textContent).toLowerCase(),
    flags: row.dataset.flags.split(" ").filter(Boolean),
    mistakes: (row.dataset.mistakes || "").split(" "),
  }));
  let sorted = { column: 0, descending: false };

  const number = (row, column) => parseFloat(row.cells[column].textContent) || 0;

  function key(one, column) {
    if (column === flagColumn) return one.flags.length;
    return column === 0 ? one.row.cells[0].textContent : number(one.row, column);
  }

  function sort(column, descending) {
    sorted = { column, descending };
    const keys = new Map(rows.map((one) => [one, key(one, column)]));
    const compare = column === 0 ? collator.compare : (a, b) => a - b;
    const sign = descending ? -1 : 1;
    const order = [...rows].sort(
      (a, b) => sign * compare(keys.get(a), keys.get(b)) || a.place - b.place,
    );
    body.replaceChildren(...order.map((one) => one.row));
    heads.forEach((head, place) => {
      if (place === column) head.setAttribute("aria-sort", descending ? "descending" : "ascending");
      else head.removeAttribute("aria-sort");
    });
    remember();
  }

  function remember() {
    history.replaceState({ sorted, search: search.value, filter: filter.value }, "");
  }

  function matcher(value) {
    const [kind, which] = value.split(" ");
    if (kind === "flag") return (one) => one.flags.includes(which);
    if (kind === "mistake") return (one) => one.mistakes.includes(which);
    if (kind === "below") {
      const column = Number(which);
      return (one) => number(one.row, column) < maxima[column - 2] - 0.005;
    }
    return () => true;
  }

  function choose() {
    const words = search.value.toLowerCase().split(/\s+/).filter(Boolean);
    const matches = matcher(filter.value);
    let shown = 0;
    for (const one of rows) {
      const hit = words.every((word) => one.text.includes(word)) && matches(one);
      if (one.row.hidden === hit) one.row.hidden = !hit;
      shown += hit;
    }
    count.textContent = `${shown} of ${rows.length}`;
    remember();
  }

  heads.forEach((head, column) => {
    head.querySelector("button").addEventListener("click", () => {
      const again = sorted.column === column;
      sort(column, again ? !sorted.descending : column !== 0);
    });
  });
  search.addEventListener("input", choose);
  filter.addEventListener("change", choose);
  search.form.addEventListener("submit", (event) => event.preventDefault());
  search.form.addEventListener("reset", () => setTimeout(choose));
  for (const button of document.querySelectorAll("button[data-show]")) {
    button.addEventListener("click", () => {
      search.value = "";
      filter.value = button.dataset.show;
      choose();
      document.getElementById("submissions").scrollIntoView();
      filter.focus({ preventScroll: true });
    });
  }
  addEventListener("pageshow", () => {
    const before = history.state;
    if (before && before.sorted) {
      search.value = before.search;
      filter.value = before.filter;
      sort(before.sorted.column, before.sorted.descending);
    }
    choose();
  });
}
