import { TOKENS } from "./operator.mjs";

/** The life of ten tokens. Rejects if what the backend stores has a secret in clear. */
export async function life({ backend, first, vendor }) {
  const options = { expectNoChanges: true };
  const up = await first.run("up");
  const preview = await first.run("preview", { options });
  const refresh = await first.run("refresh", { options });
  await keepsSecrets(backend, first, vendor);
  const issued = await vendor.issued();
  const renewal = await first.run("up", { offset: "110 minutes" });
  const renewed = await vendor.issued();
  const destroy = await first.run("destroy");
  const left = (await vendor.tokens()).length;
  const times = [up, preview, refresh, renewal, destroy].map(
    ({ ok, seconds }) => `${ok ? "" : "fails after "}${seconds} s`,
  );
  return [
    ["`up`, silent `preview`, silent `refresh`, renewal, `destroy`", times.join(", ")],
    ["tokens issued; renewed; left at the vendor", `${issued}; ${renewed}; ${left}`],
  ];
}

async function keepsSecrets(backend, operator, vendor) {
  const [text, tokens] = [await backend.text(), await operator.tokens()];
  if (tokens.length !== TOKENS || !text.includes("CommvaultAccessToken")) throw new Error("the state has no tokens");
  const secrets = tokens.map(({ outputs }) => JSON.parse(outputs.accessToken.plaintext));
  for (const secret of [...secrets, vendor.env.COMMVAULT_PASSWORD]) {
    if (text.includes(secret)) throw new Error("a secret is stored in clear");
  }
}
