const ends = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const

/**
 * Does some work when this process is told to end, which then ends as it would have without it. In: what is to be undone before. Out:
 * what takes that back. Throws nothing.
 */
export function whenEnded(work: () => void): () => void {
  const handlers = ends.map((name) => {
    const end = () => {
      work()
      process.removeListener(name, end)
      process.kill(process.pid, name)
    }
    process.on(name, end)
    return { name, end }
  })
  return () => {
    for (const { name, end } of handlers) process.removeListener(name, end)
  }
}
