/** What people do to a repository of five rules, one commit at a time. */

import { items } from '../support/walks.ts';
import { emptyRepository, keyOf, letters } from '../support/mesh-repository.ts';
import type { Letter, ObjectModel, RepositoryModel, RolloutModel, RuleModel } from '../support/mesh-repository.ts';

export const changes = [
  'end',
  'weights',
  'end',
  'revert',
  'revert-rule',
  'revert-rule',
  'rename',
  'rename',
  'split',
  'delete-rule',
  'move',
  'walk',
  'suspend',
  'suspend',
  'steps',
  'endpoints',
  'redefine',
  'timeout',
  'header',
  'comment',
  'weights',
  'new-host',
] as const;
export type Change = (typeof changes)[number];

/** Numbers that a change draws its parts from. */
export type Draw = readonly [number, number, number];

const rule = (name: string | null, prefix: string | null, letter: Letter): RuleModel => ({
  name,
  prefix,
  items: items({ [letter]: 100 }),
});
const rollout = (name: string, object: string, of: string | null, onDeadline: 'hold' | 'rollback'): RolloutModel => ({
  name,
  object,
  rule: of,
  steps: [5, 50],
  onDeadline,
});

/** Four walked rules, one of them without a name, and one that no walk covers. */
export const firstModel: RepositoryModel = {
  ...emptyRepository,
  objects: [
    { name: 'web', file: 'routes/web.yaml', host: 'web.example.com', rules: [rule('primary', null, 'a')] },
    {
      name: 'api',
      file: 'routes/api.yaml',
      host: 'api.example.com',
      rules: [rule('items', '/items', 'b'), rule('rest', null, 'a')],
    },
    { name: 'cart', file: 'routes/shared.yaml', host: 'cart.example.com', rules: [rule(null, null, 'm1')] },
    { name: 'plain', file: 'routes/shared.yaml', host: 'plain.example.com', rules: [rule('main', null, 'c')] },
  ],
  rollouts: [
    rollout('web', 'web', 'primary', 'hold'),
    rollout('items', 'api', 'items', 'rollback'),
    rollout('rest', 'api', 'rest', 'hold'),
    rollout('cart', 'cart', null, 'rollback'),
  ],
};

/** The same, with one that waits for another, and all traffic watched for a while before the others end; at most two at once. */
export const bakingModel: RepositoryModel = {
  ...firstModel,
  rollouts: firstModel.rollouts.map((walk) =>
    walk.name === 'rest' ? { ...walk, after: 'items' } : { ...walk, bakes: true },
  ),
  walkLimit: 2,
};

/** What an author looks at: the repository, its earlier forms, the latest last, and the targets that are on their way. */
export interface Desk {
  readonly model: RepositoryModel;
  readonly past: readonly RepositoryModel[];
  readonly inFlight: readonly string[];
}

/** The repository after a change. */
export function changed({ model, past, inFlight }: Desk, change: Change, draw: Draw): RepositoryModel {
  const at = placeOf(model, draw[0], inFlight);
  switch (change) {
    case 'revert':
      return past.at(-2 - (draw[1] % 2)) ?? model;
    case 'move':
      return withObject(model, at.object, { file: `routes/${at.object.name}-${draw[1] % 2}.yaml` });
    case 'comment':
      return { ...model, comment: `# ${draw[1] % 5}\n` };
    case 'endpoints':
    case 'redefine':
      return withDestination(model, change, draw[2] % 2 === 0 ? (at.rule.items[0]?.to ?? 'a') : letterOf(draw[1]));
    case 'walk':
    case 'suspend':
    case 'steps':
      return withWalk(model, at, change, draw[1]);
    case 'new-host':
      return withHost(model, draw);
    case 'rename':
    case 'split':
    case 'delete-rule':
      return reshaped(model, at, change, draw);
    case 'end':
    case 'weights':
    case 'revert-rule':
    case 'timeout':
    case 'header':
      return withRule(model, at, changedRule(at.rule, change, draw, past));
  }
}

interface Place {
  readonly object: ObjectModel;
  readonly rule: RuleModel;
}

function placesOf(model: RepositoryModel): readonly Place[] {
  return model.objects.flatMap((object) => object.rules.map((each) => ({ object, rule: each })));
}

/** Half of the time one that is on its way, if there is any. */
function placeOf(model: RepositoryModel, draw: number, inFlight: readonly string[]): Place {
  const places = placesOf(model);
  const moving = places.filter(({ object, rule: { name } }) =>
    inFlight.some((target) => target.startsWith(keyOf(object, name ?? '~'))),
  );
  const from = draw % 2 === 0 && moving.length > 0 ? moving : places;
  const place = from[(draw >> 1) % from.length];
  if (place === undefined) throw new Error('a repository has a rule');
  return place;
}

function letterOf(draw: number): Letter {
  return letters[draw % letters.length] ?? 'a';
}

type RuleChange = 'end' | 'weights' | 'revert-rule' | 'timeout' | 'header';

