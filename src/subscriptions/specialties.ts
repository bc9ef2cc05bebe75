/**
 * Specialty tags: the `medical_specialism` vocabulary of GOV.UK's medical safety items (40 values,
 * Open Government Licence v3.0, alphagov/specialist-publisher medical_safety_alerts.json).
 */
export const SPECIALTIES: ReadonlyMap<string, string> = new Map([
  ['anaesthetics', 'Anaesthetics and intensive care'],
  ['breastfeeding', 'Breastfeeding'],
  ['cancer', 'Cancer'],
  ['cardiology', 'Cardiovascular disease and lipidology'],
  ['care-home-staff', 'Care home staff'],
  ['cosmetic-surgery', 'Cosmetic surgery'],
  ['critical-care', 'Critical care'],
  ['dentistry', 'Dentistry'],
  ['dermatology', 'Dermatology'],
  ['dispensing-gp-practices', 'Dispensing GP practices'],
  ['ear-nose-throat', 'Ear, nose and throat'],
  ['emergency-medicine', 'Emergency medicine'],
  ['endocrinology-diabetology-metabolism', 'Endocrinology, diabetology and metabolism'],
  ['general-practice', 'General practice'],
  ['general-surgery', 'General surgery'],
  ['gi-hepatology-pancreatic-disorders', 'GI, hepatology and pancreatic disorders'],
  ['haematology-oncology', 'Haematology and oncology'],
  ['immunology-vaccination', 'Immunology and vaccination'],
  ['immunosuppression-transplantation', 'Immunosuppression and transplantation'],
  ['infection-prevention', 'Infection prevention'],
  ['infectious-disease', 'Infectious disease'],
  ['neurology', 'Neurology'],
  ['nutrition-dietetics', 'Nutrition and dietetics'],
  ['obstetrics-gynaecology', 'Obstetrics and gynaecology and fertility'],
  ['ophthalmology', 'Ophthalmology'],
  ['orthopaedics', 'Orthopaedics'],
  ['paediatrics', 'Paediatrics and neonatology'],
  ['pain-management-palliation', 'Pain management and palliation'],
  ['pathology', 'Pathology'],
  ['pharmacy', 'Pharmacy'],
  ['physiotherapy-occupational-therapy', 'Physiotherapy and occupational therapy'],
  ['pregnancy', 'Pregnancy'],
  ['psychiatry', 'Psychiatry'],
  ['radiology', 'Radiology and imaging'],
  ['renal-medicine', 'Renal medicine'],
  ['respiratory-disease-allergy', 'Respiratory disease and allergy'],
  ['rheumatology', 'Rheumatology'],
  ['theatre-practitioners', 'Theatre practitioners'],
  ['urology', 'Urology and nephrology'],
  ['vascular-cardiac-surgery', 'Vascular and cardiac surgery'],
])

/** GOV.UK's drug safety updates name seven of them otherwise (`therapeutic_area`). */
const ALIASES: ReadonlyMap<string, string> = new Map([
  ['anaesthesia-intensive-care', 'anaesthetics'],
  ['cardiovascular-disease-lipidology', 'cardiology'],
  ['haematology', 'haematology-oncology'],
  ['obstetrics-gynaecology-fertility', 'obstetrics-gynaecology'],
  ['paediatrics-neonatology', 'paediatrics'],
  ['radiology-imaging', 'radiology'],
  ['urology-nephrology', 'urology'],
])

/** The tag that a slug of either vocabulary means, or null for none. */
export function specialtyOf(slug: string): string | null {
  const tag = ALIASES.get(slug) ?? slug
  return SPECIALTIES.has(tag) ? tag : null
}

export const specialtyName = (tag: string): string => SPECIALTIES.get(tag) ?? tag
