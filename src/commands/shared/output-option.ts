import { Flags } from '@oclif/core'

/** The flag `-o` of every command, but for its formats: `report/formats.ts` has those. */
export const outputOption = { char: 'o', helpValue: 'FORMAT', description: 'output format' } as const

/** The flag `--sort-by` of commands that list. */
export const sortBy = Flags.string({
  helpValue: 'PATH',
  description: 'sort by this field of what -o json prints, as in .name',
})
