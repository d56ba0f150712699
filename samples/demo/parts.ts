import { addFrontOffice } from "./front-office.js";
import type { Part } from "./part.js";

/** Parts beside the ERP, in the order in which they hear of events. */
export const PARTS: readonly Part[] = [addFrontOffice];
