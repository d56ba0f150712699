/** A made-up place of business. */
export interface Place {
  city: string;
  country: string;
  /** Sales tax in thousandths of the net amount. */
  taxPermille: number;
  chinese: boolean;
}

const COUNTRIES = [
  {
    country: "Aldmere",
    taxPermille: 80,
    chinese: false,
    cities: ["Northmere", "Brackwater", "Kestrel Bay", "Old Harrow", "Saltmarsh", "Wren Hollow"],
  },
  {
    country: "Norvane",
    taxPermille: 190,
    chinese: false,
    cities: ["Lindvik", "Tarnholm", "Eskerby", "Grauwald"],
  },
  {
    country: "青屿",
    taxPermille: 130,
    chinese: true,
    cities: ["云澜", "青岚", "鹭湾", "松陵", "临渚", "枫溪", "石雁"],
  },
] as const;

function toPlaces(): [Place, ...Place[]] {
  const places: Place[] = COUNTRIES.flatMap(({ country, taxPermille, chinese, cities }) =>
    cities.map((city) => ({ city, country, taxPermille, chinese })),
  );
  const [first, ...rest] = places;
  if (first === undefined) throw new Error("no places");
  return [first, ...rest];
}

export const PLACES = toPlaces();
