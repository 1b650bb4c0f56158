/**
 * How programs are compiled: without what only a debugger reads, which takes time to write. What one build has compiled,
 * the next one takes from Go's cache if the flags are the same.
 */
export const compiling = ["-trimpath", "-gcflags=all=-dwarf=false"];

/** The user's workspace and vendor settings have no effect here. The compiler is faster with less garbage collection. */
export const environment = () => ({ GOGC: "400", ...process.env, GOWORK: "off", GOFLAGS: "-mod=mod" });
