import { CredentialGate } from "../../provider/credentials/gate";
import { TokenError } from "../../provider/messages/errors";

const refusal = () => new TokenError("CREDENTIAL_REFUSED", "The server answered 401.");
const cut = () => new TokenError("REPLY_LOST", "the connection broke.");

/** An operation that answers when it is told to, and counts how often it was sent. */
function operations() {
  const sent: { resolve: (value: string) => void; reject: (error: Error) => void }[] = [];
  const operation = () => new Promise<string>((resolve, reject) => sent.push({ resolve, reject }));
  return { operation, sent };
}

/** Lets everything run that waits for nothing but promises. */
const settled = () => new Promise((resolve) => setImmediate(resolve));

test("of fifty operations at once with a credential that is refused, one is sent", async () => {
  const gate = new CredentialGate();
  let sent = 0;
  const outcomes = await Promise.allSettled(
    Array.from({ length: 50 }, () =>
      gate.enter("one", async () => {
        sent += 1;
        await settled();
        throw refusal();
      }),
    ),
  );
  expect(sent).toBe(1);
  const [first, ...others] = outcomes.map((outcome) => (outcome as PromiseRejectedResult).reason);
  expect(first).toMatchObject({ code: "CREDENTIAL_REFUSED", message: "The server answered 401." });
  for (const other of others) {
    expect(other).toMatchObject({
      name: "TokenError",
      code: "CREDENTIAL_REFUSED",
      message: "The server answered 401. It was refused before in this run, so nothing was sent.",
    });
  }
  await expect(gate.enter("one", async () => "late")).rejects.toThrow("nothing was sent");
});

test("once the first is accepted, the others go at once and together", async () => {
  const gate = new CredentialGate();
  const { operation, sent } = operations();
  const results = Promise.all(Array.from({ length: 50 }, () => gate.enter("one", operation)));
  await settled();
  expect(sent).toHaveLength(1);
  sent[0]?.resolve("first");
  await settled();
  expect(sent).toHaveLength(50);
  for (const { resolve } of sent) resolve("other");
  expect(await results).toEqual(["first", ...Array(49).fill("other")]);
});

test("a first failure that proves nothing lets the next be the first, again one at a time", async () => {
  const gate = new CredentialGate();
  const { operation, sent } = operations();
  const results = Promise.allSettled(Array.from({ length: 50 }, () => gate.enter("one", operation)));
  for (const error of [cut(), new Error("bug"), new TokenError("NOT_SENT", "no route"), refusal()]) {
    await settled();
    const before = sent.length;
    sent.at(-1)?.reject(error);
    await settled();
    expect(sent.length - before).toBe(error.message.includes("401") ? 0 : 1);
  }
  expect(sent).toHaveLength(4);
  const reasons = (await results).map((outcome) => (outcome as PromiseRejectedResult).reason.code);
  expect(reasons.slice(0, 4)).toEqual(["REPLY_LOST", undefined, "NOT_SENT", "CREDENTIAL_REFUSED"]);
  expect(reasons.slice(4)).toEqual(Array(46).fill("CREDENTIAL_REFUSED"));
});

test("a credential that is refused later, after it was accepted, is not sent again either", async () => {
  const gate = new CredentialGate();
  await gate.enter("one", async () => "accepted");
  await expect(gate.enter("one", () => Promise.reject(refusal()))).rejects.toThrow(/401\.$/);
  const { operation, sent } = operations();
  await expect(gate.enter("one", operation)).rejects.toThrow("nothing was sent");
  expect(sent).toHaveLength(0);
});

test("another failure of a credential that was accepted does not hold the others up", async () => {
  const gate = new CredentialGate();
  await gate.enter("one", async () => "accepted");
  await expect(gate.enter("one", () => Promise.reject(cut()))).rejects.toThrow("broke");
  const { operation, sent } = operations();
  const results = [gate.enter("one", operation), gate.enter("one", operation)];
  await settled();
  expect(sent).toHaveLength(2);
  for (const { resolve } of sent) resolve("fine");
  expect(await Promise.all(results)).toEqual(["fine", "fine"]);
});

test("credentials do not wait for one another", async () => {
  const gate = new CredentialGate();
  const { operation, sent } = operations();
  const results = ["one", "two", "three"].map((credential) => gate.enter(credential, operation));
  await settled();
  expect(sent).toHaveLength(3);
  sent[0]?.reject(refusal());
  sent[1]?.resolve("fine");
  sent[2]?.resolve("fine");
  const outcomes = await Promise.allSettled(results);
  expect(outcomes.map(({ status }) => status)).toEqual(["rejected", "fulfilled", "fulfilled"]);
});
