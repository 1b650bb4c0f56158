import * as pulumi from "@pulumi/pulumi";

// Calls an address with the token that the example many-tokens issued for the service "billing":
//   pulumi config set url https://reports.example.com/daily
const url = new pulumi.Config().require("url");
const tokens = new pulumi.StackReference(`${pulumi.getOrganization()}/example-many-tokens/${pulumi.getStack()}`);
const headers = tokens.requireOutput("requestHeaders").apply((all) => all.billing);

interface ReportInputs {
  url: string;
  headers: Record<string, string>;
}

/** Returns outputs with the names of the inputs, so that Pulumi keeps the headers secret. */
async function fetchReport({ url, headers }: ReportInputs) {
  const reply = await fetch(url, { headers });
  if (!reply.ok) throw new Error(`${url} answered ${reply.status}`);
  return { url, headers, fetchedAt: new Date().toISOString() };
}

/** Sends the request again whenever the token changes. */
const provider: pulumi.dynamic.ResourceProvider<ReportInputs> = {
  create: async (inputs) => ({ id: inputs.url, outs: await fetchReport(inputs) }),
  update: async (_id, _olds, inputs) => ({ outs: await fetchReport(inputs) }),
};

class Report extends pulumi.dynamic.Resource {
  declare readonly fetchedAt: pulumi.Output<string>;

  constructor(name: string, args: pulumi.Inputs) {
    super(provider, name, { fetchedAt: undefined, ...args });
  }
}

export const fetchedAt = new Report("daily", { url, headers }).fetchedAt;
