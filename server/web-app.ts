import { existsSync } from "node:fs";
import { join, sep } from "node:path";
import express, { Router } from "express";
import { GranaryError } from "../warehouse/errors.js";

const ONE_YEAR_MS = 365 * 24 * 60 * 60 * 1000;

/**
 * Serves the built web app. Files under `assets/` carry a hash in their names and never change; every address that
 * is no file is a page of the app and gets index.html.
 *
 * @throws GranaryError WEB_APP_MISSING
 */
export function webApp(webRoot: string): Router {
  const index = join(webRoot, "index.html");
  if (!existsSync(index)) {
    throw new GranaryError("WEB_APP_MISSING", {
      message: `The web app has not been built: there is no ${index}.`,
      hint: "Run `npm run build`.",
    });
  }
  const assets = join(webRoot, "assets") + sep;
  const router = Router();
  router.use(
    express.static(webRoot, {
      index: false,
      redirect: false,
      dotfiles: "ignore",
      setHeaders(response, path) {
        const value = path.startsWith(assets)
          ? `public, max-age=${ONE_YEAR_MS / 1000}, immutable`
          : "no-cache";
        response.setHeader("Cache-Control", value);
      },
    }),
  );
  router.get("/{*page}", (request, response, next) => {
    // A missing script must be an error, not a page that the browser would parse as a script.
    if (/\.[a-z0-9]+$/i.test(request.path) || request.path.startsWith("/assets/")) {
      response.status(404).type("text").send("Not found\n");
      return;
    }
    response.set("Cache-Control", "no-cache");
    response.sendFile("index.html", { root: webRoot }, (error: unknown) => {
      if (error !== undefined && error !== null) next(error);
    });
  });
  return router;
}
