/** Name, brand, price of the smallest variant in cents, cost in thousandths of the price. */
type ProductLine = readonly [name: string, brand: string, cents: number, costPermille: number];

interface Shelf {
  name: string;
  /** From the smallest to the largest. */
  variants: readonly [string, string, string, string];
  products: readonly ProductLine[];
}

interface Department {
  name: string;
  shelves: readonly Shelf[];
}

/** What the demo company sells: four departments of four shelves with five products each, in four variants. */
export const DEPARTMENTS: readonly Department[] = [
  {
    name: "Tea & coffee",
    shelves: [
      {
        name: "Loose tea",
        variants: ["tin 50 g", "tin 100 g", "bag 250 g", "bag 500 g"],
        products: [
          ["Cloud Ridge green tea", "Heronmere", 790, 420],
          ["云岭龙井", "墨竹", 1190, 440],
          ["Smoked black tea", "Heronmere", 890, 410],
          ["茉莉花茶", "墨竹", 890, 400],
          ["Rooibos & orange", "", 690, 390],
        ],
      },
      {
        name: "Coffee beans",
        variants: ["bag 250 g", "bag 500 g", "bag 1 kg", "sack 2 kg"],
        products: [
          ["House espresso", "Brackwater Roasters", 1090, 480],
          ["Filter roast", "Brackwater Roasters", 790, 470],
          ["Decaf", "Brackwater Roasters", 890, 490],
          ["Single estate", "Kestrel", 990, 450],
          ["青屿火山咖啡豆", "鹭湾", 990, 460],
        ],
      },
      {
        name: "Teaware",
        variants: ["single", "pair", "set of 4", "gift set"],
        products: [
          ["紫砂壶", "墨竹", 4290, 430],
          ["Glass teapot", "Heronmere", 1390, 450],
          ["Tasting cups", "Heronmere", 1190, 420],
          ["盖碗 “青花”", "墨竹", 1590, 410],
          ["Tea tray, bamboo", "", 1990, 460],
        ],
      },
      {
        name: "Brewers",
        variants: ["small", "standard", "large", "professional"],
        products: [
          ["Pour-over stand", "Kestrel", 1590, 440],
          ["Hand grinder, steel burrs", "Kestrel", 2390, 470],
          ["French press", "Kestrel", 1390, 430],
          ['Espresso machine "Kestrel 58"', "Kestrel", 13290, 610],
          ["Paper filters", "", 590, 350],
        ],
      },
    ],
  },
  {
    name: "Kitchen",
    shelves: [
      {
        name: "Cookware",
        variants: ["20 cm", "24 cm", "28 cm", "set of 3"],
        products: [
          ["Cast-iron pan", "Old Harrow", 1890, 520],
          ["Stock pot", "Old Harrow", 2590, 540],
          ["碳钢炒锅", "石雁", 1990, 500],
          ['Saucepan, "Pour & Strain"', "Old Harrow", 1590, 510],
          ["Steamer", "石雁", 1490, 480],
        ],
      },
      {
        name: "Knives",
        variants: ["basic", "classic", "forged", "set"],
        products: [
          ["Chef's knife", "Tarnholm", 3290, 490],
          ["Paring knife", "Tarnholm", 1490, 470],
          ["中式菜刀", "石雁", 2590, 480],
          ["Whetstone", "Tarnholm", 1590, 430],
          ["Cutting board, oak", "", 1790, 450],
        ],
      },
      {
        name: "Tableware",
        variants: ["set of 2", "set of 4", "set of 6", "set of 12"],
        products: [
          ["Dinner plates", "Saltmarsh", 2090, 460],
          ["Rice bowls", "Saltmarsh", 1590, 440],
          ["竹筷", "", 790, 360],
          ["Cutlery", "Saltmarsh", 3490, 500],
          ["Water glasses", "Saltmarsh", 1290, 430],
        ],
      },
      {
        name: "Storage",
        variants: ["small", "medium", "large", "set of 3"],
        products: [
          ["Glass jars", "Wren", 1090, 420],
          ["Lunch box", "Wren", 990, 400],
          ["Bread bin, enamel", "Wren", 1690, 470],
          ["密封米桶", "", 1890, 450],
          ["Spice rack", "Wren", 1490, 440],
        ],
      },
    ],
  },
  {
    name: "Home",
    shelves: [
      {
        name: "Lighting",
        variants: ["small", "medium", "large", "pair"],
        products: [
          ["Desk lamp, dimmable", "Lindvik", 2390, 510],
          ['Floor lamp "Heron", brass', "Lindvik", 4690, 540],
          ["纸灯笼", "墨竹", 1190, 380],
          ["LED bulb, E27", "", 790, 430],
          ["Pendant lamp, linen", "Lindvik", 3490, 500],
        ],
      },
      {
        name: "Textiles",
        variants: ["cotton", "linen", "wool blend", "set"],
        products: [
          ["Linen bedding", "Eskerby", 4090, 480],
          ["Wool blanket, grey", "Eskerby", 3290, 490],
          ["真丝枕套", "青岚", 2890, 460],
          ["Bath towels", "Eskerby", 1990, 440],
          ["Cushion", "Eskerby", 1290, 410],
        ],
      },
      {
        name: "Furniture",
        variants: ["ash", "oak", "walnut", "walnut, large"],
        products: [
          ["Writing desk", "Lindvik", 11890, 580],
          ["Office chair", "Lindvik", 7290, 560],
          ["Bookcase", "Lindvik", 6490, 550],
          ["竹编屏风", "青岚", 9490, 520],
          ["Stool", "", 2590, 500],
        ],
      },
      {
        name: "Fragrance",
        variants: ["single", "pair", "set of 3", "gift set"],
        products: [
          ["Candle, cedar", "Wren", 1090, 370],
          ["Incense, sandalwood", "墨竹", 790, 350],
          ["Reed diffuser", "Wren", 1390, 390],
          ["香囊 “桂花”", "墨竹", 890, 360],
          ["Room spray, linen", "", 990, 380],
        ],
      },
    ],
  },
  {
    name: "Outdoor",
    shelves: [
      {
        name: "Tents",
        variants: ["light", "classic", "expedition", "group"],
        products: [
          ["Tent for two", "Grauwald", 7290, 560],
          ["Tent for four", "Grauwald", 10490, 570],
          ["Tarp", "Grauwald", 2790, 500],
          ["天幕 六角", "松陵", 6190, 530],
          ["Tent pegs", "", 990, 400],
        ],
      },
      {
        name: "Packs",
        variants: ["S", "M", "L", "L, waterproof"],
        products: [
          ["Day pack", "Grauwald", 2590, 520],
          ["Trekking pack", "Grauwald", 4890, 540],
          ["Dry bag", "Grauwald", 1290, 430],
          ["登山包", "松陵", 4090, 520],
          ["Rain cover", "", 990, 410],
        ],
      },
      {
        name: "Camp kitchen",
        variants: ["solo", "duo", "family", "group"],
        products: [
          ["Gas stove", "Tarnholm", 1990, 500],
          ["Pot set, titanium", "Tarnholm", 2890, 530],
          ["保温壶", "石雁", 1690, 470],
          ["Cool box", "Tarnholm", 3490, 540],
          ["Spork", "", 690, 360],
        ],
      },
      {
        name: "Lanterns",
        variants: ["compact", "standard", "bright", "set of 3"],
        products: [
          ["Headlamp", "Kestrel", 1690, 480],
          ["Camp lantern, rechargeable", "Kestrel", 2190, 490],
          ["马灯 复古", "松陵", 2390, 470],
          ["Solar string lights", "", 1490, 450],
          ["Hand torch", "Kestrel", 1890, 480],
        ],
      },
    ],
  },
];
