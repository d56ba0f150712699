import { dayNumber, FIRST_DAY } from "../../samples/demo/calendar.js";
import type { Order } from "../../samples/demo/company.js";
import { Simulation } from "../../samples/demo/simulation/simulation.js";

/** Lives through a company without writing anything; `onOrder` hears of every order placed. */
export function liveCompany(
  options: { scale: number; seed: number; until: string },
  onOrder: (order: Order) => void,
): Simulation {
  const until = dayNumber(options.until);
  const outlet = { emit: () => undefined, trueIdentity: () => undefined };
  const company = new Simulation({ ...options, until, outlet });
  company.on("orderPlaced", ({ order }) => {
    onOrder(order);
  });
  for (let day = FIRST_DAY; day <= until; day += 1) company.live(day);
  return company;
}
