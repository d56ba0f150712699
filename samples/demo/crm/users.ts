import { instantOf } from "../calendar.js";
import type { Company, Employee, Unit } from "../company.js";
import { salesforceId } from "../salesforce-id.js";

/** The user in whose name programs write. */
const INTEGRATION_USER = salesforceId("005", 900_000);

const DEPARTMENTS = { rep: "Sales", agent: "Customer care", manager: "Management" } as const;

/** The user of an employee; programs write where nobody is responsible. */
export function userIdOf(employeeNo: string | undefined): string {
  if (employeeNo === undefined) return INTEGRATION_USER;
  return salesforceId("005", Number(employeeNo.replace(/\D/g, "")) + 1);
}

/** Keeps the CRM's users and roles as the organisation is. */
export function addUsers(company: Company): void {
  const roles = new Map<string, { id: string; created: number }>();
  const users = new Map<string, { created: number; written: string }>();

  const writeRole = (unit: Unit, instant: number): void => {
    const role = roles.get(unit.unitId) ?? {
      id: salesforceId("00E", roles.size + 1),
      created: instant,
    };
    roles.set(unit.unitId, role);
    company.emit(
      "salesforce.UserRole",
      {
        Id: role.id,
        Name: unit.name,
        ParentRoleId: unit.parentId === undefined ? undefined : roles.get(unit.parentId)?.id,
        CreatedDate: role.created,
      },
      instant,
    );
  };

  const writeUser = (employee: Employee, isActive: boolean, instant: number): void => {
    const manager = company.organisation.managerOf(employee.unitId, company.now);
    const managerNo = manager?.employeeNo === employee.employeeNo ? undefined : manager?.employeeNo;
    const state = [employee.unitId, managerNo, isActive].join();
    const known = users.get(employee.employeeNo);
    if (known?.written === state) return;
    const created = known?.created ?? instant;
    users.set(employee.employeeNo, { created, written: state });
    company.emit(
      "salesforce.User",
      {
        Id: userIdOf(employee.employeeNo),
        Name: employee.name,
        Email: employee.email,
        UserRoleId: roles.get(employee.unitId)?.id,
        ManagerId: managerNo === undefined ? undefined : userIdOf(managerNo),
        Department: DEPARTMENTS[employee.role],
        EmployeeNumber: employee.employeeNo,
        IsActive: isActive,
        CreatedDate: created,
      },
      instant,
    );
  };

  company.at(company.first, () => {
    const instant = instantOf(company.first, 600);
    writeIntegrationUser(company, instant);
    for (const unit of company.organisation.units(company.first)) writeRole(unit, instant);
    for (const one of company.organisation.employees(company.first)) writeUser(one, true, instant);
  });
  company.on("unitChanged", ({ unit, instant }) => {
    writeRole(unit, instant);
  });
  company.on("employeeChanged", ({ employee, change, instant }) => {
    writeUser(employee, change !== "left", instant);
  });
}

function writeIntegrationUser(company: Company, instant: number): void {
  company.emit(
    "salesforce.User",
    {
      Id: INTEGRATION_USER,
      Name: "Integration",
      Email: "integration@example.org",
      Department: "Systems",
      IsActive: true,
      CreatedDate: instant,
    },
    instant,
  );
}
