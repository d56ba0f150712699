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
  const exact = exactness(text, type);
  return {
    value,
    fails: `case when ${text} is null then false when ${value} is null then true
      ${exact === undefined ? "else false" : `when ${exact.plain} then false else ${exact.wide} is distinct from ${value}`} end`,
  };
}

function timestampCast(text: string): CheckedCast {
  const zoned = `try_cast(try_cast(${text} as timestamptz) as timestamp)`;
  // The zoned cast is right for every form and slow; the plain one is right where no offset can be.
  const mayHaveOffset = `contains(${text}, '+') or contains(substr(${text}, 12), '-')`;
  const value = `case when ${mayHaveOffset} then ${zoned}
    else coalesce(try_cast(${text} as timestamp), ${zoned}) end`;
  return { value, fails: `(${text} is not null and (${value}) is null)` };
}

/** `plain`: the form of the text alone shows that nothing is lost. `wide`: the value in a type that loses nothing. */
function exactness(text: string, type: string): { plain: string; wide: string } | undefined {
  if (type === "DATE") {
    return { plain: `length(${text}) <= 10`, wide: `try_cast(${text} as timestamp)::timestamp` };
  }
  const decimal = /^DECIMAL\((\d+),(\d+)\)$/.exec(type);
  const integer = /^U?(TINYINT|SMALLINT|INTEGER|BIGINT|HUGEINT)$/.test(type);
  if (decimal === null && !integer) return undefined;
  const scale = Number(decimal?.[2] ?? 0);
  const wideScale = decimal === null ? 12 : Math.min(38 - Number(decimal[1]) + scale, 37);
  const point = `strpos(${text}, '.')`;
  return {
    plain: `(${point} = 0 or length(${text}) - ${point} <= ${String(scale)}) and not contains(lower(${text}), 'e')`,
    wide: `try_cast(${text} as decimal(38,${String(wideScale)}))`,
  };
}
