// What parts of the page must know of each other's size, and of the screen: the bar and the wall to dock, every
// drawing to print, every canvas its colours and how fine it is.

export const layout = $state({
  /** The wall has scrolled off and stands small under the bar. */
  docked: false,
  barHeight: 48,
  /** Being printed: drawings are made for paper instead of the screen. */
  print: false,
  /** Pixels of the screen in each CSS pixel. */
  fine: 1,
  /** Light or dark: a canvas draws again when it changes. */
  theme: 'light',
});

/** Width of the page's text on A4 with 14 mm margins, in CSS pixels (182 mm); Letter is a little wider. */
export const PAPER_PX = 686;
/** Width of a finding's drawing on paper: the third column of `FindingView`. */
export const PAPER_DRAWING_PX = 250;

/** The width to draw at: what was measured, or what paper has. */
export const drawn = (measured: number, paper: number) => (layout.print ? paper : measured);

const preferred = () => matchMedia('(prefers-color-scheme: dark)');

/** Follows the screen until the returned function is called. A theme that somebody chose stays. */
export function watchScreen(): () => void {
  const look = () => {
    layout.theme = document.documentElement.dataset.theme ?? (preferred().matches ? 'dark' : 'light');
    layout.fine = devicePixelRatio || 1;
  };
  look();
  const scheme = preferred();
  scheme.addEventListener('change', look);
  // A window that goes to a finer screen, or is zoomed, is resized by that.
  addEventListener('resize', look);
  return () => {
    scheme.removeEventListener('change', look);
    removeEventListener('resize', look);
  };
}

/** Light or dark, as somebody chose. */
export function chooseTheme(theme: 'light' | 'dark'): void {
  document.documentElement.dataset.theme = theme;
  layout.theme = theme;
}
