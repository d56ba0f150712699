import type { CompanyEvents } from "../company.js";

/** Tells everybody who listens that something happened. */
export type Tell = <E extends keyof CompanyEvents>(event: E, fact: CompanyEvents[E]) => void;
