"use strict";
(() => {
  const box = document.getElementById("search");
  const query = document.getElementById("query");
  const count = document.getElementById("count");
  const items = [...document.querySelectorAll("#economies li")];
  const plain = (s) => s.normalize("NFKD").replace(/[\u0300-\u036f]/g, "").toLowerCase();
  const found = () => items.filter((li) => !li.hidden);
  box.hidden = false;
  query.addEventListener("input", () => {
    const wanted = plain(query.value.trim());
    for (const li of items) li.hidden = !plain(li.dataset.find).includes(wanted);
    count.textContent = wanted ? `${count.dataset.said} ${found().length}` : "";
  });
  query.addEventListener("keydown", (e) => {
    const first = found()[0];
    if (e.key === "Enter" && query.value.trim() && first) first.querySelector("a").click();
  });
})();
