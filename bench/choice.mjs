/** With this many tokens or more, an operation takes minutes. */
const many = 500;

/** What is measured of many tokens in every repetition; the rest of it once. */
const often = ["up", "unchanged preview", "preview, all due", "up, all renewed"];

/** The peers that are measured on an older engine too. */
const onEveryEngine = ["components", "tokens", "dynamic resource"];

/** Returns whether to measure an operation in a repetition. To measure all of them would take hours, for nothing. */
export function isMeasured(peer, operation, { isNewest, latency, repetition, tokens }) {
  const isFirst = repetition === 0;
  if (!isNewest && (latency > 0 || !isFirst || !onEveryEngine.includes(peer))) return false;
  if (latency === 0) {
    if (tokens < many) return true;
    // Its renewal alone takes several minutes.
    if (peer === "dynamic resource") return operation === "up" || operation === "unchanged preview";
    return isFirst || often.includes(operation);
  }
  if (peer !== "tokens" && peer !== "dynamic resource" && peer !== "plain requests") return false;
  return tokens < many ? ["up", "refresh"].includes(operation) : isFirst && operation === "up" && peer === "tokens";
}

/** The same in words. */
export const choice =
  "With latency, only what asks the vendor for each token is measured: `up` and `refresh`, of the peers that ask it " +
  `themselves. From ${many} tokens on, each repetition measures \`up\`, the previews and the renewal, and the first one ` +
  "the other operations too; the dynamic resource is measured in `up` and the unchanged preview alone, since its renewal " +
  "takes several minutes. An older engine is measured once, without latency.";
