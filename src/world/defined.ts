/** `T` with the keys that may be undefined made optional, as `exactOptionalPropertyTypes` wants them. */
export type Defined<T> = { [K in keyof T as undefined extends T[K] ? never : K]: T[K] } & {
  [K in keyof T as undefined extends T[K] ? K : never]?: Exclude<T[K], undefined>
}

/** The object without the keys whose value is undefined: an absent field is absent, never null or undefined. */
export function defined<T extends object>(object: T): Defined<T> {
  const kept: Record<string, unknown> = {}
  // a loop, since every part does this for each of its answers
  for (const [key, value] of Object.entries(object)) if (value !== undefined) kept[key] = value
  return kept as Defined<T>
}
