/** Dots of one terminal cell from left to right and top to bottom, as bits of a Braille character. */
const dots = [
  [0x01, 0x08],
  [0x02, 0x10],
  [0x04, 0x20],
  [0x40, 0x80],
] as const;

/** A canvas of terminal cells, each of 2 x 4 dots. */
export class BrailleCanvas {
  readonly columns: number;
  readonly rows: number;
  private readonly cells: Uint8Array;

  constructor(columns: number, rows: number) {
    this.columns = columns;
    this.rows = rows;
    this.cells = new Uint8Array(columns * rows);
  }

  /** Sets the dot at x from the left and y from the top, counted in dots; one outside of the canvas is left out. */
  set(x: number, y: number): void {
    const [column, row] = [x >> 1, y >> 2];
    if (column < 0 || column >= this.columns || row < 0 || row >= this.rows) return;
    const at = row * this.columns + column;
    this.cells[at] = (this.cells[at] ?? 0) | (dots[y & 3]?.[x & 1] ?? 0);
  }

  /** The character of a cell; a blank where no dot is set. */
  character(column: number, row: number): string {
    const bits = this.cells[row * this.columns + column] ?? 0;
    return bits === 0 ? " " : String.fromCodePoint(0x2800 + bits);
  }
}
