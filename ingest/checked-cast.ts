/** A value read as text, cast to a type, and the condition under which the cast would lose something. */
export interface CheckedCast {
  value: string;
  /** True where the text is present but is not a value of the type. */
  fails: string;
}

/**
 * The engine's casts round 1.5 to an integer, cut the time off a date and drop the offset of a timestamp, all without
 * a word. This cast takes only what the type can hold; timestamps with an offset become UTC.
 *
 * @param text SQL of a VARCHAR value
 */
export function checkedCast(text: string, type: string): CheckedCast {
  if (type === "VARCHAR" || type === "JSON") return { value: text, fails: "false" };
  if (type === "TIMESTAMP") return timestampCast(text);
  const value = `try_cast(${text} as ${type})`;
  const loses = lossOf(text, type, value);
  return {
    value,
    fails: `case when ${text} is null then false when ${value} is null then true else ${loses ?? "false"} end`,
  };
}

/**
 * SQL: true where an exact number is another one as floating point. Undefined where no value can be.
 *
 * @param value SQL of a value of the type `from`
 */
export function roundingOf(value: string, from: string, to: string): string | undefined {
  const exact = /^(U?(INTEGER|BIGINT|HUGEINT)|DECIMAL)/.test(from);
  if (!exact || !/^(DOUBLE|FLOAT)$/.test(to)) return undefined;
  return `try_cast(${value}::${to} as ${from}) is distinct from ${value}`;
}

function timestampCast(text: string): CheckedCast {
  const zoned = `try_cast(try_cast(${text} as timestamptz) as timestamp)`;
  // The zoned cast is right for every form and slow; the plain one is right where no offset can be.
  const mayHaveOffset = `contains(${text}, '+') or contains(substr(${text}, 12), '-')`;
  const value = `case when ${mayHaveOffset} then ${zoned}
    else coalesce(try_cast(${text} as timestamp), ${zoned}) end`;
  // The engine cuts what is finer than a microsecond.
  const finer = `regexp_matches(${text}, '[.][0-9]{6}0*[1-9]')`;
  return {
    value,
    fails: `case when ${text} is null then false else coalesce((${value}) is null or ${finer}, true) end`,
  };
}

/** SQL: true where a text that can be cast is more than its value. Undefined for types that lose nothing. */
function lossOf(text: string, type: string, value: string): string | undefined {
  if (type === "DATE") {
    return `length(${text}) > 10 and try_cast(${text} as timestamp)::timestamp is distinct from ${value}`;
  }
  const decimal = /^DECIMAL\((\d+),(\d+)\)$/.exec(type);
  const integer = /^U?(TINYINT|SMALLINT|INTEGER|BIGINT|HUGEINT)$/.test(type);
  if (decimal === null && !integer) return undefined;
  const scale = decimal?.[2] ?? "0";
  const point = `strpos(${text}, '.')`;
  const beyond = `rtrim(substr(${text}, ${point} + 1 + ${scale}), '0 ') <> ''`;
  return `case when contains(lower(${text}), 'e') then ${exponentLoss(text, scale)}
    else ${point} > 0 and ${beyond} end`;
}

/** The digits of a number with an exponent that lie behind the last decimal a type has. */
function exponentLoss(text: string, scale: string): string {
  const part = (pattern: string): string => `regexp_extract(${text}, '${pattern}', 1)`;
  const fraction = `length(${part("[.]([0-9]*?)0*[eE]")})`;
  const zeros = `length(${part("(0*)[.]?0*[eE]")})`;
  const exponent = `try_cast(${part("[eE]([-+]?[0-9]+)")} as integer)`;
  return `not regexp_matches(${text}, '^[^1-9]*[eE]') and coalesce(
    case when ${fraction} > 0 then ${fraction} else -${zeros} end - ${exponent} > ${scale}, true)`;
}
