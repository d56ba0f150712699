import type { Adapter, AdapterSession } from "./adapter.js";

/** An adapter whose connections are opened by their first statement: most templates ask the database nothing. */
export function connectingLate(adapter: Adapter): Adapter {
  return { ...adapter, connect: () => Promise.resolve(lateSession(adapter)) };
}

function lateSession(adapter: Adapter): AdapterSession {
  let opened: Promise<AdapterSession> | undefined;
  let session: AdapterSession | undefined;
  const open = async (): Promise<AdapterSession> => {
    opened ??= adapter.connect();
    session = await opened;
    return session;
  };
  return {
    run: async (sql) => (await open()).run(sql),
    query: async (sql) => (await open()).query(sql),
    kindOf: async (name) => (await open()).kindOf(name),
    close: () => session?.close(),
  };
}
