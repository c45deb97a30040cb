// MD5 (RFC 1321). Both contracts sign with it, and browsers do not offer it.

const SHIFTS = [
  [7, 12, 17, 22],
  [5, 9, 14, 20],
  [4, 11, 16, 23],
  [6, 10, 15, 21],
];
const SINES = Array.from({ length: 64 }, (_, i) => Math.floor(Math.abs(Math.sin(i + 1)) * 2 ** 32) | 0);
const START = [0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476];

/** The MD5 of a text's UTF-8 bytes, as 32 lower-case hex digits. */
export function md5(text) {
  const state = Int32Array.from(START);
  const bytes = padded(new TextEncoder().encode(text));
  for (let at = 0; at < bytes.byteLength; at += 64) {
    addBlock(state, bytes, at);
  }
  const digest = new DataView(new ArrayBuffer(16));
  state.forEach((word, i) => digest.setInt32(4 * i, word, true));
  return Array.from(new Uint8Array(digest.buffer), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** The message, one bit, zeros, and the length in bits: whole blocks of 64 bytes. */
function padded(message) {
  const length = (((message.length + 8) >> 6) + 1) * 64;
  const bytes = new Uint8Array(length);
  bytes.set(message);
  bytes[message.length] = 0x80;
  const view = new DataView(bytes.buffer);
  view.setUint32(length - 8, message.length << 3, true);
  view.setUint32(length - 4, message.length >>> 29, true);
  return view;
}

function addBlock(state, bytes, at) {
  let [a, b, c, d] = state;
  for (let step = 0; step < 64; step += 1) {
    const round = step >> 4;
    const [mixed, word] = [
      () => [(b & c) | (~b & d), step],
      () => [(d & b) | (~d & c), (5 * step + 1) & 15],
      () => [b ^ c ^ d, (3 * step + 5) & 15],
      () => [c ^ (b | ~d), (7 * step) & 15],
    ][round]();
    const sum = (a + mixed + SINES[step] + bytes.getInt32(at + 4 * word, true)) | 0;
    const shift = SHIFTS[round][step & 3];
    [a, d, c, b] = [d, c, b, (b + ((sum << shift) | (sum >>> (32 - shift)))) | 0];
  }
  [a, b, c, d].forEach((word, i) => {
    state[i] = (state[i] + word) | 0;
  });
}
