// The page's colours for what is drawn on a canvas, which knows no style sheet: read from it once for each theme.
// On paper they are the ones that `tokens.css` gives paper, which no script can ask for before the page is printed.

export type Ink = 'ink' | 'ink-2' | 'ink-3' | 'rule' | 'rule-2' | 'paper' | 'sheet' | 'measured' | 'measured-wash' | 'person' | 'document' | 'document-wash' | 'act' | 'wave' | 'pat' | 'pat-bg';
export type Inks = Record<Ink, string> & { program: string; bytes: string };

/** As under `@media print` in `style/tokens.css`. */
const PAPER: Record<Ink, string> = {
  ink: '#000', 'ink-2': '#222', 'ink-3': '#444', rule: '#999', 'rule-2': '#444', paper: '#fff', sheet: '#fff', measured: '#000', 'measured-wash': '#e6e6e6', person: '#000', document: '#000',
  'document-wash': '#e6e6e6', act: '#000', wave: '#555', pat: '#000', 'pat-bg': '#fff',
};

const known = new Map<string, Inks>();

/** The colours of a theme, named by any word that changes when they do. */
export function inksOf(theme: string, print: boolean): Inks {
  const key = print ? 'print' : theme;
  let inks = known.get(key);
  if (!inks) {
    const style = getComputedStyle(document.documentElement);
    const value = (name: string) => style.getPropertyValue(`--${name}`).trim();
    const names = Object.keys(PAPER) as Ink[];
    inks = {
      ...(Object.fromEntries(names.map((n) => [n, print ? PAPER[n] : value(n) || PAPER[n]])) as Record<Ink, string>),
      program: value('voice-program') || 'sans-serif',
      bytes: value('voice-bytes') || 'monospace',
    };
    known.set(key, inks);
  }
  return inks;
}

/** `#6d7680` as the four bytes of a pixel, in the order in which a canvas keeps them; `share` is how opaque it is. */
export function pixel(colour: string, share = 1): number {
  const hex = colour.replace('#', '');
  const full = hex.length === 3 ? [...hex].map((c) => c + c).join('') : hex;
  const n = Number.parseInt(full, 16) || 0;
  return ((Math.round(255 * share) << 24) | ((n & 255) << 16) | (n & 0xff00) | (n >> 16)) >>> 0;
}
