type Format = NonNullable<typeof Error.prepareStackTrace>;

/**
 * Until the function that it gives is called, the first whole stack that passes through the caller shows the user's
 * part of it alone.
 *
 * Pulumi stores the stack with every resource. It takes the fifth frame for the place in the user's program, which is
 * right for a class of `CustomResource`, and one too few for a class of `AccessTokenResource`; and what lies behind the
 * program, of Pulumi and of Node.js, is the same for each token and as long as the rest of its state.
 *
 * @param file whose frames between a class and `CustomResource` are left out
 */
export function onlyUserFrames(file: string): () => void {
  const before = Error.prepareStackTrace;
  const format: Format = before ?? ((error, frames) => [String(error), ...frames].join("\n    at "));
  const restore = () => {
    Error.prepareStackTrace = before as Format;
  };
  Error.prepareStackTrace = (error, frames) => {
    // Pulumi takes many stacks, and stores the one that it takes without a limit.
    if (Number.isFinite(Error.stackTraceLimit)) return format(error, frames);
    restore();
    const own = frames.findIndex((frame) => frame.getFileName() === file);
    // The class itself goes with Pulumi's part, which knows to leave it out.
    const user = frames.slice(own + 2).filter(isUsers);
    return format(error, own < 0 ? frames : [...frames.slice(0, own), ...frames.slice(own + 1, own + 2), ...user]);
  };
  return restore;
}

function isUsers(frame: NodeJS.CallSite): boolean {
  const file = frame.getFileName();
  return typeof file === "string" && !file.startsWith("node:") && !/[\\/]@(pulumi[\\/]pulumi|grpc)[\\/]/.test(file);
}
