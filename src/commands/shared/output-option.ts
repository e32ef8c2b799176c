/** The flag `-o` of every command, but for its formats: `report/formats.ts` has those. */
export const outputOption = { char: 'o', helpValue: 'FORMAT', description: 'output format' } as const
