import type { Random } from "./random.js";

// Invented throughout: the family names and companies belong to nobody.
const GIVEN = [
  ..."Alva Bram Corin Dessa Edric Fenna Galen Hesper Ivo Jorun Kestra Linnea Maren Nolan".split(
    " ",
  ),
  ..."Orla Perrin Quilla Rowan Sable Tamsin Ulric Vesna Wystan Yara Zephan Isolde".split(" "),
];
const FAMILY = [
  ..."Alderquist Brimwick Cawthorpe Dunmarrow Eskelund Fennimark Grelsby Harrowgate".split(" "),
  ..."Inglewarden Jostermann Kirkwhistle Larkenfeld Mossgrave Nettlecombe Ostergaunt".split(" "),
  ..."Pennyfrost Quarrender Rushmarsh Stonewhit Thistlebourne Umberlane Vexholm Wickermere".split(
    " ",
  ),
];
const CHINESE_FAMILY = "林 苏 沈 陆 顾 江 叶 程 许 温 简 白".split(" ");
const CHINESE_GIVEN = "若 云 清 远 知 夏 景 禾 映 雪 思 舟 亦 安 以 沫 南 星 书 瑶 明 澈".split(
  " ",
);

const COMPANY_FIRST = [
  ..."Amberline Bluepost Copperfinch Driftwood Elmgate Foxlantern Greymoor Hollowpine".split(" "),
  ..."Ironbark Juniper Kettlewell Longmeadow Millrace Nightingale Oakenshaw Pebblebrook".split(" "),
];
const COMPANY_SECOND = ["Hotels", "Stores", "Supply", "Offices", "Academy", "Trading", "Cafés"];
const COMPANY_FORM = ["Ltd", "Group", "& Sons", "Co."];
const CHINESE_COMPANY_FIRST = ["云栈", "青禾", "松下里", "鹭洲", "石语", "临风", "枫叶渡", "澜庭"];
const CHINESE_COMPANY_SECOND = ["商贸", "酒店", "茶业", "家居", "文化", "供应链"];

export const INDUSTRIES = [
  "Hospitality",
  "Retail",
  "Wholesale",
  "Education",
  "Business services",
] as const;

const one = (items: readonly string[], random: Random): string =>
  items[random.below(items.length)] ?? "";

/** A person's name, in Chinese (family name first, no space) or in Latin letters. */
export function personName(chinese: boolean, random: Random): string {
  if (!chinese) return `${one(GIVEN, random)} ${one(FAMILY, random)}`;
  const given = one(CHINESE_GIVEN, random) + (random.chance(700) ? one(CHINESE_GIVEN, random) : "");
  return one(CHINESE_FAMILY, random) + given;
}

export function companyName(chinese: boolean, city: string, random: Random): string {
  if (chinese) {
    const name = one(CHINESE_COMPANY_FIRST, random) + one(CHINESE_COMPANY_SECOND, random);
    return `${city}${name}有限公司`;
  }
  const [first, second] = [one(COMPANY_FIRST, random), one(COMPANY_SECOND, random)];
  return `${first} ${second} ${one(COMPANY_FORM, random)}`;
}
