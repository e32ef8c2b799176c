/** What formats and `svc explain` say of a rule. */
export interface RuleHeader {
  readonly id: string
  readonly title: string
  readonly severity: 'error' | 'warning' | 'note'
  readonly why: string
  readonly source: string
}
