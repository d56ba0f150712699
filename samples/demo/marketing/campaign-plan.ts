import { createRandom, type Random } from "../random.js";

/** Whom a campaign addresses. */
type Audience =
  | "all_customers"
  | "new_customers"
  | "loyal_customers"
  | "lapsed_customers"
  | "organisations"
  | "open_leads";

export type TouchChannel = "email" | "sms" | "phone" | "post";

/** A campaign as it is planned before its first day; days are local day numbers. */
export interface CampaignPlan {
  /** Counts from 1 in the order of start days. */
  sequence: number;
  name: string;
  type: string;
  channel: TouchChannel;
  offer: string;
  audience: Audience;
  startDay: number;
  endDay: number;
  /** Local days on which touches go out, the first on `startDay`. */
  waveDays: readonly number[];
  /** Minute of the local day at which a wave goes out. */
  sendMinute: number;
  /** Members wanted at scale 1. */
  members: number;
  /** Share of members held out, in thousandths. */
  controlPermille: number;
  /** The planted effect: chance in thousandths that a treated member places one more order. */
  upliftPermille: number;
}

const QUARTER_MONTHS = 3;
const CAMPAIGNS_A_QUARTER = 5;
const DAY_MS = 86_400_000;

const OFFERS = [
  { name: "10 % discount", upliftPermille: 45 },
  { name: "Free delivery", upliftPermille: 30 },
  { name: "New range", upliftPermille: 20 },
  { name: "Gift with order", upliftPermille: 35 },
  { name: "Member points", upliftPermille: 12 },
  { name: "Newsletter", upliftPermille: 0 },
] as const;

const CHANNELS: readonly { channel: TouchChannel; type: string; weight: number }[] = [
  { channel: "email", type: "Email", weight: 60 },
  { channel: "sms", type: "Text message", weight: 20 },
  { channel: "phone", type: "Telemarketing", weight: 8 },
  { channel: "post", type: "Direct Mail", weight: 12 },
];

const AUDIENCES: readonly { audience: Audience; label: string; weight: number; members: number }[] =
  [
    { audience: "all_customers", label: "all customers", weight: 26, members: 2_500 },
    { audience: "new_customers", label: "new customers", weight: 18, members: 1_500 },
    { audience: "loyal_customers", label: "loyal customers", weight: 22, members: 1_700 },
    { audience: "lapsed_customers", label: "lapsed customers", weight: 16, members: 1_400 },
    { audience: "organisations", label: "organisations", weight: 10, members: 500 },
    { audience: "open_leads", label: "open leads", weight: 8, members: 500 },
  ];

export const audienceLabel = (audience: Audience): string =>
  AUDIENCES.find((one) => one.audience === audience)?.label ?? audience;

/** Hours that suit sending, with the chance of them; 10:00 is the best and some campaigns miss it. */
const SEND_HOURS = [8, 10, 10, 12, 15, 18, 20] as const;

/** The campaigns of the quarter that begins on `quarterStart` (a local day number), in the order of their start. */
export function campaignsOfQuarter(seed: number, quarter: number): readonly CampaignPlan[] {
  const random = createRandom(seed, `campaign-plan/${String(quarter)}`);
  const first = quarterStart(quarter);
  const starts = Array.from(
    { length: CAMPAIGNS_A_QUARTER },
    (_, index) => first + index * 16 + random.between(0, 9),
  );
  return starts.map((startDay, index) =>
    planCampaign(quarter * CAMPAIGNS_A_QUARTER + index + 1, startDay, random),
  );
}

/** The first local day of a quarter; quarter 0 begins on 2023-01-01. */
export function quarterStart(quarter: number): number {
  return Date.UTC(2023, quarter * QUARTER_MONTHS, 1) / DAY_MS;
}

function planCampaign(sequence: number, startDay: number, random: Random): CampaignPlan {
  const audience =
    AUDIENCES[random.weighted(AUDIENCES.map(({ weight }) => weight))] ?? AUDIENCES[0];
  const channel = CHANNELS[random.weighted(CHANNELS.map(({ weight }) => weight))] ?? CHANNELS[0];
  const offer = OFFERS[random.weighted([22, 18, 16, 16, 14, 14])] ?? OFFERS[0];
  if (audience === undefined || channel === undefined) throw new Error("no audiences or channels");
  const waves = channel.channel === "email" ? random.between(1, 3) : random.between(1, 2);
  const gap = random.pick([3, 5, 7]);
  const waveDays = Array.from({ length: waves }, (_, wave) => startDay + wave * gap);
  const date = new Date(startDay * DAY_MS).toISOString().slice(0, 7);
  return {
    sequence,
    name: `${date} ${offer.name} to ${audience.label} by ${channel.channel}`,
    type: channel.type,
    channel: channel.channel,
    offer: offer.name,
    audience: audience.audience,
    startDay,
    endDay: startDay + 29,
    waveDays,
    sendMinute: random.pick(SEND_HOURS) * 60 + random.between(0, 2) * 10,
    members: Math.floor((audience.members * random.between(80, 130)) / 100),
    controlPermille: audience.audience === "open_leads" ? 0 : random.pick([0, 150, 200, 200, 250]),
    upliftPermille: audience.audience === "open_leads" ? 0 : offer.upliftPermille,
  };
}
