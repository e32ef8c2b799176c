import { expect, test } from '@jest/globals'
import { SmallTexts } from '../../src/sources/files/small-texts.ts'

test('texts that are decoded together are the texts of their files, in their order', () => {
  // together more than is decoded at once, three times
  const written = Array.from({ length: 800 }, (_, index) => {
    const text = `# file ${index}\n`.repeat(index === 400 ? 100_000 : 1 + ((index * 7919) % 600))
    return [`${index}.yaml`, index % 7 === 0 ? `é${text}` : text] as const
  })
  const texts = new SmallTexts()
  for (const [file, text] of written)
    texts.add(file, text.startsWith('é') ? text : Buffer.from(text, 'latin1'))
  expect(texts.has('799.yaml')).toBe(true)
  expect([...texts.all()]).toEqual(written)
})
