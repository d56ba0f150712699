import { FIRST_DAY, dayNumber, instantOf } from "../calendar.js";
import type { Company, Employee, Unit } from "../company.js";
import type { Staff } from "../organisation/staff.js";
import { MERGED_TEAM, MOVED_BRANCH } from "../organisation/units.js";
import type { Tell } from "../simulation/tell.js";

const FOUNDED = dayNumber("2016-01-01");

/** Units and employees, written when they come, change or go. */
export function keepOrganisation(company: Company, staff: Staff, tell: Tell): void {
  company.everyDay((day) => {
    if (day === FIRST_DAY) begin(company, staff, day);
    else reportTurnover(company, staff, tell, day);
    if (day === company.plan.reorganisationDay) reorganise(company, staff, tell, day);
  });
}

function begin(company: Company, staff: Staff, day: number): void {
  for (const unit of staff.units(day)) emitUnit(company, unit, FOUNDED, instantOf(day, 30), false);
  for (const employee of staff.employees(day)) {
    emitEmployee(company, employee, employee.hiredDay, instantOf(day, 45));
  }
}

function reportTurnover(company: Company, staff: Staff, tell: Tell, day: number): void {
  for (const chair of staff.chairs) {
    for (const { employee, change } of staff.changeOn(chair, day)) {
      const instant = instantOf(day, (change === "hired" ? 0 : 19 * 3600) + chair.slot);
      emitEmployee(company, employee, day, instant);
      tell("employeeChanged", { employee, change, instant });
    }
  }
}

function reorganise(company: Company, staff: Staff, tell: Tell, day: number): void {
  const instant = instantOf(day, 6 * 3600);
  const before = staff.units(day - 1);
  const moved = staff.units(day).find((unit) => unit.unitId === MOVED_BRANCH.unitId);
  if (moved !== undefined) {
    emitUnit(company, moved, day, instant, false);
    tell("unitChanged", { unit: moved, change: "moved", instant });
  }
  const closed = before.find((unit) => unit.unitId === MERGED_TEAM.unitId);
  if (closed !== undefined) {
    emitUnit(company, closed, day, instant, true);
    tell("unitChanged", { unit: closed, change: "closed", instant });
  }
  for (const { employeeNo, unitId } of staff.employees(day - 1)) {
    if (unitId !== MERGED_TEAM.unitId) continue;
    const employee = staff.employees(day).find((e) => e.employeeNo === employeeNo);
    if (employee === undefined) continue;
    emitEmployee(company, employee, day, instant);
    tell("employeeChanged", { employee, change: "moved", instant });
  }
}

function emitUnit(
  company: Company,
  unit: Unit,
  validFrom: number,
  changedAt: number,
  deleted: boolean,
): void {
  company.emit(
    "erp.organisation",
    {
      unit_id: unit.unitId,
      unit_name: unit.name,
      unit_type: unit.type,
      parent_unit_id: unit.parentId,
      city: unit.city,
      country: unit.country,
      valid_from: validFrom,
      deleted,
    },
    changedAt,
  );
}

function emitEmployee(
  company: Company,
  employee: Employee,
  validFrom: number,
  changedAt: number,
): void {
  company.emit(
    "erp.employee",
    {
      employee_no: employee.employeeNo,
      employee_name: employee.name,
      email: employee.email,
      unit_id: employee.unitId,
      role: employee.role,
      hired_on: employee.hiredDay,
      left_on: employee.leftDay,
      valid_from: validFrom,
    },
    changedAt,
  );
}
