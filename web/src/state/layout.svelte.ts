// What parts of the page must know of each other's size: the bar and the wall to dock, every drawing to print.

export const layout = $state({
  /** The wall has scrolled off and stands small under the bar. */
  docked: false,
  barHeight: 48,
  /** Being printed: drawings are made for paper instead of the screen. */
  print: false,
});

/** Width of the page's text on A4 with 14 mm margins, in CSS pixels (182 mm); Letter is a little wider. */
export const PAPER_PX = 686;
/** Width of a finding's drawing on paper: the third column of `FindingView`. */
export const PAPER_DRAWING_PX = 250;

/** The width to draw at: what was measured, or what paper has. */
export const drawn = (measured: number, paper: number) => (layout.print ? paper : measured);
