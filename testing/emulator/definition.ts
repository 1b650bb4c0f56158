import type { Controls } from "./control";
import type { Handler, Routes } from "./routes";

/** Makes an emulator behave like one vendor. */
export interface EmulatorDefinition {
  readonly routes: Routes;
  /** Answers the requests that match no route. */
  readonly otherwise: Handler;
  /** The settings that a test may change with `POST /_control`. */
  readonly controls: Controls;
  /** Secret fields and headers whose names do not end like those of secrets (`password`, `token`, `apiKey`, ...). */
  readonly secretFields?: readonly string[];
  /** Over TLS, asks clients for a certificate. These are the authorities (PEM) whose certificates it trusts. */
  readonly clientAuthorities?: readonly string[];
}
