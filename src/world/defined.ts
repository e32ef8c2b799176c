/** `T` with the keys that may be undefined made optional, as `exactOptionalPropertyTypes` wants them. */
export type Defined<T> = { [K in keyof T as undefined extends T[K] ? never : K]: T[K] } & {
  [K in keyof T as undefined extends T[K] ? K : never]?: Exclude<T[K], undefined>
}

/** The object without the keys whose value is undefined: an absent field is absent, never null or undefined. */
export function defined<T extends object>(object: T): Defined<T> {
  const kept: Partial<T> = {}
  // a loop, since this is done for each answer of every part
  for (const key of Object.keys(object) as (keyof T)[]) if (object[key] !== undefined) kept[key] = object[key]
  return kept as Defined<T>
}
