// Imported before the tests, to run them as in a program that forbids generated code: the library's own is refused, that of the packages that
// tests use is not.
globalThis.Function = new Proxy(Function, {
  construct(target, texts, newTarget) {
    if (texts[0] === 'fields') throw new EvalError('found generated code, expected none');
    return Reflect.construct(target, texts, newTarget);
  },
});
