type Format = NonNullable<typeof Error.prepareStackTrace>;

/**
 * Shortens the stack trace that Pulumi stores with a resource to the user's own part. It applies once, to the next
 * trace that is taken without a limit, and ends when you call the returned function.
 *
 * Pulumi takes the fifth frame for the place in the user's program. That is right for a class of `CustomResource`, and
 * one frame too few for a class of `AccessTokenResource`. The frames of Pulumi and Node.js behind the program are the
 * same for every token, and as long as the rest of its state.
 *
 * @param file the file whose frames between a class and `CustomResource` are left out
 */
export function onlyUserFrames(file: string): () => void {
  const before = Error.prepareStackTrace;
  const format: Format = before ?? ((error, frames) => [String(error), ...frames].join("\n    at "));
  const restore = () => {
    Error.prepareStackTrace = before as Format;
  };
  Error.prepareStackTrace = (error, frames) => {
    // Pulumi takes many stack traces, and stores the one that it takes without a limit.
    if (Number.isFinite(Error.stackTraceLimit)) return format(error, frames);
    restore();
    const own = frames.findIndex((frame) => frame.getFileName() === file);
    // Pulumi leaves the frame of the class out by itself.
    const user = frames.slice(own + 2).filter(isUsers);
    return format(error, own < 0 ? frames : [...frames.slice(0, own), ...frames.slice(own + 1, own + 2), ...user]);
  };
  return restore;
}

function isUsers(frame: NodeJS.CallSite): boolean {
  const file = frame.getFileName();
  return typeof file === "string" && !file.startsWith("node:") && !/[\\/]@(pulumi[\\/]pulumi|grpc)[\\/]/.test(file);
}
