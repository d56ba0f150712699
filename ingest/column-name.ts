/** How a name is spelled among these; names are the same without regard to case and to blanks around them. */
export function spelledAs(name: string, known: readonly string[]): string {
  if (known.includes(name)) return name;
  const alike = known.find((one) => one.trim().toLowerCase() === name.trim().toLowerCase());
  return alike ?? name;
}
