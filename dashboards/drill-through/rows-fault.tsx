import type { ApiFault } from "../api/api-fault.js";
import { useReader } from "../language/reader.js";

/** A question that failed, in the dialog's own words when the version has gone meanwhile. */
export function RowsFault({ fault }: { fault: ApiFault }) {
  const { words } = useReader();
  return (
    <p className="rows-fault" role="alert">
      {fault.versionGone ? words.versionGone : `${words.tileFailed}: ${fault.message}`}
    </p>
  );
}
