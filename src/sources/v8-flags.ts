/** What the changed flags were before. */
const usual = new Map<string, number>()

/** Sets a flag of V8 for the rest of the run. `usually`: its value in a process that changes nothing. */
export function setV8Flag(name: string, value: number, usually: number): void {
  usual.set(name, usually)
  set(name, value)
}

/** Sets all flags back: of code that V8 compiled under other flags the next run could use nothing. */
export function resetV8Flags(): void {
  for (const [name, value] of usual) set(name, value)
  usual.clear()
}

function set(name: string, value: number): void {
  // not loaded by a run that changes nothing
  process.getBuiltinModule('node:v8').setFlagsFromString(`--${name}=${value}`)
}