function changedRule(of: RuleModel, change: RuleChange, [, x, y]: Draw, past: readonly RepositoryModel[]): RuleModel {
  switch (change) {
    case 'end':
      return { ...of, items: items({ [letterOf(x)]: 100 }) };
    case 'weights': {
      const weight = [1, 10, 30, 50, 70][y % 5] ?? 50;
      return {
        ...of,
        items: items({
          [letterOf(x)]: weight,
          [letterOf(x + 1 + (y % 4))]: 100 - weight,
          ...(y % 3 === 0 ? { [letterOf(x + 5)]: 33 } : {}),
        }),
      };
    }
    case 'timeout':
      return { ...of, timeoutS: 1 + (x % 3) };
    case 'header':
      return {
        ...of,
        items: of.items.map((item) =>
          x % 2 === 0 ? { ...item, header: `h${y % 2}` } : { to: item.to, weight: item.weight },
        ),
      };
    case 'revert-rule':
      return itemsBefore(of, past);
  }
}

/** The rule as it was before its destinations changed last. */
function itemsBefore(of: RuleModel, past: readonly RepositoryModel[]): RuleModel {
  const now = JSON.stringify(of.items);
  for (const model of past.toReversed()) {
    const was = placesOf(model).find(({ rule: { name, prefix } }) => name === of.name && prefix === of.prefix)?.rule;
    if (was !== undefined && JSON.stringify(was.items) !== now) return { ...of, items: was.items };
  }
  return of;
}

function withObject(model: RepositoryModel, object: ObjectModel, change: Partial<ObjectModel>): RepositoryModel {
  return { ...model, objects: model.objects.map((each) => (each === object ? { ...each, ...change } : each)) };
}

function withRule(model: RepositoryModel, { object, rule: old }: Place, next: RuleModel): RepositoryModel {
  return withObject(model, object, { rules: object.rules.map((each) => (each === old ? next : each)) });
}

function withDestination(model: RepositoryModel, change: 'endpoints' | 'redefine', letter: Letter): RepositoryModel {
  const was = model.destinations[letter];
  const is =
    change === 'endpoints' ? { ...was, endpoints: !was.endpoints } : { ...was, limit: 100 + ((was.limit + 1) % 3) };
  return { ...model, destinations: { ...model.destinations, [letter]: is } };
}

function covers({ object, rule: each }: Place, walk: RolloutModel): boolean {
  return walk.object === object.name && (walk.rule === null || walk.rule === each.name);
}

function withWalk(
  model: RepositoryModel,
  at: Place,
  change: 'walk' | 'suspend' | 'steps',
  draw: number,
): RepositoryModel {
  const has = model.rollouts.some((walk) => covers(at, walk));
  const others = model.rollouts.filter((walk) => !covers(at, walk));
  if (!has) {
    const name = `${at.object.name}-${at.rule.name ?? 'only'}`;
    if (at.rule.name === null && at.object.rules.length > 1) return model;
    return {
      ...model,
      rollouts: [...others, rollout(name, at.object.name, at.rule.name, draw % 2 === 0 ? 'hold' : 'rollback')],
    };
  }
  if (change === 'walk') return { ...model, rollouts: others };
  const altered = (walk: RolloutModel): RolloutModel =>
    change === 'suspend' ? { ...walk, suspend: walk.suspend !== true } : { ...walk, steps: [5 + (draw % 20), 50] };
  return { ...model, rollouts: model.rollouts.map((walk) => (covers(at, walk) ? altered(walk) : walk)) };
}

function withHost(model: RepositoryModel, [, x, y]: Draw): RepositoryModel {
  const name = `host${x % 3}`;
  if (model.objects.some((object) => object.name === name)) return model;
  // One that is new to all, or one whose requests the host with a star has answered until now.
  const object = {
    name,
    file: `routes/${name}.yaml`,
    host: `${name}.example.org`,
    rules: [rule('main', null, letterOf(y))],
  };
  return {
    ...model,
    objects: [...model.objects, object],
    rollouts: [...model.rollouts, rollout(name, name, 'main', 'hold')],
  };
}

function reshaped(
  model: RepositoryModel,
  at: Place,
  change: 'rename' | 'split' | 'delete-rule',
  [, x, y]: Draw,
): RepositoryModel {
  const { object, rule: old } = at;
  if (old.name === null) return model;
  const ofRule = (walk: RolloutModel): boolean => walk.object === object.name && walk.rule === old.name;
  const keepsWalk = x % 8 !== 0;
  if (change === 'delete-rule') {
    if (object.rules.length === 1) return model;
    const rules = object.rules.filter((each) => each !== old);
    return { ...withObject(model, object, { rules }), rollouts: model.rollouts.filter((walk) => !ofRule(walk)) };
  }
  const name = `n${x % 5}`;
  if (object.rules.some((each) => each.name === name)) return model;
  if (change === 'rename') {
    const next = { ...old, name, ...(y % 4 === 0 ? { items: items({ [letterOf(y)]: 100 }) } : {}) };
    const rollouts = model.rollouts.filter((walk) => keepsWalk || !ofRule(walk));
    return {
      ...withRule(model, at, next),
      rollouts: rollouts.map((walk) => (ofRule(walk) ? { ...walk, rule: name } : walk)),
    };
  }
  const part = { ...old, name, prefix: `${old.prefix ?? ''}/p${y % 3}` };
  const rules = object.rules.flatMap((each) => (each === old ? [part, each] : [each]));
  const walk = rollout(`${object.name}-${name}`, object.name, name, 'hold');
  const others = model.rollouts.filter((each) => each.name !== walk.name);
  return { ...withObject(model, object, { rules }), rollouts: keepsWalk ? [...others, walk] : others };
}
