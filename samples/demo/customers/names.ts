import type { Random } from "../random.js";

// Invented throughout: the family names and companies belong to nobody.
const GIVEN = words(
  "Alva Bram Corin Dessa Edric Fenna Galen Hesper Ivo Jorun Kestra Linnea Maren Nolan Orla Perrin Quilla Rowan",
  "Sable Tamsin Ulric Vesna Wystan Yara Zephan Isolde Anneke Birk Calla Dorin Elspeth Florin Greta Hollis Ilse",
  "Jasper Katrin Leif Mirela Noor Osric Petra Rhea Sven Tilda Una Viggo Willa Ysolde Arlo Brisa Cato Delphine",
);
const FAMILY_FIRST = words(
  "Alder Brim Caw Dun Eske Fenni Grel Harrow Ingle Joster Kirk Larken Moss Nettle Oster Penny Quarren Rush Stone",
  "Thistle Umber Vex Wicker Yarrow Ash Bramble Cinder Dove Elder Frost",
);
const FAMILY_LAST = words(
  "quist wick thorpe marrow lund mark by gate warden mann whistle feld grave combe gaunt croft dale marsh whit",
  "bourne lane holm mere ridge",
);

/** Chinese family and given characters, each with how it is spelt in Latin letters. */
const CHINESE_FAMILY = spelt(
  "林lin 苏su 沈shen 陆lu 顾gu 江jiang 叶ye 程cheng 许xu 温wen 简jian 白bai 唐tang 宋song 方fang 秦qin 袁yuan",
  "乔qiao 阮ruan 蓝lan 柳liu 尹yin 章zhang 骆luo",
);
const CHINESE_GIVEN = spelt(
  "若ruo 云yun 清qing 远yuan 知zhi 夏xia 景jing 禾he 映ying 雪xue 思si 舟zhou 亦yi 安an 以yi 沫mo 南nan 星xing",
  "书shu 瑶yao 明ming 澈che 松song 岚lan 川chuan 月yue 朗lang 晨chen 竹zhu 溪xi 言yan 初chu 宁ning 辰chen 雨yu",
  "桐tong 遥yao 柔rou",
);

const COMPANY_FIRST = words(
  "Amber Blue Copper Drift Elm Fox Grey Hollow Iron Juniper Kettle Long Mill Night Oaken Pebble Quarry Raven",
  "Silver Thorn Upland Vale Winter Yew",
);
const COMPANY_LAST = words(
  "line post finch wood gate lantern moor pine bark field meadow race shaw brook",
);
const COMPANY_TRADE = words(
  "Hotels Stores Supply Offices Academy Trading Cafés Kitchens Outfitters Interiors",
);
const COMPANY_FORM = ["Ltd", "Group", "& Sons", "Co.", "Partners", "Inc."];
const CHINESE_COMPANY_FIRST = words(
  "云栈 青禾 松下里 鹭洲 石语 临风 枫叶渡 澜庭 望舒 半山 听雨 见川",
);
const CHINESE_COMPANY_MIDDLE = words("一 二 和 新 元 丰 泰 恒 嘉 盛");
const CHINESE_COMPANY_SECOND = words("商贸 酒店 茶业 家居 文化 供应链 户外 餐饮");

export const INDUSTRIES = [
  "Hospitality",
  "Retail",
  "Wholesale",
  "Education",
  "Business services",
] as const;

const STREETS = words(
  "Larkspur Millstone Harbour Orchard Copperhill Fennel Lantern Quay Rookery Sundial Tannery Weaver Juniper",
  "Kiln Bellows Saffron Heron Cobble",
);
const STREET_KINDS = words("Street Lane Road Row Square");
const CHINESE_STREETS = words(
  "云栖路 青石街 鹭江道 松风里 听雨巷 枫桥路 望海街 竹影路 月湖道 南薰街",
);

export interface PersonName {
  name: string;
  given: string;
  family: string;
  /** Both in small Latin letters, as in an address of e-mail. */
  latin: readonly [given: string, family: string];
}

/** A person's name, in Chinese (family name first, no space) or in Latin letters. */
export function personName(chinese: boolean, random: Random, family?: FamilyName): PersonName {
  const { text, latin } = family ?? familyName(chinese, random);
  if (!chinese) {
    const given = one(GIVEN, random);
    return { name: `${given} ${text}`, given, family: text, latin: [given.toLowerCase(), latin] };
  }
  const [first, firstLatin] = pair(CHINESE_GIVEN, random);
  const [second, secondLatin] = random.chance(800) ? pair(CHINESE_GIVEN, random) : ["", ""];
  const given = first + second;
  return { name: text + given, given, family: text, latin: [firstLatin + secondLatin, latin] };
}

export interface FamilyName {
  text: string;
  latin: string;
}

function familyName(chinese: boolean, random: Random): FamilyName {
  if (chinese) {
    const [text, latin] = pair(CHINESE_FAMILY, random);
    return { text, latin };
  }
  const text = one(FAMILY_FIRST, random) + one(FAMILY_LAST, random);
  return { text, latin: text.toLowerCase() };
}

export function companyName(chinese: boolean, city: string, random: Random): string {
  if (chinese) {
    const parts = [CHINESE_COMPANY_FIRST, CHINESE_COMPANY_MIDDLE, CHINESE_COMPANY_SECOND];
    return `${city}${parts.map((part) => one(part, random)).join("")}有限公司`;
  }
  const first = one(COMPANY_FIRST, random) + one(COMPANY_LAST, random);
  return `${first} ${one(COMPANY_TRADE, random)} ${one(COMPANY_FORM, random)}`;
}

export function streetAddress(chinese: boolean, random: Random): string {
  if (chinese) {
    const [number, flat] = [random.between(1, 299), random.between(101, 2804)];
    return `${one(CHINESE_STREETS, random)}${String(number)}号${String(flat)}室`;
  }
  const street = `${one(STREETS, random)} ${one(STREET_KINDS, random)}`;
  return `${String(random.between(1, 299))} ${street}`;
}

function one(items: readonly string[], random: Random): string {
  return items[random.below(items.length)] ?? "";
}

function pair(
  items: readonly (readonly [string, string])[],
  random: Random,
): readonly [string, string] {
  return items[random.below(items.length)] ?? ["", ""];
}

function words(...lines: string[]): string[] {
  return lines.join(" ").split(" ");
}

function spelt(...lines: string[]): [string, string][] {
  return words(...lines).map((word) => [word.slice(0, 1), word.slice(1)]);
}
