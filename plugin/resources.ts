import * as proto from "@pulumi/pulumi/proto/provider_pb";
import type { ReadConfiguration } from "../provider/credentials/places";
import { Kept } from "../provider/lifecycle/kept-token";
import type { Lifecycle } from "../provider/lifecycle/lifecycle";
import { Lifecycles } from "../provider/registry";
import { vendorOf } from "../provider/vendors/by-class";
import { detailedDiff, withUpdate } from "./detailed-diff";
import { imported } from "./imported";
import { InitializationFailure } from "./initialization-failure";
import { failure, propertiesIn } from "./messages";
import { PlannedCopies } from "./planned-copies";
import { opened, type Properties } from "./sealed";
import { plannedStructFor, structFor } from "./token-properties";

/** Answers the gRPC requests for resources of every class, one method for each of Pulumi's verbs. */
export class Resources {
  readonly #lifecycles = new Lifecycles(vendorOf);
  readonly #planned = new PlannedCopies();

  constructor(private readonly configuration: ReadConfiguration) {}

  async check(request: proto.CheckRequest): Promise<proto.CheckResponse> {
    const lifecycle = await this.#lifecycleOf(request);
    const news = propertiesIn(request.getNews());
    const { [readFirst]: _own, ...ofToken } = withUrn(request, news);
    const { failures = [], inputs } = await lifecycle.check(opened(propertiesIn(request.getOlds())), ofToken);
    const response = new proto.CheckResponse();
    response.setFailuresList(failures.map(({ reason }) => failure(reason)));
    const own = isReadFirst(news) ? { [readFirst]: true } : {};
    if (inputs !== undefined) response.setInputs(structFor(lifecycle, { ...inputs, ...own }, news));
    return response;
  }

  async diff(request: proto.DiffRequest): Promise<proto.DiffResponse> {
    const lifecycle = await this.#lifecycleOf(request);
    const [olds, news] = [propertiesIn(request.getOlds()), propertiesIn(request.getNews())];
    const oldInputs = propertiesIn(request.getOldInputs());
    const outputs = withUrn(request, olds);
    const ofToken = await lifecycle.diff(request.getId(), outputs, withUrn(request, news));
    if (ofToken.replaces.length > 0) this.#planned.remembers(request.getId(), outputs, request.getUrn());
    const difference = isReadFirst(oldInputs) === isReadFirst(news) ? ofToken : withUpdate(ofToken, readFirst);
    const response = new proto.DiffResponse();
    const { DIFF_NONE, DIFF_SOME } = proto.DiffResponse.DiffChanges;
    response.setChanges(difference.changes ? DIFF_SOME : DIFF_NONE);
    response.setReplacesList(difference.replaces);
    response.setHasdetaileddiff(true);
    const detailed = detailedDiff(difference, oldInputs, news);
    for (const [name, diff] of detailed) response.getDetaileddiffMap().set(name, diff);
    return response;
  }

  async create(request: proto.CreateRequest): Promise<proto.CreateResponse> {
    const lifecycle = await this.#lifecycleOf(request);
    const news = propertiesIn(request.getProperties());
    const inputs = withUrn(request, news);
    const response = new proto.CreateResponse();
    if (request.getPreview()) {
      response.setProperties(plannedStructFor(lifecycle, lifecycle.previewCreate(inputs), news));
    } else {
      const { id, outs } = await keeping(lifecycle, () => lifecycle.create(inputs), news);
      response.setId(id);
      response.setProperties(structFor(lifecycle, outs, news));
    }
    response.setRefreshBeforeUpdate(isReadFirst(news));
    return response;
  }

  async read(request: proto.ReadRequest): Promise<proto.ReadResponse> {
    const lifecycle = await this.#lifecycleOf(request);
    const [inputs, outputs] = [propertiesIn(request.getInputs()), propertiesIn(request.getProperties())];
    const response = new proto.ReadResponse();
    if (Object.keys(outputs).length === 0) {
      const taken = await imported(lifecycle, request.getId(), request.getUrn());
      response.setId(taken.id);
      response.setProperties(structFor(lifecycle, taken.outputs));
      response.setInputs(structFor(lifecycle, taken.inputs));
      return response;
    }
    const { id = "", props = {} } = await lifecycle.read(request.getId(), withUrn(request, outputs));
    response.setId(id);
    response.setProperties(structFor(lifecycle, props, outputs));
    response.setInputs(request.getInputs());
    response.setRefreshBeforeUpdate(isReadFirst(inputs));
    return response;
  }

  async update(request: proto.UpdateRequest): Promise<proto.UpdateResponse> {
    const lifecycle = await this.#lifecycleOf(request);
    const [olds, news] = [propertiesIn(request.getOlds()), propertiesIn(request.getNews())];
    const [id, outputs, inputs] = [request.getId(), withUrn(request, olds), withUrn(request, news)];
    const response = new proto.UpdateResponse();
    if (request.getPreview()) {
      response.setProperties(plannedStructFor(lifecycle, lifecycle.previewUpdate(id, outputs, inputs), news, olds));
    } else {
      const { outs } = await keeping(lifecycle, () => lifecycle.update(id, outputs, inputs), news, olds);
      response.setProperties(structFor(lifecycle, outs, news, olds));
    }
    response.setRefreshBeforeUpdate(isReadFirst(news));
    return response;
  }

  async delete(request: proto.DeleteRequest): Promise<void> {
    const lifecycle = await this.#lifecycleOf(request);
    const [id, outputs] = [request.getId(), opened(propertiesIn(request.getProperties()))];
    const resourceUrn = this.#planned.urnOf(id, outputs, request.getUrn());
    await lifecycle.delete(id, { ...outputs, resourceUrn });
  }

  /** Logs out of the open sessions. */
  close(): Promise<void> {
    return this.#lifecycles.close();
  }

  async #lifecycleOf(request: OfResource): Promise<Lifecycle> {
    const type = request.getUrn().split("::")[2] ?? "";
    const lifecycle = this.#lifecycles.of(type.split(":").at(-1) ?? "");
    await lifecycle.configure({ config: { get: this.configuration } });
    return lifecycle;
  }
}

/** The argument that makes the engine read a token before it plans. Only the engine uses it. */
const readFirst = "refreshBeforeUpdate";

function isReadFirst(inputs: Properties): boolean {
  return opened(inputs)[readFirst] === true;
}

interface OfResource {
  getUrn(): string;
}

/** Adds the resource's URN to its properties: the lifecycle expects it there, since not every provider receives it. */
function withUrn(request: OfResource, properties: Properties): Properties {
  return { ...opened(properties), resourceUrn: request.getUrn() };
}

async function keeping<T>(lifecycle: Lifecycle, change: () => Promise<T>, ...received: Properties[]): Promise<T> {
  try {
    return await change();
  } catch (error) {
    if (!(error instanceof Kept)) throw error;
    throw new InitializationFailure(error, structFor(lifecycle, error.properties, ...received));
  }
}
