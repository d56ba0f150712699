import { instantOf } from "../calendar.js";
import type { Company } from "../company.js";
import { isBusinessDay } from "../service/business-hours.js";
import { salesforceId } from "../salesforce-id.js";
import { userIdOf } from "./users.js";

/** Whom and what an activity is about. */
export interface ActivitySubject {
  whoId?: string | undefined;
  whatId?: string | undefined;
  accountId?: string | undefined;
  /** Employee number of who does it. */
  owner: string | undefined;
}

/** What reps note down: tasks done or to be done, and meetings. */
export interface Activities {
  /** A call or an e-mail that has just been made. */
  done(kind: "Call" | "Email", subject: string, about: ActivitySubject, instant: number): void;
  /** Something to do within days, done or left undone. */
  planned(subject: string, about: ActivitySubject, instant: number): void;
  /** An appointment of one to two hours that begins at `instant`. */
  meeting(
    type: "Meeting" | "Visit",
    subject: string,
    about: ActivitySubject,
    instant: number,
  ): void;
}

const VISIT_PERMILLE = 160;
const NEVER_DONE_PERMILLE = 120;

export function addActivities(
  company: Company,
  accountOf: (i: number) => { accountId?: string | undefined; contactId?: string | undefined },
): Activities {
  let tasks = 0;
  let events = 0;

  const meeting: Activities["meeting"] = (type, subject, about, instant) => {
    events += 1;
    const random = company.random(`event/${String(events)}`);
    company.emit(
      "salesforce.Event",
      {
        Id: salesforceId("00U", events),
        WhoId: about.whoId,
        WhatId: about.whatId,
        AccountId: about.accountId,
        Subject: subject,
        Type: type,
        StartDateTime: instant,
        EndDateTime: instant + random.pick([30, 60, 60, 90, 120]) * 60_000,
        OwnerId: userIdOf(about.owner),
        CreatedDate: instant,
      },
      instant,
    );
  };

  company.on("orderDelivered", ({ order }) => {
    if (order.repEmployeeNo === undefined) return;
    if (company.customer(order.customer).kind === "person") return;
    const random = company.random(`visit/${order.orderNo}`);
    if (!random.chance(VISIT_PERMILLE)) return;
    let day = company.now + random.between(1, 20);
    while (!isBusinessDay(day)) day += 1;
    const second = random.between(9 * 2, 16 * 2) * 1800;
    company.at(day, () => {
      const { accountId, contactId } = accountOf(order.customer);
      const owner = company.repOf(order.customer, day)?.employeeNo;
      const about = { whoId: contactId, whatId: accountId, accountId, owner };
      meeting("Visit", "Visit after delivery", about, instantOf(day, second));
    });
  });

  return {
    meeting,
    done: (kind, subject, about, instant) => {
      tasks += 1;
      writeTask(company, tasks, kind, subject, about, { created: instant, done: instant });
    },
    planned: (subject, about, instant) => {
      tasks += 1;
      const id = tasks;
      const random = company.random(`planned-task/${String(id)}`);
      const dueDay = company.now + random.between(1, 10);
      writeTask(company, id, "Call", subject, about, { created: instant, dueDay });
      if (random.chance(NEVER_DONE_PERMILLE)) return;
      const day = dueDay + random.between(0, 2);
      const second = random.between(9 * 3600, 18 * 3600);
      company.at(day, () => {
        const done = instantOf(day, second);
        writeTask(company, id, "Call", subject, about, { created: instant, dueDay, done });
      });
    },
  };
}

interface TaskTimes {
  created: number;
  dueDay?: number;
  done?: number;
}

function writeTask(
  company: Company,
  id: number,
  kind: "Call" | "Email",
  subject: string,
  about: ActivitySubject,
  times: TaskTimes,
): void {
  const random = company.random(`task/${String(id)}`);
  const isCall = kind === "Call" && times.done !== undefined;
  const reached = random.chance(700);
  company.emit(
    "salesforce.Task",
    {
      Id: salesforceId("00T", id),
      WhoId: about.whoId,
      WhatId: about.whatId,
      AccountId: about.accountId,
      Subject: subject,
      Type: kind,
      Status: times.done === undefined ? "Not Started" : "Completed",
      ActivityDate: times.dueDay ?? company.now,
      CallDurationInSeconds: isCall ? (reached ? random.between(60, 1500) : 0) : undefined,
      CallDisposition: isCall ? (reached ? "Reached" : "No answer") : undefined,
      OwnerId: userIdOf(about.owner),
      CompletedDateTime: times.done,
      CreatedDate: times.created,
    },
    times.done ?? times.created,
  );
}
