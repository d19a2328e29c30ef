/** What the turns of one loop do to every array, in bytes of whole lines. */
export interface LoopTurns {
  readonly trips: number;
  /** Lines that one turn touches, once each. */
  readonly touched: readonly number[];
  /** Of these, lines that the turn before touched. */
  readonly again: readonly number[];
  /**
   * Whether an array moves in the next loop inside. Between two touches of its lines lies one whole turn then, else only one turn of
   * the loops inside.
   */
  readonly moves: readonly boolean[];
}
