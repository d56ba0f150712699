// Chinese for machines without a Chinese font; cut into slices that load only when their characters are shown.
import "@fontsource-variable/noto-sans-sc/wght.css";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { App } from "./page/app.js";
import "./styles/tokens.css";
import "./styles/page.css";
import "./styles/controls.css";
import "./styles/tiles.css";
import "./styles/rows-dialog.css";

const root = document.getElementById("root");
if (!root) throw new Error("index.html has no #root");
createRoot(root).render(
  <StrictMode>
    <App />
  </StrictMode>,
);
