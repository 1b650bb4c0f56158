const pulumi = require("@pulumi/pulumi");

/** What a program has without this package: a provider written in it, as the documentation of Pulumi teaches. */
const provider = {
  async create({ scope }) {
    const { TE_API_ENDPOINT, TE_CLIENT_ID, TE_CLIENT_SECRET } = process.env;
    const reply = await fetch(`${TE_API_ENDPOINT}/v7/oauth2/token`, {
      method: "POST",
      body: new URLSearchParams({
        grant_type: "client_credentials",
        client_id: TE_CLIENT_ID,
        client_secret: TE_CLIENT_SECRET,
        scope: scope.join(" "),
      }),
    });
    if (!reply.ok) throw new Error(`no token: ${reply.status}`);
    const { access_token, expires_in, token_type } = await reply.json();
    const issuedAt = Date.now();
    return {
      id: crypto.randomUUID(),
      outs: {
        scope,
        accessToken: access_token,
        tokenType: token_type,
        issuedAt: new Date(issuedAt).toISOString(),
        expiresAt: new Date(issuedAt + expires_in * 1000).toISOString(),
        status: "issued",
      },
    };
  },
  async diff(_id, { expiresAt, issuedAt, scope }, news) {
    const [from, to] = [Date.parse(issuedAt), Date.parse(expiresAt)];
    const due = Date.now() >= to - (to - from) / 3;
    const replaces = due ? ["expiresAt"] : scope.join(" ") === news.scope.join(" ") ? [] : ["scope"];
    return { changes: replaces.length > 0, replaces };
  },
  async read(id, props) {
    const headers = { authorization: `Bearer ${props.accessToken}`, accept: "application/json" };
    const { status } = await fetch(`${process.env.TE_API_ENDPOINT}/v7/users/current`, { headers });
    return { id, props: { ...props, status: status === 401 ? "revoked" : "issued" } };
  },
};

class Token extends pulumi.dynamic.Resource {
  constructor(name, args) {
    const outputs = {
      accessToken: undefined,
      tokenType: undefined,
      issuedAt: undefined,
      expiresAt: undefined,
      status: undefined,
    };
    super(provider, name, { ...outputs, ...args }, { additionalSecretOutputs: ["accessToken"] });
  }
}

exports.program = (names) => async () => {
  for (const name of names) new Token(name, { scope: ["tests:read"] });
};
