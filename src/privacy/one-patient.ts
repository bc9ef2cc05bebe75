import { type Signal, signalsOf } from './signal.ts'

const OLD = '(?:y\\/?o|yrs?\\.?[ -]?old|years?[ -]old|month[ -]old|week[ -]old|\\/(?:52|12)[ -]old)'
/** "67 y/o", "82 year old man", "19yr old with": not "40 to 74 years old", "12-year-olds", "85 years old and over". */
const AGED = new RegExp(
  `(?<!\\d|\\b(?:to|under|over|than|least|above|below|aged)[ -]|[-\\u2013<>])\\d{1,3}[ -]?${OLD}\\b(?!s| (?:and|or) (?:over|above|older|under|younger|below)|\\+)`,
  'giu',
)
const AGED_OF =
  /\bin (?:his|her) (?:early |mid |late )?\d0'?s\b|\b(?:man|woman|lady|gentleman|female|male|boy|girl|pt|chap), ?\d{1,2}\b(?! ?%)|\b(?:man|woman|lady|gentleman|female|male|boy|girl|pt|patient)(?: of|,? aged) \d{1,3}\b(?! (?:and|or|to) |\+|-)/gi
/** "67F ..." and nothing before it: so a line about one patient begins. */
const SEXED_FIRST =
  /^\d{2} ?\/?[mf](?![\p{L}\p{N}.:%]|\/\d| (?:catheter|foley|gauge|size|dressing))/giu
/** "67F", "F34", "24/F", "M, 71": sizes of catheters and rooms look the same, so that it wants another sign beside it. */
const SEXED =
  /(?<![\p{L}\p{N}.])(?:\d{1,2} ?\/? ?[MF]|\d{2}f|[MF],? ?\d{1,2})(?![\p{L}\p{N}.:%]|\/\d| (?:catheter|foley|gauge|size))/gu

/** A person who is one particular patient. */
const THEIRS = [
  // my patient, this pt, one of our patients, a patient of mine, I have a patient
  '\\b(?:my|this|that) (?:pt|patient|lady|gentleman|chap|child|baby|mum)\\b',
  '\\bone of (?:our|my) (?:pts|patients|receptionists|nurses|staff)\\b',
  '\\b(?:pt|patient) of (?:mine|ours)\\b',
  '\\bI (?:have|had|saw|see|referred|reviewed) (?:a|this|the|one) (?:pt|patient|lady|gentleman|man|woman|child|boy|girl|baby)\\b',
  '\\b(?:the|a) (?:pt|patient|lady|gentleman|man|woman) (?:I|we|from|who rang|who came)\\b',
  '\\bthe only (?:pt|patient|lady|gentleman|man|woman|person|child) (?:with|at|in)\\b',
  '\\badvise on a (?:pt|patient)\\b',
  "\\bI've (?:got|had|seen) (?:a|this|the|one) (?:pt|patient|lady|gentleman|man|woman|child|boy|girl|baby|chap|guy)\\b",
  '\\b(?:had|have|seen|got) (?:someone|somebody) (?:in|with|who)\\b',
  '\\ba (?:guy|chap|lady|gent|gentleman|lad) (?:with|who|of|in|on)\\b',
  '\\bthe (?:man|lady|woman|chap|guy|gentleman|family) (?:at|from|with|in|who)\\b',
  // pt c/o, pt has, patient rang
  '\\bpt (?:has|is|was|had|wants|needs|says|rang|called|presented|presenting|came|attended|admitted|on|at|known|born|declined|c/o)(?![\\p{L}\\p{N}])',
  "\\bpatient(?:'s (?:daughter|son|wife|husband|mum|mother|father|mobile|partner)| (?:rang|called|presented|came|attended|declined))\\b",
  // his bloods, her husband
  '\\b(?:his|her) (?:bloods?|results?|scan|mri|ct|x-ray|xray|ecg|inr|tsh|hb|ferritin|bp|husband|wife|daughter|son|mum|mother|father|partner|carer|leg|arm|rash|mole|lump|wound|chest|pain|meds|medication|tablets|insulin|operation|number is)\\b',
  '\\b(?:lives|living|resides) (?:at|in) \\d',
  '\\b(?:seen today:|photos? (?:is |are )?attached|safeguarding: child|admitted (?:last night|today|yesterday|on|w/|with))',
] as const
const ONE = new RegExp(THEIRS.join('|'), 'giu')

const PRONOUN =
  /\b(?:he|she) (?:is|has|was|had|needs|wants|rang|lives|can't|won't|declined|be|lives)\b|\bcan (?:he|she)\b|\b(?:he|she)'s\b|\bring (?:him|her)\b|\b(?:ph|hx|pmh|o\/e)\b/gi
const PATIENT =
  /\b(?:pt|this pt|patient)\b(?! (?:information|leaflets?|leaflet|safety|record|records|data|group|access|info|list|lists|transport|choice|experience))/gi

/** What is found out about one patient, or done with them. In a message for everybody these are said too: alone they are no sign. */
const CLINICAL =
  /\b(?:bloods|scan|results?|mri|ct|inr|hb|tsh|psa|prolactin|egfr|bp \d|k\+|crp|wcc|trop|ketones|palpitations|haematuria|weight loss|chest pain|sob|pmb|c\/o|dna'?d|off legs|falls?|seizure|jaundice|fever|rash|lump|mole|wound|ulcer|stroke|confused|pregnant|diplopia|uti|dvt|weeks|wks|admitted|discharged|presented|diagnosed|referred|catheter|meds|palliative|eol|care home|nursing home|ward \d|tkr|thr|hip|leg|mets|cancer|af|copd|warfarin|apixaban|edoxaban|lithium|pred|ibuprofen|d\/c|dn|dns|self harm|allergic|died|mccd|hba1c \d{2,3}|gcs|collapse|disclosed|tonsillitis|ihd|booked in|still waiting|call back|visit|usc|2ww)\b|\?[A-Za-z]{2,}/gi

export const onePatient = (text: string): readonly Signal[] => [
  ...signalsOf('age', text, AGED).filter(({ end }) => !/^s\b/.test(text.slice(end))),
  ...signalsOf('age', text, AGED_OF),
  ...signalsOf('age', text, SEXED_FIRST),
  ...signalsOf('age-and-sex', text, SEXED),
  ...signalsOf('one-patient', text, ONE),
  ...signalsOf('somebody', text, PRONOUN),
  ...signalsOf('somebody', text, PATIENT).filter(({ at }) => isOne(text, at)),
  ...signalsOf('clinical', text, CLINICAL),
]

/** "pt" or "patient" of one person: not any patient, each, every, if the patient, ask the patient. */
const isOne = (text: string, at: number): boolean =>
  !/(?:\b(?:any|each|every|per|an?|no|if the|when the|unless the|ask the|tell the|give the|whether the|the|for) |-)$/i.test(
    text.slice(Math.max(0, at - 16), at),
  )
