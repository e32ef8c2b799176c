/**
 * The type of a field on the wire, as the API server's Go structs have it. `?` marks a pointer: there, absent is not the
 * same as empty.
 */
export type WireType =
  | 'string'
  | 'string?'
  | 'bool'
  | 'bool?'
  | 'int32'
  | 'int32?'
  | 'int-or-string'
  | 'strings'
  | 'string map'
  | { readonly list: WireFields }
  | { readonly pointer: WireFields }

/** One field, once: manifest type, check of types, decoder and its result derive from it. */
interface WireField {
  readonly wire: WireType
  /** The values that the rest of the code may rely on, where they are few. */
  readonly values?: readonly string[]
  /** A manifest without it is never taken seriously. */
  readonly required?: true
  /** The Kubernetes version that brought it, such as `1.37`; absent for one that all predicted versions have. */
  readonly since?: `1.${number}`
}

export type WireFields = Readonly<Record<string, WireField>>

/** A field as a manifest has it. */
type WrittenForm<F extends WireField> = F extends { readonly values: readonly (infer V)[] }
  ? F['wire'] extends 'strings'
    ? readonly V[]
    : V
  : WrittenType<F['wire']>

type WrittenType<W extends WireType> = W extends 'string' | 'string?'
  ? string
  : W extends 'bool' | 'bool?'
    ? boolean
    : W extends 'int32' | 'int32?'
      ? number
      : W extends 'int-or-string'
        ? number | string
        : W extends 'strings'
          ? readonly string[]
          : W extends 'string map'
            ? Readonly<Record<string, string>>
            : W extends { readonly list: infer L extends WireFields }
              ? readonly WrittenFields<L>[]
              : W extends { readonly pointer: infer P extends WireFields }
                ? WrittenFields<P>
                : never

type RequiredOf<T extends WireFields> = {
  [K in keyof T]: T[K] extends { required: true } ? K : never
}[keyof T]

/** An object as a manifest has it: what is not required may be absent. */
export type WrittenFields<T extends WireFields> = {
  readonly [K in RequiredOf<T>]: WrittenForm<T[K]>
} & { readonly [K in Exclude<keyof T, RequiredOf<T>>]?: WrittenForm<T[K]> }

/** An object as the server decodes it: absent texts are empty, absent numbers 0, and only a pointer may be undefined. */
export type DecodedFields<T extends WireFields> = { -readonly [K in keyof T]: Decoded<T[K]['wire']> }

type Decoded<W extends WireType> = W extends 'string'
  ? string
  : W extends 'string?'
    ? string | undefined
    : W extends 'bool'
      ? boolean
      : W extends 'bool?'
        ? boolean | undefined
        : W extends 'int32'
          ? number
          : W extends 'int32?'
            ? number | undefined
            : W extends 'int-or-string'
              ? number | string
              : W extends 'strings'
                ? string[]
                : W extends 'string map'
                  ? Map<string, string>
                  : W extends { readonly list: infer L extends WireFields }
                    ? DecodedFields<L>[]
                    : W extends { readonly pointer: infer P extends WireFields }
                      ? DecodedFields<P> | undefined
                      : never
