import type { Call, Method } from './call.ts'
import { SlackFailure } from './failure.ts'
import { checkedView, type View, wireView } from './views.ts'

const shown = ({ far, install }: Call, view: View) => ({
  view: wireView(view, far.app.id, install.botId),
})

const viewOf = (call: Call, type: 'modal' | 'home') =>
  checkedView(call.args.value('view', 'invalid_arguments'), type)

/** The view is looked at before the trigger is used up. */
const opened =
  (way: 'open' | 'push'): Method =>
  (call) => {
    const { far, args, team } = call
    const content = viewOf(call, 'modal')
    const { user } = far.triggers.use(args.required('trigger_id'), team)
    return shown(call, far.views[way](team, user, content))
  }

const update: Method = (call) => {
  const { far, args, team } = call
  const view = far.views.find(team, args.text('view_id'), args.text('external_id'))
  const content = viewOf(call, view.content['type'] === 'home' ? 'home' : 'modal')
  if (view.content['type'] === 'modal' && !far.views.isOpen(view))
    throw new SlackFailure('not_found')
  return shown(call, far.views.replace(view, content, args.text('hash')))
}

const publish: Method = (call) => {
  const { far, args, team } = call
  const content = viewOf(call, 'home')
  const user = far.workspaces.user(args.required('user_id'))
  if (user === undefined || !far.workspaces.sees(team, user))
    throw new SlackFailure('user_not_found')
  return shown(call, far.views.publish(team, user.id, content, args.text('hash')))
}

export const VIEW_METHODS: Readonly<Record<string, Method>> = {
  'views.open': opened('open'),
  'views.push': opened('push'),
  'views.update': update,
  'views.publish': publish,
}
