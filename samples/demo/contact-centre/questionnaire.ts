import type { Random } from "../random.js";

export type SurveyId = "nps" | "csat" | "ces" | "index" | "task";

interface Answer {
  questionId: string;
  answer: number;
}

/** What the yearly questionnaire asks: the questions of each sub-factor, and how important it is to people. */
const SUB_FACTORS = [
  { id: "product_quality", importance: 9, levelTenths: 2 },
  { id: "product_range", importance: 6, levelTenths: 6 },
  { id: "price_value", importance: 8, levelTenths: -8 },
  { id: "price_clarity", importance: 5, levelTenths: 4 },
  { id: "service_speed", importance: 8, levelTenths: -12 },
  { id: "service_competence", importance: 7, levelTenths: 3 },
  { id: "delivery_punctuality", importance: 7, levelTenths: -3 },
  { id: "delivery_condition", importance: 6, levelTenths: 8 },
] as const;
const QUESTIONS_EACH = 2;

/**
 * What somebody answers.
 *
 * @param mood 0 (furious) to 100 (delighted)
 */
export function drawAnswers(survey: SurveyId, mood: number, random: Random): readonly Answer[] {
  const scaled = (low: number, high: number, spread: number): number => {
    const jittered = mood + random.between(-spread, spread);
    const value = low + Math.floor(((high - low + 1) * Math.min(Math.max(jittered, 0), 99)) / 100);
    return Math.min(Math.max(value, low), high);
  };
  const answer = (questionId: string, low: number, high: number, spread: number): Answer => ({
    questionId,
    answer: scaled(low, high, spread),
  });
  switch (survey) {
    case "nps":
      return [answer("nps_recommend", 0, 10, 12)];
    case "csat":
      return [answer("csat_overall", 1, 5, 10), answer("csat_agent", 1, 5, 20)];
    case "ces":
      return [answer("ces_effort", 1, 7, 15)];
    case "task":
      return [
        { questionId: "task_success", answer: random.chance(550 + mood * 4) ? 1 : 0 },
        answer("task_ease", 1, 5, 20),
      ];
    case "index":
      return indexAnswers(mood, random);
  }
}

function indexAnswers(mood: number, random: Random): Answer[] {
  const item = (questionId: string, tenths: number): Answer => ({
    questionId,
    answer: clamp(1 + Math.floor((mood * 9 + tenths * 10 + random.between(-150, 150)) / 100)),
  });
  const answers = [item("acsi_overall", 2), item("acsi_expectation", -4), item("acsi_ideal", -9)];
  for (const { id, levelTenths } of SUB_FACTORS) {
    for (let question = 1; question <= QUESTIONS_EACH; question += 1) {
      answers.push(item(`idx_${id}_${String(question)}`, levelTenths));
    }
  }
  for (const { id, importance } of SUB_FACTORS) {
    const stated = importance + random.between(-2, 2);
    answers.push({ questionId: `imp_${id}`, answer: clamp(stated) });
  }
  return answers;
}

const clamp = (value: number): number => Math.min(Math.max(value, 1), 10);

const COMMENTS: Readonly<Record<"good" | "middling" | "bad", readonly string[]>> = {
  good: [
    "Quick and friendly.",
    "Will order again.",
    "很满意，物流很快。",
    "Good quality, as described.",
  ],
  middling: ["It was all right.", "一般，希望更快一些。", "Packaging could be better."],
  bad: [
    "Waited far too long for an answer.",
    "问题一直没有解决。",
    "The quality has gone down.",
    "Nobody called back.",
  ],
};

/** A remark that fits the mood; most people leave none. */
export function drawComment(mood: number, random: Random): string | undefined {
  if (!random.chance(180)) return undefined;
  const remarks = COMMENTS[mood >= 65 ? "good" : mood >= 40 ? "middling" : "bad"];
  return remarks[random.below(remarks.length)];
}
