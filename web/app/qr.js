// QR codes (ISO/IEC 18004), as far as an address needs them: model 2, versions 1 to 10, error correction M, capitals and figures in
// their own short mode, anything else as bytes. Pure: the modules as rows of booleans, and the path of an SVG of them.

/** Error correction codewords of a block, and the number of blocks, by version, for level M. */
const CORRECTION = [0, 10, 16, 26, 18, 24, 16, 18, 22, 22, 26];
const BLOCKS = [0, 1, 1, 1, 2, 2, 4, 4, 4, 5, 5];
const CAPITALS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:";

/**
 * An address in capitals where that means the same: coarser modules are read from further away.
 * @param {string} address
 */
export const inCapitals = (address) =>
  /^https?:\/\/[^/?#]+\/?$/i.test(address) ? address.toUpperCase().replace(/\/$/, "") : address;

/**
 * The modules of a text's code, dark ones true; null for a text that is too long.
 * @param {string} text
 * @returns {boolean[][] | null}
 */
export function qrCode(text) {
  const short = [...text].every((c) => CAPITALS.includes(c));
  const bytes = new TextEncoder().encode(text);
  for (let version = 1; version <= 10; version += 1) {
    const bits = payload(text, bytes, short, version);
    if (bits.length <= dataCodewords(version) * 8) return drawn(version, codewords(bits, version));
  }
  return null;
}

/** The path of the dark modules, within a quiet zone of four: the view is `size + 8` wide. @param {boolean[][]} modules */
export function qrPath(modules) {
  let path = "";
  for (const [y, row] of modules.entries()) {
    for (let x = 0; x < row.length; x += 1) {
      if (!row[x]) continue;
      const from = x;
      while (row[x + 1]) x += 1;
      path += `M${from + 4} ${y + 4}h${x - from + 1}v1h-${x - from + 1}z`;
    }
  }
  return path;
}

/** All codewords that fit in a version. @param {number} version */
function rawCodewords(version) {
  let modules = (16 * version + 128) * version + 64;
  if (version >= 2) {
    const aligned = Math.floor(version / 7) + 2;
    modules -= (25 * aligned - 10) * aligned - 55;
    if (version >= 7) modules -= 36;
  }
  return Math.floor(modules / 8);
}

/** @param {number} version */
const dataCodewords = (version) => rawCodewords(version) - CORRECTION[version] * BLOCKS[version];

/** The text as bits, with its mode and its length. @param {string} text @param {Uint8Array} bytes @param {boolean} short @param {number} version */
function payload(text, bytes, short, version) {
  /** @type {number[]} */
  const bits = [];
  const push = (/** @type {number} */ value, /** @type {number} */ length) => {
    for (let at = length - 1; at >= 0; at -= 1) bits.push((value >> at) & 1);
  };
  if (short) {
    push(2, 4);
    push(text.length, version < 10 ? 9 : 11);
    for (let at = 0; at + 1 < text.length; at += 2)
      push(CAPITALS.indexOf(text[at]) * 45 + CAPITALS.indexOf(text[at + 1]), 11);
    if (text.length % 2 === 1) push(CAPITALS.indexOf(text[text.length - 1]), 6);
  } else {
    push(4, 4);
    push(bytes.length, version < 10 ? 8 : 16);
    for (const byte of bytes) push(byte, 8);
  }
  return bits;
}

/** Data and error correction in their order on the code. @param {number[]} bits @param {number} version */
function codewords(bits, version) {
  const room = dataCodewords(version);
  const all = [...bits];
  for (let n = 0; n < 4 && all.length < room * 8; n += 1) all.push(0);
  while (all.length % 8 !== 0) all.push(0);
  /** @type {number[]} */
  const data = [];
  for (let at = 0; at < all.length; at += 8) data.push(all.slice(at, at + 8).reduce((sum, bit) => sum * 2 + bit, 0));
  for (let pad = 0xec; data.length < room; pad ^= 0xec ^ 0x11) data.push(pad);
  const count = BLOCKS[version];
  const least = Math.floor(rawCodewords(version) / count) - CORRECTION[version];
  const longer = rawCodewords(version) % count;
  const divisor = generator(CORRECTION[version]);
  /** @type {{data: number[], rest: number[]}[]} */
  const blocks = [];
  let at = 0;
  for (let index = 0; index < count; index += 1) {
    const length = least + (index < count - longer ? 0 : 1);
    const part = data.slice(at, at + length);
    at += length;
    blocks.push({ data: part, rest: remainder(part, divisor) });
  }
  /** @type {number[]} */
  const out = [];
  for (let index = 0; index <= least; index += 1)
    for (const block of blocks) if (index < block.data.length) out.push(block.data[index]);
  for (let index = 0; index < CORRECTION[version]; index += 1) for (const block of blocks) out.push(block.rest[index]);
  return out;
}

/** Product in GF(2^8) modulo 0x11D. @param {number} a @param {number} b */
function times(a, b) {
  let product = 0;
  for (let bit = 7; bit >= 0; bit -= 1) {
    product = (product << 1) ^ ((product >>> 7) * 0x11d);
    product ^= ((b >>> bit) & 1) * a;
  }
  return product;
}

/** @param {number} degree */
function generator(degree) {
  const result = [...Array(degree - 1).fill(0), 1];
  let root = 1;
  for (let n = 0; n < degree; n += 1) {
    for (let at = 0; at < degree; at += 1) result[at] = times(result[at], root) ^ (result[at + 1] ?? 0);
    root = times(root, 2);
  }
  return result;
}

/** @param {number[]} data @param {number[]} divisor */
function remainder(data, divisor) {
  const result = divisor.map(() => 0);
  for (const byte of data) {
    const factor = byte ^ /** @type {number} */ (result.shift());
    result.push(0);
    for (const [at, coefficient] of divisor.entries()) result[at] ^= times(coefficient, factor);
  }
  return result;
}

/** @type {((x: number, y: number) => boolean)[]} */
const MASKS = [
  (x, y) => (x + y) % 2 === 0,
  (_x, y) => y % 2 === 0,
  (x) => x % 3 === 0,
  (x, y) => (x + y) % 3 === 0,
  (x, y) => (Math.floor(x / 3) + Math.floor(y / 2)) % 2 === 0,
  (x, y) => ((x * y) % 2) + ((x * y) % 3) === 0,
  (x, y) => (((x * y) % 2) + ((x * y) % 3)) % 2 === 0,
  (x, y) => (((x + y) % 2) + ((x * y) % 3)) % 2 === 0,
];

/** @param {number} version @param {number[]} words */
function drawn(version, words) {
  const size = version * 4 + 17;
  const modules = Array.from({ length: size }, () => Array(size).fill(false));
  const fixed = Array.from({ length: size }, () => Array(size).fill(false));
  const set = (/** @type {number} */ x, /** @type {number} */ y, /** @type {boolean} */ dark) => {
    modules[y][x] = dark;
    fixed[y][x] = true;
  };
  for (let at = 0; at < size; at += 1) {
    set(6, at, at % 2 === 0);
    set(at, 6, at % 2 === 0);
  }
  for (const [cx, cy] of [
    [3, 3],
    [size - 4, 3],
    [3, size - 4],
  ]) {
    for (let dy = -4; dy <= 4; dy += 1) {
      for (let dx = -4; dx <= 4; dx += 1) {
        const [x, y] = [cx + dx, cy + dy];
        const ring = Math.max(Math.abs(dx), Math.abs(dy));
        if (x >= 0 && x < size && y >= 0 && y < size) set(x, y, ring !== 2 && ring !== 4);
      }
    }
  }
  const places = alignments(version, size);
  for (const [i, cx] of places.entries()) {
    for (const [j, cy] of places.entries()) {
      const last = places.length - 1;
      if ((i === 0 && j === 0) || (i === 0 && j === last) || (i === last && j === 0)) continue;
      for (let dy = -2; dy <= 2; dy += 1)
        for (let dx = -2; dx <= 2; dx += 1) set(cx + dx, cy + dy, Math.max(Math.abs(dx), Math.abs(dy)) !== 1);
    }
  }
  const format = (/** @type {number} */ mask) => {
    let rest = mask;
    for (let n = 0; n < 10; n += 1) rest = (rest << 1) ^ ((rest >>> 9) * 0x537);
    const bits = ((mask << 10) | rest) ^ 0x5412;
    const bit = (/** @type {number} */ at) => ((bits >>> at) & 1) === 1;
    for (let at = 0; at <= 5; at += 1) set(8, at, bit(at));
    set(8, 7, bit(6));
    set(8, 8, bit(7));
    set(7, 8, bit(8));
    for (let at = 9; at < 15; at += 1) set(14 - at, 8, bit(at));
    for (let at = 0; at < 8; at += 1) set(size - 1 - at, 8, bit(at));
    for (let at = 8; at < 15; at += 1) set(8, size - 15 + at, bit(at));
    set(8, size - 8, true);
  };
  format(0);
  if (version >= 7) {
    let rest = version;
    for (let n = 0; n < 12; n += 1) rest = (rest << 1) ^ ((rest >>> 11) * 0x1f25);
    const bits = (version << 12) | rest;
    for (let at = 0; at < 18; at += 1) {
      const dark = ((bits >>> at) & 1) === 1;
      const [a, b] = [size - 11 + (at % 3), Math.floor(at / 3)];
      set(a, b, dark);
      set(b, a, dark);
    }
  }
  let at = 0;
  for (let right = size - 1; right >= 1; right -= 2) {
    if (right === 6) right = 5;
    for (let step = 0; step < size; step += 1) {
      for (let j = 0; j < 2; j += 1) {
        const x = right - j;
        const y = ((right + 1) & 2) === 0 ? size - 1 - step : step;
        if (fixed[y][x] || at >= words.length * 8) continue;
        modules[y][x] = ((words[at >>> 3] >>> (7 - (at & 7))) & 1) === 1;
        at += 1;
      }
    }
  }
  const masked = (/** @type {number} */ mask) => {
    format(mask);
    return modules.map((row, y) => row.map((dark, x) => (fixed[y][x] ? dark : dark !== MASKS[mask](x, y))));
  };
  const all = MASKS.map((_, mask) => masked(mask));
  const costs = all.map(penalty);
  return all[costs.indexOf(Math.min(...costs))];
}

/** @param {number} version @param {number} size */
function alignments(version, size) {
  if (version === 1) return [];
  const count = Math.floor(version / 7) + 2;
  const step = Math.floor((version * 8 + count * 3 + 5) / (count * 4 - 4)) * 2;
  const places = [6];
  for (let at = size - 7; places.length < count; at -= step) places.splice(1, 0, at);
  return places;
}

/** How hard a code is to read: runs of one colour, blocks of it, what looks like a finder, too much of one colour. @param {boolean[][]} rows */
function penalty(rows) {
  const size = rows.length;
  const lines = [...rows, ...rows.map((_, x) => rows.map((row) => row[x]))].map((line) =>
    line.map((dark) => (dark ? "1" : "0")).join(""),
  );
  let cost = 0;
  for (const line of lines) {
    for (const [run] of line.matchAll(/0{5,}|1{5,}/g)) cost += run.length - 2;
    for (let at = 0; at < size - 10; at += 1) {
      const part = line.slice(at, at + 11);
      if (part === "10111010000" || part === "00001011101") cost += 40;
    }
  }
  for (let y = 0; y < size - 1; y += 1)
    for (let x = 0; x < size - 1; x += 1)
      if (rows[y][x] === rows[y][x + 1] && rows[y][x] === rows[y + 1][x] && rows[y][x] === rows[y + 1][x + 1])
        cost += 3;
  const dark = rows.flat().filter(Boolean).length;
  return cost + Math.floor(Math.abs(dark * 20 - size * size * 10) / (size * size)) * 10;
}
