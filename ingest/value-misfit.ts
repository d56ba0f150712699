/** A value of these columns is none of the type they were presumed to have. */
export class ValueMisfit extends Error {
  readonly columns: readonly string[];

  constructor(columns: readonly string[]) {
    super(`values of another type in ${columns.join(", ")}`);
    this.columns = columns;
  }
}
