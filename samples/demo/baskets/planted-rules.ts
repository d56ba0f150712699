/** Products that are bought together, by family: whoever takes all of `with` takes `then` this much more often. */
export interface Association {
  name: string;
  with: readonly number[];
  then: number;
  lift: number;
}

/** Products bought one after the other: the next order within `days` after `first` contains `then` so often. */
interface Sequence {
  name: string;
  first: number;
  then: number;
  days: number;
  permille: number;
}

export const ASSOCIATIONS: readonly Association[] = [
  { name: "green tea with tasting cups", with: [0], then: 12, lift: 4 },
  { name: "rice bowls with chopsticks", with: [31], then: 32, lift: 8 },
  { name: "candles with incense", with: [55], then: 56, lift: 3 },
  { name: "filter coffee with paper filters", with: [6], then: 19, lift: 5 },
  { name: "filter coffee and filters with a stand", with: [6, 19], then: 15, lift: 10 },
];

export const SEQUENCES: readonly Sequence[] = [
  { name: "single estate after decaf", first: 7, then: 8, days: 60, permille: 500 },
  { name: "rain cover after the day pack", first: 65, then: 69, days: 150, permille: 450 },
  { name: "bulbs after the lamp", first: 40, then: 43, days: 120, permille: 500 },
];
