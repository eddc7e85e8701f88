/** A process that does nothing but look at the clock: when it is late, the machine stood still. */

const everyMs = 20;
const stallMs = 50;

let worstMs = 0;
let dueAt = performance.now() + everyMs;
setInterval(() => {
  const lateMs = performance.now() - dueAt;
  dueAt = performance.now() + everyMs;
  worstMs = Math.max(worstMs, lateMs);
}, everyMs);

/** Asked for what was worst since it was last asked, it tells that in ms. */
process.on('message', () => {
  process.send?.({ worstMs, stalled: worstMs > stallMs });
  worstMs = 0;
});
