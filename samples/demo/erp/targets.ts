import { instantOf, yearMonth } from "../calendar.js";
import type { Company, Employee } from "../company.js";

const MONTHS_WATCHED = 6;
const AMBITION = 1.06;
/** Of a rep nobody knows yet, in US dollars at scale 1 with two reps a team. */
const STARTING_TARGET = 3_000;
const ROUNDED_TO = 100;
const MONEY = 10_000;
const REVISED_PERMILLE = 60;

/** Targets of each rep for each month, set on its first day by what the chair sold in the months before. */
export function setTargets(company: Company): void {
  const sold = new Map<number, number[]>();
  const slots = new Map<string, number>();
  company.on("orderPlaced", ({ order }) => {
    const slot = order.repEmployeeNo === undefined ? undefined : slots.get(order.repEmployeeNo);
    const months = slot === undefined ? undefined : sold.get(slot);
    if (months !== undefined) months[0] = (months[0] ?? 0) + order.netUsd;
  });
  company.everyDay((day) => {
    for (const employee of company.organisation.employees(day)) {
      slots.set(employee.employeeNo, employee.slot);
    }
    if (yearMonth(day).date !== 1) return;
    for (const employee of company.organisation.employees(day)) {
      if (employee.role !== "rep") continue;
      const months = sold.get(employee.slot) ?? [];
      const target = targetFrom(months);
      sold.set(employee.slot, [0, ...months].slice(0, MONTHS_WATCHED));
      emitTarget(company, employee, day, target, instantOf(day, 9 * 3600 + employee.slot));
      scheduleRevision(company, employee, day, target);
    }
  });
}

/** The mean of the months before, most recent first, and some more. */
function targetFrom(months: readonly number[]): number {
  const dollars =
    months.length === 0
      ? STARTING_TARGET
      : months.reduce((sum, amount) => sum + amount, 0) / months.length / MONEY;
  const aim = Math.max(dollars * AMBITION, STARTING_TARGET / 2);
  return Math.round(aim / ROUNDED_TO) * ROUNDED_TO;
}

function scheduleRevision(
  company: Company,
  employee: Employee,
  monthStart: number,
  target: number,
): void {
  const random = company.random(`target/${employee.employeeNo}/${String(monthStart)}`);
  if (!random.chance(REVISED_PERMILLE)) return;
  const day = monthStart + random.between(4, 14);
  const revised = Math.round((target * random.between(85, 115)) / 100 / ROUNDED_TO) * ROUNDED_TO;
  company.at(day, () => {
    emitTarget(company, employee, monthStart, revised, instantOf(day, 15 * 3600 + employee.slot));
  });
}

function emitTarget(
  company: Company,
  employee: Employee,
  monthStart: number,
  target: number,
  changedAt: number,
): void {
  company.emit(
    "erp.sales_target",
    {
      employee_no: employee.employeeNo,
      month_start_date: monthStart,
      currency: "USD",
      target_amount: target * MONEY,
    },
    changedAt,
  );
}
