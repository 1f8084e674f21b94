// Latents of spectra in pairs, coloured by what is known of them, with the observation of one.
(function () {
  "use strict";

  const { report, byId, format, bounds, decode, decodeDoubles, decodeShorts, axis, wide, add, remove, padded } = desisky;

  const MOST_CLASSES = 4;
  const STEPS = 5;
  const HIGHEST = 65534; // of the levels of coarse spectra; the one above stands for none

  function map(data) {
    const root = byId(data.id);
    const part = (role) => root.querySelector("[data-role=" + role + "]");
    const all = decode(data.means);
    const count = data.points;
    const d = data.latents.length;
    const latents = data.latents.map((number, k) => ({
      name: "latent " + number, values: Array.from({ length: count }, (nothing, i) => all[i * d + k]),
    }));
    const columns = data.columns.map((column) => {
      const values = column.numbers === undefined
        ? decodeShorts(column.which).map((which) => column.texts[which])
        : decodeDoubles(column.numbers);
      return { name: column.name, unit: column.unit, description: column.description, values: values,
        isText: column.numbers === undefined, isCondition: column.condition === true,
        digits: column.digits };
    });
    const axes = latents.concat(columns.filter((column) => !column.isText));
    const spectra = { centres: decode(data.spectra.centres), lowest: decode(data.spectra.lowest),
      highest: decode(data.spectra.highest), flux: decodeShorts(data.spectra.flux),
      reconstruction: decodeShorts(data.spectra.reconstruction) };
    const error = columns.find((column) => column.name === "MSE");
    let worst = 0;
    for (let i = 1; i < count; i++) if (error.values[i] > error.values[worst]) worst = i;
    const view = { colour: columns[0], x: latents[0], y: d > 1 ? latents[1] : error, chosen: worst, pinned: false };
    let own = [];
    let shown = [];
    let picture = null;
    let colour = null;

    // A value as it is read: numbers of the catalogue in the digits that their type holds.
    function textOf(column, value) {
      if (typeof value !== "number") return format(value);
      if (Number.isInteger(value)) return String(value);
      return column.digits ? String(Number(value.toPrecision(column.digits))) : format(value);
    }

    // Classes to colour by

    function byText(column) {
      const counts = new Map();
      for (const value of column.values) counts.set(value, (counts.get(value) || 0) + 1);
      const known = ["dark", "moon", "twilight", "other"];
      const names = column.isCondition ? known.filter((name) => counts.has(name))
        : [...counts.keys()].sort((a, b) => counts.get(b) - counts.get(a) || (a < b ? -1 : 1)).slice(0, MOST_CLASSES);
      const pens = [colour.first, colour.second, colour.third, colour.mark];
      const colours = names.map((name, i) => pens[column.isCondition ? known.indexOf(name) : i]);
      const index = column.values.map((value) => names.indexOf(value));
      return withRest({ names: names.map((name) => name === "" ? "(empty)" : textOf(column, name)), colours: colours, index: index }, "others");
    }

    // Where classes of about as many values begin. One value that would fill more than one has a class of its own.
    function starts(sorted) {
      const places = Array.from({ length: STEPS }, (nothing, i) => sorted[Math.floor(i * sorted.length / STEPS)]);
      const common = places.filter((value, i) => value === places[i - 1]);
      const after = common.map((value) => sorted.find((other) => other > value)).filter((value) => value !== undefined);
      return [...new Set(places.concat(after))].sort((a, b) => a - b);
    }

    function byNumber(column) {
      const sorted = column.values.filter((value) => value !== null).sort((a, b) => a - b);
      const distinct = [...new Set(sorted)];
      if (distinct.length <= MOST_CLASSES) return byText({ digits: column.digits, values: column.values.map((v) => v === null ? "unknown" : v) });
      const edges = starts(sorted);
      const step = (value) => edges.filter((edge) => edge <= value).length - 1;
      const ends = bounds(edges.concat(sorted[sorted.length - 1]));
      const names = edges.map((edge, i) => distinct.filter((value) => step(value) === i).length === 1
        ? ends[i] : ends[i] + " to " + ends[i + 1]);
      const index = column.values.map((value) => value === null ? -1 : step(value));
      return withRest({ names: names, colours: colour.steps, index: index }, "unknown");
    }

    function withRest(classes, name) {
      if (classes.index.some((which) => which < 0)) {
        classes.names = classes.names.concat([name]);
        classes.colours = classes.colours.slice(0, classes.names.length - 1).concat([colour.muted]);
        classes.index = classes.index.map((which) => which < 0 ? classes.names.length - 1 : which);
      }
      return classes;
    }

    function legend(classes) {
      part("legend").replaceChildren(...classes.names.map((name, c) => {
        const key = document.createElement("span");
        key.className = "key dot";
        key.style.setProperty("--dot", classes.colours[c]);
        key.textContent = name + " (" + classes.index.filter((which) => which === c).length + ")";
        return key;
      }));
    }

    // Points

    function scatter(element, x, y, classes, size, options, square) {
      const order = [];
      for (let i = 0; i < count; i++) if (x.values[i] !== null && y.values[i] !== null) order.push(i);
      order.sort((a, b) => x.values[a] - x.values[b]);
      const lines = classes.names.map((name, c) => order.map((i) => classes.index[i] === c ? y.values[i] : null));
      const plot = add(element, Object.assign({
        scales: { x: { time: false, range: (u, min, max) => padded(min, max) }, y: { range: (u, min, max) => padded(min, max) } },
        series: [{}].concat(classes.names.map((name, c) => ({
          label: name, stroke: classes.colours[c], paths: () => null,
          points: { show: true, size: size, width: 0, fill: classes.colours[c], stroke: classes.colours[c] },
        }))),
      }, options), [order.map((i) => x.values[i])].concat(lines), square);
      const ring = document.createElement("div");
      ring.className = "ring";
      plot.over.append(ring);
      own.push(plot);
      shown.push({ plot: plot, x: x, y: y, ring: ring });
      return plot;
    }

    function nearest(u, x, y, reach) {
      let best = -1;
      let least = reach * reach;
      for (let i = 0; i < count; i++) {
        if (x.values[i] === null || y.values[i] === null) continue;
        const across = u.valToPos(x.values[i], "x") - u.cursor.left;
        const down = u.valToPos(y.values[i], "y") - u.cursor.top;
        const far = across * across + down * down;
        if (far < least) {
          least = far;
          best = i;
        }
      }
      return best;
    }

    function hover(x, y, reach) {
      return (u) => {
        if (view.pinned || u.cursor.left < 0) return;
        const found = nearest(u, x, y, reach);
        if (found >= 0 && found !== view.chosen) choose(found);
      };
    }

    function pin(plot, x, y) {
      plot.over.addEventListener("click", () => {
        const found = nearest(plot, x, y, 24);
        view.pinned = !view.pinned && found >= 0;
        if (found >= 0) choose(found);
        tell();
      });
    }

    // Once the figures have drawn themselves anew, which they do in microtasks: for paper there is no time for others.
    let waiting = false;
    function later() {
      if (waiting) return;
      waiting = true;
      queueMicrotask(() => {
        waiting = false;
        rings();
      });
    }

    function rings() {
      for (const one of shown) {
        const x = one.x.values[view.chosen];
        const y = one.y.values[view.chosen];
        const left = x === null ? -1 : one.plot.valToPos(x, "x");
        const top = y === null ? -1 : one.plot.valToPos(y, "y");
        const inside = left >= 0 && top >= 0 && left <= one.plot.over.clientWidth && top <= one.plot.over.clientHeight;
        one.ring.hidden = !inside;
        one.ring.style.left = left + "px";
        one.ring.style.top = top + "px";
      }
    }

    // The spectrum chosen

    function coarse(which) {
      const bins = spectra.centres.length;
      const low = spectra.lowest[view.chosen];
      const step = (spectra.highest[view.chosen] - low) / HIGHEST;
      return Array.from({ length: bins }, (nothing, bin) => {
        const level = spectra[which][view.chosen * bins + bin];
        return level > HIGHEST ? null : low + step * level;
      });
    }

    function tell() {
      part("label").textContent = data.labels[view.chosen] + (view.pinned ? " (kept)" : "");
      root.dataset.chosen = view.chosen;
      root.dataset.pinned = view.pinned;
    }

    function choose(index) {
      view.chosen = index;
      tell();
      part("show").hidden = desisky.exampleOf(data.labels[index]) < 0;
      part("columns").replaceChildren(...columns.concat(latents).map((column) => {
        const row = document.createElement("tr");
        const name = document.createElement("th");
        const cell = document.createElement("td");
        name.scope = "row";
        name.textContent = column.name;
        if (column.description) name.title = column.description;
        const value = column.values[index];
        cell.textContent = textOf(column, value) + (column.unit && value !== null ? " " + column.unit : "");
        row.append(name, cell);
        return row;
      }));
      picture.setData([spectra.centres, coarse("flux"), coarse("reconstruction")]);
      rings();
    }

    function drawPicture() {
      picture = add(part("spectrum"), {
        height: 190,
        padding: [8, 12, 0, 0],
        scales: { x: { time: false }, y: { range: (u, min, max) => padded(min, max) } },
        axes: [
          axis(colour, report.wavelength !== "" ? "wavelength [Å]" : "channel (counted from 0)", 200, { size: 30 }),
          axis(colour, "flux", 140, { size: 52 }),
        ],
        series: [{}, { label: "flux", stroke: colour.first, width: 2, points: { show: false } },
          { label: "reconstruction", stroke: colour.second, width: 1.25, points: { show: false } }],
        cursor: { y: false, drag: { x: true, y: false } },
      }, [spectra.centres, coarse("flux"), coarse("reconstruction")]);
      own.push(picture);
    }

    // The figures

    function drawPair(classes) {
      const label = (column) => column.name + (column.unit ? " [" + column.unit + "]" : "");
      const plot = scatter(part("pair"), view.x, view.y, classes, 6, {
        height: 460,
        padding: [8, 14, 0, 0],
        axes: [axis(colour, label(view.x), 400, { size: 30, space: 80 }), axis(colour, label(view.y), 400, { size: wide })],
        cursor: { drag: { x: true, y: true, uni: 20 }, points: { show: false } },
        hooks: { setCursor: [hover(view.x, view.y, 24)], setScale: [later], setSize: [later] },
      });
      pin(plot, view.x, view.y);
      root.dataset.x = view.x.name;
      root.dataset.y = view.y.name;
    }

    function histogram(element, column) {
      const bins = 20;
      const values = column.values.filter((value) => value !== null);
      const low = Math.min(...values);
      const width = (Math.max(...values) - low) / bins || 1;
      const heights = new Array(bins).fill(0);
      for (const value of values) heights[Math.min(bins - 1, Math.floor((value - low) / width))]++;
      own.push(add(element, {
        padding: [3, 3, 3, 3],
        scales: { x: { time: false, range: (u, min, max) => padded(min, max) }, y: { range: (u, min, max) => [0, max * 1.1] } },
        axes: [{ show: false }, { show: false }],
        cursor: { show: false },
        series: [{}, { fill: colour.muted + "88", stroke: colour.muted, width: 0, paths: uPlot.paths.bars({ size: [1, 40] }), points: { show: false } }],
      }, [heights.map((nothing, i) => low + (i + 0.5) * width), heights], true));
    }

    function drawCorner(classes) {
      const corner = part("corner");
      corner.style.setProperty("--latents", d);
      const cells = [];
      const name = (text) => {
        const cell = document.createElement("span");
        cell.className = "name";
        cell.textContent = text;
        return cell;
      };
      for (let row = 0; row < d; row++) {
        cells.push(name(data.latents[row]));
        for (let column = 0; column < d; column++) {
          const cell = document.createElement("div");
          cell.className = column > row ? "blank" : "plot cell";
          cell.dataset.row = row;
          cell.dataset.column = column;
          cells.push(cell);
        }
      }
      cells.push(name(""));
      for (let column = 0; column < d; column++) cells.push(name(data.latents[column]));
      corner.replaceChildren(...cells);
      for (const cell of corner.querySelectorAll(".cell")) {
        const x = latents[cell.dataset.column];
        const y = latents[cell.dataset.row];
        if (x === y) {
          histogram(cell, x);
          continue;
        }
        scatter(cell, x, y, classes, 3, {
          padding: [3, 3, 3, 3],
          axes: [{ show: false }, { show: false }],
          cursor: { x: false, y: false, drag: { x: false, y: false, click: () => {} }, points: { show: false } },
          hooks: { setCursor: [hover(x, y, 10)], setSize: [later] },
        }, true);
        cell.classList.toggle("current", x === view.x && y === view.y);
        cell.addEventListener("click", () => {
          view.x = x;
          view.y = y;
          redraw();
        });
      }
    }

    function redraw() {
      for (const plot of own) remove(plot);
      own = [];
      shown = [];
      const classes = view.colour.isText ? byText(view.colour) : byNumber(view.colour);
      root.dataset.colour = view.colour.name;
      part("colour").value = columns.concat(latents).indexOf(view.colour);
      part("x").value = axes.indexOf(view.x);
      part("y").value = axes.indexOf(view.y);
      legend(classes);
      drawPicture();
      drawPair(classes);
      if (d > 1) drawCorner(classes);
      choose(view.chosen);
    }

    // Keys: along the horizontal or the vertical axis, from spectrum to spectrum

    function step(column, by) {
      const order = [];
      for (let i = 0; i < count; i++) if (view.x.values[i] !== null && view.y.values[i] !== null) order.push(i);
      order.sort((a, b) => column.values[a] - column.values[b] || a - b);
      const place = order.indexOf(view.chosen);
      if (order.length > 0) choose(order[Math.min(order.length - 1, Math.max(0, place + by))]);
    }

    function zoom(factor) {
      const plot = shown[0].plot;
      const around = (key, centre) => {
        const scale = plot.scales[key];
        const middle = centre === null ? (scale.min + scale.max) / 2 : centre;
        const half = factor * (scale.max - scale.min) / 2 / 1.1;
        return { min: middle - half, max: middle + half };
      };
      const x = around("x", view.x.values[view.chosen]);
      const y = around("y", view.y.values[view.chosen]);
      plot.batch(() => {
        plot.setScale("x", x);
        plot.setScale("y", y);
      });
    }

    function keys(event) {
      if (event.ctrlKey || event.metaKey || event.altKey) return;
      const actions = {
        ArrowRight: () => step(view.x, 1), ArrowLeft: () => step(view.x, -1),
        ArrowUp: () => step(view.y, 1), ArrowDown: () => step(view.y, -1),
        Escape: () => { view.pinned = false; tell(); },
        "+": () => zoom(0.5), "=": () => zoom(0.5), "-": () => zoom(2), "0": () => redraw(),
      };
      if (!(event.key in actions)) return;
      actions[event.key]();
      event.preventDefault();
    }

    function options(role, list, chosen) {
      part(role).replaceChildren(...list.map((column, i) => {
        const option = document.createElement("option");
        option.value = i;
        option.textContent = column.name + (column.unit ? " [" + column.unit + "]" : "");
        return option;
      }));
      part(role).addEventListener("change", (event) => {
        chosen(list[Number(event.target.value)]);
        redraw();
      });
    }

    options("colour", columns.concat(latents), (column) => { view.colour = column; });
    options("x", axes, (column) => { view.x = column; });
    options("y", axes, (column) => { view.y = column; });
    part("unit").textContent = [report.fluxUnit, data.spectra.width > 1 ? "means of " + data.spectra.width + " channels" : ""]
      .filter((words) => words !== "").join(", ");
    part("corner").hidden = d < 2;
    part("field").addEventListener("keydown", keys);
    part("show").addEventListener("click", () => desisky.showExample(desisky.exampleOf(data.labels[view.chosen])));
    return (drawn) => {
      colour = drawn;
      own = [];
      redraw();
    };
  }

  for (const data of report.latents) desisky.drawers.push(map(data));
})();
