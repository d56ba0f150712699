/** The sign-in page's looks, in the colours of the web app. It is served apart, since pages may hold no styles. */
export const SIGN_IN_STYLE = `:root {
  color-scheme: light dark;
  --ground: light-dark(#f6f4ee, #14120d);
  --surface: light-dark(#ffffff, #1e1b15);
  --line: light-dark(#cfc8b8, #4d4636);
  --ink: light-dark(#1f1c15, #f2eee3);
  --ink-soft: light-dark(#5d574a, #b1a995);
  --accent: light-dark(#855405, #ecbd64);
  --on-accent: light-dark(#ffffff, #1e1b15);
  --bad: light-dark(#a8281c, #ff9a8b);
  --bad-soft: light-dark(#fbe7e3, #421b16);
  --focus: light-dark(#1f5fbf, #86b6ff);
}
* { box-sizing: border-box; }
body {
  margin: 0;
  min-height: 100vh;
  min-height: 100dvh;
  display: grid;
  place-items: center;
  padding: 24px 16px;
  color: var(--ink);
  background: var(--ground);
  font: 16px/1.5 ui-sans-serif, system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", "PingFang SC",
    "Hiragino Sans GB", "Microsoft YaHei", "Noto Sans SC", "Noto Sans CJK SC", "Source Han Sans SC", sans-serif;
}
main {
  width: 100%;
  max-width: 380px;
  padding: 28px 28px 20px;
  background: var(--surface);
  border: 1px solid color-mix(in srgb, var(--line) 55%, transparent);
  border-radius: 14px;
  box-shadow: 0 6px 20px -12px rgb(60 48 20 / 18%);
}
.house { margin: 0; color: var(--ink-soft); overflow-wrap: anywhere; }
.house::before {
  content: "";
  display: inline-block;
  width: 22px;
  height: 22px;
  margin-right: 9px;
  vertical-align: -5px;
  background: url("/sign-in/mark.svg") center / contain no-repeat;
}
h1 { margin: 14px 0 18px; font-size: 24px; line-height: 1.25; overflow-wrap: anywhere; }
form { display: grid; gap: 6px; margin: 0; }
label { margin-top: 8px; font-size: 14px; font-weight: 600; }
input, button, .button {
  width: 100%;
  min-height: 44px;
  padding: 9px 12px;
  font: inherit;
  border-radius: 9px;
  border: 1px solid var(--line);
}
input { color: var(--ink); background: var(--ground); }
input[aria-invalid] { border-color: var(--bad); }
button, .button {
  display: block;
  margin-top: 18px;
  text-align: center;
  text-decoration: none;
  font-weight: 600;
  cursor: pointer;
  color: var(--on-accent);
  background: var(--accent);
  border-color: transparent;
}
button:hover, .button:hover { filter: brightness(1.08); }
.or + .button, .quiet { color: var(--accent); background: none; border-color: var(--line); }
.or + .button { margin-top: 0; }
.quiet { margin-top: 10px; }
:focus-visible { outline: 3px solid var(--focus); outline-offset: 2px; }
.notice { margin: 0 0 6px; padding: 9px 12px; color: var(--bad); background: var(--bad-soft); border-radius: 9px; }
.or { display: flex; align-items: center; gap: 12px; margin: 18px 0; color: var(--ink-soft); font-size: 14px; }
.or::before, .or::after { content: ""; flex: 1; border-top: 1px solid var(--line); }
.language { margin: 20px 0 0; text-align: center; font-size: 14px; }
.language a { display: inline-block; padding: 8px 12px; color: var(--accent); }
@media (forced-colors: active) { button, .button { border-color: currentcolor; } }
`;

/** The house mark; the web app's own is for those who are in. */
export const SIGN_IN_MARK = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32">
  <rect width="32" height="32" rx="8" fill="#8a5a0b" />
  <path
    fill="#fff"
    d="M15 28V15.8c-3.4-.5-5.6-2.8-5.6-6.3 3.3 0 5.6 2 5.6 5V10c0-2.600.4-4.500 1-6 .6 1.500 1 3.400 1 6v4.500c0-3 2.300-5 5.600-5 0 3.500-2.200 5.800-5.600 6.300v2.900c.7-2.600 2.800-4.200 5.600-4.200 0 3.600-2.200 5.900-5.600 6.400V28zm0-7.100c-3.400-.5-5.600-2.800-5.600-6.400 2.800 0 4.900 1.600 5.600 4.200z"
  />
</svg>`;
