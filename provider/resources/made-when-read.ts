/**
 * Defines a property whose value is made when it is first read. To the program it is like any other property of the
 * object.
 */
export function madeWhenRead(object: object, name: string, make: () => unknown): void {
  const define = (property: PropertyDescriptor) =>
    Object.defineProperty(object, name, { ...property, configurable: true, enumerable: true });
  const set = (value: unknown) => void define({ value, writable: true });
  define({
    get() {
      const value = make();
      set(value);
      return value;
    },
    set,
  });
}
