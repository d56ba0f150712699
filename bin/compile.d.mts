/** `entry` is the compiled command line's main module; `webRoot` the built web app, or null when not asked for. */
export function ensureBuilt(options: { web: true }): Promise<{ entry: string; webRoot: string }>;
export function ensureBuilt(options: {
  web: boolean;
}): Promise<{ entry: string; webRoot: string | null }>;
