/** Name, brand, list price in cents, cost in thousandths of the price. */
type ProductLine = readonly [name: string, brand: string, cents: number, costPermille: number];

interface Shelf {
  name: string;
  /** Index of the shelf, over all categories, that is bought along with this one. */
  goesWith: number;
  products: readonly ProductLine[];
}

interface Department {
  name: string;
  shelves: readonly Shelf[];
}

/** What the demo company sells: four departments of four shelves with five products each. */
export const DEPARTMENTS: readonly Department[] = [
  {
    name: "Tea & coffee",
    shelves: [
      {
        name: "Loose tea",
        goesWith: 2,
        products: [
          ["Cloud Ridge green tea, 100 g", "Heronmere", 1290, 420],
          ["云岭龙井 100克", "墨竹", 2680, 440],
          ["Smoked black tea, 250 g", "Heronmere", 1850, 410],
          ["茉莉花茶 200克", "墨竹", 1560, 400],
          ["Rooibos & orange, 80 g", "", 990, 390],
        ],
      },
      {
        name: "Coffee beans",
        goesWith: 3,
        products: [
          ["House espresso, 1 kg", "Brackwater Roasters", 2490, 480],
          ["Filter roast, 500 g", "Brackwater Roasters", 1490, 470],
          ["Decaf, 500 g", "Brackwater Roasters", 1650, 490],
          ["Single estate, 250 g", "Kestrel", 1890, 450],
          ["青屿火山咖啡豆 500克", "鹭湾", 2180, 460],
        ],
      },
      {
        name: "Teaware",
        goesWith: 0,
        products: [
          ["紫砂壶 240毫升", "墨竹", 16800, 430],
          ["Glass teapot, 0.6 l", "Heronmere", 3490, 450],
          ["Tasting cups, set of 6", "Heronmere", 2790, 420],
          ["盖碗 “青花” 120毫升", "墨竹", 4580, 410],
          ["Tea tray, bamboo", "", 5990, 460],
        ],
      },
      {
        name: "Brewers",
        goesWith: 1,
        products: [
          ["Pour-over stand", "Kestrel", 4290, 440],
          ["Hand grinder, steel burrs", "Kestrel", 7990, 470],
          ["French press, 1 l", "Kestrel", 3590, 430],
          ['Espresso machine "Kestrel 58"', "Kestrel", 68900, 610],
          ["Paper filters, 100 pieces", "", 590, 350],
        ],
      },
    ],
  },
  {
    name: "Kitchen",
    shelves: [
      {
        name: "Cookware",
        goesWith: 5,
        products: [
          ["Cast-iron pan, 26 cm", "Old Harrow", 5490, 520],
          ["Stock pot, 8 l", "Old Harrow", 8990, 540],
          ["碳钢炒锅 32厘米", "石雁", 6280, 500],
          ['Saucepan 1.8 l, "Pour & Strain"', "Old Harrow", 4590, 510],
          ["Steamer, two tiers", "石雁", 3990, 480],
        ],
      },
      {
        name: "Knives",
        goesWith: 4,
        products: [
          ["Chef's knife, 20 cm", "Tarnholm", 11900, 490],
          ["Paring knife, 9 cm", "Tarnholm", 3990, 470],
          ["中式菜刀 18厘米", "石雁", 8680, 480],
          ["Whetstone, 1000/6000", "Tarnholm", 4490, 430],
          ["Cutting board, oak", "", 5290, 450],
        ],
      },
      {
        name: "Tableware",
        goesWith: 7,
        products: [
          ["Dinner plates, set of 4", "Saltmarsh", 6490, 460],
          ["Rice bowls, set of 6", "Saltmarsh", 4290, 440],
          ["竹筷 10双", "", 1280, 360],
          ["Cutlery, 24 pieces", "Saltmarsh", 12900, 500],
          ["Water glasses, set of 6", "Saltmarsh", 2990, 430],
        ],
      },
      {
        name: "Storage",
        goesWith: 6,
        products: [
          ["Glass jars, 3 x 1 l", "Wren", 2490, 420],
          ["Lunch box, 3 compartments", "Wren", 1990, 400],
          ["Bread bin, enamel", "Wren", 4990, 470],
          ["密封米桶 10公斤", "", 5880, 450],
          ["Spice rack, 12 jars", "Wren", 3890, 440],
        ],
      },
    ],
  },
  {
    name: "Home",
    shelves: [
      {
        name: "Lighting",
        goesWith: 10,
        products: [
          ["Desk lamp, dimmable", "Lindvik", 7990, 510],
          ['Floor lamp "Heron", brass', "Lindvik", 18900, 540],
          ["纸灯笼 40厘米", "墨竹", 2980, 380],
          ["LED bulb, E27, 3-pack", "", 1490, 430],
          ["Pendant lamp, linen", "Lindvik", 12900, 500],
        ],
      },
      {
        name: "Textiles",
        goesWith: 11,
        products: [
          ["Linen bedding, 200 x 200", "Eskerby", 15900, 480],
          ["Wool blanket, grey", "Eskerby", 11900, 490],
          ["真丝枕套 一对", "青岚", 9980, 460],
          ["Bath towels, set of 4", "Eskerby", 5990, 440],
          ["Cushion, 45 x 45", "Eskerby", 2990, 410],
        ],
      },
      {
        name: "Furniture",
        goesWith: 8,
        products: [
          ["Writing desk, walnut, 140 cm", "Lindvik", 59900, 580],
          ["Office chair, mesh", "Lindvik", 32900, 560],
          ["Bookcase, five shelves", "Lindvik", 28900, 550],
          ["竹编屏风 四折", "青岚", 45800, 520],
          ["Stool, ash", "", 8990, 500],
        ],
      },
      {
        name: "Fragrance",
        goesWith: 9,
        products: [
          ["Candle, cedar", "Wren", 2490, 370],
          ["Incense, sandalwood, 40 sticks", "墨竹", 1390, 350],
          ["Reed diffuser, 200 ml", "Wren", 3490, 390],
          ["香囊 “桂花”", "墨竹", 1680, 360],
          ["Room spray, linen", "", 1890, 380],
        ],
      },
    ],
  },
  {
    name: "Outdoor",
    shelves: [
      {
        name: "Tents",
        goesWith: 14,
        products: [
          ["Tent for two, 2.1 kg", "Grauwald", 32900, 560],
          ["Tent for four, 4.6 kg", "Grauwald", 51900, 570],
          ["Tarp, 3 x 4 m", "Grauwald", 9900, 500],
          ["天幕 六角", "松陵", 26800, 530],
          ["Tent pegs, 10 pieces", "", 1990, 400],
        ],
      },
      {
        name: "Packs",
        goesWith: 12,
        products: [
          ["Day pack, 22 l", "Grauwald", 8990, 520],
          ["Trekking pack, 55 l", "Grauwald", 19900, 540],
          ["Dry bag, 20 l", "Grauwald", 2990, 430],
          ["登山包 40升", "松陵", 15800, 520],
          ["Rain cover", "", 1990, 410],
        ],
      },
      {
        name: "Camp kitchen",
        goesWith: 15,
        products: [
          ["Gas stove, foldable", "Tarnholm", 5990, 500],
          ["Pot set, titanium, 3 pieces", "Tarnholm", 9990, 530],
          ["保温壶 1.2升", "石雁", 4980, 470],
          ["Cool box, 25 l", "Tarnholm", 12900, 540],
          ["Spork, 4-pack", "", 990, 360],
        ],
      },
      {
        name: "Lanterns",
        goesWith: 14,
        products: [
          ["Headlamp, 400 lm", "Kestrel", 4990, 480],
          ["Camp lantern, rechargeable", "Kestrel", 6990, 490],
          ["马灯 复古", "松陵", 7680, 470],
          ["Solar string lights, 10 m", "", 3990, 450],
          ["Hand torch, 1000 lm", "Kestrel", 5490, 480],
        ],
      },
    ],
  },
];
