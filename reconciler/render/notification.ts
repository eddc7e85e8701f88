/** The bodies of notifications: for any receiver, for Slack, as CloudEvents. Pure; `notify/` sends them. */

import type { NotifyConfig } from '../../policies/config.ts';
import type { News, NewsEvent } from './news.ts';
import { printable } from './printable.ts';
import { shortOid } from './quantity.ts';

export interface Notification {
  /** The same for each try: a receiver that saw it may drop it. */
  readonly id: string;
  readonly contentType: string;
  readonly body: string;
}

/** What a receiver of this kind is sent for one piece of news. */
export function notificationOf(news: News, kind: NotifyConfig['kind']): Notification {
  const { id } = news;
  switch (kind) {
    case 'webhook':
      return { id, contentType: 'application/json', body: JSON.stringify({ version: 1, ...dataOf(news) }) };
    case 'slack':
      return { id, contentType: 'application/json', body: JSON.stringify(slackMessage(news)) };
    case 'cloudevents':
      return { id, contentType: 'application/cloudevents+json', body: JSON.stringify(cloudEvent(news)) };
  }
}

/** Names and words as they are: JSON needs nothing more, and a receiver escapes for where it shows them. */
function dataOf({ at, ...news }: News): Readonly<Record<string, unknown>> {
  return { ...news, at: new Date(at).toISOString() };
}

const typesOfEvents: Readonly<Record<NewsEvent, string>> = {
  adopt: 'intent.adopted',
  accept: 'intent.accepted',
  refuse: 'intent.refused',
  begin: 'walk.begun',
  move: 'walk.moved',
  raise: 'walk.raised',
  lower: 'walk.lowered',
  promote: 'walk.promoted',
  revert: 'walk.reverted',
  settle: 'walk.settled',
  gone: 'walk.gone',
  hold: 'walk.held',
  release: 'walk.released',
  retry: 'walk.retried',
  abort: 'walk.aborted',
  pause: 'walk.paused',
  resume: 'walk.resumed',
  skip: 'walk.shortened',
  'promote-now': 'walk.promoted-now',
  freeze: 'live.frozen',
  unfreeze: 'live.unfrozen',
  join: 'live.joined',
  restore: 'live.restored',
  sync: 'live.fitted',
};

/** CloudEvents 1.0, structured mode. Source and id together are unique. */
function cloudEvent(news: News): Readonly<Record<string, unknown>> {
  return {
    specversion: '1.0',
    id: news.id,
    source: `/sluice/${encodeURIComponent(news.cluster)}`,
    type: `dev.sluice.${typesOfEvents[news.event]}`,
    ...(news.target === null ? {} : { subject: news.target }),
    time: new Date(news.at).toISOString(),
    datacontenttype: 'application/json',
    data: dataOf(news),
  };
}

/** Slack takes 3,000 characters in a section. */
const longestText = 2_900;

/**
 * The block is plain text, in which Slack reads nothing as a mention or a link. `text` stands in for it where blocks
 * aren't shown, as in a phone's notification; there three characters are Slack's own, and are escaped.
 */
function slackMessage(news: News): Readonly<Record<string, unknown>> {
  const { target, cluster, commit } = news;
  const subject = target === null ? cluster : `${target} (${cluster})`;
  const told = printable(`${markOf(news.event)} ${subject}: ${news.headline}`)
    .slice(0, longestText)
    .toWellFormed();
  return {
    text: slackText(told),
    mrkdwn: false,
    blocks: [
      { type: 'section', text: { type: 'plain_text', text: told, emoji: false } },
      {
        type: 'context',
        elements: [{ type: 'plain_text', text: `sluice why ${shortOid(commit)}`, emoji: false }],
      },
    ],
  };
}

const alarming: ReadonlySet<NewsEvent> = new Set(['lower', 'abort', 'refuse', 'restore']);
const pausing: ReadonlySet<NewsEvent> = new Set(['hold', 'pause', 'freeze']);

function markOf(event: NewsEvent): string {
  if (alarming.has(event)) return '❌';
  return pausing.has(event) ? '⏸' : '✅';
}

/** `&`, `<` and `>` are all that Slack's own markup is made of. */
function slackText(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
