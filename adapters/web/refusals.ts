import type { Context } from 'hono'
import { problem } from '#src/pages/layout.ts'

/** Where every page here leads back to. */
export const HOME = '/'

export const notOurs = (c: Context) =>
  c.html(
    problem(
      'That could not be read',
      'It did not come whole from one of the buttons or forms here. Load the page again, and then repeat what you did.',
      HOME,
    ),
    400,
  )

export const nobody = (c: Context) =>
  c.html(
    problem('Nobody of that name is here', 'Choose somebody from the list of people.', HOME),
    404,
  )

export const tooLong = (c: Context) =>
  c.html(problem('That is too long to send', 'Go back, shorten it, and send it again.', HOME), 413)

export const closed = (c: Context) =>
  c.html(
    problem('Cascade is starting or stopping', 'Nothing was changed. Try again in a minute.', HOME),
    503,
  )

export const broken = (c: Context, reference: string) =>
  c.html(
    problem(
      'Something went wrong at our end',
      `Try again in a minute. If it goes on, tell whoever runs Cascade this reference: ${reference}.`,
      HOME,
    ),
    500,
  )
