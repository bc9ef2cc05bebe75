/** What help puts together under one name; typed after it, like "help forums". */
export const TOPICS = [
  'messages',
  'finding',
  'following',
  'opportunities',
  'forums',
  'ballots',
  'meetings',
  'consultations',
  'events',
  'account',
  'sources',
  'reports',
] as const
export type Topic = (typeof TOPICS)[number]
