// What all figures of the page share: numbers, axes, colours, keys.
const desisky = (function () {
  "use strict";

  const root = document.documentElement;
  const byId = (id) => document.getElementById(id);
  const report = JSON.parse(byId("report-data").textContent);
  const plots = [];

  // Numbers and text

  function format(value) {
    if (typeof value !== "number") return value === null || value === undefined ? "none" : String(value);
    if (value === 0) return "0";
    const size = Math.abs(value);
    if (size >= 1e5 || size < 1e-3) return value.toExponential(3);
    return value.toPrecision(4);
  }

  // Round numbers of an axis, in full, so that no two read the same. The large and the small ones have
  // exponents, all of them, where that is shorter.
  function ticks(values) {
    const round = values.map((value) => Number.isSafeInteger(value) ? value : Number(value.toPrecision(12)));
    const isFar = (value) => value !== 0 && (Math.abs(value) >= 1e5 || Math.abs(value) < 1e-3);
    const plain = (value) => String(value).replace("e+", "e");
    const exponential = (value) => value.toExponential().replace("e+", "e");
    const longest = (write) => Math.max(...round.filter(isFar).map((value) => write(value).length));
    const write = longest(exponential) < longest(plain) ? exponential : plain;
    return round.map((value) => (isFar(value) ? write(value) : plain(value)).replace("-", "−").replace("e-", "e−"));
  }

  // Bounds of classes, in ascending order, in no more digits than it takes to tell each from the next. Whole
  // numbers stay as they are: that of a night is a date.
  function bounds(values) {
    return ticks(values.map((value) => {
      if (Number.isSafeInteger(value)) return value;
      const gap = Math.min(...values.map((other) => Math.abs(other - value)).filter((apart) => apart > 0));
      const unit = Math.pow(10, Math.floor(Math.log10(gap)) - 1);
      return Math.round(value / unit) * unit;
    }));
  }

  // Numbers in the data: base64 of their bytes, little-endian

  function numbers(text, size, read) {
    const binary = atob(text);
    const view = new DataView(new ArrayBuffer(binary.length));
    for (let i = 0; i < binary.length; i++) view.setUint8(i, binary.charCodeAt(i));
    const values = new Array(binary.length / size);
    for (let i = 0; i < values.length; i++) {
      const value = read(view, size * i);
      values[i] = Number.isFinite(value) ? value : null;
    }
    return values;
  }

  // float32, float64 and 16 bits without sign; null where not finite
  const decode = (text) => numbers(text, 4, (view, at) => view.getFloat32(at, true));
  const decodeDoubles = (text) => numbers(text, 8, (view, at) => view.getFloat64(at, true));
  const decodeShorts = (text) => numbers(text, 2, (view, at) => view.getUint16(at, true));

  // Axes and colours

  function colours() {
    const style = getComputedStyle(root);
    const named = (name) => style.getPropertyValue("--" + name).trim();
    return {
      steps: ["step-1", "step-2", "step-3", "step-4", "step-5"].map(named),
      text: named("text"), muted: named("muted"), line: named("line"), grid: named("grid"), page: named("page"),
      first: named("first"), second: named("second"), third: named("third"), mark: named("mark"),
    };
  }

  const family = "system-ui, -apple-system, \"Segoe UI\", Roboto, \"Noto Sans\", \"DejaVu Sans\", sans-serif";
  const pen = document.createElement("canvas").getContext("2d");

  function labelFont(label, room) {
    pen.font = "12px " + family;
    const size = Math.min(12, Math.max(8, Math.floor(12 * room / pen.measureText(label).width)));
    return size + "px " + family;
  }

  function axis(colour, label, room, more) {
    return Object.assign({
      label: label, labelSize: label ? 22 : 0, labelGap: 2, labelFont: labelFont(label, room),
      font: "12px " + family, stroke: colour.text, values: (u, splits) => ticks(splits),
      grid: { stroke: colour.grid, width: 1 }, ticks: { stroke: colour.line, width: 1, size: 5 },
    }, more);
  }

  // The size of an axis that is as wide as its numbers.
  function wide(u, texts) {
    pen.font = "12px " + family;
    return Math.max(62, ...(texts || []).map((text) => Math.ceil(pen.measureText(text).width) + 12));
  }

  function linearTicks(min, max, count) {
    const rough = (max - min) / count;
    const unit = Math.pow(10, Math.floor(Math.log10(rough)));
    const step = [1, 2, 5, 10].find((factor) => factor * unit >= rough * 0.999) * unit;
    const ticks = [];
    for (let i = Math.ceil(min / step - 1e-9); i * step <= max * (1 + 1e-9); i++) ticks.push(i * step);
    return ticks;
  }

  function logTicks(min, max) {
    const decades = Math.log10(max) - Math.log10(min);
    if (decades < 1) return linearTicks(min, max, 5);
    const factors = decades < 2 ? [1, 2, 5] : decades < 4 ? [1, 3] : [1];
    const stride = Math.ceil(decades / 8);
    const ticks = [];
    for (let power = Math.floor(Math.log10(min)); power <= Math.log10(max); power++) {
      if (power % stride) continue;
      for (const factor of factors) {
        const value = Number(factor + "e" + power);
        if (value >= min && value <= max) ticks.push(value);
      }
    }
    return ticks;
  }

  function logRange(min, max) {
    if (!(min > 0) || !(max > 0)) return [0.1, 1];
    const margin = Math.max(Math.pow(10, 0.06 * (Math.log10(max) - Math.log10(min))), 1.03);
    return [Math.max(min / margin, 1e-307), Math.min(max * margin, 1e308)];
  }

  function widthOf(element) {
    return Math.max(200, Math.floor(element.clientWidth));
  }

  // Draws a figure; a square one is as high as it is wide.
  function add(element, options, data, square) {
    options.width = square ? Math.max(24, Math.floor(element.clientWidth)) : widthOf(element);
    if (square) options.height = options.width;
    options.legend = { show: false };
    const plot = new uPlot(options, data, element);
    plots.push({ plot: plot, element: element, square: square === true });
    return plot;
  }

  function remove(plot) {
    const at = plots.findIndex((drawn) => drawn.plot === plot);
    if (at >= 0) plots.splice(at, 1)[0].plot.destroy();
  }

  function fit() {
    for (const drawn of plots) {
      const width = drawn.square ? Math.max(24, Math.floor(drawn.element.clientWidth)) : widthOf(drawn.element);
      if (width !== drawn.plot.width) drawn.plot.setSize({ width: width, height: drawn.square ? width : drawn.plot.height });
    }
  }

  // Keys that move and zoom a range [from, to] within the whole; null for any other key.
  function moved(key, from, to, whole) {
    const span = to - from;
    const moves = {
      ArrowLeft: [-0.2, -0.2], ArrowRight: [0.2, 0.2], "+": [0.2, -0.2], "=": [0.2, -0.2], "-": [-1 / 3, 1 / 3],
    };
    if (key === "0") return whole;
    if (!(key in moves)) return null;
    let [low, high] = moves[key].map((part) => part * span);
    if (low === high) low = high = Math.min(Math.max(low, whole[0] - from), whole[1] - to);
    return [from + low, to + high];
  }

  // A range no narrower than 8 steps of the figure and within the whole.
  function within(from, to, whole, count) {
    const least = Math.min(whole[1] - whole[0], 8 * (whole[1] - whole[0]) / Math.max(1, count - 1));
    const span = Math.min(Math.max(to - from, least), whole[1] - whole[0]);
    const start = Math.min(Math.max((from + to - span) / 2, whole[0]), whole[1] - span);
    return [start, start + span];
  }

  // The keys , and . move the place that is read off, by a channel or by a 200th of what is shown.
  function readOff(key, plot) {
    if ((key !== "," && key !== ".") || !plot) return false;
    const x = plot.data[0];
    const [first, last] = plot.series[0].idxs || [0, x.length - 1];
    const now = plot.cursor.idx;
    const step = Math.max(1, Math.round((last - first) / 200));
    const next = now === null || now === undefined || now < first || now > last
      ? (key === "." ? first : last)
      : Math.min(last, Math.max(first, now + (key === "." ? step : -step)));
    plot.setCursor({ left: plot.valToPos(x[next], "x"), top: plot.over.clientHeight / 2 });
    return true;
  }

  // A little room beside the least and the greatest value.
  function padded(min, max) {
    if (min === null || max === null || min === undefined || max === undefined) return [0, 1];
    const margin = max > min ? 0.05 * (max - min) : Math.abs(max) * 0.1 + 1e-3;
    return [min - margin, max + margin];
  }

  const drawers = [];
  return {
    root, byId, report, plots, drawers, format, ticks, bounds, decode, decodeDoubles, decodeShorts, colours, axis, wide,
    logTicks, logRange, family, add, remove, fit, moved, within, readOff, padded,
  };
})();
