// A vendor that another package brings, made of the public contract alone. What its resources store in state names
// this module; a package would name it "its-name/state-entry".
const {
  AccessTokenResource,
  argument,
  bearerHeaders,
  commonArguments,
  credentialRefused,
  defineVendor,
  endpoint,
  providerOf,
  refused,
  revocationArguments,
  text,
  textOf,
} = require("pulumi-access-tokens/vendor");

const title = "The locker";
const fault = (reply) => ({ message: textOf(reply.json?.message) });
const authorization = ({ key }) => ({ "x-key": key });

const locker = defineVendor({
  resource: "LockerAccessToken",
  stateEntry: "./test/toy-vendor/entry.js",
  title,
  group: "locker",
  arguments: {
    endpoint: argument("identity", endpoint, { environment: "LOCKER_ENDPOINT" }),
    key: argument("credential", text, { secret: true, environment: "LOCKER_KEY" }),
    door: argument("grant", text),
    ...commonArguments,
    ...revocationArguments,
  },
  credentialSets: [["endpoint", "key"]],
  requestHeaders: bearerHeaders,
  async issue({ args, send }) {
    const url = `${args.endpoint}/tokens`;
    const reply = await send({
      method: "POST",
      url,
      headers: authorization(args),
      json: { door: args.door },
      idempotent: false,
    });
    if (reply.status === 401) throw credentialRefused(title, reply, fault(reply), "Check the key.");
    if (reply.status !== 201) throw refused(title, reply, fault(reply));
    return { accessToken: reply.json.token, id: String(reply.json.id), lifetime: 3_600_000 };
  },
  async introspect({ args, send }, { id }) {
    const url = `${args.endpoint}/tokens/${id}`;
    const reply = await send({ method: "GET", url, headers: authorization(args), idempotent: true });
    if (reply.status === 200 || reply.status === 404) return { accepted: reply.status === 200 };
    throw refused(title, reply, fault(reply));
  },
  async revoke({ args, send }, { id }) {
    const url = `${args.endpoint}/tokens/${id}`;
    const reply = await send({ method: "DELETE", url, headers: authorization(args), idempotent: true });
    if (reply.status === 204 || reply.status === 404) return true;
    throw refused(title, reply, fault(reply));
  },
});

exports.provider = providerOf([locker]);

exports.LockerAccessToken = class extends AccessTokenResource {
  constructor(name, args, opts) {
    super(locker, name, args, opts);
  }
};
