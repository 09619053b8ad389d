// Where each player stands on the wall beside the enlarged one: a column, two, or, of many, round it, so that every
// picture stays large enough to see. Pure.

export interface Cell {
  row: number;
  column: number;
}

export interface Arrangement {
  /** Widths of the columns and heights of the rows, as CSS grid tracks. */
  columns: string;
  rows: string;
  /** How many columns and rows the enlarged one takes. */
  big: { columns: number; rows: number };
  cells: Map<string, Cell>;
}

/** More small pictures than this stand round the large one. */
const ROUND = 6;
/** Round it: so many columns, of which it takes the first, and so many rows beside it. */
const COLUMNS = 6;
const BIG_COLUMNS = 4;
const BIG_ROWS = 3;
const SMALL = 'minmax(0, 1fr)';
const SOUND = '70px';

/** For small pictures and small sounds in the page's order. */
export function arrange(pictures: string[], sounds: string[]): Arrangement {
  if (pictures.length + sounds.length === 0) return { columns: SMALL, rows: 'auto', big: { columns: 1, rows: 1 }, cells: new Map() };
  return pictures.length > ROUND ? round([...pictures, ...sounds]) : beside(pictures, sounds);
}

function beside(pictures: string[], sounds: string[]): Arrangement {
  const across = pictures.length > 3 ? 2 : 1;
  const rows = Math.ceil(pictures.length / across);
  const cells = new Map<string, Cell>();
  pictures.forEach((id, i) => cells.set(id, { row: Math.floor(i / across) + 1, column: 2 + (i % across) }));
  sounds.forEach((id, i) => cells.set(id, { row: rows + i + 1, column: 2 }));
  return {
    columns: across === 2 ? `minmax(0, 2.2fr) ${SMALL} ${SMALL}` : `minmax(0, 2.55fr) ${SMALL}`,
    rows: [...Array<string>(rows).fill(SMALL), ...sounds.map(() => SOUND)].join(' '),
    big: { columns: 1, rows: rows + sounds.length },
    cells,
  };
}

function round(ids: string[]): Arrangement {
  const free = COLUMNS - BIG_COLUMNS;
  const near = free * BIG_ROWS;
  const cells = new Map<string, Cell>();
  ids.forEach((id, i) =>
    cells.set(
      id,
      i < near
        ? { row: 1 + Math.floor(i / free), column: 1 + BIG_COLUMNS + (i % free) }
        : { row: 1 + BIG_ROWS + Math.floor((i - near) / COLUMNS), column: 1 + ((i - near) % COLUMNS) },
    ),
  );
  const below = Math.ceil(Math.max(0, ids.length - near) / COLUMNS);
  return { columns: `repeat(${COLUMNS}, ${SMALL})`, rows: `repeat(${BIG_ROWS + below}, ${SMALL})`, big: { columns: BIG_COLUMNS, rows: BIG_ROWS }, cells };
}
