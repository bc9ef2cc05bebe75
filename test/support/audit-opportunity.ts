import type { Step } from './audit-walk.ts'

/** What becomes of the first applicant, up to the end of the opportunity. */
export function opportunitySteps(
  officer: string,
  applicant: string,
  broadcast: string,
): readonly Step[] {
  const of = { broadcast, applicant: '1' }
  const shortlist = { ...of, from: 'interested', to: 'shortlisted' }
  const offer = { ...of, from: 'shortlisted', to: 'offered' }
  return [
    [officer, 'show-applicant', of],
    [officer, 'decide-applicant', shortlist],
    [officer, 'decide-on-applicant', shortlist, {}],
    [officer, 'decide-on-applicant', offer, { reason: 'We would like you to' }],
    [applicant, 'turn-down', { broadcast }],
    [applicant, 'submit-turn-down', { broadcast }, { reason: 'Too far' }],
    [applicant, 'accept-offer', { broadcast }],
    [officer, 'extend-opportunity', { broadcast }],
    [officer, 'submit-extension', { broadcast }, { closes: '2999-12-31' }],
    [officer, 'close-opportunity', { broadcast }],
    [officer, 'submit-closing', { broadcast }, { as: 'unfilled' }],
  ]
}
