import { z } from 'zod'

/** The parts that blocks are made of, with the limits of Slack's reference. Nothing unknown is let through. */
const string = (max: number) => z.string().min(1).max(max)
export const id = z.string().max(255)

export const plainText = (max: number) =>
  z.strictObject({
    type: z.literal('plain_text'),
    text: string(max),
    emoji: z.boolean().optional(),
  })

export const mrkdwn = (max: number) =>
  z.strictObject({ type: z.literal('mrkdwn'), text: string(max), verbatim: z.boolean().optional() })

export const anyText = (max: number) => z.discriminatedUnion('type', [plainText(max), mrkdwn(max)])

const option = (text: z.ZodType) =>
  z.strictObject({
    text,
    value: string(150),
    description: anyText(75).optional(),
    url: string(3000).optional(),
  })
const plainOption = option(plainText(75))
const richOption = option(anyText(75))

export const options = z.array(plainOption).max(100)
const optionGroups = z
  .array(z.strictObject({ label: plainText(75), options: options.min(1) }))
  .min(1)
  .max(100)

/** What an app answers when it is asked for suggestions. */
export const suggestions = z.union([
  z.strictObject({ options }),
  z.strictObject({ option_groups: optionGroups }),
])

const confirm = z.strictObject({
  title: plainText(100),
  text: anyText(300),
  confirm: plainText(30),
  deny: plainText(30),
  style: z.enum(['primary', 'danger']).optional(),
})

const acting = { action_id: id.optional(), confirm: confirm.optional() }
const filled = {
  ...acting,
  placeholder: plainText(150).optional(),
  focus_on_load: z.boolean().optional(),
}
const typing = {
  action_id: id.optional(),
  placeholder: plainText(150).optional(),
  focus_on_load: z.boolean().optional(),
  dispatch_action_config: z
    .strictObject({
      trigger_actions_on: z.array(z.enum(['on_enter_pressed', 'on_character_entered'])),
    })
    .optional(),
}
const many = { max_selected_items: z.int().min(1).optional() }

const button = z.strictObject({
  ...acting,
  type: z.literal('button'),
  text: plainText(75),
  value: z.string().max(2000).optional(),
  url: z.string().max(3000).optional(),
  style: z.enum(['primary', 'danger']).optional(),
  accessibility_label: z.string().max(75).optional(),
})
export const image = z.strictObject({
  type: z.literal('image'),
  image_url: string(3000),
  alt_text: string(2000),
})
const overflow = z.strictObject({
  ...acting,
  type: z.literal('overflow'),
  options: z.array(plainOption).min(1).max(5),
})
const staticSelect = z.strictObject({
  ...filled,
  type: z.literal('static_select'),
  options: options.min(1).optional(),
  option_groups: optionGroups.optional(),
  initial_option: plainOption.optional(),
})
const multiStaticSelect = z.strictObject({
  ...filled,
  ...many,
  type: z.literal('multi_static_select'),
  options: options.min(1).optional(),
  option_groups: optionGroups.optional(),
  initial_options: options.optional(),
})
const externalSelect = z.strictObject({
  ...filled,
  type: z.literal('external_select'),
  min_query_length: z.int().min(0).optional(),
  initial_option: plainOption.optional(),
})
const multiExternalSelect = z.strictObject({
  ...filled,
  ...many,
  type: z.literal('multi_external_select'),
  min_query_length: z.int().min(0).optional(),
  initial_options: options.optional(),
})
const usersSelect = z.strictObject({
  ...filled,
  type: z.literal('users_select'),
  initial_user: id.optional(),
})
const multiUsersSelect = z.strictObject({
  ...filled,
  ...many,
  type: z.literal('multi_users_select'),
  initial_users: z.array(id).optional(),
})
const conversationsSelect = z.strictObject({
  ...filled,
  type: z.literal('conversations_select'),
  initial_conversation: id.optional(),
  default_to_current_conversation: z.boolean().optional(),
  response_url_enabled: z.boolean().optional(),
  filter: z.looseObject({}).optional(),
})
const datepicker = z.strictObject({
  ...filled,
  type: z.literal('datepicker'),
  initial_date: z.iso.date().optional(),
})
const timepicker = z.strictObject({
  ...filled,
  type: z.literal('timepicker'),
  initial_time: z
    .string()
    .regex(/^([01]\d|2[0-3]):[0-5]\d$/)
    .optional(),
  timezone: string(100).optional(),
})
const datetimepicker = z.strictObject({
  ...acting,
  type: z.literal('datetimepicker'),
  initial_date_time: z.int().optional(),
  focus_on_load: z.boolean().optional(),
})
const checkboxes = z.strictObject({
  ...acting,
  type: z.literal('checkboxes'),
  options: z.array(richOption).min(1).max(10),
  initial_options: z.array(richOption).min(1).max(10).optional(),
  focus_on_load: z.boolean().optional(),
})
const radioButtons = z.strictObject({
  ...acting,
  type: z.literal('radio_buttons'),
  options: z.array(richOption).min(1).max(10),
  initial_option: richOption.optional(),
  focus_on_load: z.boolean().optional(),
})
const plainTextInput = z.strictObject({
  ...typing,
  type: z.literal('plain_text_input'),
  initial_value: z.string().max(3000).optional(),
  multiline: z.boolean().optional(),
  min_length: z.int().min(0).max(3000).optional(),
  max_length: z.int().min(1).max(3000).optional(),
})
const urlInput = z.strictObject({
  ...typing,
  type: z.literal('url_text_input'),
  initial_value: z.string().optional(),
})
const emailInput = z.strictObject({
  ...typing,
  type: z.literal('email_text_input'),
  initial_value: z.string().optional(),
})
const numberInput = z.strictObject({
  ...typing,
  type: z.literal('number_input'),
  is_decimal_allowed: z.boolean(),
  initial_value: z.string().optional(),
  min_value: z.string().optional(),
  max_value: z.string().optional(),
})

const CHOOSERS = [
  checkboxes,
  radioButtons,
  staticSelect,
  multiStaticSelect,
  externalSelect,
  multiExternalSelect,
  usersSelect,
  multiUsersSelect,
  conversationsSelect,
  datepicker,
  timepicker,
] as const

export const accessory = z.discriminatedUnion('type', [button, image, overflow, ...CHOOSERS])
export const actionElement = z.discriminatedUnion('type', [
  button,
  overflow,
  datetimepicker,
  ...CHOOSERS,
])
export const inputElement = z.discriminatedUnion('type', [
  plainTextInput,
  urlInput,
  emailInput,
  numberInput,
  datetimepicker,
  ...CHOOSERS,
])
export const contextElement = z.discriminatedUnion('type', [image, plainText(3000), mrkdwn(3000)])
