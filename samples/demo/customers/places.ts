import type { Currency } from "../company.js";

/** A made-up place of business. */
export interface Place {
  city: string;
  country: string;
  /** Sales tax in thousandths of the net amount. */
  taxPermille: number;
  chinese: boolean;
  currency: Currency;
  /** Begins every postal code there. */
  postalPrefix: string;
  /** Branch that serves the place. */
  branchId: string;
  /** How many customers live there, relative to other places. */
  weight: number;
}

type City = readonly [name: string, postalPrefix: string, branchId: string, weight: number];

interface Country {
  country: string;
  taxPermille: number;
  chinese: boolean;
  currency: Currency;
  cities: readonly City[];
}

const COUNTRIES: readonly Country[] = [
  {
    country: "Aldmere",
    taxPermille: 80,
    chinese: false,
    currency: "USD",
    cities: [
      ["Northmere", "10", "B01", 14],
      ["Brackwater", "11", "B01", 8],
      ["Kestrel Bay", "20", "B02", 11],
      ["Old Harrow", "21", "B02", 6],
      ["Saltmarsh", "30", "B03", 7],
      ["Wren Hollow", "31", "B03", 4],
    ],
  },
  {
    country: "Norvane",
    taxPermille: 190,
    chinese: false,
    currency: "EUR",
    cities: [
      ["Lindvik", "N1", "B04", 8],
      ["Tarnholm", "N2", "B04", 5],
      ["Eskerby", "N4", "B05", 5],
      ["Grauwald", "N5", "B05", 4],
    ],
  },
  {
    country: "青屿",
    taxPermille: 130,
    chinese: true,
    currency: "CNY",
    cities: [
      ["云澜", "51", "B06", 13],
      ["青岚", "52", "B06", 9],
      ["鹭湾", "53", "B07", 9],
      ["松陵", "54", "B07", 6],
      ["临渚", "55", "B08", 6],
      ["枫溪", "56", "B08", 4],
      ["石雁", "57", "B08", 3],
    ],
  },
  {
    country: "Kirisame",
    taxPermille: 100,
    chinese: false,
    currency: "JPY",
    cities: [
      ["Hoshiura", "K7", "B09", 4],
      ["Amegawa", "K8", "B09", 2],
    ],
  },
];

export const PLACES: readonly Place[] = COUNTRIES.flatMap((country) =>
  country.cities.map(([city, postalPrefix, branchId, weight]) => ({
    city,
    country: country.country,
    taxPermille: country.taxPermille,
    chinese: country.chinese,
    currency: country.currency,
    postalPrefix,
    branchId,
    weight,
  })),
);
