// Is loaded before the demo, so that every run of it saves the same files: each `new Date()` is a minute later than the last one.
let now = Date.parse('2026-02-26T12:59:33.063Z');

globalThis.Date = new Proxy(Date, {
  construct(Target, args: unknown[], newTarget) {
    return args.length === 0 ? new Target((now += 60_000)) : Reflect.construct(Target, args, newTarget);
  },
});
