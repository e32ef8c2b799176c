import type { CommandTable } from './shared/command-line.ts'

/** The commands by name; each is loaded when it is wanted. */
export const commands: CommandTable = {
  completion: async () => (await import('./completion.ts')).default,
  config: async () => (await import('./config.ts')).default,
  endpoints: async () => (await import('./endpoints.ts')).default,
  explain: async () => (await import('./explain.ts')).default,
  lint: async () => (await import('./lint.ts')).default,
  ls: async () => (await import('./ls.ts')).default,
  new: async () => (await import('./new.ts')).default,
  presets: async () => (await import('./presets.ts')).default,
  report: async () => (await import('./report.ts')).default,
  snapshot: async () => (await import('./snapshot.ts')).default,
  trace: async () => (await import('./trace.ts')).default,
  who: async () => (await import('./who.ts')).default,
}
