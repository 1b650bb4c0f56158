/** With this many tokens or more, an operation takes minutes. */
const many = 500;

/** Returns whether to measure an operation in a repetition. To measure all of them would take hours, for nothing. */
export function isMeasured(peer, operation, { latency, repetition, tokens }) {
  const isFirst = repetition === 0;
  if (latency === 0) {
    const isShort = tokens < many || ["up", "unchanged preview"].includes(operation);
    return isShort || (isFirst && peer !== "dynamic resource");
  }
  if (peer === "components") return false;
  return tokens < many ? ["up", "refresh"].includes(operation) : isFirst && operation === "up";
}

/** The same in words. */
export const choice =
  `With latency, only what asks the vendor for each token is measured: \`up\` and \`refresh\`. From ${many} tokens on, ` +
  "each repetition measures `up` and the unchanged `preview`, the first one the other operations too, but for the dynamic " +
  "resource, whose renewal alone takes several minutes; and `up` is measured once with latency.";
