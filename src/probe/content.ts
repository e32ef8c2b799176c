/** The object in an answer of the API server; undefined for anything else. */
export function contentOf({ body }: { readonly body: string }): object | undefined {
  try {
    const content: unknown = JSON.parse(body)
    return typeof content === 'object' && content !== null ? content : undefined
  } catch {
    return undefined
  }
}
