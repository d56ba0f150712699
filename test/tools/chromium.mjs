// The package brings the libraries Chromium needs only where it takes the machine for a bare one.
process.env.AWS_EXECUTION_ENV ??= "AWS_Lambda_nodejs20.x";

/** Unpacks the packaged Chromium; resolves with its path. */
export async function packagedChromium() {
  const { default: chromium } = await import("@sparticuz/chromium");
  return chromium.executablePath();
}
