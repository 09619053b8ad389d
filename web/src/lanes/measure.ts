// How wide words are, before they are drawn.

export type Measure = (text: string) => number;

/** A rough width where there is no screen: what 11 px sans text takes on average. */
export const roughly: Measure = (text) => text.length * 5.8;

/** Measures in the page's own font, 11 px unless told; falls back to the rough width. */
export function measurer(size = 11): Measure {
  const context = document.createElement('canvas').getContext('2d');
  if (!context) return roughly;
  const family = getComputedStyle(document.documentElement).getPropertyValue('--voice-program') || 'sans-serif';
  context.font = `${size}px ${family}`;
  const known = new Map<string, number>();
  return (text) => {
    let width = known.get(text);
    if (width === undefined) {
      width = context.measureText(text).width;
      known.set(text, width);
    }
    return width;
  };
}
