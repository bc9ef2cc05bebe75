/** Which lines of the audit: those that fit all that is given. */
export type AuditAsked = Readonly<{
  person: string | null
  subject: string | null
  /** The beginning of the action, as "consent". */
  action: string | null
  since: Date | null
  until: Date | null
  last: number
}>

/** Who did what to which thing, and when: ids only. Nobody is whoever runs Cascade, or Cascade itself. */
export type AuditLine = Readonly<{
  id: string
  at: Date
  person: string | null
  action: string
  subject: string
}>
