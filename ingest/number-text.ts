import { quoteLiteral } from "../warehouse/sql.js";
import type { ReadSettings } from "./settings.js";

type NumberStyle = Pick<ReadSettings, "decimal" | "thousands">;

/** True where numbers are written as the engine reads them: 1234.5. */
export function isPlain({ decimal, thousands }: NumberStyle): boolean {
  return decimal === "." && thousands === undefined;
}

/** A regular expression for canonical numbers of a style, which their typed value gives back. */
export function numberPattern({ decimal, thousands }: NumberStyle): string {
  const plain = "(0|[1-9][0-9]*)";
  const whole =
    thousands === undefined ? plain : `(${plain}|[1-9][0-9]{0,2}([${thousands}][0-9]{3})+)`;
  return `-?${whole}([${decimal}][0-9]+)?`;
}

/** SQL of a number's text as the engine reads it; of any other text, something no number type takes. */
export function plainNumber(text: string, style: NumberStyle): string {
  const { decimal, thousands } = style;
  const digits = thousands === undefined ? "" : `|[0-9]{1,3}([${thousands}][0-9]{3})+`;
  const pattern = `[-+]?([0-9]+${digits})([${decimal}][0-9]+)?`;
  const ungrouped =
    thousands === undefined ? text : `replace(${text}, ${quoteLiteral(thousands)}, '')`;
  return `case when ${text} is null then null
    when regexp_full_match(${text}, ${quoteLiteral(pattern)})
      then replace(${ungrouped}, ${quoteLiteral(decimal)}, '.') else '?' end`;
}

export function isNumeric(type: string): boolean {
  return /^(U?(TINYINT|SMALLINT|INTEGER|BIGINT|HUGEINT)|DOUBLE|FLOAT|DECIMAL.*)$/.test(type);
}
