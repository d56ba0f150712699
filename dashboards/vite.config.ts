import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";

export default defineConfig(({ command }) => ({
  root: import.meta.dirname,
  base: "/",
  plugins: [react()],
  // What is built is what ships, also when a test runner (NODE_ENV=test) builds it.
  ...(command === "build"
    ? {
        define: { "process.env.NODE_ENV": JSON.stringify("production") },
        oxc: { jsx: { development: false } },
      }
    : {}),
  css: { transformer: "postcss" },
  build: {
    outDir: "../dist/web",
    emptyOutDir: true,
    // The only CSS minifier Vite ships with is a native binary that this project does without.
    cssMinify: false,
    modulePreload: { polyfill: false },
    // A data: URL would need a hole in the Content-Security-Policy.
    assetsInlineLimit: 0,
  },
  server: {
    proxy: { "/api": "http://127.0.0.1:4000", "/cubejs-api": "http://127.0.0.1:4000" },
  },
}));
