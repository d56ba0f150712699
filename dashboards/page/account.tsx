import { useEffect, useState } from "react";
import type { MeResponse } from "../../server/contract.js";
import { getJson } from "../api/get-json.js";
import { useReader } from "../language/reader.js";

/** Who is signed in, and the way out; nothing where nobody signs in. */
export function Account() {
  const { words } = useReader();
  const [me, setMe] = useState<MeResponse | null>(null);
  useEffect(() => {
    const leaving = new AbortController();
    getJson<MeResponse>("/api/me", leaving.signal).then(setMe, () => undefined);
    return () => {
      leaving.abort();
    };
  }, []);
  if (!me?.signedIn) return null;
  return (
    <form method="post" action="/sign-out">
      <button type="submit" className="button" title={words.signedInAs(me.name)}>
        {words.signOut}
      </button>
    </form>
  );
}
