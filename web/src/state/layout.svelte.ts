// What the sticky bar and the wall must know of each other to dock.

export const layout = $state({
  /** The wall has scrolled off and stands small under the bar. */
  docked: false,
  barHeight: 48,
  wallWidth: 0,
});
