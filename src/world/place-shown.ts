import type { Location } from './place.ts'
import type { Origin } from './resource.ts'

/** Where something is, for who is to change it. */
export interface PlaceShown {
  readonly location?: Location
  /** The template that it was rendered from. */
  readonly template?: string
  /** The place in the rendered text. */
  readonly rendered?: Location
}

/** A place in the text of a manifest; of what was rendered the template, whose line is given only where it is surely the same. */
export function placeShown({ template }: Origin, place: Location | undefined): PlaceShown {
  if (template === undefined) return place === undefined ? {} : { location: place }
  const location = place === undefined ? undefined : template.locate(place)
  return {
    template: template.file,
    ...(location === undefined ? {} : { location }),
    ...(place === undefined ? {} : { rendered: place }),
  }
}

/** `file:line:column`; of what was rendered the template, with its line where that is surely the same. Undefined where no text holds it. */
export function placeWords(origin: Origin, place: Location | undefined): string | undefined {
  const { location, template } = placeShown(origin, place)
  return location === undefined ? template : `${location.file}:${location.line}:${location.column}`
}
