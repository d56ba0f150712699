export type Language = "en" | "zh";

/** The sign-in page's texts. */
export const WORDS = {
  en: {
    title: "Sign in",
    name: "User name",
    password: "Password",
    submit: "Sign in",
    provider: "Use your organisation’s account",
    or: "or",
    wrong: "Name and password do not fit. Check both and try again.",
    wait: (seconds: number) =>
      `Too many attempts. Try again in ${waiting(seconds, "seconds", "minutes")}.`,
    providerFailed:
      "Your organisation’s account could not be used. Try again, or ask an administrator.",
    private: "This Granary is private",
    link: "Open the link that the server printed when it started; it carries the access token.",
    signedIn: (who: string) => `Signed in as ${who}`,
    signOut: "Sign out",
    open: "Open the dashboards",
    other: "中文",
  },
  zh: {
    title: "登录",
    name: "用户名",
    password: "密码",
    submit: "登录",
    provider: "使用单位账号登录",
    or: "或",
    wrong: "用户名与密码不符，请核对后重试。",
    wait: (seconds: number) => `尝试次数过多，请在${waiting(seconds, "秒", "分钟")}后重试。`,
    providerFailed: "无法使用单位账号登录，请重试或联系管理员。",
    private: "此 Granary 仅限授权访问",
    link: "请使用服务器启动时显示的链接打开，其中带有访问令牌。",
    signedIn: (who: string) => `已登录：${who}`,
    signOut: "退出登录",
    open: "打开看板",
    other: "English",
  },
} as const;

function waiting(seconds: number, small: string, large: string): string {
  return seconds < 90
    ? `${String(seconds)} ${small}`
    : `${String(Math.ceil(seconds / 60))} ${large}`;
}
