// What an eye, a keyboard and a screen reader would complain of; a list of sentences.
() => {
  const said = [];
  const name = (one) => `<${one.tagName.toLowerCase()} class="${one.getAttribute("class") || ""}">`;
  const parse = (text) => {
    const [r, g, b, a = 1] = text.match(/[\d.]+/g).map(Number);
    return { r, g, b, a };
  };
  const over = (top, below) => ({
    r: top.r * top.a + below.r * (1 - top.a),
    g: top.g * top.a + below.g * (1 - top.a),
    b: top.b * top.a + below.b * (1 - top.a),
    a: 1,
  });
  const luminance = ({ r, g, b }) => {
    const [x, y, z] = [r, g, b].map((v) => {
      const part = v / 255;
      return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * x + 0.7152 * y + 0.0722 * z;
  };
  const ground = (one) => {
    const layers = [];
    for (let at = one; at; at = at.parentElement) {
      layers.push(parse(getComputedStyle(at).backgroundColor));
    }
    return layers.reverse().reduce((below, top) => over(top, below), { r: 255, g: 255, b: 255 });
  };

  let looked = 0;
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const one = walker.currentNode.parentElement;
    if (!walker.currentNode.data.trim() || one.closest("script, style, title, .unseen, .skip")) continue;
    if (!one.checkVisibility()) continue;
    const style = getComputedStyle(one);
    const below = ground(one);
    const ink = one instanceof SVGElement ? style.fill : style.color;
    if (ink === "none") continue;
    const [light, dark] = [luminance(over(parse(ink), below)), luminance(below)].sort((a, b) => b - a);
    const contrast = (light + 0.05) / (dark + 0.05);
    looked += 1;
    if (contrast < 4.5) said.push(`${name(one)} has a contrast of ${contrast.toFixed(2)}: ${one.textContent.trim().slice(0, 30)}`);
  }
  if (looked < 20) said.push(`only ${looked} texts were looked at`);

  for (const one of document.querySelectorAll("input, select, textarea, button, a, summary")) {
    const label = one.labels && one.labels.length ? one.labels[0].textContent : "";
    if (!(label || one.getAttribute("aria-label") || one.textContent || "").trim()) said.push(`${name(one)} has no name`);
  }
  for (const one of document.querySelectorAll("svg")) {
    const hidden = one.closest("[aria-hidden=true]");
    if (!hidden && !(one.getAttribute("role") === "img" && one.querySelector("title"))) said.push(`${name(one)} says nothing`);
  }
  for (const one of document.querySelectorAll("table")) {
    if (!one.querySelector("thead th[scope=col]")) said.push(`${name(one)} has no heads`);
    if ([...one.querySelectorAll("th")].some((head) => !head.scope)) said.push(`${name(one)} has a head of nothing`);
  }
  for (const one of document.querySelectorAll(".scroll, pre")) {
    if (one.tabIndex !== 0) said.push(`${name(one)} cannot be scrolled by keyboard`);
    if (one.matches(".scroll") && !one.getAttribute("aria-label") && !one.getAttribute("aria-labelledby")) said.push(`${name(one)} has no name`);
  }
  for (const one of document.querySelectorAll("[aria-labelledby]")) {
    for (const id of one.getAttribute("aria-labelledby").split(" ")) {
      if (!document.getElementById(id)) said.push(`${name(one)} is named by ${id}, which is not there`);
    }
  }
  const levels = [...document.querySelectorAll("h1, h2, h3, h4")].map((one) => Number(one.tagName[1]));
  levels.forEach((level, place) => {
    if (level > (levels[place - 1] || 0) + 1) said.push(`a heading of level ${level} has none above it`);
  });
  for (const [selector, count] of [["h1", 1], ["main", 1], ["html[lang]", 1], ["title", 1], ["meta[name=viewport]", 1]]) {
    const there = document.querySelectorAll(selector).length;
    if (selector === "title" ? !document.title : there !== count) said.push(`there are ${there} ${selector}`);
  }
  return [...new Set(said)];
}
