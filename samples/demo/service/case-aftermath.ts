import type { Callbacks } from "../contact-centre/callbacks.js";
import type { Surveys } from "../contact-centre/surveys.js";
import type { Company } from "../company.js";
import type { Case } from "./case.js";
import type { Mood } from "./mood.js";
import type { ServiceDesk } from "./service-desk.js";
import { breachesOf } from "./sla.js";

const CSAT_PERMILLE = 560;
const CES_PERMILLE = 300;
const FOLLOW_UP_PERMILLE = 620;
/** Complainants of a thousand who leave after a complaint that was dealt with in time, and late. */
const LEAVES_PERMILLE = { inTime: 30, late: 130 } as const;
/** Leaving is this many times rarer, in percent, where a follow-up made good. */
const RECOVERED_PERCENT = 25;
const BUYS_AFTER_RECOVERY_PERMILLE = 90;

/** What a resolved case leaves behind: surveys, follow-ups, moods, and customers who go or come back. */
export function addCaseAftermath(parts: {
  company: Company;
  desk: ServiceDesk;
  surveys: Surveys;
  callbacks: Callbacks;
  mood: Mood;
}): void {
  const { company, desk, surveys, callbacks, mood } = parts;
  desk.listen({
    resolved: (one, instant) => {
      // A case that was reopened has been through all this before.
      if (one.status !== "Resolved" || one.reopened) return;
      const breaches = breachesOf(one, one.resolvedMinute ?? one.openedMinute);
      const late = breaches.firstResponse || breaches.resolution;
      mood.feel(one.customer, late ? "case_late" : "case_in_time");
      if (one.type === "Complaint" && !late) mood.feel(one.customer, "complaint_resolved");
      askAbout(one, late);
      if (one.type === "Complaint") recover(one, late, instant);
    },
  });

  const askAbout = (one: Case, late: boolean): void => {
    const random = company.random(`case-surveys/${String(one.sequence)}`);
    const about = { customer: one.customer, caseId: one.id, shift: late ? -14 : 5 };
    if (random.chance(CSAT_PERMILLE)) surveys.sendLater("csat", about, random.between(1, 2));
    if (random.chance(CES_PERMILLE)) surveys.sendLater("ces", about, random.between(1, 3));
  };

  const recover = (one: Case, late: boolean, instant: number): void => {
    const random = company.random(`recovery/${String(one.sequence)}`);
    let leaves: number = late ? LEAVES_PERMILLE.late : LEAVES_PERMILLE.inTime;
    // Who leaves because of the bad batch is decided where the batch is.
    if (one.isBadBatch === true) leaves = 0;
    const leavesDay = company.now + random.between(10, 14);
    const unit = random.unit() * 1000;
    let recovered = false;
    company.at(leavesDay, () => {
      if (unit < leaves * (recovered ? RECOVERED_PERCENT / 100 : 1)) {
        company.endCustomer(one.customer, late ? "service" : "complaint");
      }
    });
    if (!random.chance(FOLLOW_UP_PERMILLE)) return;
    const isContent = (draw: number): boolean => draw < (late ? 0.5 : 0.72);
    one.followUpDay = callbacks.afterComplaint(
      { customer: one.customer, caseId: one.id },
      instant,
      (outcome) => {
        recovered = outcome === "satisfied";
        if (!recovered) return;
        mood.feel(one.customer, "recovered");
        surveys.sendLater("csat", { customer: one.customer, caseId: one.id, shift: 12 }, 2);
        if (random.chance(BUYS_AFTER_RECOVERY_PERMILLE))
          buyAgain(one.customer, random.between(10, 70));
      },
      isContent,
    );
  };

  const buyAgain = (customer: number, days: number): void => {
    company.at(company.now + days, () => {
      if (company.history(customer).orderCount > 0) {
        company.extraOrder(customer, { cause: "service_recovery" });
      }
    });
  };
}
