import type { OptionalCategory } from '#src/people/consents/wordings.ts'
import type { Topic } from '#src/subscriptions/rules.ts'
import type { BroadcastKind, Cadence, GpKind, RoleName } from '#src/kernel/schema.ts'
import { DEMO_ICB, DEMO_PCN } from './messages.ts'

/** Nobody here exists. GMC references this low were never given to anybody. */
export type DemoPerson = Readonly<{
  /** The account's name in the local chat's addresses. */
  user: string
  name: string
  about: string
  /** Null for the newcomer, who has an account and has not joined. */
  joined: Readonly<{
    gmc: string | null
    gpKind: GpKind
    quiet: Readonly<{ from: string; to: string }> | null
    /** What they agree to beside service messages. */
    agrees: readonly OptionalCategory[]
    workplaces: readonly string[]
    interests: readonly string[]
    roles: readonly Readonly<{ role: RoleName; organisation: string }>[]
    topics: readonly Topic[]
  }> | null
}>

const SERVICE: readonly BroadcastKind[] = [
  'prescribing',
  'pathway',
  'board-meeting',
  'announcement',
  'consultation',
  'education-event',
]
const EVERYTHING: readonly BroadcastKind[] = [...SERVICE, 'opportunity']

const follow = (
  organisation: string,
  kinds: readonly BroadcastKind[],
  cadence: Cadence = 'now',
  specialty: string | null = null,
): Topic[] => kinds.map((kind) => ({ kind, organisation, specialty, cadence }))

const plain = { quiet: null, agrees: [], interests: [], roles: [] }

/** The three practices of the invented PCN. */
export const DEMO_PRACTICES: readonly Readonly<{ code: string; name: string }>[] = [
  { code: 'A00001', name: 'Example Surgery (invented)' },
  { code: 'A00002', name: 'Sample Street Practice (invented)' },
  { code: 'A00003', name: 'Specimen Health Centre (invented)' },
]
export const DEMO_PCN_NAME = 'Example PCN (invented)'

export const DEMO_PEOPLE: readonly DemoPerson[] = [
  {
    user: 'amara-okafor',
    name: 'Dr Amara Okafor',
    about: 'Locum GP around Taunton who follows everything as it happens',
    joined: {
      ...plain,
      gmc: '0000001',
      gpKind: 'locum',
      agrees: ['opportunities', 'education'],
      workplaces: ['L85001', 'L85014', 'U28174', 'A00001'],
      interests: ['general-practice', 'respiratory-disease-allergy'],
      topics: [
        ...follow('L85001', EVERYTHING),
        ...follow('L85014', EVERYTHING),
        ...follow('U28174', EVERYTHING),
        ...follow('A00001', EVERYTHING),
      ],
    },
  },
  {
    user: 'priya-raman',
    name: 'Dr Priya Raman',
    about: 'Clinical director of the Example PCN, GP partner at Example Surgery',
    joined: {
      ...plain,
      gmc: '0000002',
      gpKind: 'partner',
      workplaces: ['A00001'],
      roles: [{ role: 'clinical-director', organisation: DEMO_PCN }],
      topics: follow(DEMO_PCN, SERVICE),
    },
  },
  {
    user: 'tomasz-wieczorek',
    name: 'Tomasz Wieczorek',
    about: 'Medicines optimisation pharmacist, prescribing lead for NHS Somerset ICB',
    joined: {
      ...plain,
      gmc: null,
      gpKind: 'not-a-gp',
      workplaces: [DEMO_ICB],
      interests: ['pharmacy'],
      roles: [{ role: 'prescribing-lead', organisation: DEMO_ICB }],
      topics: follow(DEMO_ICB, ['pathway', 'announcement']),
    },
  },
  {
    user: 'siobhan-keane',
    name: 'Dr Siobhan Keane',
    about: 'Portfolio GP, liaison lead for sessional GPs in NHS Somerset ICB',
    joined: {
      ...plain,
      gmc: '0000003',
      gpKind: 'portfolio',
      agrees: ['opportunities', 'education'],
      workplaces: [DEMO_ICB, 'L85047'],
      interests: ['general-practice'],
      roles: [{ role: 'liaison-lead', organisation: DEMO_ICB }],
      topics: follow(DEMO_ICB, EVERYTHING),
    },
  },
  {
    user: 'nadia-rahimi',
    name: 'Dr Nadia Rahimi',
    about: 'GP and clinical director at NHS Somerset ICB: approves what is critical or for all',
    joined: {
      ...plain,
      gmc: '0000007',
      gpKind: 'partner',
      workplaces: [DEMO_ICB],
      roles: [{ role: 'clinical-director', organisation: DEMO_ICB }],
      topics: [],
    },
  },
  {
    user: 'marcia-bennett',
    name: 'Marcia Bennett',
    about: 'Practice manager of Example Surgery',
    joined: {
      ...plain,
      gmc: null,
      gpKind: 'not-a-gp',
      workplaces: ['A00001'],
      roles: [{ role: 'practice-manager', organisation: 'A00001' }],
      topics: follow('A00001', SERVICE),
    },
  },
  {
    user: 'callum-reid',
    name: 'Dr Callum Reid',
    about: 'Locum GP in Frome and Minehead: prescribing and pathways only, not after 7pm',
    joined: {
      ...plain,
      gmc: '0000004',
      gpKind: 'locum',
      quiet: { from: '19:00', to: '07:00' },
      workplaces: ['L85008', 'L85019'],
      interests: ['emergency-medicine'],
      topics: [
        ...follow('L85008', ['prescribing']),
        ...follow('L85019', ['prescribing']),
        ...follow('L85008', ['pathway'], 'daily'),
        ...follow('L85019', ['pathway'], 'daily'),
      ],
    },
  },
  {
    user: 'mei-ling-zhao',
    name: 'Dr Mei-Ling Zhao',
    about: 'Locum GP who follows opportunities, and dermatology wherever it comes from',
    joined: {
      ...plain,
      gmc: '0000005',
      gpKind: 'locum',
      agrees: ['opportunities', 'education'],
      workplaces: ['L85022', 'A00003'],
      interests: ['dermatology'],
      topics: [
        ...follow(DEMO_ICB, ['opportunity']),
        ...follow(DEMO_ICB, ['prescribing', 'pathway'], 'now', 'dermatology'),
      ],
    },
  },
  {
    user: 'yusuf-demir',
    name: 'Dr Yusuf Demir',
    about: 'Salaried GP at Sample Street Practice in the Example PCN',
    joined: {
      ...plain,
      gmc: '0000006',
      gpKind: 'salaried',
      workplaces: ['A00002'],
      interests: ['paediatrics'],
      topics: follow('A00002', SERVICE),
    },
  },
  {
    user: 'rhiannon-lloyd',
    name: 'Dr Rhiannon Lloyd',
    about: 'New to Somerset, has not joined yet: type join',
    joined: null,
  },
]
