import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'

/** One run of ours against the real thing. */
export interface Proof {
  /** Of the row, and of its file in test/real/proved/: kebab case. */
  readonly id: string
  /** What we predict: `Services: verdict, type and field of each error, warnings`. */
  readonly what: string
  /** What decides: `code of the API server`, `kube-apiserver`, `kube-proxy (nftables), packets`. */
  readonly against: string
  /** Minor version: `1.36`; `1.34 (emulated)`. */
  readonly kubernetes: string
  readonly cases: number
  readonly disagreements: number
  readonly seed?: number
  /** The full run, one command: `CASES=200000 npm run test:bed apiserver-fuzz`. */
  readonly repeat: string
  /** Each disagreement that stays, by name and with its reason; they count in `disagreements`. */
  readonly known?: readonly string[]
}

type Run = Pick<Proof, 'kubernetes' | 'cases' | 'disagreements' | 'seed' | 'known'>
export type Row = Pick<Proof, 'id' | 'what' | 'against' | 'repeat'> & { readonly runs: readonly Run[] }

const folder = new URL('./proved/', import.meta.url)

/**
 * Prints what a run compared; with RECORD=1 it also becomes its row of docs/proved.md, which
 * `UPDATE=1 npm run jest -- test/proved.test.ts` writes anew.
 */
export function recordProof({ id, what, against, repeat, ...run }: Proof): void {
  const { kubernetes, cases, disagreements, seed } = run
  const drawn = seed === undefined ? '' : `, SEED=${seed}`
  process.stdout.write(
    `compared ${cases} cases: ${what}; ${against} ${kubernetes}; ${disagreements} disagreements${drawn}\n`,
  )
  if (process.env['RECORD'] !== '1') return
  const before = readRows().find((row) => row.id === id)?.runs ?? []
  const runs = [...before.filter((other) => other.kubernetes !== kubernetes), run].toSorted((a, b) =>
    a.kubernetes < b.kubernetes ? 1 : -1,
  )
  mkdirSync(folder, { recursive: true })
  const row: Row = { id, what, against, repeat, runs }
  writeFileSync(new URL(`${id}.json`, folder), `${JSON.stringify(row, undefined, 2)}\n`)
}

/** What was recorded, by id. */
export function readRows(): Row[] {
  const files = existsSync(folder) ? readdirSync(folder) : []
  return files.toSorted().map((file) => JSON.parse(readFileSync(new URL(file, folder), 'utf8')) as Row)
}
